#include "services/collector/feed/replay_feed.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "services/collector/feed/closer.h"
#include "services/collector/games/score.h"
#include "services/collector/games/store.h"

namespace overround::collector {

ReplayFeed::ReplayFeed(ReplayListing listing, ResultsFile results, std::string sport,
                       const Parts& parts)
    : listing_(std::move(listing)),
      results_(std::move(results)),
      sport_(std::move(sport)),
      parts_(parts) {}

std::optional<absl::Time> ReplayFeed::FirstDocument() const {
  if (listing_.entries.empty()) return std::nullopt;
  return listing_.entries.front().receive_time;
}

std::optional<absl::Time> ReplayFeed::FirstResult() const {
  if (results_.results.empty()) return std::nullopt;
  return results_.results.front().release_time;
}

absl::Status ReplayFeed::PlayDocuments(schedule::TaskRun& run) {
  const IntakeHooks hooks{[&](pg::Transaction& tx) { return run.fence.Check(tx); }, PlanCloses};
  for (; next_document_ < listing_.entries.size(); ++next_document_) {
    const ReplayEntry& entry = listing_.entries[next_document_];
    if (entry.receive_time > run.world_time) break;
    if (run.stop.stop_requested()) return absl::CancelledError("replay: asked to stop");
    const absl::StatusOr<RawDocument> document = LoadReplay(entry);
    if (absl::IsUnavailable(document.status())) return document.status();
    if (!document.ok()) {
      if (parts_.on_unreadable) parts_.on_unreadable(entry.file, document.status());
      continue;
    }
    OVERROUND_RETURN_IF_ERROR(parts_.intake.TakeIn(*document, Soon(), hooks).status());
  }
  if (next_document_ < listing_.entries.size()) {
    run.next_run_time = listing_.entries[next_document_].receive_time;
  }
  return absl::OkStatus();
}

absl::Status ReplayFeed::ReleaseResults(schedule::TaskRun& run) {
  for (; next_result_ < results_.results.size(); ++next_result_) {
    const ReleasedResult& result = results_.results[next_result_];
    if (result.release_time > run.world_time) break;
    if (run.stop.stop_requested()) return absl::CancelledError("replay: asked to stop");
    OVERROUND_RETURN_IF_ERROR(Release(run, result));
  }
  if (next_result_ < results_.results.size()) {
    run.next_run_time = results_.results[next_result_].release_time;
  }
  return absl::OkStatus();
}

absl::Status ReplayFeed::Release(const schedule::TaskRun& run, const ReleasedResult& result) {
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<Sport> sport, games::FindSport(tx, sport_));
    if (!sport) return absl::FailedPreconditionError("replay: the results are of no known sport");
    OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, sport_));
    const ExternalId& id = result.game.external;
    const Provenance from{id.source, "", run.world_time, run.world_time, Basis::kAssumed};
    OVERROUND_ASSIGN_OR_RETURN(const auto known, games::FindByExternalIds(tx, id.source, {id.id}));
    Game game;
    if (!known.empty()) {
      game = known.front().game;
    } else {
      OVERROUND_ASSIGN_OR_RETURN(Teams teams, Teams::Load(tx, *sport, parts_.ids));
      OVERROUND_ASSIGN_OR_RETURN(game, parts_.games.Adopt(tx, *sport, teams, result.game, from));
    }
    if (game.status == GameStatus::kVoid) return absl::OkStatus();
    const Score score = game.is_swapped ? Swapped(result.score) : result.score;
    return parts_.games.Finish(tx, score, from, game).status();
  });
}

}  // namespace overround::collector
