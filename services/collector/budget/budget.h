#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/sources/the_odds_api_answer.h"

namespace overround::collector {

struct Budget {
  std::string source;
  // A calendar month, UTC.
  absl::Time period_start;
  absl::Time period_end;
  int64_t granted = 0;
  int64_t spent = 0;
  std::optional<int64_t> reported_remaining;
  // While the provider refuses us: why, and until when we do not ask.
  std::optional<std::string> refusal;
  std::optional<absl::Time> refused_until;

  // When a call of `cost` credits may be made, if not now: never over what was granted. A free call
  // waits for no credits: its answer may say that there are some again. Pure.
  std::optional<absl::Time> WaitUntil(int64_t cost, absl::Time now) const;

  // What may be spent until `span` from now, where a period's credits are earned evenly over it:
  // what quiet days leave is there for the others. Pure.
  double CreditsWithin(absl::Duration span, absl::Time now) const;
};

// The credits of a provider, debited before a call and put right by what its answers say.
namespace budgets {

// The account as it stands now: a new period's where the last has ended.
absl::StatusOr<Budget> Find(pg::Transaction& tx, absl::string_view source, int64_t granted,
                            absl::Time now);

// Debits the call, in a transaction of its own before the call is made: when to come back instead,
// where it may not be made now. `granted` is what a period brings until an answer says otherwise.
struct Call {
  std::string source;
  int64_t cost = 0;
  int64_t granted = 0;
  absl::Time now;
};
absl::StatusOr<std::optional<absl::Time>> Debit(pg::Transaction& tx, const Call& call);

// Puts the account right, and notes a refusal (out of credits, key, too fast) or its end.
absl::Status Report(pg::Transaction& tx, absl::string_view source,
                    const the_odds_api::Answer& answer, absl::Time now);

absl::StatusOr<std::optional<Budget>> FindBudget(pg::Transaction& tx, absl::string_view source);
// By source, after the one named.
absl::StatusOr<std::vector<Budget>> ListBudgets(pg::Transaction& tx, absl::string_view after,
                                                int limit);

}  // namespace budgets

}  // namespace overround::collector
