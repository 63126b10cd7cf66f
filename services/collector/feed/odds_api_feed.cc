#include "services/collector/feed/odds_api_feed.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/budget/budget.h"
#include "services/collector/feed/closer.h"
#include "services/collector/feed/store.h"
#include "services/collector/games/store.h"
#include "services/collector/sources/the_odds_api.h"

namespace overround::collector {
namespace {

constexpr char kMarkets[] = "h2h,spreads,totals";
constexpr int kMarketCount = 3;
// /scores with daysFrom.
constexpr int kScoresCost = 2;

// InfinitePast where there was none.
absl::StatusOr<absl::Time> LastAnswer(pg::Transaction& tx, const std::string& provider_key,
                                      DocumentKind kind) {
  OVERROUND_ASSIGN_OR_RETURN(
      const std::optional<absl::Time> last,
      feed::FindLastAnswer(tx, {the_odds_api::kSource, provider_key, std::string(ToString(kind))}));
  return last.value_or(absl::InfinitePast());
}

int64_t RegionsIn(absl::string_view regions) {
  return static_cast<int64_t>(
      std::vector<absl::string_view>(absl::StrSplit(regions, ',', absl::SkipEmpty())).size());
}

}  // namespace

OddsApiFeed::OddsApiFeed(OddsApiOptions options, Fetch fetch, pg::Pool& pool,
                         const Archive& archive, Intake& intake, Clocks clocks)
    : options_(std::move(options)),
      fetch_(std::move(fetch)),
      pool_(pool),
      archive_(archive),
      intake_(intake),
      clocks_(clocks) {}

OddsApiFeed::Question OddsApiFeed::QuestionOf(const std::string& provider_key,
                                              DocumentKind kind) const {
  if (kind == DocumentKind::kScores) {
    return {kind, provider_key,
            absl::StrCat("/v4/sports/", provider_key, "/scores?daysFrom=3&dateFormat=iso"),
            kScoresCost};
  }
  if (kind == DocumentKind::kEvents) {
    return {kind, provider_key, absl::StrCat("/v4/sports/", provider_key, "/events?dateFormat=iso"),
            0};
  }
  return {kind, provider_key,
          absl::StrCat("/v4/sports/", provider_key, "/odds?regions=", options_.regions,
                       "&markets=", kMarkets, "&oddsFormat=american&dateFormat=iso"),
          kMarketCount * RegionsIn(options_.regions)};
}

absl::StatusOr<budgets::Debited> OddsApiFeed::Debit(const schedule::TaskRun& run, int64_t cost) {
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<budgets::Debited> {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    return budgets::Debit(tx, {the_odds_api::kSource,
                               cost,
                               options_.credits,
                               clocks_.world.Now(),
                               {Purpose::kMain, options_.share_of_month}});
  });
}

absl::Status OddsApiFeed::Report(int64_t call_id, const the_odds_api::Answer& answer) {
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) {
    return budgets::Report(
        tx, {the_odds_api::kSource, call_id, clocks_.world.Now(), options_.patience}, answer);
  });
}

absl::StatusOr<RawDocument> OddsApiFeed::Ask(const Question& question) {
  http::Request request;
  request.url =
      absl::StrCat(options_.url, question.path, question.kind == DocumentKind::kSports ? "?" : "&",
                   "apiKey=", options_.key);
  OVERROUND_ASSIGN_OR_RETURN(const std::string order,
                             intake_.OrderOf(the_odds_api::kSource, question.sport, Soon()));
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, fetch_(request));
  RawDocument document;
  document.source = the_odds_api::kSource;
  document.kind = question.kind;
  document.sport = question.sport;
  document.request = question.path;
  document.status = response.status;
  document.headers = response.headers.all();
  document.turn = intake_.turns().Receive(order, clocks_.world);
  document.receive_time = document.turn->receive_time();
  document.body = std::move(response.body);
  return document;
}

absl::StatusOr<absl::Time> OddsApiFeed::AskAndTakeIn(schedule::TaskRun& run,
                                                     const Question& question) {
  OVERROUND_ASSIGN_OR_RETURN(const budgets::Debited debited, Debit(run, question.cost));
  if (debited.wait) return *debited.wait;
  OVERROUND_ASSIGN_OR_RETURN(const RawDocument document, Ask(question));
  const IntakeHooks hooks{[&](pg::Transaction& tx) { return run.fence.Check(tx); }, PlanCloses};
  // What it cost is known before anybody understands it; and what came is kept in any case.
  const absl::Status reported =
      Report(debited.call_id, the_odds_api::ReadAnswer(document.status, document.headers,
                                                       document.body, document.receive_time));
  OVERROUND_ASSIGN_OR_RETURN(const Taken taken, intake_.TakeIn(document, Soon(), hooks));
  OVERROUND_RETURN_IF_ERROR(reported);
  OVERROUND_RETURN_IF_ERROR(taken.answer.ToStatus());
  return clocks_.world.Now();
}

absl::Status OddsApiFeed::PollSports(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(const budgets::Debited debited, Debit(run, 0));
  if (debited.wait) {
    run.next_run_time = *debited.wait;
    return absl::OkStatus();
  }
  OVERROUND_ASSIGN_OR_RETURN(const RawDocument document,
                             Ask({DocumentKind::kSports, "", "/v4/sports", 0}));
  OVERROUND_RETURN_IF_ERROR(archive_.Store(document).status());
  const the_odds_api::Answer answer = the_odds_api::ReadAnswer(
      document.status, document.headers, document.body, document.receive_time);
  OVERROUND_RETURN_IF_ERROR(Report(debited.call_id, answer));
  OVERROUND_RETURN_IF_ERROR(answer.ToStatus());
  OVERROUND_ASSIGN_OR_RETURN(const auto sports, the_odds_api::ParseSports(document.body));
  std::vector<std::string> in_season;
  for (const SportSheet& sport : sports) {
    if (sport.active && !sport.has_outrights) in_season.push_back(sport.key);
  }
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_RETURN_IF_ERROR(feed::UpdateInSeason(tx, the_odds_api::kSource, in_season));
    OVERROUND_RETURN_IF_ERROR(schedule::Wake(tx, "poll_odds", run.world_time));
    return schedule::Wake(tx, "poll_events", run.world_time);
  });
}

absl::Status OddsApiFeed::PollEvents(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Due> wanted, Plan());
  absl::Status failure;
  for (const Due& each : wanted) {
    if (run.stop.stop_requested()) return absl::CancelledError("poll_events: asked to stop");
    const auto asked = AskAndTakeIn(run, QuestionOf(each.provider_key, DocumentKind::kEvents));
    if (!asked.ok()) failure = asked.status();
  }
  OVERROUND_RETURN_IF_ERROR(pool_.InTransaction(Soon(), [&](pg::Transaction& tx) {
    return schedule::Wake(tx, "poll_odds", run.world_time);
  }));
  return failure;
}

absl::Status OddsApiFeed::PollOdds(schedule::TaskRun& run) {
  return Poll(run, DocumentKind::kOdds);
}

absl::Status OddsApiFeed::PollScores(schedule::TaskRun& run) {
  return Poll(run, DocumentKind::kScores);
}

absl::StatusOr<std::vector<OddsApiFeed::Due>> OddsApiFeed::Plan() {
  const absl::Time now = clocks_.world.Now();
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<Due>> {
    OVERROUND_ASSIGN_OR_RETURN(const auto known,
                               feed::ListProviderSports(tx, the_odds_api::kSource));
    std::vector<Due> due;
    std::vector<SportSchedule> schedules;
    for (const feed::ProviderSport& sport : known) {
      const bool wanted =
          options_.sports.empty()
              ? sport.is_in_season
              : std::count(options_.sports.begin(), options_.sports.end(), sport.provider_key) > 0;
      if (!wanted) continue;
      SportSchedule schedule;
      OVERROUND_ASSIGN_OR_RETURN(schedule.starts, games::ListOpenStarts(tx, sport.sport));
      OVERROUND_ASSIGN_OR_RETURN(schedule.last_odds,
                                 LastAnswer(tx, sport.provider_key, DocumentKind::kOdds));
      OVERROUND_ASSIGN_OR_RETURN(schedule.last_scores,
                                 LastAnswer(tx, sport.provider_key, DocumentKind::kScores));
      schedules.push_back(std::move(schedule));
      due.push_back({sport.provider_key, {}});
    }
    OVERROUND_ASSIGN_OR_RETURN(const Budget budget,
                               budgets::Find(tx, the_odds_api::kSource, options_.credits, now));
    const auto plans =
        PlanPolls(schedules,
                  {options_.bounds, kMarketCount * RegionsIn(options_.regions), kScoresCost,
                   budget.CreditsWithin(absl::Hours(24), now, options_.share_of_month)},
                  now);
    for (size_t i = 0; i < due.size(); ++i) due[i].plan = plans[i];
    return due;
  });
}

// Every sport that is due; one that fails does not keep the others waiting.
absl::Status OddsApiFeed::Poll(schedule::TaskRun& run, DocumentKind kind) {
  const auto time_of = [&](const Due& due) {
    return kind == DocumentKind::kOdds ? due.plan.odds : due.plan.scores;
  };
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Due> planned, Plan());
  absl::Status failure;
  std::set<std::string> failed;
  absl::Time earliest = absl::InfinitePast();
  for (const Due& due : planned) {
    if (run.stop.stop_requested()) return absl::CancelledError("poll: asked to stop");
    if (time_of(due) > clocks_.world.Now()) continue;
    const absl::StatusOr<absl::Time> asked = AskAndTakeIn(run, QuestionOf(due.provider_key, kind));
    if (asked.ok()) {
      earliest = std::max(earliest, *asked);
    } else {
      failure = asked.status();
      failed.insert(due.provider_key);
    }
  }
  // What was asked moves what is next, also for the other sports: they share the credits.
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Due> next, Plan());
  absl::Time soonest = absl::InfiniteFuture();
  for (const Due& due : next) {
    // The failed run's own retry asks for those that failed.
    if (failed.count(due.provider_key) == 0) soonest = std::min(soonest, time_of(due));
  }
  if (soonest < absl::InfiniteFuture()) run.next_run_time = std::max(soonest, earliest);
  return failure;
}

}  // namespace overround::collector
