#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "services/collector/sources/kalshi.h"

// Whatever Kalshi sends is parsed or refused, no price is lost on the way, and a book's prices come
// in order. The kept corpus is in kalshi_fuzz_corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace overround::collector;
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  const auto events = kalshi::ParseEvents(body);
  if (events.ok()) {
    OVERROUND_CHECK(events->prices_read == events->PricesKept() + events->PricesRefused());
    for (const kalshi::EventSheet& event : events->events) {
      OVERROUND_CHECK(event.teams.size() == 2);
      for (const Offer& offer : event.props) {
        OVERROUND_CHECK(offer.market.Validate().ok());
        OVERROUND_CHECK(overround::HasSide(offer.market, offer.side));
      }
    }
  }
  const auto markets = kalshi::ParseMarkets(body);
  if (markets.ok()) {
    OVERROUND_CHECK(markets->markets_read ==
                    static_cast<int>(markets->markets.size() + markets->refused.size()));
  }
  const auto book = kalshi::ParseOrderBook(body);
  if (book.ok()) {
    for (const auto& side : {book->yes, book->no}) {
      for (size_t i = 1; i < side.size(); ++i) {
        OVERROUND_CHECK(!(side[i].odds > side[i - 1].odds));
      }
    }
  }
  (void)kalshi::ReadAnswer(400, {}, body, absl::UnixEpoch());
  return 0;
}
