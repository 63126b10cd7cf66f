#include "services/collector/feed/event_poll.h"

#include <algorithm>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/feed/store.h"
#include "services/collector/sources/kalshi.h"
#include "services/collector/sources/the_odds_api_answer.h"

namespace overround::collector {
namespace {

using the_odds_api::AnswerKind;

bool IsAnswered(const RawDocument& document) {
  const the_odds_api::Answer answer = the_odds_api::ReadAnswer(
      document.status, document.headers, document.body, document.receive_time);
  if (answer.credits.last_cost.value_or(0) > 0) return true;
  if (answer.kind == AnswerKind::kUnknownSport || answer.kind == AnswerKind::kBadRequest) {
    return true;
  }
  // A portal's page is none, nor is half a one.
  const absl::string_view body = absl::StripAsciiWhitespace(document.body);
  const bool is_json = !body.empty() && ((body.front() == '{' && body.back() == '}') ||
                                         (body.front() == '[' && body.back() == ']'));
  return answer.kind == AnswerKind::kGood && is_json;
}

// Of "/v4/sports/x/events/y/odds?...".
std::string EventIn(absl::string_view request) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(request.substr(0, request.find('?')), '/');
  const auto events = std::find(parts.begin(), parts.end(), "events");
  return parts.end() - events < 2 ? "" : std::string(*(events + 1));
}

std::optional<absl::Time> DateIn(absl::string_view request) {
  for (const absl::string_view pair : absl::StrSplit(request, absl::ByAnyChar("?&"))) {
    const std::pair<absl::string_view, absl::string_view> parameter =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    absl::Time date;
    std::string error;
    if (parameter.first == "date" &&
        absl::ParseTime(absl::RFC3339_full, parameter.second, &date, &error)) {
      return date;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string PastOf(absl::string_view sport) { return absl::StrCat("history/", sport); }

std::optional<EventPoll> PollOf(const RawDocument& document) {
  EventPoll poll{document.source, "", document.receive_time};
  if (document.kind == DocumentKind::kEventOdds) {
    poll.external_id = EventIn(document.request);
  } else if (document.kind == DocumentKind::kOrderBook) {
    poll.external_id = kalshi::TickerIn(document.request).value_or("");
  } else if (document.kind == DocumentKind::kHistoricalOdds) {
    const std::optional<absl::Time> date = DateIn(document.request);
    if (!date) return std::nullopt;
    poll.external_id = PastOf(document.sport);
    poll.ask_time = *date;
  }
  if (poll.external_id.empty() || !IsAnswered(document)) return std::nullopt;
  return poll;
}

absl::Status RecordPoll(pg::Transaction& tx, const RawDocument& document) {
  const std::optional<EventPoll> poll = PollOf(document);
  if (!poll) return absl::OkStatus();
  return feed::UpsertEventPoll(tx, poll->source, poll->external_id, poll->ask_time);
}

absl::Status RecordRecoveredPoll(pg::Transaction& tx, const RawDocument& document) {
  const std::optional<EventPoll> poll = PollOf(document);
  if (!poll) return absl::OkStatus();
  return feed::AdvanceEventPoll(tx, poll->source, poll->external_id, poll->ask_time);
}

absl::StatusOr<bool> IsOvertaken(pg::Transaction& tx, const RawDocument& document) {
  if (document.kind != DocumentKind::kEventOdds) return false;
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                             feed::FindEventPoll(tx, document.source, EventIn(document.request)));
  return last && document.receive_time < *last;
}

}  // namespace overround::collector
