#include "services/collector/import/spread_signs.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/domain/line.h"

namespace overround::collector {
namespace {

constexpr int kLineMinQuarters = 2;

// What a book shows at one instant.
using Look = std::pair<std::string, absl::Time>;

// Prices of one market's sides, home first and draw in the middle where there is one.
struct Sides {
  double home = 0;
  double draw = 0;
  double away = 0;

  void Add(const Offer& offer) {
    (offer.side == Side::kHome   ? home
     : offer.side == Side::kAway ? away
                                 : draw) = offer.odds.ImpliedProbability();
  }
  bool IsWhole() const { return home > 0 && away > 0; }
  // Of home winning; where a game may end level, then too, or not counting that.
  double Outright() const { return home / (home + draw + away); }
  double Decided() const { return home / (home + away); }
};

bool IsFlipped(const Sides& winner, const Sides& spread, int32_t line_quarters) {
  const double cover = spread.Decided();
  if (line_quarters >= kLineMinQuarters) return winner.Outright() - cover > kSpreadSignTolerance;
  if (line_quarters <= -kLineMinQuarters) return cover - winner.Decided() > kSpreadSignTolerance;
  return false;
}

bool IsInPlay(const ImportedGame& game, const ImportedPrice& price) {
  return game.game.precision == StartPrecision::kMinute && price.known_time >= game.game.start;
}

}  // namespace

void RefuseFlippedSpreads(ImportedGame& game) {
  std::map<Look, Sides> winners;
  std::map<std::pair<Look, int32_t>, Sides> spreads;
  for (const ImportedPrice& price : game.prices) {
    const MarketKey& market = price.offer.market;
    if (price.offer.lay || IsInPlay(game, price)) continue;
    const Look look{price.sportsbook, price.known_time};
    if (market.kind == MarketKind::kMoneyline || market.kind == MarketKind::kThreeWay) {
      winners[look].Add(price.offer);
    } else if (market.kind == MarketKind::kSpread && market.line_quarters) {
      spreads[{look, *market.line_quarters}].Add(price.offer);
    }
  }
  std::set<std::pair<Look, int32_t>> flipped;
  for (const auto& [key, spread] : spreads) {
    const auto winner = winners.find(key.first);
    if (winner == winners.end() || !winner->second.IsWhole() || !spread.IsWhole()) continue;
    if (!IsFlipped(winner->second, spread, key.second)) continue;
    flipped.insert(key);
    game.refused_prices.push_back(
        {Refusal::kSwappedSides,
         absl::StrCat(key.first.first, ": home ", LineText(key.second), " covers with ",
                      spread.Decided(), " and wins with ", winner->second.Outright()),
         2});
  }
  if (flipped.empty()) return;
  std::erase_if(game.prices, [&](const ImportedPrice& price) {
    const MarketKey& market = price.offer.market;
    return market.kind == MarketKind::kSpread && !price.offer.lay && market.line_quarters &&
           flipped.count({{price.sportsbook, price.known_time}, *market.line_quarters}) > 0;
  });
}

}  // namespace overround::collector
