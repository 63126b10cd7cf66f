#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/answer.h"
#include "tools/simbook/espn_roster.h"
#include "tools/simbook/fault.h"
#include "tools/simbook/league.h"
#include "tools/simbook/parameters.h"

namespace overround::simbook {

struct OddsApiOptions {
  // The one key that is taken; empty takes any. "deactivated" and "exhausted" never work, and
  // "free" has no past.
  std::string api_key;
  int64_t credits = 0;
  int calls_per_second_max = 30;
};

// The Odds API v4. What it tells of games is a function of the league and the time; it remembers
// only what a key has used, and for one second how often it was called. Safe to share between
// threads.
class OddsApi {
 public:
  OddsApi(const League& league, uint64_t seed, OddsApiOptions options)
      : league_(league), roster_(seed), options_(std::move(options)) {}

  // GET `path`, which begins with /v4/. Adds the credit headers.
  Answer Reply(absl::string_view path, const Parameters& parameters, absl::Time now);

  // Makes `answer` what the fault wants.
  static Answer Spoil(const Fault& fault, Answer answer);

 private:
  std::optional<Answer> CheckCaller(const std::string& key, absl::Time now);
  void Charge(const std::string& key, Answer& answer);
  Answer Route(absl::string_view path, const Parameters& parameters, absl::Time now) const;
  Answer RouteSport(const Sport& sport, absl::string_view rest, const Parameters& parameters,
                    absl::Time now) const;

  Answer RouteHistorical(absl::string_view path, const Parameters& parameters,
                         absl::Time now) const;

  Answer ListEvents(const Sport& sport, const GameFilter& filter, absl::Time now) const;
  Answer ListOdds(const Sport& sport, const GameFilter& filter, const Parameters& parameters,
                  absl::Time now) const;
  Answer ListScores(const Sport& sport, const GameFilter& filter, const Parameters& parameters,
                    absl::Time now) const;
  Answer EventOdds(const Sport& sport, absl::string_view id, const GameFilter& filter,
                   const Parameters& parameters, absl::Time now) const;

  const League& league_;
  const Roster roster_;
  const OddsApiOptions options_;
  std::mutex mutex_;
  std::map<std::string, int64_t> used_;
  int64_t second_ = 0;
  int calls_of_second_ = 0;
};

// The games a provider would list: announced, and not over.
std::vector<Game> ListedGames(const League& league, const Sport& sport, absl::Time now);

}  // namespace overround::simbook
