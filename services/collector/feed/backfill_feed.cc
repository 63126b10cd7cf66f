#include "services/collector/feed/backfill_feed.h"

#include <algorithm>
#include <optional>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/feed/event_poll.h"
#include "services/collector/feed/store.h"
#include "services/collector/sources/the_odds_api.h"

namespace overround::collector {
namespace {

constexpr absl::Duration kPause = absl::Seconds(1);
// The provider's own snapshots are five minutes apart.
constexpr absl::Duration kStepMin = absl::Minutes(5);

bool ParseMoment(absl::string_view text, absl::Time& time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, &time, &error);
}

}  // namespace

absl::StatusOr<Backfill> Backfill::Parse(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  Backfill past;
  const bool is_read = parts.size() == 3 && ParseMoment(parts[0], past.from) &&
                       ParseMoment(parts[1], past.to) && absl::ParseDuration(parts[2], &past.step);
  if (is_read && past.from <= past.to && past.step >= kStepMin) return past;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\", want FROM/TO/STEP, with a step of 5m at least"));
}

int64_t BackfillFeed::CostOf(const BackfillOptions& options) {
  return options.past.Questions() * static_cast<int64_t>(options.sports.size()) *
         the_odds_api::HistoricalOddsQuery("", options.wanted, options.past.from).cost;
}

absl::StatusOr<absl::Time> BackfillFeed::NextOf(const std::string& sport) const {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                             asker_.pool().InTransaction(asker_.Soon(), [&](pg::Transaction& tx) {
                               return feed::FindEventPoll(tx, the_odds_api::kSource, PastOf(sport));
                             }));
  // What was asked for another stretch says nothing of this one.
  if (!last || *last < options_.past.from || *last > options_.past.to) return options_.past.from;
  return *last + options_.past.step;
}

absl::StatusOr<absl::Time> BackfillFeed::AskAbout(const schedule::TaskRun& run,
                                                  const std::string& sport) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time at, NextOf(sport));
  if (at > options_.past.to) return absl::InfiniteFuture();
  const the_odds_api::Query query = the_odds_api::HistoricalOddsQuery(sport, options_.wanted, at);
  ProviderQuestion question;
  question.source = the_odds_api::kSource;
  question.kind = DocumentKind::kHistoricalOdds;
  question.sport = sport;
  question.url = options_.url;
  question.request = query.path;
  question.secret = absl::StrCat("&apiKey=", options_.key);
  question.cost = query.cost;
  question.credits = options_.credits;
  question.share = {Purpose::kBackfill, options_.share_of_month};
  OVERROUND_ASSIGN_OR_RETURN(const ProviderReply reply, asker_.Ask(run, question));
  if (reply.wait) return *reply.wait;
  OVERROUND_RETURN_IF_ERROR(reply.taken.answer.ToStatus());
  return asker_.WorldNow() + kPause;
}

absl::Status BackfillFeed::Poll(schedule::TaskRun& run) {
  absl::Time next = absl::InfiniteFuture();
  for (const std::string& sport : options_.sports) {
    if (run.stop.stop_requested()) return absl::CancelledError("backfill: asked to stop");
    OVERROUND_ASSIGN_OR_RETURN(const absl::Time again, AskAbout(run, sport));
    next = std::min(next, again);
  }
  if (next < absl::InfiniteFuture()) run.next_run_time = next;
  return absl::OkStatus();
}

}  // namespace overround::collector
