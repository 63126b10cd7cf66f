#include "services/collector/sources/the_odds_api_markets.h"

#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/strip.h>

namespace overround::collector::the_odds_api {
namespace {

constexpr std::pair<absl::string_view, Period> kPeriods[] = {
    {"_h1", Period::kFirstHalf},
    {"_h2", Period::kSecondHalf},
    {"_q1", Period::kFirstQuarter},
    {"_q2", Period::kSecondQuarter},
    {"_q3", Period::kThirdQuarter},
    {"_q4", Period::kFourthQuarter},
    {"_p1", Period::kFirstPeriod},
    {"_p2", Period::kSecondPeriod},
    {"_p3", Period::kThirdPeriod},
    {"_1st_5_innings", Period::kFirstFiveInnings},
    {"_1st_1_innings", Period::kFirstInning}};

std::optional<Period> ConsumePeriod(absl::string_view& key) {
  for (const auto& [suffix, period] : kPeriods) {
    if (absl::ConsumeSuffix(&key, suffix)) return period;
  }
  return std::nullopt;
}

// Of a player's statistic the plain name, of a batter's and a pitcher's the whole: both strike out.
bool ReadProp(absl::string_view key, MarketName& name) {
  const bool is_player = absl::ConsumePrefix(&key, "player_");
  if (!is_player && !absl::StartsWith(key, "batter_") && !absl::StartsWith(key, "pitcher_")) {
    return false;
  }
  name.kind = MarketKind::kProp;
  name.statistic = std::string(key);
  return !key.empty();
}

}  // namespace

std::optional<MarketName> ReadMarketName(absl::string_view key) {
  MarketName name;
  name.lay = absl::ConsumeSuffix(&key, "_lay");
  name.is_alternate =
      absl::ConsumePrefix(&key, "alternate_") || absl::ConsumeSuffix(&key, "_alternate");
  name.period = ConsumePeriod(key);
  if (ReadProp(key, name)) return name;
  if (key == "spreads") {
    name.kind = MarketKind::kSpread;
  } else if (key == "totals") {
    name.kind = MarketKind::kTotal;
  } else if (key == "team_totals") {
    name.kind = MarketKind::kTeamTotal;
  } else if (key == "h2h_3_way" && !name.is_alternate) {
    name.kind = MarketKind::kThreeWay;
  } else if (key == "draw_no_bet" && !name.is_alternate) {
    name.is_draw_no_bet = true;
  } else if (key != "h2h" || name.is_alternate) {
    return std::nullopt;
  }
  return name;
}

MarketKey PlainMarket(const MarketName& name, Period plain) {
  MarketKey market;
  market.kind = name.kind;
  market.statistic = name.statistic;
  market.period = name.period.value_or(plain);
  const bool by_regulation = name.kind == MarketKind::kThreeWay || name.is_draw_no_bet;
  if (by_regulation && !name.period) market.period = Period::kRegulation;
  const bool counts_overtime =
      market.period == Period::kFullGame ||
      (market.period == Period::kSecondHalf && plain == Period::kFullGame && !by_regulation);
  market.overtime = counts_overtime ? OvertimeRule::kIncluded : OvertimeRule::kExcluded;
  return market;
}

}  // namespace overround::collector::the_odds_api
