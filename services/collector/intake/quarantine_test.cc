#include "services/collector/intake/quarantine.h"

#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/games/store.h"

namespace overround::collector {
namespace {

constexpr char kOdds[] = "services/collector/sources/testdata/the_odds_api/odds_american.json";

struct QuarantineFixture : CollectorFixture {
  // A batch of two prices, held.
  Uuid Hold() {
    const std::string body = absl::StrReplaceAll(testing::ReadSourceFile(kOdds), {{"-140", "250"}});
    Take(Answer(body, At("2026-05-01T21:00:00Z")));
    const auto held = Do([](pg::Transaction& tx) {
      return intake::ListQuarantined(tx, {"HELD", std::nullopt, std::nullopt, 10});
    });
    REQUIRE(held.size() == 1);
    return held.front().id;
  }

  void Release(const Uuid& batch, absl::string_view time) {
    Do([&](pg::Transaction& tx) {
      return ReleaseBatch(tx, quotes, ids, {batch, "users/operator", At(time)});
    });
  }
};

TEST_CASE("a released price is history, told of, and gone at once", "[collector][pg]") {
  QuarantineFixture collector;
  const Uuid batch = collector.Hold();
  const size_t told = collector.Events().size();
  collector.Release(batch, "2026-05-01T22:59:00Z");
  collector.Release(batch, "2026-05-01T22:59:30Z");
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE odds_text = '250' "
                         "AND state = 'OFFERED'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes "
                         "WHERE odds_text = '250'") == 0);
  // A follower takes two facts of one id for one fact.
  CHECK(collector.Number("SELECT count(*) - count(DISTINCT quote_id) FROM collector.quotes") == 0);
  const std::vector<std::string> events = collector.Events();
  CHECK(std::vector<std::string>(events.begin() + static_cast<int>(told), events.end()) ==
        std::vector<std::string>{"QuotesChanged", "QuoteGone"});
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    auto game = games::FindNextStart(tx);
    auto due = games::ListDueToStart(tx, At("2026-05-01T23:05:00Z"));
    REQUIRE(due->size() == 1);
    return collector.quotes.CloseLines(tx, {"collector", "", **game, **game, Basis::kAssumed},
                                       due->front());
  });
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines "
                         "WHERE odds_text = '250' AND state = 'CLOSED'") == 0);
}

TEST_CASE("after a released price stands what the book offers now", "[collector][pg]") {
  QuarantineFixture collector;
  const Uuid batch = collector.Hold();
  collector.Take(
      CollectorFixture::Answer(testing::ReadSourceFile(kOdds), At("2026-05-01T21:30:00Z")));
  collector.Release(batch, "2026-05-01T22:00:00Z");
  CHECK(collector.Number("SELECT count(*) FROM (SELECT odds_text, state FROM collector.quotes "
                         "WHERE slot LIKE 'moneyline%' AND side = 'home' "
                         "ORDER BY known_time DESC LIMIT 1) last "
                         "WHERE odds_text = '-140' AND state = 'OFFERED'") == 1);
}

}  // namespace
}  // namespace overround::collector
