#include "services/collector/intake/future_stamps.h"

namespace overround::collector {

int DropFutureStamps(absl::Time receive_time, GameSheet& game) {
  int dropped = 0;
  for (BookSheet& book : game.books) {
    for (Offer& offer : book.offers) {
      if (!offer.provider_time || *offer.provider_time <= receive_time + kClockSkewMax) continue;
      offer.provider_time.reset();
      ++dropped;
    }
  }
  return dropped;
}

}  // namespace overround::collector
