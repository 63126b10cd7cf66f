#include "services/collector/order_books/order_book.h"

namespace overround::collector {

Odds OrderBookLevel::odds() const {
  // Both parts are below a million.
  return *Odds::FromFraction(Odds::kPartMax - price_millionths, price_millionths);
}

}  // namespace overround::collector
