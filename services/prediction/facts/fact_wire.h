#pragma once

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/eventlog/event.h"
#include "libs/history/facts.h"
#include "overround/collector/v1/history.pb.h"
#include "overround/collector/v1/team.pb.h"

// What the collector tells, as facts of the history. INVALID_ARGUMENT for a message that is not as
// its contract says.
namespace overround::prediction {

absl::StatusOr<history::Team> TeamFromProto(const collector::v1::Team& message);

// A part of StreamHistory; its facts take the position the stream opened with.
absl::StatusOr<std::vector<history::Fact>> FactsFromProto(const collector::v1::Fact& message,
                                                          int64_t log_position);

// An event of the collector's log; none for a type the history has no use for.
absl::StatusOr<std::vector<history::Fact>> FactsFromEvent(const eventlog::LoggedEvent& logged);

// Who plays in a game that is told of for the first time; none for other events.
absl::StatusOr<std::vector<history::Team>> TeamsFromEvent(const eventlog::LoggedEvent& logged);

// The events FactsFromEvent reads.
std::vector<std::string> FactEventTypes();

}  // namespace overround::prediction
