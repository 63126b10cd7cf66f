#include "services/collector/feed/recovery.h"

#include <optional>
#include <vector>

#include "libs/base/status_macros.h"
#include "services/collector/archive/received.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/store.h"

namespace overround::collector {
namespace {

// From an answer's first byte to its commit, with all that may be tried again in between.
constexpr absl::Duration kUnderWay = absl::Minutes(10);
// How far back one looks for the first time.
constexpr absl::Duration kFirstLook = absl::Hours(24);

// It is what is asked about, not what is told: the other documents are fine.
bool IsAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsAborted(status) || absl::IsCancelled(status) || absl::IsResourceExhausted(status);
}

}  // namespace

absl::Status Recovery::Settle(const schedule::TaskRun& run) {
  return is_settled_ ? absl::OkStatus() : Look(run);
}

absl::StatusOr<absl::Time> Recovery::FindBeginning() {
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<absl::Time> {
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> settled,
                               intake::FindSettledTime(tx, parts_.archive.files()->place()));
    if (settled) return *settled;
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> newest,
                               intake::FindNewestReceiveTime(tx));
    return newest.value_or(parts_.clocks.world.Now()) - kFirstLook;
  });
}

absl::Status Recovery::Look(const schedule::TaskRun& run) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // What is suspected while it looks is looked for again.
  is_settled_ = true;
  const auto looked = [&]() -> absl::Status {
    const absl::Time now = parts_.clocks.world.Now();
    OVERROUND_ASSIGN_OR_RETURN(const absl::Time since, FindBeginning());
    OVERROUND_ASSIGN_OR_RETURN(const std::vector<ReceivedDocument> received,
                               ListReceived(*parts_.archive.files(), since, now));
    std::vector<std::string> files;
    files.reserve(received.size());
    for (const ReceivedDocument& document : received) {
      // Which sports are in season is no fact.
      if (document.kind != DocumentKind::kSports) files.push_back(document.file);
    }
    OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> missing,
                               parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
                                 return intake::ListUnknownDocuments(tx, files);
                               }));
    for (const std::string& file : missing) {
      if (run.stop.stop_requested()) return absl::CancelledError("recovery: asked to stop");
      OVERROUND_RETURN_IF_ERROR(Take(run, file));
    }
    return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
      return intake::UpsertSettledTime(tx, parts_.archive.files()->place(), now - kUnderWay);
    });
  }();
  if (!looked.ok()) is_settled_ = false;
  return looked;
}

absl::Status Recovery::Take(const schedule::TaskRun& run, const std::string& file) {
  const absl::StatusOr<RawDocument> document = parts_.archive.Load(file);
  absl::Status taken = document.status();
  if (document.ok()) {
    taken = CloseUntil(run, document->receive_time);
    IntakeHooks hooks;
    hooks.begin = [&](pg::Transaction& tx) { return run.fence.Check(tx); };
    hooks.end = PlanCloses;
    hooks.raw_document = file;
    if (taken.ok()) {
      const absl::StatusOr<Taken> brought = parts_.intake.TakeIn(*document, Soon(), hooks);
      if (brought.ok() && !brought->is_known && parts_.on_recovered) parts_.on_recovered(file);
      taken = brought.status();
    }
  }
  if (taken.ok() || IsAway(taken)) return taken;
  if (parts_.on_unreadable) parts_.on_unreadable(file, taken);
  return absl::OkStatus();
}

absl::Status Recovery::CloseUntil(const schedule::TaskRun& run, absl::Time time) {
  while (true) {
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> start,
                               parts_.pool.InTransaction(Soon(), [](pg::Transaction& tx) {
                                 return games::FindNextStart(tx);
                               }));
    if (!start || *start > time) return absl::OkStatus();
    schedule::TaskRun closing = run;
    closing.due_time = closing.world_time = *start;
    OVERROUND_RETURN_IF_ERROR(parts_.closer.CloseDue(closing));
  }
}

}  // namespace overround::collector
