#pragma once

#include <filesystem>
#include <string>

#include <absl/status/status.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/testing/postgres.h"
#include "services/collector/archive/archive.h"
#include "services/collector/games/games.h"
#include "services/collector/intake/intake.h"
#include "services/collector/quotes/quotes.h"
#include "tools/bench/odds_answer.h"

namespace overround::bench {

inline constexpr absl::Duration kPatience = absl::Minutes(2);

// A collector's intake on a database and a folder of its own.
class IntakeBench {
 public:
  IntakeBench();
  ~IntakeBench() { std::filesystem::remove_all(folder_); }
  IntakeBench(const IntakeBench&) = delete;
  IntakeBench& operator=(const IntakeBench&) = delete;

  collector::Taken Take(std::string body);

  // Takes in `turns` answers a minute apart, each of which changes every price, or none; the
  // seconds of the quickest. Requires: turn 0 of this size has been taken in.
  double LeastSecondsOfTurns(const AnswerSize& size, int turns, bool change);

  // All upcoming games of the sport with their best prices.
  static absl::Status ReadBoard(pg::Transaction& tx);

  testing::TestDatabase database;
  absl::Time received;

 private:
  // Of the answer last taken in.
  int turn_ = 0;
  std::filesystem::path folder_;
  collector::Archive archive_;
  IdSource ids_{"bench"};
  eventlog::Appender events_;
  collector::Games games_{ids_, events_};
  collector::Quotes quotes_{ids_, events_};
  collector::Intake intake_;
};

}  // namespace overround::bench
