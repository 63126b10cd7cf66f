#pragma once

#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/http/client.h"
#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/archive/archive.h"
#include "services/collector/budget/budget.h"
#include "services/collector/feed/planner.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

struct OddsApiOptions {
  // https://api.the-odds-api.com, without a path.
  std::string url;
  std::string key;
  // As the provider names them; all we know and it has in season when empty.
  std::vector<std::string> sports;
  // "us,eu"
  std::string regions;
  // A month's, until an answer says otherwise.
  int64_t credits = 0;
  // How often at most, and at least where the credits pay for it.
  CadenceBounds bounds;
  // Of a month's credits, what is there for the prices and scores of sports.
  double share_of_month = 1;
  budgets::Patience patience = {};
};

// Asks The Odds API: which sports are in season, their prices, their scores. Three tasks; each
// looks at what is due, debits the call, asks, takes the answer in, and says when it is due next.
class OddsApiFeed {
 public:
  using Fetch = std::function<absl::StatusOr<http::Response>(const http::Request&)>;

  // All outlive this.
  OddsApiFeed(OddsApiOptions options, Fetch fetch, pg::Pool& pool, const Archive& archive,
              Intake& intake, Clocks clocks);

  absl::Status PollSports(schedule::TaskRun& run);
  // Which games are to come, and when: free, and what the credits are planned by.
  absl::Status PollEvents(schedule::TaskRun& run);
  absl::Status PollOdds(schedule::TaskRun& run);
  absl::Status PollScores(schedule::TaskRun& run);

 private:
  struct Question {
    DocumentKind kind;
    // As the provider names it; empty for /sports.
    std::string sport;
    std::string path;
    int64_t cost;
  };

  // When to ask again: at once after an answer, or when the budget allows it.
  absl::StatusOr<absl::Time> AskAndTakeIn(schedule::TaskRun& run, const Question& question);
  absl::StatusOr<RawDocument> Ask(const Question& question);
  absl::StatusOr<budgets::Debited> Debit(const schedule::TaskRun& run, int64_t cost);
  absl::Status Report(int64_t call_id, const the_odds_api::Answer& answer);
  absl::Status Poll(schedule::TaskRun& run, DocumentKind kind);
  // The sports we want, and when each is to be asked.
  struct Due {
    std::string provider_key;
    SportPlan plan;
  };
  absl::StatusOr<std::vector<Due>> Plan();
  Question QuestionOf(const std::string& provider_key, DocumentKind kind) const;
  absl::Time Soon() const { return clocks_.wall.Now() + absl::Seconds(30); }

  const OddsApiOptions options_;
  const Fetch fetch_;
  pg::Pool& pool_;
  const Archive& archive_;
  Intake& intake_;
  const Clocks clocks_;
};

}  // namespace overround::collector
