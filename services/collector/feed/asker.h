#pragma once

#include <functional>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/http/client.h"
#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/archive/raw_document.h"
#include "services/collector/budget/budget.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

// One question to a provider.
struct ProviderQuestion {
  std::string source;
  DocumentKind kind = DocumentKind::kOdds;
  // As the provider names it.
  std::string sport;
  // "https://api.the-odds-api.com"
  std::string url;
  // Path and query, as the archive keeps them.
  std::string request;
  // What only the provider may see: "&apiKey=...".
  std::string secret;
  int64_t cost = 0;
  // What a month brings, until an answer says otherwise.
  int64_t credits = 0;
  // Of them, what may be spent on such questions.
  Share share = {};
};

struct ProviderReply {
  // It may not be asked before.
  std::optional<absl::Time> wait;
  // Where it was asked: the answer, and what it brought.
  RawDocument document;
  Taken taken;
};

// Asks a provider one question: debits the call, calls, reports what the answer says of the
// account, and takes it in. Safe to share between threads.
class Asker {
 public:
  using Fetch = std::function<absl::StatusOr<http::Response>(const http::Request&)>;

  struct Parts {
    Fetch fetch;
    pg::Pool& pool;
    Intake& intake;
    Clocks clocks;
    budgets::Patience patience = {};
  };
  explicit Asker(Parts parts) : parts_(std::move(parts)) {}

  // The reply also where the answer is an error: see its kind. UNAVAILABLE and the like where no
  // answer came. What it settles is remembered as it is taken in (see RecordPoll).
  absl::StatusOr<ProviderReply> Ask(const schedule::TaskRun& run,
                                    const ProviderQuestion& question) const;

  pg::Pool& pool() const { return parts_.pool; }
  absl::Time WorldNow() const { return parts_.clocks.world.Now(); }
  absl::Time Soon() const { return parts_.clocks.wall.Now() + absl::Seconds(30); }

 private:
  absl::StatusOr<RawDocument> Fetched(const ProviderQuestion& question) const;

  const Parts parts_;
};

}  // namespace overround::collector
