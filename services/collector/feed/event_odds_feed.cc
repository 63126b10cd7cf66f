#include "services/collector/feed/event_odds_feed.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/the_odds_api.h"

namespace overround::collector {
namespace {

// Asked so often on the way to a start, each way shorter than the one before.
constexpr int kShare = 4;

}  // namespace

absl::Time EventOddsFeed::DueTime(const feed::EventToAsk& event, absl::Time now) const {
  const absl::Time first = event.start - options_.ahead;
  if (!event.last_ask) return first;
  return std::max(first,
                  *event.last_ask + std::max(options_.interval_min, (event.start - now) / kShare));
}

absl::StatusOr<std::vector<feed::EventToAsk>> EventOddsFeed::Events() const {
  return asker_.pool().InTransaction(asker_.Soon(), [&](pg::Transaction& tx) {
    return feed::ListEventsToAsk(tx, {the_odds_api::kSource, options_.sports, asker_.WorldNow(),
                                      asker_.WorldNow() + options_.ahead + options_.idle});
  });
}

absl::StatusOr<absl::Time> EventOddsFeed::AskAbout(const schedule::TaskRun& run,
                                                   const feed::EventToAsk& event) {
  const the_odds_api::Query query =
      the_odds_api::EventOddsQuery(event.provider_key, event.external_id, options_.wanted);
  ProviderQuestion question;
  question.source = the_odds_api::kSource;
  question.kind = DocumentKind::kEventOdds;
  question.sport = event.provider_key;
  question.url = options_.url;
  question.request = query.path;
  question.secret = absl::StrCat("&apiKey=", options_.key);
  question.cost = query.cost;
  question.credits = options_.credits;
  question.share = {Purpose::kEventOdds, options_.share_of_month, /*is_earned=*/true};
  OVERROUND_ASSIGN_OR_RETURN(const ProviderReply reply, asker_.Ask(run, question));
  if (reply.wait) return *reply.wait;
  // The event is over or renamed: that is about it alone.
  if (reply.taken.answer.kind == the_odds_api::AnswerKind::kUnknownSport) return asker_.WorldNow();
  OVERROUND_RETURN_IF_ERROR(reply.taken.answer.ToStatus());
  return asker_.WorldNow();
}

absl::Status EventOddsFeed::Poll(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<feed::EventToAsk> events, Events());
  absl::Status failure;
  absl::Time earliest = absl::InfinitePast();
  for (const feed::EventToAsk& event : events) {
    if (run.stop.stop_requested()) return absl::CancelledError("poll_event_odds: asked to stop");
    if (DueTime(event, asker_.WorldNow()) > asker_.WorldNow()) continue;
    const absl::StatusOr<absl::Time> asked = AskAbout(run, event);
    if (asked.ok()) {
      earliest = std::max(earliest, *asked);
      // A time still to come says that the credits are used up: no other event would get an answer.
      if (*asked > asker_.WorldNow()) break;
    } else {
      failure = asked.status();
    }
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<feed::EventToAsk> after, Events());
  absl::Time next = asker_.WorldNow() + options_.idle;
  for (const feed::EventToAsk& event : after) {
    next = std::min(next, DueTime(event, asker_.WorldNow()));
  }
  // What failed is tried again by the failed run's own schedule.
  if (failure.ok()) run.next_run_time = std::max(next, earliest);
  return failure;
}

}  // namespace overround::collector
