#include <algorithm>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/budget/budget.h"
#include "services/collector/collector.h"
#include "services/collector/sources/espn.h"
#include "services/collector/sources/the_odds_api.h"

namespace overround::collector {
namespace {

constexpr int kProvidersMax = 100;

}  // namespace

absl::Status Collector::AddOddsApi() {
  http::ClientOptions options;
  // The task's own schedule tries again: an answer may have cost credits.
  options.retry.attempts_max = 1;
  client_ = std::make_unique<http::Client>(
      host_.clocks().wall, [](absl::Duration) { return false; }, options);
  odds_api_ = std::make_unique<OddsApiFeed>(
      OddsApiOptions{config_.odds_api_url,
                     config_.odds_api_key,
                     config_.odds_api_sports,
                     config_.odds_api_regions,
                     config_.odds_api_credits,
                     {config_.poll_interval_min, config_.poll_interval_max},
                     1 - config_.odds_api_event_share - config_.odds_api_backfill_share,
                     config_.patience},
      FetchBy(*client_, the_odds_api::kSource), host_.pool(), archive_, intake_, host_.clocks());
  host_.AddHealth("providers", [this](absl::Time deadline) { return CheckProviders(deadline); });
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = "poll_sports",
                  .order = 15,
                  .cron = "7 */6 * * *",
                  .run = [this](schedule::TaskRun& run) { return odds_api_->PollSports(run); }},
                 "Asks which sports are in season."));
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = "poll_events",
                  .order = 17,
                  .cron = "17 */6 * * *",
                  .run = [this](schedule::TaskRun& run) { return odds_api_->PollEvents(run); }},
                 "Asks which games are to come, which costs nothing."));
  OVERROUND_RETURN_IF_ERROR(AddOrdered(
      {.name = "poll_odds",
       .order = 20,
       .cron = "",
       .run = [this](schedule::TaskRun& run) { return odds_api_->PollOdds(run); }},
      "Asks for the prices of the sports that are due, the oftener the nearer a start."));
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = kScoresTask,
                  .order = 30,
                  .cron = "",
                  .run = [this](schedule::TaskRun& run) { return odds_api_->PollScores(run); }},
                 "Asks for the scores of games that are on."));
  const absl::Time now = host_.clocks().wall.Now();
  std::vector<FirstRun> first_runs = {{"poll_sports", now}, {"poll_odds", now}, {kScoresTask, now}};
  asker_ = std::make_unique<Asker>(Asker::Parts{FetchBy(*client_, "other"), host_.pool(), intake_,
                                                host_.clocks(), config_.patience});
  OVERROUND_RETURN_IF_ERROR(AddEventOdds(first_runs));
  OVERROUND_RETURN_IF_ERROR(AddBackfill(first_runs));
  OVERROUND_RETURN_IF_ERROR(AddKalshi(first_runs));
  WakeAtBoot(std::move(first_runs));
  return absl::OkStatus();
}

// By the clock alone: each run asks what is due by the archive, so none needs to be woken.
absl::Status Collector::AddEspn() {
  http::ClientOptions options;
  // The next run asks again, and no sooner: nobody says how much is too much.
  options.retry.attempts_max = 1;
  espn_client_ = std::make_unique<http::Client>(
      host_.clocks().wall, [](absl::Duration) { return false; }, options);
  espn_ = std::make_unique<EspnFeed>(
      EspnOptions{config_.espn_url,
                  config_.espn_sports,
                  {config_.espn_interval_min,
                   std::max(config_.espn_interval_min, config_.poll_interval_max)},
                  config_.espn_injuries_interval,
                  config_.espn_statistics_interval},
      FetchBy(*espn_client_, espn::kSource), host_.pool(), intake_, host_.clocks());
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = "poll_espn_scoreboards",
                  .order = 31,
                  .cron = "* * * * *",
                  .run = [this](schedule::TaskRun& run) { return espn_->PollScoreboards(run); }},
                 "Asks ESPN for the scoreboards that are due, the oftener the nearer a start."));
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = "poll_espn_injuries",
                  .order = 32,
                  .cron = "*/5 * * * *",
                  .run = [this](schedule::TaskRun& run) { return espn_->PollInjuries(run); }},
                 "Asks ESPN who is injured, in the sports that are due."));
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = "poll_espn_statistics",
                  .order = 33,
                  .cron = "*/10 * * * *",
                  .run = [this](schedule::TaskRun& run) { return espn_->PollStatistics(run); }},
                 "Asks ESPN for the season's figures of each team, in the sports that are due."));
  return AddOrdered({.name = "poll_espn_box_scores",
                     .order = 34,
                     .cron = "*/15 * * * *",
                     .run = [this](schedule::TaskRun& run) { return espn_->PollBoxScores(run); }},
                    "Asks ESPN for the box scores of games that are over and have none.");
}

absl::Status Collector::AddEventOdds(std::vector<FirstRun>& first_runs) {
  if (config_.odds_api_event_markets.empty()) return absl::OkStatus();
  EventOddsOptions options;
  options.url = config_.odds_api_url;
  options.key = config_.odds_api_key;
  options.wanted = {absl::StrSplit(config_.odds_api_regions, ',', absl::SkipEmpty()),
                    config_.odds_api_bookmakers, config_.odds_api_event_markets};
  options.credits = config_.odds_api_credits;
  options.share_of_month = config_.odds_api_event_share;
  options.sports = config_.odds_api_sports;
  options.ahead = config_.odds_api_event_ahead;
  options.interval_min = config_.poll_interval_min;
  event_odds_ = std::make_unique<EventOddsFeed>(std::move(options), *asker_);
  first_runs.emplace_back("poll_event_odds", host_.clocks().wall.Now());
  return AddOrdered({.name = "poll_event_odds",
                     .order = 22,
                     .cron = "*/15 * * * *",
                     .run = [this](schedule::TaskRun& run) { return event_odds_->Poll(run); }},
                    "Asks for single events' own markets shortly before their start.");
}

// It has a share of the credits, for the present must not starve.
absl::Status Collector::AddBackfill(std::vector<FirstRun>& first_runs) {
  if (config_.odds_api_backfill.empty()) return absl::OkStatus();
  BackfillOptions options;
  options.url = config_.odds_api_url;
  options.key = config_.odds_api_key;
  options.wanted = {absl::StrSplit(config_.odds_api_regions, ',', absl::SkipEmpty()),
                    config_.odds_api_bookmakers,
                    {"h2h", "spreads", "totals"}};
  options.credits = config_.odds_api_credits;
  options.sports = config_.odds_api_sports;
  OVERROUND_ASSIGN_OR_RETURN(options.past, Backfill::Parse(config_.odds_api_backfill));
  if (options.sports.empty()) {
    return absl::InvalidArgumentError(
        "OVERROUND_ODDS_API_BACKFILL: of no sport, want OVERROUND_ODDS_API_SPORTS named");
  }
  options.share_of_month = config_.odds_api_backfill_share;
  host_.logger().Info(
      "the past is asked for",
      {{"credits", BackfillFeed::CostOf(options)},
       {"credits_a_month", static_cast<int64_t>(options.share_of_month *
                                                static_cast<double>(config_.odds_api_credits))}});
  backfill_ = std::make_unique<BackfillFeed>(std::move(options), *asker_);
  first_runs.emplace_back("backfill", host_.clocks().wall.Now());
  return AddOrdered({.name = "backfill",
                     .order = 35,
                     .cron = "",
                     .run = [this](schedule::TaskRun& run) { return backfill_->Poll(run); }},
                    "Asks for prices of the past, from where it ended.");
}

absl::Status Collector::AddKalshi(std::vector<FirstRun>& first_runs) {
  if (config_.kalshi_url.empty()) return absl::OkStatus();
  kalshi_ = std::make_unique<KalshiFeed>(
      KalshiOptions{config_.kalshi_url, config_.poll_interval_min, config_.poll_interval_max},
      *asker_);
  first_runs.emplace_back("poll_kalshi", host_.clocks().wall.Now());
  OVERROUND_RETURN_IF_ERROR(
      AddOrdered({.name = "poll_kalshi",
                  .order = 25,
                  .cron = "*/15 * * * *",
                  .run = [this](schedule::TaskRun& run) { return kalshi_->Poll(run); }},
                 "Asks Kalshi what the known games can be bought at."));
  return AddOrderBooks(first_runs);
}

absl::Status Collector::AddOrderBooks(std::vector<FirstRun>& first_runs) {
  if (!config_.has_order_books) return absl::OkStatus();
  OrderBookOptions options;
  options.url = config_.kalshi_url;
  options.ahead = config_.order_book_ahead;
  options.interval_min = config_.poll_interval_min;
  options.run_max = config_.order_books_max;
  order_book_feed_ = std::make_unique<OrderBookFeed>(std::move(options), *asker_);
  first_runs.emplace_back("poll_order_books", host_.clocks().wall.Now());
  return AddOrdered({.name = "poll_order_books",
                     .order = 26,
                     .cron = "*/15 * * * *",
                     .run = [this](schedule::TaskRun& run) { return order_book_feed_->Poll(run); }},
                    "Asks Kalshi how much of the next games' contracts is offered at which price.");
}

// Calls are counted by what came of them.
Asker::Fetch Collector::FetchBy(http::Client& client, absl::string_view provider) {
  return [this, &client, name = std::string(provider)](http::Request request) {
    request.timeout = config_.provider_timeout;
    absl::StatusOr<http::Response> answer = client.Call(request);
    host_.metrics()
        .GetCounter("overround_provider_calls_total", "Calls of providers, by what came of them.",
                    {{"provider", name},
                     {"outcome", answer.ok() ? absl::StrCat(answer->status)
                                             : absl::StatusCodeToString(answer.status().code())}})
        .Increment();
    return answer;
  };
}

absl::Status Collector::CheckProviders(absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const auto budgets,
                             host_.pool().InTransaction(deadline, [](pg::Transaction& tx) {
                               return budgets::ListBudgets(tx, "", kProvidersMax);
                             }));
  std::string refused;
  for (const Budget& budget : budgets) {
    if (!budget.refused_until || *budget.refused_until <= host_.clocks().world.Now()) continue;
    absl::StrAppend(&refused, refused.empty() ? "" : "; ", budget.source, ": ",
                    budget.refusal.value_or(""), " until ",
                    absl::FormatTime(*budget.refused_until, absl::UTCTimeZone()));
  }
  return refused.empty() ? absl::OkStatus() : absl::UnavailableError(refused);
}

}  // namespace overround::collector
