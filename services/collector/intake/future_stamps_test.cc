#include "services/collector/intake/future_stamps.h"

#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

std::string OddsStamped(absl::string_view time) {
  return absl::StrReplaceAll(
      testing::ReadSourceFile(
          "services/collector/sources/testdata/the_odds_api/odds_american.json"),
      {{"2026-05-01T20:5", absl::StrCat(time)}});
}

TEST_CASE("a price stamped after it was received is kept and counted, without the stamp",
          "[intake][pg]") {
  CollectorFixture collector;
  // The provider's clock is two hours ahead: by it, the game at 23:05 is in play.
  const Taken taken = collector.Take(
      CollectorFixture::Answer(OddsStamped("2026-05-01T23:5"), At("2026-05-01T22:00:00Z")));
  CHECK(taken.counts.changed == 8);
  CHECK(taken.counts.refused == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE is_in_play") == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE provider_time IS NULL") == 8);
  CHECK(collector.Number("SELECT sum(failed_count)::BIGINT FROM collector.data_quality_checks "
                         "WHERE check_type = 'stale_stamp'") == 8);
}

TEST_CASE("clocks that differ by seconds are believed", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(
      CollectorFixture::Answer(OddsStamped("2026-05-01T20:5"), At("2026-05-01T20:54:30Z")));
  // Six of them were stamped half a minute after we received them.
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE provider_time IS NOT NULL") ==
        8);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE provider_time > "
                         "receive_time") == 6);
}

}  // namespace
}  // namespace overround::collector
