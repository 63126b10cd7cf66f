#include "libs/eventlog/appender.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/eventlog/sequencer.h"
#include "libs/eventlog/visibility_text.h"

namespace overround::eventlog {
namespace {

// Identities are given in the order of the batch.
constexpr char kAppend[] = R"sql(
  INSERT INTO events_pending (aggregate, event_type, payload, world_time, visibility, owner)
  SELECT aggregate, event_type, payload, world_time, visibility, owner
    FROM unnest($1::TEXT[], $2::TEXT[], $3::BYTEA[], $4::TIMESTAMPTZ[], $5::TEXT[], $6::TEXT[])
         WITH ORDINALITY AS e (aggregate, event_type, payload, world_time, visibility, owner, n)
   ORDER BY n
)sql";

// The faster way in for many at once; for a few it is one more round trip.
constexpr size_t kCopiedMin = 32;
constexpr char kCopy[] = R"sql(
  COPY events_pending (aggregate, event_type, payload, world_time, visibility, owner) FROM STDIN (FORMAT BINARY)
)sql";

absl::Status CheckEvent(const Event& event) {
  const bool is_private = event.visibility == Visibility::kOwner;
  if (is_private != event.owner.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("owner: of ", event.type, " about ", event.aggregate,
                     ", want one exactly when the visibility is the owner's"));
  }
  return absl::OkStatus();
}

absl::Status Insert(pg::Transaction& tx, absl::Span<const Event> events) {
  std::vector<absl::string_view> aggregates, types, visibilities;
  std::vector<pg::Bytes> payloads;
  std::vector<absl::Time> times;
  std::vector<std::optional<std::string>> owners;
  for (const Event& event : events) {
    aggregates.push_back(event.aggregate);
    types.push_back(event.type);
    payloads.push_back({event.payload});
    times.push_back(event.world_time);
    visibilities.push_back(VisibilityText(event.visibility));
    owners.push_back(event.owner);
  }
  return tx.Query(kAppend, {aggregates, types, payloads, times, visibilities, owners}).status();
}

absl::Status Copy(pg::Transaction& tx, absl::Span<const Event> events) {
  pg::CopyRows rows;
  for (const Event& event : events) {
    rows.Add(event.aggregate, event.type, pg::Bytes{event.payload}, event.world_time,
             VisibilityText(event.visibility), event.owner);
  }
  return tx.Copy(kCopy, rows).status();
}

}  // namespace

absl::Status Appender::Append(pg::Transaction& tx, const Event& event) const {
  return Append(tx, absl::MakeConstSpan(&event, 1));
}

absl::Status Appender::Append(pg::Transaction& tx, absl::Span<const Event> events) const {
  if (events.empty()) return absl::OkStatus();
  for (const Event& event : events) OVERROUND_RETURN_IF_ERROR(CheckEvent(event));
  OVERROUND_RETURN_IF_ERROR(events.size() < kCopiedMin ? Insert(tx, events) : Copy(tx, events));
  if (sequencer_ != nullptr) tx.OnCommit([sequencer = sequencer_] { sequencer->Wake(); });
  return absl::OkStatus();
}

}  // namespace overround::eventlog
