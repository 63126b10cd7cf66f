#pragma once

#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/archive/raw_document.h"

namespace overround::collector {

// That something was asked about which is asked for by itself: an event's own markets at a time, a
// sport as it was at a time, or a contract's order book.
struct EventPoll {
  std::string source;
  std::string external_id;
  absl::Time ask_time;
};

// What stands for a sport's past among the events.
std::string PastOf(absl::string_view sport);

// What an answer settles, by its request; nothing where it settles nothing: another kind of
// question, a refusal, or a page that is no answer and cost nothing. Pure.
std::optional<EventPoll> PollOf(const RawDocument& document);

// Remembers it, in the transaction that takes the answer in: what was paid for is not asked again.
absl::Status RecordPoll(pg::Transaction& tx, const RawDocument& document);
// For a document that comes after others: what they remember stays, where it is newer.
absl::Status RecordRecoveredPoll(pg::Transaction& tx, const RawDocument& document);
// Whether a newer answer about the same event has been taken in, of one about an event's own
// markets.
absl::StatusOr<bool> IsOvertaken(pg::Transaction& tx, const RawDocument& document);

}  // namespace overround::collector
