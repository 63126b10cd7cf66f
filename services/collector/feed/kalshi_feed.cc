#include "services/collector/feed/kalshi_feed.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {
namespace {

// Asked so often on the way to a start, each way shorter than the one before.
constexpr int kShare = 6;
// Of 200 events each: no sport has as many games to come.
constexpr int kPagesMax = 20;

}  // namespace

absl::StatusOr<absl::Time> KalshiFeed::DueTime(const feed::ProviderSport& series) {
  const absl::Time now = asker_.WorldNow();
  return asker_.pool().InTransaction(
      asker_.Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<absl::Time> {
        OVERROUND_ASSIGN_OR_RETURN(const std::vector<absl::Time> starts,
                                   games::ListOpenStarts(tx, series.sport));
        const auto next = std::upper_bound(starts.begin(), starts.end(), now);
        if (next == starts.end()) return absl::InfiniteFuture();
        OVERROUND_ASSIGN_OR_RETURN(
            const std::optional<absl::Time> last,
            feed::FindLastAnswer(tx, {kalshi::kSource, series.provider_key,
                                      std::string(ToString(DocumentKind::kOdds))}));
        if (!last) return now;
        return *last +
               std::clamp((*next - now) / kShare, options_.interval_min, options_.interval_max);
      });
}

absl::StatusOr<absl::Time> KalshiFeed::AskSeries(const schedule::TaskRun& run,
                                                 const std::string& series) {
  std::string cursor;
  for (int page = 0; page < kPagesMax; ++page) {
    ProviderQuestion question;
    question.source = kalshi::kSource;
    question.sport = series;
    question.url = options_.url;
    question.request = kalshi::EventsPath(series, kalshi::StatusFilter::kOpen, cursor);
    OVERROUND_ASSIGN_OR_RETURN(const ProviderReply reply, asker_.Ask(run, question));
    if (reply.wait) return *reply.wait;
    OVERROUND_RETURN_IF_ERROR(reply.taken.answer.ToStatus());
    OVERROUND_ASSIGN_OR_RETURN(const kalshi::EventsPage events,
                               kalshi::ParseEvents(reply.document.body));
    if (events.cursor.empty() || events.cursor == cursor) break;
    cursor = events.cursor;
  }
  return asker_.WorldNow();
}

// A series that fails does not keep the others waiting.
absl::Status KalshiFeed::Poll(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(const auto series,
                             asker_.pool().InTransaction(asker_.Soon(), [](pg::Transaction& tx) {
                               return feed::ListProviderSports(tx, kalshi::kSource);
                             }));
  absl::Status failure;
  absl::Time next = asker_.WorldNow() + options_.idle;
  for (const feed::ProviderSport& each : series) {
    if (run.stop.stop_requested()) return absl::CancelledError("poll_kalshi: asked to stop");
    OVERROUND_ASSIGN_OR_RETURN(absl::Time due, DueTime(each));
    if (due <= asker_.WorldNow()) {
      const absl::StatusOr<absl::Time> asked = AskSeries(run, each.provider_key);
      if (!asked.ok()) {
        failure = asked.status();
        continue;
      }
      OVERROUND_ASSIGN_OR_RETURN(due, DueTime(each));
      due = std::max(due, *asked);
    }
    next = std::min(next, due);
  }
  run.next_run_time = next;
  return failure;
}

}  // namespace overround::collector
