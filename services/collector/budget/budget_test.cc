#include "services/collector/budget/budget.h"

#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'777'636'800);  // 2026-05-01T12:00:00Z

struct BudgetFixture : CollectorFixture {
  int64_t Debit(int64_t cost, absl::Time now, const Share& share = {}) {
    const auto debited = Do([&](pg::Transaction& tx) {
      return budgets::Debit(tx, {"odds_api", cost, 500, now, share});
    });
    CHECK_FALSE(debited.wait.has_value());
    return debited.call_id;
  }
  // The answer to a call: what was used by then, and what it cost itself.
  void Report(int64_t call, int64_t used, absl::Time now, std::optional<int64_t> cost = {}) {
    the_odds_api::Answer answer;
    answer.credits = {500 - used, used, cost};
    Do([&](pg::Transaction& tx) { return budgets::Report(tx, {"odds_api", call, now}, answer); });
  }
  Budget Now() {
    return *Do([](pg::Transaction& tx) { return budgets::FindBudget(tx, "odds_api"); });
  }
};

TEST_CASE("calls under way stay debited when another is answered", "[budget][pg]") {
  BudgetFixture collector;
  const int64_t slow = collector.Debit(30, kNoon);
  const int64_t quick = collector.Debit(3, kNoon + absl::Seconds(1));
  CHECK(collector.Now().spent == 33);
  collector.Report(quick, 103, kNoon + absl::Seconds(2));
  CHECK(collector.Now().spent == 133);
  collector.Report(slow, 133, kNoon + absl::Seconds(9));
  CHECK(collector.Now().spent == 133);
  CHECK(collector.Now().reported_remaining == 367);
}

TEST_CASE("an answer that was overtaken gives nothing back", "[budget][pg]") {
  BudgetFixture collector;
  const int64_t first = collector.Debit(3, kNoon);
  const int64_t second = collector.Debit(3, kNoon + absl::Seconds(1));
  collector.Report(second, 106, kNoon + absl::Seconds(2));
  collector.Report(first, 103, kNoon + absl::Seconds(3));
  CHECK(collector.Now().spent == 106);
  // Asked after that answer, a lower figure is a new month of the provider's.
  const int64_t third = collector.Debit(3, kNoon + absl::Seconds(4));
  collector.Report(third, 3, kNoon + absl::Seconds(5));
  CHECK(collector.Now().spent == 3);
}

TEST_CASE("a call that is never answered is given up, not debited for ever", "[budget][pg]") {
  BudgetFixture collector;
  collector.Debit(30, kNoon);
  const int64_t later = collector.Debit(3, kNoon + absl::Minutes(3));
  collector.Report(later, 3, kNoon + absl::Minutes(3));
  CHECK(collector.Now().spent == 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.provider_calls") == 0);
}

TEST_CASE("a purpose gets back what nobody answered", "[budget][pg]") {
  BudgetFixture collector;
  const Share past{Purpose::kBackfill, 0.1};
  collector.Debit(30, kNoon, past);
  collector.Debit(20, kNoon, past);
  // All of it is debited, until both are given up.
  const auto refused = collector.Do([&](pg::Transaction& tx) {
    return budgets::Debit(tx, {"odds_api", 1, 500, kNoon, past});
  });
  CHECK(refused.wait == kNoon + absl::Minutes(2) + absl::Seconds(1));
  const int64_t later = collector.Debit(50, kNoon + absl::Minutes(3), past);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 50);
  CHECK(collector.Now().spent == 50);
  collector.Report(later, 33, kNoon + absl::Minutes(3), 30);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 30);
  CHECK(collector.Now().spent == 33);
  // Given up by another's answer, too; but not at the cost of a month that began since.
  collector.Debit(20, kNoon + absl::Minutes(4), past);
  const int64_t mine = collector.Debit(3, kNoon + absl::Minutes(5));
  collector.Report(mine, 36, kNoon + absl::Minutes(7), 3);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 30);
  collector.Debit(20, collector.Now().period_end - absl::Seconds(1), past);
  collector.Debit(10, collector.Now().period_end + absl::Minutes(1), past);
  collector.Debit(10, collector.Now().period_start + absl::Minutes(2), past);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 20);
}

TEST_CASE("an answer that is none costs its purpose nothing", "[budget][pg]") {
  BudgetFixture collector;
  const Share events{Purpose::kEventOdds, 0.25};
  const auto kind =
      GENERATE(the_odds_api::AnswerKind::kProviderDown, the_odds_api::AnswerKind::kTooFast,
               the_odds_api::AnswerKind::kWrongContentType);
  const int64_t call = collector.Debit(10, kNoon, events);
  the_odds_api::Answer answer;
  answer.kind = kind;
  collector.Do([&](pg::Transaction& tx) {
    return budgets::Report(tx, {"odds_api", call, kNoon + absl::Seconds(1)}, answer);
  });
  CHECK(collector.Now().SpentOn(Purpose::kEventOdds) == 0);
  CHECK(collector.Now().spent == 0);
}

TEST_CASE("a purpose pays what its answer cost, from its own share", "[budget][pg]") {
  BudgetFixture collector;
  const Share past{Purpose::kBackfill, 0.1};
  const int64_t empty = collector.Debit(30, kNoon, past);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 30);
  CHECK(collector.Now().SpentOn(Purpose::kMain) == 0);
  collector.Report(empty, 0, kNoon + absl::Seconds(1), 0);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 0);
  collector.Debit(50, kNoon, past);
  const Budget budget = collector.Now();
  CHECK(budget.WaitUntil(1, kNoon, past) == budget.period_end);
  CHECK_FALSE(budget.WaitUntil(1, kNoon).has_value());
  // Nor may the present take what is kept for others.
  CHECK(budget.WaitUntil(451, kNoon, {Purpose::kMain, 0.9}) == budget.period_end);
  CHECK_FALSE(budget.WaitUntil(450, kNoon, {Purpose::kMain, 0.9}).has_value());
}

TEST_CASE("a new month of the provider's, within ours, gives every purpose its share anew",
          "[budget][pg]") {
  BudgetFixture collector;
  const Share past{Purpose::kBackfill, 0.1};
  const Share events{Purpose::kEventOdds, 0.1};
  collector.Report(collector.Debit(50, kNoon, past), 350, kNoon + absl::Seconds(1), 50);
  collector.Report(collector.Debit(40, kNoon, events), 390, kNoon + absl::Seconds(2), 40);
  const int64_t slow = collector.Debit(3, kNoon + absl::Seconds(3));
  const int64_t first = collector.Debit(3, kNoon + absl::Seconds(4));
  const int64_t second = collector.Debit(4, kNoon + absl::Seconds(5), events);
  collector.Report(first, 396, kNoon + absl::Seconds(6), 3);
  // It was asked before, and overtaken: that is no new month.
  collector.Report(slow, 393, kNoon + absl::Seconds(7), 3);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 50);
  const int64_t third = collector.Debit(3, kNoon + absl::Seconds(8));
  collector.Report(third, 3, kNoon + absl::Seconds(9), 3);
  CHECK(collector.Now().SpentOn(Purpose::kBackfill) == 0);
  // Of what is still under way that is not known yet.
  CHECK(collector.Now().SpentOn(Purpose::kEventOdds) == 4);
  CHECK(collector.Now().spent == 7);
  collector.Report(second, 7, kNoon + absl::Seconds(10), 4);
  CHECK(collector.Now().SpentOn(Purpose::kEventOdds) == 4);
  CHECK(collector.Now().SpentOn(Purpose::kMain) == 3);
  CHECK_FALSE(collector.Now().WaitUntil(50, kNoon, past).has_value());
}

TEST_CASE("a share that is earned is spent a day ahead at most", "[budget]") {
  Budget budget;
  budget.period_start = kNoon;
  budget.period_end = kNoon + absl::Hours(240);
  budget.granted = 500;
  const Share events{Purpose::kEventOdds, 0.2, true};
  CHECK_FALSE(budget.WaitUntil(10, kNoon, events).has_value());
  CHECK(budget.WaitUntil(20, kNoon, events) == kNoon + absl::Hours(24));
  budget.event_odds_spent = 90;
  budget.spent = 90;
  CHECK(budget.WaitUntil(10, kNoon, events) == kNoon + absl::Hours(216));
  CHECK(budget.WaitUntil(11, kNoon, events) == budget.period_end);
  // And the planner's day is what its own share brings.
  CHECK(budget.CreditsWithin(absl::Hours(24), kNoon, 0.8) == Approx(40));
}

}  // namespace
}  // namespace overround::collector
