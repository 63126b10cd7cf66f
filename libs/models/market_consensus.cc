#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "libs/models/consensus.h"

namespace overround::models {
namespace {

// One book's prices on one market, by side in the order of SidesOf.
using BookPrices = std::map<std::string, std::vector<std::optional<double>>>;

std::map<MarketKey, BookPrices> PricesByMarket(const history::AsOf& as_of, const GameId& game,
                                               const ConsensusOptions& options) {
  std::map<MarketKey, BookPrices> prices;
  for (const history::Quote& quote : as_of.CurrentQuotes(game)) {
    if (quote.lay || quote.in_play || !quote.bettable || quote.sportsbook == options.without_book) {
      continue;
    }
    const std::span<const Side> sides = SidesOf(quote.market);
    const auto place = std::find(sides.begin(), sides.end(), quote.side);
    if (place == sides.end()) continue;
    auto& row = prices[quote.market][quote.sportsbook];
    row.resize(sides.size());
    row[static_cast<size_t>(place - sides.begin())] = quote.odds.ImpliedProbability();
  }
  return prices;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

// None for a book without all sides, or whose prices are no book.
std::optional<std::vector<BookOpinion>> OpinionOf(const std::string& book,
                                                  const std::vector<std::optional<double>>& row,
                                                  const ConsensusOptions& options) {
  std::vector<double> implied;
  for (const std::optional<double>& side : row) {
    if (!side) return std::nullopt;
    implied.push_back(*side);
  }
  const double margin = Margin(implied);
  const DevigMethod method =
      margin < options.power_from_margin ? DevigMethod::kMultiplicative : DevigMethod::kPower;
  const absl::StatusOr<std::vector<double>> fair = Devig(method, implied);
  if (!fair.ok()) return std::nullopt;
  std::vector<BookOpinion> opinions;
  for (const double side : *fair) opinions.push_back({book, side, margin, method, 0});
  return opinions;
}

// None where too few books have an opinion.
std::optional<MarketConsensus> Blend(const MarketKey& market, const BookPrices& books,
                                     const ConsensusOptions& options) {
  MarketConsensus blend{market, {}, std::vector<std::vector<BookOpinion>>(SidesOf(market).size())};
  for (const auto& [book, row] : books) {
    const auto opinions = OpinionOf(book, row, options);
    if (!opinions) continue;
    for (size_t side = 0; side < opinions->size(); ++side) {
      blend.books[side].push_back((*opinions)[side]);
    }
  }
  const size_t count = blend.books[0].size();
  if (count == 0 || count < static_cast<size_t>(std::max(options.books_min, 1))) {
    return std::nullopt;
  }
  for (std::vector<BookOpinion>& side : blend.books) {
    std::vector<double> fair;
    for (BookOpinion& opinion : side) {
      opinion.weight = 1 / static_cast<double>(count);
      fair.push_back(opinion.fair);
    }
    blend.fair.push_back(Median(std::move(fair)));
  }
  const double sum = std::accumulate(blend.fair.begin(), blend.fair.end(), 0.0);
  for (double& fair : blend.fair) fair /= sum;
  return blend;
}

}  // namespace

std::vector<MarketConsensus> ConsensusOf(const history::AsOf& as_of, const GameId& game,
                                         const ConsensusOptions& options) {
  std::vector<MarketConsensus> markets;
  for (const auto& [market, books] : PricesByMarket(as_of, game, options)) {
    std::optional<MarketConsensus> blend = Blend(market, books, options);
    if (blend) markets.push_back(*std::move(blend));
  }
  return markets;
}

const MarketConsensus* MainLine(const std::vector<MarketConsensus>& markets, const Slot& slot) {
  const MarketConsensus* main = nullptr;
  const auto lopsided = [](const MarketConsensus& market) {
    return std::abs(market.fair[0] - 0.5);
  };
  for (const MarketConsensus& market : markets) {
    if (SlotOf(market.market) != slot) continue;
    if (main == nullptr || market.books[0].size() > main->books[0].size() ||
        (market.books[0].size() == main->books[0].size() && lopsided(market) < lopsided(*main))) {
      main = &market;
    }
  }
  return main;
}

}  // namespace overround::models
