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
#include "services/collector/feed/cadence.h"
#include "services/collector/feed/store.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

struct EspnOptions {
  // https://site.api.espn.com, without a path.
  std::string url;
  // As ESPN names them: "basketball/nba"; all that are collected when empty.
  std::vector<std::string> sports;
  // Between two scoreboards of a sport: the nearer a start, the sooner.
  CadenceBounds bounds;
  // Between two lists of the injured of a sport.
  absl::Duration injuries_interval;
  // Between two rounds through the teams of a sport.
  absl::Duration statistics_interval;
};

// Asks ESPN's site API: scoreboards, injuries, teams' seasons, and the box scores of games that are
// over. It has no key and tells no limits, so it is asked seldom, one question at a time, and a
// round ends with the first answer that says it is too much. Four tasks; each asks what is due.
class EspnFeed {
 public:
  using Fetch = std::function<absl::StatusOr<http::Response>(const http::Request&)>;

  // All outlive this.
  EspnFeed(EspnOptions options, Fetch fetch, pg::Pool& pool, Intake& intake, Clocks clocks);

  absl::Status PollScoreboards(schedule::TaskRun& run);
  absl::Status PollInjuries(schedule::TaskRun& run);
  absl::Status PollStatistics(schedule::TaskRun& run);
  absl::Status PollBoxScores(schedule::TaskRun& run);

 private:
  struct Question {
    DocumentKind kind;
    // As ESPN names it.
    std::string sport;
    std::string path;
    // The one event it is about, where its answer is to be remembered.
    std::string event = {};
  };
  // What is due of one sport, none where nothing is; sets when it is due next.
  using Due = std::function<absl::StatusOr<std::vector<Question>>(
      pg::Transaction&, const feed::ProviderSport&, absl::Time&)>;

  absl::Status Poll(schedule::TaskRun& run, const Due& due);
  absl::Status Ask(schedule::TaskRun& run, const Question& question);
  absl::StatusOr<std::vector<feed::ProviderSport>> Wanted(pg::Transaction& tx) const;
  absl::StatusOr<std::vector<Question>> ScoreboardsDue(pg::Transaction& tx,
                                                       const feed::ProviderSport& sport,
                                                       absl::Time& next) const;
  absl::StatusOr<std::vector<Question>> InjuriesDue(pg::Transaction& tx,
                                                    const feed::ProviderSport& sport,
                                                    absl::Time& next) const;
  absl::StatusOr<std::vector<Question>> StatisticsDue(pg::Transaction& tx,
                                                      const feed::ProviderSport& sport,
                                                      absl::Time& next) const;
  absl::Time Soon() const { return clocks_.wall.Now() + absl::Seconds(30); }

  const EspnOptions options_;
  const Fetch fetch_;
  pg::Pool& pool_;
  Intake& intake_;
  const Clocks clocks_;
};

}  // namespace overround::collector
