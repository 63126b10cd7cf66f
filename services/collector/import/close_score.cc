#include "services/collector/import/close_score.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace overround::collector {
namespace {

bool IsAboutWinner(const Offer& offer) {
  const MarketKind kind = offer.market.kind;
  return !offer.lay && (kind == MarketKind::kMoneyline || kind == MarketKind::kThreeWay);
}

std::optional<Side> WinnerOf(const MarketKey& market, const Score& score) {
  const bool is_regulation = market.period == Period::kRegulation;
  const int home = is_regulation ? score.regulation_home.value_or(score.home) : score.home;
  const int away = is_regulation ? score.regulation_away.value_or(score.away) : score.away;
  if (home != away) return home > away ? Side::kHome : Side::kAway;
  return market.kind == MarketKind::kThreeWay ? std::optional(Side::kDraw) : std::nullopt;
}

// What a book showed of the winner last.
struct LastShown {
  absl::Time time = absl::InfinitePast();
  std::vector<const Offer*> offers;
};

std::optional<ClosedWinner> ClosedBy(const std::string& book,
                                     const std::vector<const Offer*>& shown, const Score& score) {
  const MarketKey& market = shown.front()->market;
  const auto sides = SidesOf(market);
  const std::optional<Side> winner = WinnerOf(market, score);
  if (!winner || shown.size() != sides.size()) return std::nullopt;
  ClosedWinner closed{book, {}, 0};
  for (const Side side : sides) {
    const auto offer = std::find_if(shown.begin(), shown.end(), [&](const Offer* each) {
      return each->side == side && each->market == market;
    });
    if (offer == shown.end()) return std::nullopt;
    if (side == *winner) closed.won = closed.probabilities.size();
    closed.probabilities.push_back((*offer)->odds.ImpliedProbability());
  }
  const double sum = std::accumulate(closed.probabilities.begin(), closed.probabilities.end(), 0.0);
  for (double& probability : closed.probabilities) probability /= sum;
  return closed;
}

}  // namespace

std::vector<ClosedWinner> ClosedWinnersOf(const ImportedGame& game) {
  if (!game.score || game.score->ending != Ending::kPlayed) return {};
  std::map<std::string, LastShown> books;
  for (const ImportedPrice& price : game.prices) {
    if (!IsAboutWinner(price.offer)) continue;
    LastShown& last = books[price.sportsbook];
    if (price.known_time < last.time) continue;
    if (price.known_time > last.time) last = {price.known_time, {}};
    last.offers.push_back(&price.offer);
  }
  std::vector<ClosedWinner> closed;
  for (const auto& [book, last] : books) {
    if (auto winner = ClosedBy(book, last.offers, *game.score))
      closed.push_back(*std::move(winner));
  }
  return closed;
}

void CloseScore::Add(const ClosedWinner& closed) {
  double entropy = 0;
  double squares = 0;
  for (const double probability : closed.probabilities) {
    const double loss = -std::log(probability);
    entropy += probability * loss;
    squares += probability * loss * loss;
  }
  ++games_;
  loss_ -= std::log(closed.probabilities[closed.won]);
  uniform_ += std::log(static_cast<double>(closed.probabilities.size()));
  expected_ += entropy;
  variance_ += squares - entropy * entropy;
}

bool CloseScore::IsScrambled() const {
  return games_ >= kCloseGamesMin && loss_ > uniform_ &&
         loss_ - expected_ > kCloseDeviationsMax * std::sqrt(variance_);
}

std::string CloseScore::ToString() const {
  const double games = std::max(games_, 1);
  return absl::StrFormat("log loss %.3f, uniform %.3f, expected %.3f over %d games", loss_ / games,
                         uniform_ / games, expected_ / games, games_);
}

std::string CloseScore::DetailsOf(absl::string_view sportsbook, absl::string_view season) const {
  return absl::StrCat(sportsbook, ", ", season, ": ", ToString(),
                      ", want a close that knows something");
}

}  // namespace overround::collector
