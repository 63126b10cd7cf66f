#include "services/collector/feed/rebuild.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/schedule/cron.h"
#include "libs/schedule/lease.h"
#include "services/collector/feed/recovery.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/store.h"

namespace overround::collector {
namespace {

constexpr char kLease[] = "rebuild";
// Longer than any rebuild: its database is thrown away where it fails.
constexpr absl::Duration kLeaseDuration = absl::Hours(24 * 7);

class Rebuilding {
 public:
  Rebuilding(const RebuildParts& parts, schedule::Fence fence, const schedule::Cron& voiding)
      : parts_(parts), voiding_(voiding), run_{kLease, {}, {}, std::move(fence)} {}

  // What the clock does until `time`, in order.
  absl::Status AdvanceTo(absl::Time time) {
    if (voided_ == absl::InfinitePast()) return absl::OkStatus();  // No document yet.
    while (true) {
      OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> start,
                                 parts_.pool.InTransaction(Soon(), [](pg::Transaction& tx) {
                                   return games::FindNextStart(tx);
                                 }));
      const absl::Time closing = start.value_or(absl::InfiniteFuture());
      const absl::Time voiding = voiding_.Next(voided_);
      const absl::Time next = std::min(closing, voiding);
      if (next > time) return absl::OkStatus();
      if (parts_.is_stopping()) return absl::CancelledError("rebuild: asked to stop");
      run_.due_time = run_.world_time = next;
      if (next == closing) {
        OVERROUND_RETURN_IF_ERROR(parts_.closer.CloseDue(run_));
      } else {
        OVERROUND_RETURN_IF_ERROR(parts_.closer.VoidAbandoned(run_));
        voided_ = voiding;
      }
    }
  }

  absl::Status Take(const ReplayEntry& entry) {
    const absl::StatusOr<RawDocument> document = LoadReplay(entry);
    if (IsAway(document.status())) return document.status();
    if (!document.ok()) return Leave(entry, document.status());
    ++rebuilt_.documents;
    if (document->kind == DocumentKind::kSports) {
      ++rebuilt_.passed_over;
      return absl::OkStatus();
    }
    if (voided_ == absl::InfinitePast()) voided_ = document->receive_time;
    OVERROUND_RETURN_IF_ERROR(AdvanceTo(document->receive_time));
    IntakeHooks hooks;
    if (entry.has_sidecar) hooks.raw_document = entry.file;
    const absl::StatusOr<Taken> taken = parts_.intake.TakeIn(*document, Soon(), hooks);
    if (IsAway(taken.status())) return taken.status();
    if (!taken.ok()) return Leave(entry, taken.status());
    rebuilt_.read += taken->counts.read;
    rebuilt_.changed += taken->counts.changed;
    rebuilt_.refused += taken->counts.refused;
    return absl::OkStatus();
  }

  Rebuilt& rebuilt() { return rebuilt_; }

 private:
  // As a recovery does: the other documents are fine.
  absl::Status Leave(const ReplayEntry& entry, const absl::Status& reason) {
    rebuilt_.unreadable.push_back(absl::StrCat(entry.file, ": ", reason.message()));
    return absl::OkStatus();
  }

  absl::Time Soon() const { return parts_.wall.Now() + absl::Seconds(60); }

  const RebuildParts& parts_;
  const schedule::Cron voiding_;
  schedule::TaskRun run_;
  absl::Time voided_ = absl::InfinitePast();
  Rebuilt rebuilt_;
};

}  // namespace

absl::StatusOr<Rebuilt> RebuildFrom(const ReplayListing& listing, absl::Time until,
                                    const RebuildParts& parts) {
  const absl::Time soon = parts.wall.Now() + absl::Seconds(60);
  OVERROUND_ASSIGN_OR_RETURN(const schedule::Cron voiding, schedule::Cron::Parse(kVoidCron));
  OVERROUND_ASSIGN_OR_RETURN(
      const auto fence,
      parts.pool.InTransaction(
          soon, [&](pg::Transaction& tx) -> absl::StatusOr<std::optional<schedule::Fence>> {
            OVERROUND_ASSIGN_OR_RETURN(const bool has_documents, intake::HasDocuments(tx));
            if (has_documents) {
              return absl::FailedPreconditionError("rebuild: documents are there, want none");
            }
            return schedule::TryAcquire(tx, {kLease, kLease, parts.wall.Now(), kLeaseDuration});
          }));
  if (!fence) return absl::FailedPreconditionError("rebuild: another one is under way");
  Rebuilding rebuilding(parts, *fence, voiding);
  for (const ReplayEntry& entry : listing.entries) {
    if (parts.is_stopping()) return absl::CancelledError("rebuild: asked to stop");
    OVERROUND_RETURN_IF_ERROR(rebuilding.Take(entry));
  }
  OVERROUND_RETURN_IF_ERROR(rebuilding.AdvanceTo(until));
  Rebuilt& rebuilt = rebuilding.rebuilt();
  rebuilt.unreadable.insert(rebuilt.unreadable.end(), listing.refused.begin(),
                            listing.refused.end());
  OVERROUND_RETURN_IF_ERROR(
      parts.pool.InTransaction(parts.wall.Now() + absl::Seconds(60),
                               [&](pg::Transaction& tx) { return schedule::Release(tx, *fence); }));
  return std::move(rebuilt);
}

}  // namespace overround::collector
