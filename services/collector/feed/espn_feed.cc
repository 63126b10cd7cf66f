#include "services/collector/feed/espn_feed.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

#include "libs/base/status_macros.h"
#include "services/collector/feed/closer.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/store.h"
#include "services/collector/rosters/store.h"
#include "services/collector/sources/espn.h"
#include "services/collector/statistics/store.h"

namespace overround::collector {
namespace {

using the_odds_api::AnswerKind;

constexpr char kSites[] = "/apis/site/v2/sports/";
// ESPN's days are American: a night game belongs to the evening it began in.
constexpr absl::Duration kDayShift = absl::Hours(9);
// So far back a game that is not over may have begun.
constexpr absl::Duration kLongestGame = absl::Hours(36);
// A summary without a box score is not asked for again after this.
constexpr absl::Duration kBoxScorePatience = absl::Hours(12);
constexpr int kBoxScoresMax = 10;
// A box score is corrected after the game: asked for once more so long after it was told first, of
// games that ended within the time below.
constexpr absl::Duration kBoxScoreAgainAfter = absl::Hours(6);
constexpr absl::Duration kBoxScoreAgainWithin = absl::Hours(36);
// After an answer that was no good one.
constexpr absl::Duration kRest = absl::Minutes(5);

feed::Subject SubjectOf(const feed::ProviderSport& sport, DocumentKind kind) {
  return {espn::kSource, sport.provider_key, std::string(ToString(kind))};
}

// When it answered about a sport well, and when it may be asked again for having answered badly.
struct Asked {
  std::optional<absl::Time> good;
  absl::Time rested = absl::InfinitePast();
};

absl::StatusOr<Asked> FindAsked(pg::Transaction& tx, const feed::ProviderSport& sport,
                                DocumentKind kind) {
  RawDocument like;
  like.source = espn::kSource;
  like.sport = sport.provider_key;
  like.kind = kind;
  Asked asked;
  OVERROUND_ASSIGN_OR_RETURN(asked.good, intake::FindNewestDocument(tx, like));
  OVERROUND_ASSIGN_OR_RETURN(const auto any, feed::FindLastAsk(tx, SubjectOf(sport, kind)));
  if (any && (!asked.good || *any > *asked.good)) asked.rested = *any + kRest;
  return asked;
}

std::string DayOf(absl::Time time) {
  return absl::FormatTime("%Y%m%d", time - kDayShift, absl::UTCTimeZone());
}

// The days whose scoreboards tell of the games that are on, and today's.
std::set<std::string> DaysOf(const std::vector<absl::Time>& starts, absl::Time now) {
  std::set<std::string> days = {DayOf(now)};
  for (const absl::Time start : starts) {
    if (start <= now && start > now - kLongestGame) days.insert(DayOf(start));
  }
  return days;
}

// Asking on would only make it worse.
bool WantsRest(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || absl::IsUnavailable(status) ||
         absl::IsPermissionDenied(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

EspnFeed::EspnFeed(EspnOptions options, Fetch fetch, pg::Pool& pool, Intake& intake, Clocks clocks)
    : options_(std::move(options)),
      fetch_(std::move(fetch)),
      pool_(pool),
      intake_(intake),
      clocks_(clocks) {}

absl::Status EspnFeed::Ask(schedule::TaskRun& run, const Question& question) {
  http::Request request;
  request.url = absl::StrCat(options_.url, question.path);
  OVERROUND_ASSIGN_OR_RETURN(const std::string order,
                             intake_.OrderOf(espn::kSource, question.sport, Soon()));
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, fetch_(request));
  RawDocument document;
  document.source = espn::kSource;
  document.kind = question.kind;
  document.sport = question.sport;
  document.request = question.path;
  document.status = response.status;
  document.headers = response.headers.all();
  document.turn = intake_.turns().Receive(order, clocks_.world);
  document.receive_time = document.turn->receive_time();
  document.body = std::move(response.body);
  const IntakeHooks hooks{[&](pg::Transaction& tx) { return run.fence.Check(tx); },
                          [&](pg::Transaction& tx) -> absl::Status {
                            OVERROUND_RETURN_IF_ERROR(PlanCloses(tx));
                            if (question.event.empty() || document.status != 200) {
                              return absl::OkStatus();
                            }
                            return feed::UpsertEventPoll(tx, document.source, question.event,
                                                         document.receive_time);
                          }};
  OVERROUND_ASSIGN_OR_RETURN(const Taken taken, intake_.TakeIn(document, Soon(), hooks));
  const absl::Status status = taken.answer.ToStatus();
  if (status.ok()) return absl::OkStatus();
  // It has no keys: whom it forbids to ask has asked too much.
  const absl::StatusCode code =
      document.status == 403 ? absl::StatusCode::kPermissionDenied : status.code();
  return {code, absl::StrCat("espn: ", ToString(taken.answer.kind), " for ", question.path,
                             ", want a good answer")};
}

absl::StatusOr<std::vector<feed::ProviderSport>> EspnFeed::Wanted(pg::Transaction& tx) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto known, feed::ListProviderSports(tx, espn::kSource));
  std::vector<feed::ProviderSport> wanted;
  for (const feed::ProviderSport& sport : known) {
    if (!options_.sports.empty()) {
      if (std::count(options_.sports.begin(), options_.sports.end(), sport.provider_key) > 0) {
        wanted.push_back(sport);
      }
      continue;
    }
    // It adds no teams, so before somebody else tells of a sport there is nothing to be had.
    OVERROUND_ASSIGN_OR_RETURN(const auto ours, games::FindSport(tx, sport.sport));
    if (ours && ours->is_active) wanted.push_back(sport);
  }
  return wanted;
}

// Every sport that is due; one that fails does not keep the others waiting, unless ESPN wants rest.
absl::Status EspnFeed::Poll(schedule::TaskRun& run, const Due& due) {
  OVERROUND_ASSIGN_OR_RETURN(
      const auto sports,
      pool_.InTransaction(Soon(), [&](pg::Transaction& tx) { return Wanted(tx); }));
  absl::Status failure;
  absl::Time next = absl::InfiniteFuture();
  for (const feed::ProviderSport& sport : sports) {
    absl::Time sport_next = absl::InfiniteFuture();
    OVERROUND_ASSIGN_OR_RETURN(const auto questions,
                               pool_.InTransaction(Soon(), [&](pg::Transaction& tx) {
                                 return due(tx, sport, sport_next);
                               }));
    for (const Question& question : questions) {
      if (run.stop.stop_requested()) return failure;
      const absl::Status asked = Ask(run, question);
      // A game without a summary is no fault: not every league has them.
      const bool is_absent = absl::IsNotFound(asked) && question.kind == DocumentKind::kSummary;
      if (asked.ok() || is_absent) continue;
      failure = asked;
      if (WantsRest(asked)) return failure;
    }
    next = std::min(next, sport_next);
  }
  if (next < absl::InfiniteFuture()) run.next_run_time = next;
  return failure;
}

absl::StatusOr<std::vector<EspnFeed::Question>> EspnFeed::ScoreboardsDue(
    pg::Transaction& tx, const feed::ProviderSport& sport, absl::Time& next) const {
  const absl::Time now = clocks_.world.Now();
  OVERROUND_ASSIGN_OR_RETURN(const Asked asked, FindAsked(tx, sport, DocumentKind::kScoreboard));
  OVERROUND_ASSIGN_OR_RETURN(const auto starts, games::ListOpenStarts(tx, sport.sport));
  const auto due_after = [&](absl::Time since) {
    return std::min(NextOddsPoll(starts, since, now, options_.bounds),
                    NextScoresPoll(starts, since, now, options_.bounds));
  };
  next = std::max(asked.rested, asked.good ? due_after(*asked.good) : now);
  std::vector<Question> questions;
  if (next > now) return questions;
  next = due_after(now);
  for (const std::string& day : DaysOf(starts, now)) {
    questions.push_back({DocumentKind::kScoreboard, sport.provider_key,
                         absl::StrCat(kSites, sport.provider_key, "/scoreboard?dates=", day)});
  }
  return questions;
}

absl::StatusOr<std::vector<EspnFeed::Question>> EspnFeed::InjuriesDue(
    pg::Transaction& tx, const feed::ProviderSport& sport, absl::Time& next) const {
  const absl::Time now = clocks_.world.Now();
  OVERROUND_ASSIGN_OR_RETURN(const Asked asked, FindAsked(tx, sport, DocumentKind::kInjuries));
  next = std::max(asked.rested, asked.good ? *asked.good + options_.injuries_interval : now);
  std::vector<Question> questions;
  if (next > now) return questions;
  next = now + options_.injuries_interval;
  questions.push_back({DocumentKind::kInjuries, sport.provider_key,
                       absl::StrCat(kSites, sport.provider_key, "/injuries")});
  return questions;
}

// A round goes through the teams in order; one that was broken off goes on where it ended.
absl::StatusOr<std::vector<EspnFeed::Question>> EspnFeed::StatisticsDue(
    pg::Transaction& tx, const feed::ProviderSport& sport, absl::Time& next) const {
  const absl::Time now = clocks_.world.Now();
  const absl::Time round =
      absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), options_.statistics_interval);
  OVERROUND_ASSIGN_OR_RETURN(const Asked asked,
                             FindAsked(tx, sport, DocumentKind::kTeamStatistics));
  OVERROUND_ASSIGN_OR_RETURN(
      const int64_t answered,
      feed::CountAnswers(tx, SubjectOf(sport, DocumentKind::kTeamStatistics), round));
  OVERROUND_ASSIGN_OR_RETURN(const auto teams,
                             rosters::ListTeamIds(tx, espn::kSource, sport.sport));
  std::vector<Question> questions;
  next = asked.rested;
  if (next > now) return questions;
  next = round + options_.statistics_interval;
  for (size_t i = static_cast<size_t>(answered); i < teams.size(); ++i) {
    questions.push_back(
        {DocumentKind::kTeamStatistics, sport.provider_key,
         absl::StrCat(kSites, sport.provider_key, "/teams/", teams[i], "/statistics")});
  }
  return questions;
}

absl::Status EspnFeed::PollScoreboards(schedule::TaskRun& run) {
  return Poll(run, [this](pg::Transaction& tx, const feed::ProviderSport& sport, absl::Time& next) {
    return ScoreboardsDue(tx, sport, next);
  });
}

absl::Status EspnFeed::PollInjuries(schedule::TaskRun& run) {
  return Poll(run, [this](pg::Transaction& tx, const feed::ProviderSport& sport, absl::Time& next) {
    return InjuriesDue(tx, sport, next);
  });
}

absl::Status EspnFeed::PollStatistics(schedule::TaskRun& run) {
  return Poll(run, [this](pg::Transaction& tx, const feed::ProviderSport& sport, absl::Time& next) {
    return StatisticsDue(tx, sport, next);
  });
}

absl::Status EspnFeed::PollBoxScores(schedule::TaskRun& run) {
  return Poll(run,
              [this](pg::Transaction& tx, const feed::ProviderSport& sport,
                     absl::Time& /*next*/) -> absl::StatusOr<std::vector<Question>> {
                const absl::Time now = clocks_.world.Now();
                OVERROUND_ASSIGN_OR_RETURN(
                    const auto games,
                    statistics::ListUncounted(
                        tx, {espn::kSource, sport.sport, now, now - kBoxScorePatience,
                             now - kBoxScoreAgainWithin, kBoxScoreAgainAfter, kBoxScoresMax}));
                std::vector<Question> questions;
                questions.reserve(games.size());
                for (const std::string& game : games) {
                  questions.push_back(
                      {DocumentKind::kSummary, sport.provider_key,
                       absl::StrCat(kSites, sport.provider_key, "/summary?event=", game), game});
                }
                return questions;
              });
}

}  // namespace overround::collector
