#pragma once

#include <cstdint>
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

// What credits are spent on: the main lines and scores of what is to come, single events' own
// markets, the past.
enum class Purpose : uint8_t { kMain, kEventOdds, kBackfill };

// What a purpose may spend, so that none starves another.
struct Share {
  Purpose purpose = Purpose::kMain;
  // Of a month's credits.
  double of_month = 1;
  // Only as the month goes by, a day ahead; else as fast as it likes.
  bool is_earned = false;
};

struct Budget {
  std::string source;
  // A calendar month, UTC.
  absl::Time period_start;
  absl::Time period_end;
  int64_t granted = 0;
  // All in all, calls under way included; and of that, on two of the purposes.
  int64_t spent = 0;
  std::optional<int64_t> reported_remaining;
  // While the provider refuses us: why, and until when we do not ask.
  std::optional<std::string> refusal;
  std::optional<absl::Time> refused_until;
  int64_t event_odds_spent = 0;
  int64_t backfill_spent = 0;
  // When the provider last told what was used.
  std::optional<absl::Time> report_time;

  int64_t SpentOn(Purpose purpose) const;

  // When a call of `cost` credits may be made, if not now: never over what was granted, nor over
  // its purpose's share of it. A free call waits for no credits: its answer may say that there are
  // some again. Pure.
  std::optional<absl::Time> WaitUntil(int64_t cost, absl::Time now, const Share& share = {}) const;

  // What may be spent on the main purpose until `span` from now, where its share of a period's
  // credits is earned evenly over it: what quiet days leave is there for the others. Pure.
  double CreditsWithin(absl::Duration span, absl::Time now, double share_of_month = 1) const;
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
  Share share = {};
};
struct Debited {
  std::optional<absl::Time> wait;
  // Of a call that may be made, to report its answer by.
  int64_t call_id = 0;
};
absl::StatusOr<Debited> Debit(pg::Transaction& tx, const Call& call);

// How long a provider is left alone that does not say so itself.
struct Patience {
  absl::Duration too_fast = absl::Seconds(30);
  absl::Duration bad_key = absl::Minutes(10);
  // A plan may grow, and a provider's month need not end with ours.
  absl::Duration out_of_credits = absl::Hours(1);
};

// Puts the account right, and notes a refusal (out of credits, key, too fast) or its end. What the
// provider says was used does not know of calls still under way: those stay debited, until they are
// reported or too old to be answered.
struct Answered {
  std::string source;
  int64_t call_id = 0;
  absl::Time now;
  Patience patience = {};
};
absl::Status Report(pg::Transaction& tx, const Answered& call, const the_odds_api::Answer& answer);

absl::StatusOr<std::optional<Budget>> FindBudget(pg::Transaction& tx, absl::string_view source);
// By source, after the one named.
absl::StatusOr<std::vector<Budget>> ListBudgets(pg::Transaction& tx, absl::string_view after,
                                                int limit);

}  // namespace budgets

}  // namespace overround::collector
