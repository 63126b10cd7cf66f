#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/http_server/request.h"
#include "tools/simbook/answer.h"
#include "tools/simbook/espn.h"
#include "tools/simbook/fault.h"
#include "tools/simbook/kalshi_api.h"
#include "tools/simbook/league.h"
#include "tools/simbook/odds_api.h"

namespace overround::simbook {

// Everything simbook answers: The Odds API's face under /v4/, ESPN's under /apis/, Kalshi's under
// /trade-api/v2/, its own under /sim/, /healthz. Safe to share between threads.
class Simulator {
 public:
  // `wall` outlives it.
  Simulator(uint64_t seed, OddsApiOptions options, const Clock& wall)
      : league_(seed),
        odds_api_(league_, seed, std::move(options)),
        espn_(league_, seed),
        kalshi_(league_),
        wall_(wall) {}

  Answer Reply(const http_server::Request& request);

  const League& league() const { return league_; }

 private:
  Answer ReplyAsProvider(const http_server::Request& request, const Parameters& parameters,
                         absl::Time now);
  Answer ReplyAsSimulator(const http_server::Request& request, const Parameters& parameters,
                          absl::Time now);
  Answer Truth(const Parameters& parameters, absl::Time now) const;
  Answer Season(const Parameters& parameters, absl::Time now);
  Answer ArmFault(const Parameters& parameters);
  Answer ListFaults() const;

  const League league_;
  OddsApi odds_api_;
  const Espn espn_;
  const KalshiApi kalshi_;
  Faults faults_;
  const Clock& wall_;
  std::mutex mutex_;
  // By sport and season: a third of a second's work, always the same.
  std::map<std::pair<std::string, std::string>, std::string> seasons_;
};

}  // namespace overround::simbook
