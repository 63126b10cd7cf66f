#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "services/collector/sources/espn.h"

// Whatever ESPN sends is parsed or refused, and nothing read is lost on the way. The kept corpus is
// in the espn_fuzz_corpus.
namespace {

template <typename Sheet>
void CheckNothingLost(const Sheet& sheet) {
  int refused = 0;
  for (const overround::collector::Refused& each : sheet.refused) {
    OVERROUND_CHECK(each.count > 0);
    refused += each.count;
  }
  OVERROUND_CHECK(sheet.read == sheet.Kept() + refused);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace overround::collector;
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  for (const overround::Period period :
       {overround::Period::kFullGame, overround::Period::kRegulation}) {
    const auto scoreboard = espn::ParseScoreboard(body, period);
    if (!scoreboard.ok()) continue;
    CheckNothingLost(*scoreboard);
    for (const espn::EventSheet& event : scoreboard->events) {
      for (const BookSheet& book : event.game.books) {
        for (const Offer& offer : book.offers) {
          OVERROUND_CHECK(offer.market.Validate().ok());
          OVERROUND_CHECK(overround::HasSide(offer.market, offer.side));
        }
      }
    }
  }
  if (const auto injuries = espn::ParseInjuries(body); injuries.ok()) CheckNothingLost(*injuries);
  if (const auto team = espn::ParseTeamStatistics(body); team.ok()) CheckNothingLost(*team);
  if (const auto summary = espn::ParseSummary(body); summary.ok()) CheckNothingLost(*summary);
  return 0;
}
