#include "services/prediction/facts/history_keeper.h"

#include <set>
#include <string>
#include <vector>

#include "libs/base/status_macros.h"
#include "overround/collector/v1/collector_service.grpc.pb.h"
#include "services/prediction/facts/fact_wire.h"

namespace overround::prediction {
namespace {

namespace pb = collector::v1;

constexpr absl::Duration kBootstrapPatience = absl::Minutes(10);

absl::StatusOr<eventlog::Cursor> CursorFrom(const common::v1::LogCursor& message) {
  OVERROUND_ASSIGN_OR_RETURN(const Uuid log_id, Uuid::Parse(message.log_id()));
  return eventlog::Cursor{.log_id = log_id, .position = message.position()};
}

// What is being built while the stream is read.
struct Snapshot {
  history::History history;
  eventlog::Cursor cursor;
  bool is_whole = false;

  absl::Status Take(const pb::StreamHistoryResponse& response) {
    switch (response.part_case()) {
      case pb::StreamHistoryResponse::kOpening: {
        OVERROUND_ASSIGN_OR_RETURN(cursor, CursorFrom(response.opening().cursor()));
        return absl::OkStatus();
      }
      case pb::StreamHistoryResponse::kTeams:
        for (const pb::Team& message : response.teams().teams()) {
          OVERROUND_ASSIGN_OR_RETURN(const history::Team team, TeamFromProto(message));
          history.Name(team);
        }
        return absl::OkStatus();
      case pb::StreamHistoryResponse::kFacts:
        for (const pb::Fact& message : response.facts().facts()) {
          OVERROUND_ASSIGN_OR_RETURN(const auto facts, FactsFromProto(message, cursor.position));
          for (const history::Fact& fact : facts) history.Apply(fact);
        }
        return absl::OkStatus();
      case pb::StreamHistoryResponse::kClosing:
        is_whole = true;
        return absl::OkStatus();
      default:
        return absl::OkStatus();
    }
  }
};

}  // namespace

absl::StatusOr<eventlog::Cursor> HistoryKeeper::Bootstrap() {
  auto snapshot = std::make_unique<Snapshot>();
  const auto stub = pb::CollectorService::NewStub(collector_.grpc());
  const auto context = collector_.NewContext(wall_.Now() + kBootstrapPatience);
  const auto reader = stub->StreamHistory(context.get(), pb::StreamHistoryRequest());
  pb::StreamHistoryResponse response;
  absl::Status taken;
  while (taken.ok() && reader->Read(&response)) taken = snapshot->Take(response);
  if (!taken.ok()) context->TryCancel();
  const absl::Status ended = rpc::FromGrpc(reader->Finish());
  OVERROUND_RETURN_IF_ERROR(taken);
  OVERROUND_RETURN_IF_ERROR(ended);
  if (!snapshot->is_whole)
    return absl::UnavailableError("history: the stream ended before its closing part");

  const std::unique_lock lock(mutex_);
  history_ = std::make_unique<history::History>(std::move(snapshot->history));
  return snapshot->cursor;
}

absl::Status HistoryKeeper::Apply(absl::Span<const eventlog::LoggedEvent> events) {
  std::vector<history::Fact> all;
  std::vector<history::Team> named;
  for (const eventlog::LoggedEvent& logged : events) {
    OVERROUND_ASSIGN_OR_RETURN(const auto teams, TeamsFromEvent(logged));
    named.insert(named.end(), teams.begin(), teams.end());
    OVERROUND_ASSIGN_OR_RETURN(auto facts, FactsFromEvent(logged));
    for (history::Fact& fact : facts) all.push_back(std::move(fact));
  }
  const std::unique_lock lock(mutex_);
  for (const history::Team& team : named) history_->Name(team);
  for (const history::Fact& fact : all) {
    history_->Apply(fact);
    // Full quotes are kept only of games not yet over.
    if (const auto* result = std::get_if<history::ResultFact>(&fact))
      history_->ForgetQuotes(result->game);
  }
  return absl::OkStatus();
}

}  // namespace overround::prediction
