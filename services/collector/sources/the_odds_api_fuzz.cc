#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "services/collector/sources/the_odds_api.h"
#include "services/collector/sources/the_odds_api_answer.h"

// Whatever a provider sends is parsed or refused, and no price is lost on the way. The kept corpus
// is in the_odds_api_fuzz_corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace overround::collector;
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  for (const overround::Period period :
       {overround::Period::kFullGame, overround::Period::kRegulation}) {
    const auto odds = the_odds_api::ParseOdds(body, {.format = std::nullopt, .period = period});
    if (!odds.ok()) continue;
    OVERROUND_CHECK(odds->prices_read == odds->PricesKept() + odds->PricesRefused());
    for (const GameSheet& game : odds->games) {
      for (const BookSheet& book : game.books) {
        for (const Offer& offer : book.offers) {
          OVERROUND_CHECK(offer.market.Validate().ok());
          OVERROUND_CHECK(overround::HasSide(offer.market, offer.side));
        }
      }
    }
  }
  const auto scores = the_odds_api::ParseScores(body);
  if (scores.ok()) {
    OVERROUND_CHECK(scores->games_read ==
                    static_cast<int>(scores->games.size() + scores->refused.size()));
  }
  (void)the_odds_api::ParseSports(body);
  (void)the_odds_api::NewestUpdate(body);
  (void)the_odds_api::KindOfUnreadable(body);
  return 0;
}
