#include "libs/domain/settlement.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/domain/line.h"
#include "libs/domain/rounding.h"

namespace overround {
namespace {

absl::StatusOr<Score> StoredScore(const ResultSheet& sheet, Period period) {
  const auto found = sheet.periods.find(period);
  if (found != sheet.periods.end()) return found->second;
  return absl::FailedPreconditionError(
      absl::StrCat("result: no score of ", ToString(period), ", want it before settling"));
}

absl::StatusOr<Score> RegulationScore(const ResultSheet& sheet) {
  if (!sheet.overtime) return sheet.full_game;
  return StoredScore(sheet, Period::kRegulation);
}

// The score a market counts: the stored period, with what overtime added where its rule says so.
absl::StatusOr<Score> CountedScore(const MarketKey& market, const ResultSheet& sheet) {
  if (market.period == Period::kFullGame) return sheet.full_game;
  if (market.period == Period::kRegulation) return RegulationScore(sheet);
  OVERROUND_ASSIGN_OR_RETURN(Score score, StoredScore(sheet, market.period));
  if (market.overtime == OvertimeRule::kIncluded && sheet.overtime) {
    OVERROUND_ASSIGN_OR_RETURN(const Score regulation, RegulationScore(sheet));
    score.home += sheet.full_game.home - regulation.home;
    score.away += sheet.full_game.away - regulation.away;
  }
  return score;
}

Outcome Flipped(Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return Outcome::kLoss;
    case Outcome::kLoss:
      return Outcome::kWin;
    case Outcome::kHalfWin:
      return Outcome::kHalfLoss;
    case Outcome::kHalfLoss:
      return Outcome::kHalfWin;
    default:
      return outcome;
  }
}

Outcome SettleThreeWay(Side side, const Score& score) {
  const Side happened = score.home == score.away  ? Side::kDraw
                        : score.home > score.away ? Side::kHome
                                                  : Side::kAway;
  return side == happened ? Outcome::kWin : Outcome::kLoss;
}

// What the market's first side (home, over, yes) got from this score.
Outcome OfFirstSide(const MarketKey& market, const Score& score) {
  const int32_t line = market.line_quarters.value_or(0);
  switch (market.kind) {
    case MarketKind::kSpread:
      return OutcomeOfLead((score.home - score.away) * kQuartersPerPoint + line);
    case MarketKind::kTotal:
      return OutcomeOfLead((score.home + score.away) * kQuartersPerPoint - line);
    case MarketKind::kTeamTotal: {
      const int32_t points = market.subject == kHomeSubject ? score.home : score.away;
      return OutcomeOfLead(points * kQuartersPerPoint - line);
    }
    default:
      return OutcomeOfLead((score.home - score.away) * kQuartersPerPoint);
  }
}

// Over or under a line, or, asked yes or no, whether it happened at all.
absl::StatusOr<Outcome> SettleProp(const MarketKey& market, Side side, const ResultSheet& sheet) {
  const auto found = sheet.statistics.find({*market.subject, *market.statistic});
  if (found == sheet.statistics.end()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "result: no ", *market.statistic, " of ", *market.subject, ", want it before settling"));
  }
  if (!found->second) return Outcome::kVoid;
  const int32_t count = *found->second;
  const Outcome first = market.line_quarters
                            ? OutcomeOfLead(count * kQuartersPerPoint - *market.line_quarters)
                        : count > 0 ? Outcome::kWin
                                    : Outcome::kLoss;
  return side == SidesOf(market)[0] ? first : Flipped(first);
}

// Profit in halves of the stake at the odds: +2 for a win, +1 for a half win.
constexpr int64_t kHalves = 2;

}  // namespace

Outcome OutcomeOfLead(int32_t margin_quarters) {
  if (margin_quarters == 0) return Outcome::kPush;
  if (margin_quarters == 1) return Outcome::kHalfWin;
  if (margin_quarters == -1) return Outcome::kHalfLoss;
  return margin_quarters > 0 ? Outcome::kWin : Outcome::kLoss;
}

absl::StatusOr<Outcome> Settle(const MarketKey& market, Side side, const ResultSheet& sheet) {
  OVERROUND_RETURN_IF_ERROR(market.Validate());
  if (!HasSide(market, side)) {
    return absl::InvalidArgumentError(
        absl::StrCat("side: ", ToString(side), ", want a side of ", market.ToString()));
  }
  if (sheet.state == ResultSheet::State::kVoid) return Outcome::kVoid;
  if (market.kind == MarketKind::kProp) return SettleProp(market, side, sheet);
  OVERROUND_ASSIGN_OR_RETURN(const Score score, CountedScore(market, sheet));
  if (market.kind == MarketKind::kThreeWay) return SettleThreeWay(side, score);
  const Outcome first = OfFirstSide(market, score);
  return side == SidesOf(market)[0] ? first : Flipped(first);
}

absl::StatusOr<Money> ProfitOf(Money stake, const Odds& odds, Outcome outcome) {
  if (stake.minor_units < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("stake: ", stake.minor_units, ", want none below zero"));
  }
  switch (outcome) {
    case Outcome::kWin:
      return odds.ProfitOn(stake);
    case Outcome::kHalfWin: {
      OVERROUND_ASSIGN_OR_RETURN(
          const int64_t profit,
          MultiplyDivideHalfEven(stake.minor_units, odds.profit(), kHalves * odds.stake()));
      return Money{profit, stake.currency};
    }
    case Outcome::kHalfLoss: {
      OVERROUND_ASSIGN_OR_RETURN(const int64_t returned,
                                 MultiplyDivideHalfEven(stake.minor_units, 1, kHalves));
      return Money{returned - stake.minor_units, stake.currency};
    }
    case Outcome::kLoss:
      return Negate(stake);
    default:
      return Money{0, stake.currency};
  }
}

absl::StatusOr<Money> Payout(Money stake, const Odds& odds, Outcome outcome) {
  OVERROUND_ASSIGN_OR_RETURN(const Money profit, ProfitOf(stake, odds, outcome));
  return Add(stake, profit);
}

double UnitProfit(const Odds& odds, Outcome outcome) {
  const double profit = static_cast<double>(odds.profit()) / odds.stake();
  switch (outcome) {
    case Outcome::kWin:
      return profit;
    case Outcome::kHalfWin:
      return profit / 2;
    case Outcome::kHalfLoss:
      return -0.5;
    case Outcome::kLoss:
      return -1;
    default:
      return 0;
  }
}

absl::string_view ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return "win";
    case Outcome::kLoss:
      return "loss";
    case Outcome::kPush:
      return "push";
    case Outcome::kHalfWin:
      return "half_win";
    case Outcome::kHalfLoss:
      return "half_loss";
    case Outcome::kVoid:
      return "void";
  }
  return "";
}

absl::StatusOr<Outcome> ParseOutcome(absl::string_view text) {
  for (const Outcome outcome : {Outcome::kWin, Outcome::kLoss, Outcome::kPush, Outcome::kHalfWin,
                                Outcome::kHalfLoss, Outcome::kVoid}) {
    if (ToString(outcome) == text) return outcome;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("outcome: \"", text, "\", want one such as win or half_loss"));
}

}  // namespace overround
