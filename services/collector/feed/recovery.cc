#include "services/collector/feed/recovery.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "libs/base/status_macros.h"
#include "services/collector/archive/received.h"
#include "services/collector/feed/event_poll.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/store.h"

namespace overround::collector {
namespace {

// From an answer's first byte to its commit, with all that may be tried again in between.
constexpr absl::Duration kUnderWay = absl::Minutes(10);
// How far back one looks for the first time.
constexpr absl::Duration kFirstLook = absl::Hours(24);

// A document that runs into its deadline so often, while the database answers others, is the one
// that is too much.
constexpr int kAttemptsMax = 5;

}  // namespace

bool IsAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsAborted(status) || absl::IsCancelled(status) || absl::IsResourceExhausted(status);
}

absl::Status Recovery::Settle(const schedule::TaskRun& run) {
  const std::lock_guard<std::mutex> settling(settling_);
  absl::Status settled = has_looked_ ? absl::OkStatus() : LookLocked(run);
  if (settled.ok()) settled = TakeHeld(run);
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_ = settled;
}

absl::Status Recovery::Look(const schedule::TaskRun& run) {
  const std::lock_guard<std::mutex> settling(settling_);
  // What is held may come before what is found.
  absl::Status looked = has_looked_ ? TakeHeld(run) : absl::OkStatus();
  if (looked.ok()) looked = LookLocked(run);
  if (looked.ok()) looked = TakeHeld(run);
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_ = looked;
}

void Recovery::Hold(const RawDocument& document) {
  if (document.turn) document.turn->PutOff();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (held_.size() >= kHeldMax) {
    if (parts_.on_unreadable) {
      parts_.on_unreadable(held_.front().request, absl::ResourceExhaustedError(
                                                      "held: too many, want archive and database"));
    }
    held_.pop_front();
  }
  // Answers under way at once may fail in another order than they came.
  const auto after = std::upper_bound(
      held_.begin(), held_.end(), document.receive_time,
      [](absl::Time time, const RawDocument& each) { return time < each.receive_time; });
  held_.insert(after, document);
}

int64_t Recovery::held() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<int64_t>(held_.size());
}

absl::Status Recovery::state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_;
}

absl::Status Recovery::TakeHeld(const schedule::TaskRun& run) {
  while (true) {
    RawDocument document;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (held_.empty()) return absl::OkStatus();
      document = held_.front();
      held_.pop_front();
    }
    const absl::StatusOr<std::string> file = parts_.archive.Store(document);
    const absl::Status taken = file.ok() ? TakeDocument(run, *file, document) : file.status();
    if (!taken.ok()) Hold(document);
    OVERROUND_RETURN_IF_ERROR(taken);
  }
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

absl::Status Recovery::LookLocked(const schedule::TaskRun& run) {
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
  ForgetGivenUp(missing);
  for (const std::string& file : missing) {
    if (IsGivenUp(file)) continue;
    if (run.stop.stop_requested()) return absl::CancelledError("recovery: asked to stop");
    OVERROUND_RETURN_IF_ERROR(Take(run, file));
  }
  has_looked_ = true;
  absl::Time settled = now - kUnderWay;
  {
    // What is held may be archived when this process is gone: the next one has to find it.
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!held_.empty()) settled = std::min(settled, held_.front().receive_time);
  }
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
    return intake::UpsertSettledTime(tx, parts_.archive.files()->place(), settled);
  });
}

absl::Status Recovery::Take(const schedule::TaskRun& run, const std::string& file) {
  const absl::StatusOr<RawDocument> document = parts_.archive.Load(file);
  if (document.ok()) return TakeDocument(run, file, *document);
  if (IsAway(document.status())) return document.status();
  if (parts_.on_unreadable) parts_.on_unreadable(file, document.status());
  return absl::OkStatus();
}

absl::Status Recovery::TakeDocument(const schedule::TaskRun& run, const std::string& file,
                                    const RawDocument& document) {
  absl::Status taken = CloseUntil(run, document.receive_time);
  absl::Status fenced = taken;
  IntakeHooks hooks;
  hooks.begin = [&](pg::Transaction& tx) { return fenced = run.fence.Check(tx); };
  hooks.end = [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(PlanCloses(tx));
    return RecordRecoveredPoll(tx, document);
  };
  hooks.raw_document = file;
  if (taken.ok()) {
    const absl::StatusOr<Taken> brought = parts_.intake.TakeIn(document, Soon(), hooks);
    if (brought.ok() && !brought->is_known && parts_.on_recovered) parts_.on_recovered(file);
    taken = brought.status();
  }
  if (taken.ok()) attempts_.erase(file);
  // Nor is it the document's fault that closing fails, or that another has the lease.
  const bool is_its_own = fenced.ok() && IsTooMuch(file, taken);
  if (taken.ok() || (IsAway(taken) && !is_its_own)) return taken;
  if (parts_.on_unreadable) parts_.on_unreadable(file, taken);
  return absl::OkStatus();
}

bool Recovery::IsTooMuch(const std::string& file, const absl::Status& failure) {
  if (!absl::IsDeadlineExceeded(failure) && !absl::IsAborted(failure)) return false;
  // Else it is the database that is away.
  if (!parts_.pool.Check(Soon()).ok()) return false;
  return ++attempts_[file] >= kAttemptsMax;
}

bool Recovery::IsGivenUp(const std::string& file) const {
  const auto attempts = attempts_.find(file);
  return attempts != attempts_.end() && attempts->second >= kAttemptsMax;
}

void Recovery::ForgetGivenUp(const std::vector<std::string>& missing) {
  for (auto each = attempts_.begin(); each != attempts_.end();) {
    const bool is_over = IsGivenUp(each->first) &&
                         std::find(missing.begin(), missing.end(), each->first) == missing.end();
    each = is_over ? attempts_.erase(each) : std::next(each);
  }
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
