#include "libs/models/consensus.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/str_cat.h>

#include "libs/domain/line.h"
#include "libs/models/root.h"
#include "libs/models/sport_shape.h"
#include "libs/models/tilt.h"

namespace overround::models {
namespace {

// A spread left at this gap contradicts the win market.
constexpr double kGapMax = 1e-9;
// Shares beyond these are no market to centre anything on.
constexpr double kShareMin = 1e-4;

// The main markets of one game; null where too few books quote them.
struct MainMarkets {
  const MarketConsensus* moneyline;
  const MarketConsensus* three_way;
  const MarketConsensus* spread;
  const MarketConsensus* total;
};

// Regulation counts where the full game is not quoted: soccer is quoted without extra time.
MainMarkets FindMain(const std::vector<MarketConsensus>& markets) {
  const auto main = [&](MarketKind kind) {
    const Slot full{kind, Period::kFullGame, OvertimeRule::kIncluded, {}, {}};
    const Slot regulation{kind, Period::kRegulation, OvertimeRule::kExcluded, {}, {}};
    const MarketConsensus* found = MainLine(markets, full);
    return found != nullptr ? found : MainLine(markets, regulation);
  };
  return {main(MarketKind::kMoneyline), main(MarketKind::kThreeWay), main(MarketKind::kSpread),
          main(MarketKind::kTotal)};
}

double FirstShare(const MarketConsensus& market) {
  return std::clamp(market.fair[0], kShareMin, 1 - kShareMin);
}

int32_t LineOf(const MarketConsensus& market) { return market.market.line_quarters.value_or(0); }

double DecidedShare(const Pmf& pmf, int32_t line_quarters) {
  return DecidedWinChance(LeadChances(pmf, line_quarters));
}

// P(home) + P(draw) / 2, as the win market has it.
std::optional<double> ExpectancyIn(const MainMarkets& main) {
  if (main.moneyline != nullptr) return FirstShare(*main.moneyline);
  if (main.three_way == nullptr) return std::nullopt;
  return std::clamp(main.three_way->fair[0] + main.three_way->fair[1] / 2, kShareMin,
                    1 - kShareMin);
}

// The mean total for which the over has the market's share; the sport's own without a market.
template <typename TotalAt>
double TotalMeanFor(const MainMarkets& main, double fallback, const TotalAt& total_at) {
  if (main.total == nullptr) return fallback;
  constexpr double kSpan = 4;
  return RisingRoot(fallback / kSpan, fallback * kSpan, [&](double mean) {
    return DecidedShare(total_at(mean), -LineOf(*main.total)) - FirstShare(*main.total);
  });
}

ScoreDistribution CentredPoints(const MainMarkets& main, const SportParameters& sport) {
  PointsParameters points;
  points.shape = sport.margin;
  points.total_deviation = sport.total_deviation;
  points.total_mean = TotalMeanFor(main, sport.total_mean, [&](double mean) {
    return DiscreteTotal(mean, sport.total_deviation);
  });
  // The spread says more about the mean of the margin than who wins does.
  const MarketConsensus& anchor = main.spread != nullptr ? *main.spread : *main.moneyline;
  const double end = 7 * sport.margin.deviation;
  points.margin_mean = RisingRoot(-end, end, [&](double mean) {
    return DecidedShare(DiscreteMargin(mean, sport.margin), LineOf(anchor)) - FirstShare(anchor);
  });
  return PointsDistribution(points);
}

ScoreDistribution CentredGoals(const MainMarkets& main, const SportParameters& sport) {
  // Who wins hardly depends on the total, nor the total on who wins: two rounds settle both.
  constexpr int kRounds = 2;
  GoalParameters goals = sport.goals;
  double total_mean = sport.total_mean;
  double home_share = 0.5;
  for (int round = 0; round < kRounds; ++round) {
    const auto with = [&](double total, double share) {
      GoalParameters tried = goals;
      tried.home_mean = total * share;
      tried.away_mean = total * (1 - share);
      return GoalDistribution(tried);
    };
    const std::optional<double> expectancy = ExpectancyIn(main);
    home_share = RisingRoot(0.02, 0.98, [&](double share) {
      const Pmf margin = with(total_mean, share).margin;
      if (expectancy) return ExpectancyOf(margin) - *expectancy;
      return DecidedShare(margin, LineOf(*main.spread)) - FirstShare(*main.spread);
    });
    total_mean = TotalMeanFor(main, sport.total_mean,
                              [&](double mean) { return with(mean, home_share).total; });
    goals.home_mean = total_mean * home_share;
    goals.away_mean = total_mean * (1 - home_share);
  }
  return GoalDistribution(goals);
}

bool IsRegulation(const MarketConsensus& market) {
  return market.market.period == Period::kRegulation;
}

// What the win markets demand of the margin of one period.
std::vector<Demand> WinDemands(const MainMarkets& main, bool regulation) {
  std::vector<Demand> demands;
  if (main.moneyline != nullptr && IsRegulation(*main.moneyline) == regulation) {
    demands.push_back(LeadDemand(0, FirstShare(*main.moneyline)));
  }
  if (main.three_way != nullptr && IsRegulation(*main.three_way) == regulation) {
    demands.push_back(ThreeWayDemand(main.three_way->fair));
  }
  return demands;
}

// Tilts one margin to its markets. False where the spread had to be left out.
bool TiltMargin(const MainMarkets& main, bool regulation, std::vector<Demand> demands,
                Pmf& margin) {
  if (margin.empty()) return true;
  const bool spread_here = main.spread != nullptr && IsRegulation(*main.spread) == regulation;
  if (spread_here) {
    demands.push_back(LeadDemand(LineOf(*main.spread), FirstShare(*main.spread)));
    Tilted tilted = Tilt(margin, demands);
    if (tilted.gap <= kGapMax) {
      margin = std::move(tilted.pmf);
      return true;
    }
    demands.pop_back();
  }
  Tilted tilted = Tilt(margin, demands);
  if (tilted.gap <= kGapMax) margin = std::move(tilted.pmf);
  return !spread_here;
}

void TiltTotal(const MainMarkets& main, bool regulation, Pmf& total) {
  if (main.total == nullptr || total.empty() || IsRegulation(*main.total) != regulation) return;
  Tilted tilted = Tilt(total, {LeadDemand(-LineOf(*main.total), FirstShare(*main.total))});
  if (tilted.gap <= kGapMax) total = std::move(tilted.pmf);
}

// A sport without overtime has one margin and one total, whatever its markets are called.
bool HasOvertime(const SportParameters& sport) {
  return sport.scoring == SportParameters::Scoring::kPoints ||
         sport.goals.overtime != GoalParameters::Overtime::kNone;
}

// False where the spread had to be left out.
bool MeetMarkets(const MainMarkets& main, const SportParameters& sport, ScoreDistribution& scores) {
  if (HasOvertime(sport)) {
    const bool full = TiltMargin(main, false, WinDemands(main, false), scores.margin);
    const bool regulation =
        TiltMargin(main, true, WinDemands(main, true), scores.regulation_margin);
    TiltTotal(main, false, scores.total);
    TiltTotal(main, true, scores.regulation_total);
    return full && regulation;
  }
  std::vector<Demand> demands = WinDemands(main, false);
  for (Demand& demand : WinDemands(main, true)) demands.push_back(std::move(demand));
  const bool regulation = main.spread != nullptr && IsRegulation(*main.spread);
  const bool kept = TiltMargin(main, regulation, std::move(demands), scores.margin);
  TiltTotal(main, main.total != nullptr && IsRegulation(*main.total), scores.total);
  scores.regulation_margin = scores.margin;
  scores.regulation_total = scores.total;
  return kept;
}

std::vector<Feature> FeaturesOf(const MainMarkets& main, bool spread_kept) {
  std::vector<Feature> features;
  const auto add = [&](const char* name, const MarketConsensus* market) {
    if (market == nullptr) return;
    features.push_back({absl::StrCat(name, "_share"), market->fair[0]});
    features.push_back(
        {absl::StrCat(name, "_books"), static_cast<double>(market->books[0].size())});
    if (market->market.line_quarters) {
      features.push_back(
          {absl::StrCat(name, "_line"), static_cast<double>(LineOf(*market)) / kQuartersPerPoint});
    }
  };
  add("moneyline", main.moneyline);
  add("three_way", main.three_way);
  add("spread", main.spread);
  add("total", main.total);
  if (!spread_kept) features.push_back({"spread_left_out", 1});
  return features;
}

}  // namespace

absl::StatusOr<Verdict> ConsensusModel::Judge(const history::AsOf& as_of,
                                              const GameId& game) const {
  const std::optional<history::Game> found = as_of.FindGame(game);
  if (!found) {
    return absl::NotFoundError(absl::StrCat("game: ", game.ToString(), ", want one known by then"));
  }
  const auto sport = sports_.find(found->sport);
  if (sport == sports_.end()) {
    return Abstention{"unknown_sport", absl::StrCat("nothing is known of ", found->sport)};
  }
  const std::vector<MarketConsensus> markets = ConsensusOf(as_of, game, options_);
  const MainMarkets main = FindMain(markets);
  const bool points = sport->second.scoring == SportParameters::Scoring::kPoints;
  const bool win_market = main.moneyline != nullptr || (!points && main.three_way != nullptr);
  if (!win_market && main.spread == nullptr) {
    return Abstention{"few_quotes", absl::StrCat("no winner and no spread is quoted by ",
                                                 options_.books_min, " books")};
  }
  const RatedSport rated = RateSport(as_of, found->sport, sport->second.elo);
  const SportParameters shaped = ShapedBy(rated.games, sport->second);
  Forecast forecast;
  forecast.distribution = points ? CentredPoints(main, shaped) : CentredGoals(main, shaped);
  const bool spread_kept = MeetMarkets(main, shaped, forecast.distribution);
  forecast.features = FeaturesOf(main, spread_kept);
  return forecast;
}

}  // namespace overround::models
