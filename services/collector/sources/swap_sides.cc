#include "services/collector/sources/swap_sides.h"

#include <utility>

namespace overround::collector {
namespace {

Side Opposite(Side side) {
  if (side == Side::kHome) return Side::kAway;
  return side == Side::kAway ? Side::kHome : side;
}

}  // namespace

void SwapSides(Offer& offer) {
  offer.side = Opposite(offer.side);
  if (offer.market.kind == MarketKind::kSpread && offer.market.line_quarters) {
    offer.market.line_quarters = -*offer.market.line_quarters;
  }
  if (offer.market.kind == MarketKind::kTeamTotal) {
    offer.market.subject = offer.market.subject == kHomeSubject ? kAwaySubject : kHomeSubject;
  }
}

void SwapSides(GameSheet& game) {
  std::swap(game.home, game.away);
  for (BookSheet& book : game.books) {
    for (Offer& offer : book.offers) SwapSides(offer);
  }
}

}  // namespace overround::collector
