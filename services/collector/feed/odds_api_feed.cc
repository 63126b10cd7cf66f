#include "services/collector/feed/odds_api_feed.h"

#include <algorithm>
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
  return {kind, provider_key,
          absl::StrCat("/v4/sports/", provider_key, "/odds?regions=", options_.regions,
                       "&markets=", kMarkets, "&oddsFormat=american&dateFormat=iso"),
          kMarketCount * RegionsIn(options_.regions)};
}

absl::StatusOr<std::optional<absl::Time>> OddsApiFeed::Debit(const schedule::TaskRun& run,
                                                             int64_t cost) {
  return pool_.InTransaction(
      Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<std::optional<absl::Time>> {
        OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
        return budgets::Debit(tx,
                              {the_odds_api::kSource, cost, options_.credits, clocks_.world.Now()});
      });
}

absl::Status OddsApiFeed::Report(const the_odds_api::Answer& answer) {
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) {
    return budgets::Report(tx, the_odds_api::kSource, answer, clocks_.world.Now());
  });
}

absl::StatusOr<RawDocument> OddsApiFeed::Ask(const Question& question) {
  http::Request request;
  request.url =
      absl::StrCat(options_.url, question.path, question.kind == DocumentKind::kSports ? "?" : "&",
                   "apiKey=", options_.key);
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, fetch_(request));
  RawDocument document;
  document.source = the_odds_api::kSource;
  document.kind = question.kind;
  document.sport = question.sport;
  document.request = question.path;
  document.status = response.status;
  document.headers = response.headers.all();
  document.receive_time = clocks_.world.Now();
  document.body = std::move(response.body);
  return document;
}

absl::StatusOr<absl::Time> OddsApiFeed::AskAndTakeIn(schedule::TaskRun& run,
                                                     const Question& question) {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> wait, Debit(run, question.cost));
  if (wait) return *wait;
  OVERROUND_ASSIGN_OR_RETURN(const RawDocument document, Ask(question));
  const IntakeHooks hooks{[&](pg::Transaction& tx) { return run.fence.Check(tx); }, PlanCloses};
  // What it cost is known before anybody understands it.
  OVERROUND_RETURN_IF_ERROR(Report(the_odds_api::ReadAnswer(document.status, document.headers,
                                                            document.body, document.receive_time)));
  OVERROUND_ASSIGN_OR_RETURN(const Taken taken, intake_.TakeIn(document, Soon(), hooks));
  OVERROUND_RETURN_IF_ERROR(taken.answer.ToStatus());
  return clocks_.world.Now();
}

absl::Status OddsApiFeed::PollSports(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> wait, Debit(run, 0));
  if (wait) {
    run.next_run_time = *wait;
    return absl::OkStatus();
  }
  OVERROUND_ASSIGN_OR_RETURN(const RawDocument document,
                             Ask({DocumentKind::kSports, "", "/v4/sports", 0}));
  OVERROUND_RETURN_IF_ERROR(archive_.Store(document).status());
  const the_odds_api::Answer answer = the_odds_api::ReadAnswer(
      document.status, document.headers, document.body, document.receive_time);
  OVERROUND_RETURN_IF_ERROR(Report(answer));
  OVERROUND_RETURN_IF_ERROR(answer.ToStatus());
  OVERROUND_ASSIGN_OR_RETURN(const auto sports, the_odds_api::ParseSports(document.body));
  std::vector<std::string> in_season;
  for (const SportSheet& sport : sports) {
    if (sport.active && !sport.has_outrights) in_season.push_back(sport.key);
  }
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_RETURN_IF_ERROR(feed::UpdateInSeason(tx, the_odds_api::kSource, in_season));
    return schedule::Wake(tx, "poll_odds", run.world_time);
  });
}

absl::Status OddsApiFeed::PollOdds(schedule::TaskRun& run) {
  return Poll(run, DocumentKind::kOdds);
}

absl::Status OddsApiFeed::PollScores(schedule::TaskRun& run) {
  return Poll(run, DocumentKind::kScores);
}

absl::StatusOr<absl::Time> OddsApiFeed::DueTime(const std::string& provider_key,
                                                const std::string& sport, DocumentKind kind,
                                                absl::Time now) {
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<absl::Time> {
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                               feed::FindLastAnswer(tx, {the_odds_api::kSource, provider_key,
                                                         std::string(ToString(kind))}));
    OVERROUND_ASSIGN_OR_RETURN(const auto starts, games::ListOpenStarts(tx, sport));
    const absl::Time since = last.value_or(absl::InfinitePast());
    return kind == DocumentKind::kOdds ? NextOddsPoll(starts, since, now, options_.bounds)
                                       : NextScoresPoll(starts, since, now, options_.bounds);
  });
}

// Every sport that is due; one that fails does not keep the others waiting.
absl::Status OddsApiFeed::Poll(schedule::TaskRun& run, DocumentKind kind) {
  OVERROUND_ASSIGN_OR_RETURN(const auto sports,
                             pool_.InTransaction(Soon(), [](pg::Transaction& tx) {
                               return feed::ListProviderSports(tx, the_odds_api::kSource);
                             }));
  absl::Status failure;
  absl::Time next = absl::InfiniteFuture();
  for (const feed::ProviderSport& sport : sports) {
    const bool wanted =
        options_.sports.empty()
            ? sport.is_in_season
            : std::count(options_.sports.begin(), options_.sports.end(), sport.provider_key) > 0;
    if (!wanted) continue;
    if (run.stop.stop_requested()) return absl::CancelledError("poll: asked to stop");
    OVERROUND_ASSIGN_OR_RETURN(absl::Time due,
                               DueTime(sport.provider_key, sport.sport, kind, clocks_.world.Now()));
    if (due <= clocks_.world.Now()) {
      const absl::StatusOr<absl::Time> asked =
          AskAndTakeIn(run, QuestionOf(sport.provider_key, kind));
      if (!asked.ok()) {
        failure = asked.status();
        continue;
      }
      OVERROUND_ASSIGN_OR_RETURN(
          due, DueTime(sport.provider_key, sport.sport, kind, clocks_.world.Now()));
      due = std::max(due, *asked);
    }
    next = std::min(next, due);
  }
  if (next < absl::InfiniteFuture()) run.next_run_time = next;
  return failure;
}

}  // namespace overround::collector
