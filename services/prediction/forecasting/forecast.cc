#include "services/prediction/forecasting/forecast.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/domain/kelly.h"
#include "libs/models/inverse.h"

namespace overround::prediction {
namespace {

constexpr double kMarginTail = 1e-6;

// Seventeen digits give every double back exactly.
std::string Exact(double value) { return absl::StrFormat("%.17g", value); }

// The books' side of a game: what they offer, and what they think once their margin is out.
struct Market {
  std::vector<history::Quote> quotes;
  std::vector<models::MarketConsensus> consensus;
};

std::optional<OfferedPrice> BestPrice(const Market& market, const models::Claim& claim) {
  if (claim.negated) return std::nullopt;
  const history::Quote* best = nullptr;
  for (const history::Quote& quote : market.quotes) {
    if (!quote.bettable || quote.lay || quote.in_play || quote.market != claim.market ||
        quote.side != claim.side) {
      continue;
    }
    // Quotes come by book; among equal prices the first known stays.
    const bool is_better = best == nullptr || quote.odds > best->odds ||
                           (quote.odds == best->odds && quote.known_time < best->known_time);
    if (is_better) best = &quote;
  }
  if (best == nullptr) return std::nullopt;
  const auto kelly = KellyFraction(claim.chances, best->odds);
  return OfferedPrice{.odds = best->odds,
                      .sportsbook = best->sportsbook,
                      .quote = best->quote,
                      .edge = ExpectedReturn(claim.chances, best->odds),
                      .kelly_fraction = kelly.ok() ? *kelly : 0};
}

std::optional<double> MarketProbability(const Market& market, const models::Claim& claim,
                                        double push) {
  for (const models::MarketConsensus& consensus : market.consensus) {
    if (consensus.market != claim.market) continue;
    const auto sides = SidesOf(claim.market);
    const auto side = std::find(sides.begin(), sides.end(), claim.side);
    const double fair = consensus.fair[side - sides.begin()];
    return (claim.negated ? 1 - fair : fair) * (1 - push);
  }
  return std::nullopt;
}

Prediction FromClaim(const models::Claim& claim, const Market& market) {
  const OutcomeChances& chances = claim.chances;
  Prediction prediction = {.market = claim.market, .side = claim.side, .negated = claim.negated};
  prediction.probability = chances.win + chances.half_win / 2;
  prediction.push_probability = chances.push + (chances.half_win + chances.half_loss) / 2;
  prediction.market_probability = MarketProbability(market, claim, prediction.push_probability);
  prediction.price = BestPrice(market, claim);
  return prediction;
}

// The markets to predict: the main lines, as the books have them or as the forecast finds even.
std::vector<MarketKey> MarketsOf(const Market& market,
                                 const models::ScoreDistribution& distribution) {
  const MarketKey three_way = RegulationThreeWay();
  const bool is_three_way = models::MainLine(market.consensus, SlotOf(three_way)) != nullptr;
  std::vector<MarketKey> markets = {is_three_way ? three_way : FullGameMoneyline()};
  // A sport whose winner is decided in regulation has its handicaps and totals there too.
  for (const MarketKind kind : {MarketKind::kSpread, MarketKind::kTotal}) {
    MarketKey key = kind == MarketKind::kSpread
                        ? FullGameSpread(models::EvenSpreadQuarters(distribution))
                        : FullGameTotal(models::EvenTotalQuarters(distribution));
    if (is_three_way) {
      key.period = three_way.period;
      key.overtime = three_way.overtime;
    }
    const models::MarketConsensus* main = models::MainLine(market.consensus, SlotOf(key));
    markets.push_back(main == nullptr ? key : main->market);
  }
  return markets;
}

// The side the distribution thinks more likely; the first of equals.
absl::StatusOr<models::Claim> LikeliestClaim(const models::ScoreDistribution& distribution,
                                             const MarketKey& market) {
  std::optional<models::Claim> best;
  for (const Side side : SidesOf(market)) {
    OVERROUND_ASSIGN_OR_RETURN(const OutcomeChances chances,
                               models::ChancesOf(distribution, market, side));
    if (best && DecidedWinChance(chances) <= DecidedWinChance(best->chances)) continue;
    best = models::Claim{.market = market, .side = side, .negated = false, .chances = chances};
  }
  return *best;
}

ScoreSummary Summarise(const models::ScoreDistribution& distribution) {
  const models::Pmf& margin = distribution.margin;
  ScoreSummary summary = {.home_score_mean = distribution.home.Mean(),
                          .away_score_mean = distribution.away.Mean(),
                          .margin_deviation = margin.Deviation(),
                          .total_deviation = distribution.total.Deviation(),
                          .home_probability = margin.Above(0),
                          .draw_probability = margin.At(0),
                          .away_probability = margin.Below(0)};
  int32_t first = margin.min();
  int32_t last = margin.max();
  while (first < last && margin.At(first) < kMarginTail) ++first;
  while (last > first && margin.At(last) < kMarginTail) --last;
  summary.margin_min = first;
  for (int32_t value = first; value <= last; ++value)
    summary.margin_probabilities.push_back(margin.At(value));
  return summary;
}

// Everything a prediction claims, in a form that never changes: what its hash commits to.
std::string ContentOf(const Analysis& analysis, const Prediction& prediction) {
  std::string text =
      absl::StrCat(analysis.model, "\n", analysis.model_version, "\n",
                   analysis.game.game.ToString(), "\n", prediction.market.ToString(), "\n",
                   ToString(prediction.side), "\n", prediction.inverse, "\n", prediction.negated,
                   "\n", Exact(prediction.probability), "\n", Exact(prediction.push_probability));
  if (prediction.price) {
    absl::StrAppend(&text, "\n", prediction.price->odds.ToFractionText(), "\n",
                    prediction.price->sportsbook, "\n", prediction.price->quote.ToString());
  }
  return text;
}

// Ids, salts and hashes follow from what the analysis is, so every replay makes the same.
void Seal(const Occasion& occasion, Analysis& analysis) {
  const std::string key =
      absl::StrCat(analysis.game.game.ToString(), "/", analysis.model, "/", analysis.model_version,
                   "/", absl::ToUnixMicros(analysis.make_time));
  analysis.id = AnalysisId(occasion.ids.Derive(analysis.make_time, "analysis", key));
  const auto id_of = [&](const Prediction& prediction) {
    return PredictionId(
        occasion.ids.Derive(analysis.make_time, "prediction",
                            absl::StrCat(key, "/", prediction.market.ToString(), "/",
                                         prediction.inverse ? "inverse" : "original")));
  };
  std::string content =
      analysis.abstention ? analysis.abstention->reason + "\n" + analysis.abstention->message : "";
  for (size_t i = 0; i < analysis.predictions.size(); ++i) {
    Prediction& prediction = analysis.predictions[i];
    prediction.id = id_of(prediction);
    prediction.counterpart = id_of(analysis.predictions[i ^ 1]);
    prediction.salt =
        Sha256Hex(absl::StrCat(occasion.salt_seed, "\n", prediction.id.ToString())).substr(0, 32);
    const std::string claim = ContentOf(analysis, prediction);
    prediction.hash = Sha256Hex(absl::StrCat(prediction.salt, "\n", prediction.id.ToString(), "\n",
                                             absl::ToUnixMicros(analysis.make_time), "\n", claim));
    absl::StrAppend(&content, "\n", claim, "\n",
                    prediction.market_probability ? Exact(*prediction.market_probability) : "-");
  }
  analysis.content_hash =
      Sha256Hex(absl::StrCat(absl::ToUnixMicros(analysis.game.start_time), "\n", content));
}

std::string TitleOf(const history::AsOf& as_of, const history::Game& game) {
  const auto name = [&](const TeamId& team) {
    const auto found = as_of.FindTeam(team);
    return found ? found->name : team.ToString();
  };
  return absl::StrCat(name(game.away), " at ", name(game.home));
}

}  // namespace

absl::StatusOr<Analysis> Analyse(const models::Model& model, const GameId& id,
                                 const Occasion& occasion) {
  const auto game = occasion.as_of.FindGame(id);
  if (!game)
    return absl::NotFoundError(absl::StrCat("game: ", id.ToString(), ", want one that is known"));
  Analysis analysis = {.model = std::string(model.key()),
                       .model_version = std::string(model.version()),
                       .game = *game,
                       .game_title = TitleOf(occasion.as_of, *game),
                       .as_of_log = occasion.log_id,
                       .as_of_position = occasion.as_of.log_position().value_or(0),
                       .make_time = occasion.as_of.time()};
  OVERROUND_ASSIGN_OR_RETURN(const models::Verdict verdict, model.Judge(occasion.as_of, id));
  if (const auto* abstention = std::get_if<models::Abstention>(&verdict)) {
    analysis.abstention = *abstention;
    Seal(occasion, analysis);
    return analysis;
  }
  const models::Forecast& forecast = std::get<models::Forecast>(verdict);
  const Market market = {.quotes = occasion.as_of.CurrentQuotes(id),
                         .consensus = models::ConsensusOf(occasion.as_of, id, {})};
  analysis.features = forecast.features;
  analysis.score = Summarise(forecast.distribution);
  for (const MarketKey& key : MarketsOf(market, forecast.distribution)) {
    const auto claim = LikeliestClaim(forecast.distribution, key);
    // A distribution that knows nothing of regulation has no opinion on its markets.
    if (absl::IsUnimplemented(claim.status())) continue;
    OVERROUND_RETURN_IF_ERROR(claim.status());
    OVERROUND_ASSIGN_OR_RETURN(const models::Claim inverse, models::InverseOf(*claim));
    analysis.predictions.push_back(FromClaim(*claim, market));
    analysis.predictions.push_back(FromClaim(inverse, market));
    analysis.predictions.back().inverse = true;
  }
  Seal(occasion, analysis);
  return analysis;
}

}  // namespace overround::prediction
