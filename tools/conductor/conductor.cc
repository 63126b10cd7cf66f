#include "tools/conductor/conductor.h"

#include <algorithm>
#include <map>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::conductor {
namespace {

using ops::v1::Progress;

constexpr absl::Duration kLookPause = absl::Milliseconds(5);
constexpr absl::Duration kRetryPause = absl::Milliseconds(200);

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// The service is there again sooner or later: it was killed, it drains, or the call met its death.
// One that has just looked for public keys knows a newly made one a second later.
bool IsAway(const absl::Status& status) {
  if (absl::IsUnauthenticated(status)) return true;
  return absl::IsUnavailable(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsAborted(status);
}

// All services are quiet and every follower has applied all of the log it follows.
bool AllQuiet(const std::vector<Progress>& fleet) {
  std::map<std::string, const Progress*> by_service;
  for (const Progress& progress : fleet) by_service[progress.service()] = &progress;
  for (const Progress& progress : fleet) {
    if (!progress.quiet() || progress.pending_event_count() != 0) return false;
    for (const Progress::Follower& follower : progress.followers()) {
      const auto owner = by_service.find(follower.service());
      if (owner == by_service.end()) continue;
      if (follower.cursor().log_id() != owner->second->head().log_id()) return false;
      if (follower.cursor().position() != owner->second->head().position()) return false;
    }
  }
  return true;
}

std::vector<int64_t> Heads(const std::vector<Progress>& fleet) {
  std::vector<int64_t> heads;
  heads.reserve(fleet.size());
  for (const Progress& progress : fleet) heads.push_back(progress.head().position());
  return heads;
}

}  // namespace

Conductor::Conductor(std::vector<Player> players, Tempo tempo,
                     std::function<void(absl::Duration)> wait,
                     std::function<void(const Beat&)> show)
    : players_(std::move(players)), tempo_(tempo), wait_(std::move(wait)), show_(std::move(show)) {}

absl::Status Conductor::Play() {
  OVERROUND_RETURN_IF_ERROR(Resume());
  while (true) {
    OVERROUND_RETURN_IF_ERROR(AwaitQuiet());
    OVERROUND_ASSIGN_OR_RETURN(const bool planned, AnyPlannedWork());
    if (!planned || !next_due_ || *next_due_ > tempo_.until) return absl::OkStatus();
    // A crash may have left work of the present instant: time never goes back for it.
    const absl::Time next = world_time_ ? std::max(*world_time_, *next_due_) : *next_due_;
    if (tempo_.speed > 0 && world_time_) wait_((next - *world_time_) / tempo_.speed);
    OVERROUND_RETURN_IF_ERROR(SetWorldTime(next));
    OVERROUND_RETURN_IF_ERROR(RunInstant());
    ++beat_.steps;
    beat_.world_time = next;
    show_(beat_);
  }
}

absl::Status Conductor::RunInstant() {
  for (const Player& player : players_) {
    OVERROUND_RETURN_IF_ERROR(Insist([&] { return player.run_due_tasks(); }));
    OVERROUND_RETURN_IF_ERROR(AwaitQuiet());
  }
  return absl::OkStatus();
}

absl::Status Conductor::SetWorldTime(absl::Time time) {
  for (const Player& player : players_) {
    OVERROUND_RETURN_IF_ERROR(Insist([&] { return player.set_world_time(time); }));
  }
  world_time_ = time;
  return absl::OkStatus();
}

absl::Status Conductor::AwaitQuiet() {
  std::optional<std::vector<int64_t>> seen;
  for (absl::Duration waited; waited < tempo_.patience; waited += kLookPause) {
    OVERROUND_ASSIGN_OR_RETURN(const auto fleet, LookQuiet());
    if (!fleet) {
      seen.reset();
    } else if (seen == Heads(*fleet)) {
      beat_.events = 0;
      for (const int64_t head : *seen) beat_.events += head;
      return absl::OkStatus();
    } else {
      seen = Heads(*fleet);
      continue;
    }
    wait_(kLookPause);
  }
  return absl::DeadlineExceededError(
      absl::StrCat("the services are not quiet after ", absl::FormatDuration(tempo_.patience)));
}

absl::StatusOr<std::optional<std::vector<Progress>>> Conductor::LookQuiet() {
  std::vector<Progress> fleet;
  next_due_.reset();
  for (const Player& player : players_) {
    std::optional<Progress> progress;
    OVERROUND_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
      OVERROUND_ASSIGN_OR_RETURN(progress, player.progress());
      // A service that was restarted has lost World time.
      if (world_time_ && FromProto(progress->world_time()) < *world_time_) {
        OVERROUND_RETURN_IF_ERROR(player.set_world_time(*world_time_));
      }
      return absl::OkStatus();
    }));
    if (progress->has_next_due_time()) {
      const absl::Time due = FromProto(progress->next_due_time());
      next_due_ = next_due_ ? std::min(*next_due_, due) : due;
    }
    fleet.push_back(*std::move(progress));
  }
  if (!AllQuiet(fleet)) return std::nullopt;
  return fleet;
}

absl::StatusOr<Agenda> Conductor::AgendaOf(const Player& player) {
  Agenda agenda;
  OVERROUND_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(agenda, player.agenda());
    return absl::OkStatus();
  }));
  return agenda;
}

absl::StatusOr<bool> Conductor::AnyPlannedWork() {
  for (const Player& player : players_) {
    OVERROUND_ASSIGN_OR_RETURN(const Agenda agenda, AgendaOf(player));
    if (agenda.has_planned_work) return true;
  }
  return false;
}

absl::Status Conductor::Resume() {
  std::optional<absl::Time> latest;
  for (const Player& player : players_) {
    OVERROUND_ASSIGN_OR_RETURN(const Agenda agenda, AgendaOf(player));
    latest = std::max(latest, agenda.last_run_time);
  }
  return latest ? SetWorldTime(*latest) : absl::OkStatus();
}

absl::Status Conductor::Insist(const std::function<absl::Status()>& call) {
  absl::Status last;
  for (absl::Duration waited; waited < tempo_.patience; waited += kRetryPause) {
    last = call();
    if (!IsAway(last)) return last;
    wait_(kRetryPause);
  }
  return last;
}

}  // namespace overround::conductor
