#include "services/prediction/forecasting/forecasting.h"

#include <set>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/prediction/edges/store.h"
#include "services/prediction/facts/fact_wire.h"
#include "services/prediction/forecasting/store.h"

namespace overround::prediction {
namespace {

constexpr int kGamesPerRun = 200;

// Which game a fact may change the forecast of.
struct GameOfFact {
  GameId operator()(const history::GameFact& fact) const { return fact.game; }
  GameId operator()(const history::MergeFact& fact) const { return fact.survivor; }
  GameId operator()(const history::ResultFact& fact) const { return fact.game; }
  GameId operator()(const history::QuoteFact& fact) const { return fact.game; }
  GameId operator()(const history::CloseFact& fact) const { return fact.game; }
  GameId operator()(const history::DecisionPriceFact& fact) const { return fact.game; }
};

bool CanBeForecast(const history::Game& game, absl::Time now) {
  return game.status == history::GameStatus::kScheduled && game.start_time > now;
}

}  // namespace

Forecasting::Forecasting(ForecastingParts parts, Announcer announcer)
    : parts_(std::move(parts)), announcer_(std::move(announcer)) {}

eventlog::FollowerOptions Forecasting::QueueFollower() const {
  const auto queue = [this](pg::Transaction& tx,
                            absl::Span<const eventlog::LoggedEvent> events) -> absl::Status {
    std::set<GameId> changed;
    for (const eventlog::LoggedEvent& logged : events) {
      OVERROUND_ASSIGN_OR_RETURN(const auto facts, FactsFromEvent(logged));
      for (const history::Fact& fact : facts) changed.insert(std::visit(GameOfFact(), fact));
    }
    if (changed.empty()) return absl::OkStatus();
    const absl::Time due = parts_.clocks.world.Now() + parts_.debounce;
    OVERROUND_RETURN_IF_ERROR(forecast_store::QueueGames(tx, {changed.begin(), changed.end()},
                                                         events.back().position, due));
    return schedule::Wake(tx, kForecastTask, due);
  };
  eventlog::FollowerOptions options = {.log = "collector",
                                       .policy = eventlog::FailurePolicy::kPark};
  // A final ends the forecasting of its game: there is nothing to queue.
  for (const char* type :
       {"GameScheduled", "GameMoved", "GameMerged", "QuotesChanged", "QuoteGone"}) {
    options.handlers[type] = [queue](pg::Transaction& tx, const eventlog::LoggedEvent& event) {
      return queue(tx, absl::MakeConstSpan(&event, 1));
    };
  }
  options.apply_batch = queue;
  options.bootstrap = [this](pg::Transaction& tx, const absl::Status& /*refusal*/) {
    return QueueUpcoming(tx);
  };
  return options;
}

absl::StatusOr<eventlog::Cursor> Forecasting::QueueUpcoming(pg::Transaction& tx) const {
  const eventlog::Cursor reached = parts_.reached();
  if (!reached.log_id) return absl::UnavailableError("history: not told anything yet");
  const absl::Time now = parts_.clocks.world.Now();
  const std::vector<GameId> games = parts_.keeper.Look([&](const history::History& history) {
    const history::AsOf as_of = history::AsOf::Live(history, reached.position, now);
    std::vector<GameId> upcoming;
    for (const auto& [sport, parameters] : models::KnownSports()) {
      for (const history::Game& game : as_of.UpcomingGames(sport)) upcoming.push_back(game.game);
    }
    return upcoming;
  });
  OVERROUND_RETURN_IF_ERROR(forecast_store::QueueGames(tx, games, reached.position, now));
  OVERROUND_RETURN_IF_ERROR(schedule::Wake(tx, kForecastTask, now));
  return reached;
}

absl::Status Forecasting::Forecast(schedule::TaskRun& run) const {
  const eventlog::Cursor reached = parts_.reached();
  if (!reached.log_id) return absl::UnavailableError("history: not told anything yet");
  OVERROUND_ASSIGN_OR_RETURN(
      const auto due, parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
        return forecast_store::ListDueGames(tx, run.world_time, kGamesPerRun);
      }));
  for (const forecast_store::DueGame& game : due) {
    if (run.stop.stop_requested()) break;
    // This replica's history has not heard what queued the game; it will be there in a moment.
    if (game.log_position > reached.position) continue;
    OVERROUND_RETURN_IF_ERROR(ForecastGame(run, game.id, reached));
  }
  OVERROUND_ASSIGN_OR_RETURN(run.next_run_time,
                             parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
                               return forecast_store::NextDueTime(tx);
                             }));
  return absl::OkStatus();
}

absl::Status Forecasting::ForecastGame(const schedule::TaskRun& run, const GameId& game,
                                       const eventlog::Cursor& reached) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto analyses, AnalyseAll(game, reached, run.world_time));
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    for (const Analysis& analysis : analyses) OVERROUND_RETURN_IF_ERROR(Keep(tx, analysis));
    return forecast_store::DequeueGame(tx, game, reached.position);
  });
}

absl::StatusOr<std::vector<Analysis>> Forecasting::AnalyseAll(const GameId& game,
                                                              const eventlog::Cursor& reached,
                                                              absl::Time now) const {
  return parts_.keeper.Look(
      [&](const history::History& history) -> absl::StatusOr<std::vector<Analysis>> {
        const history::AsOf as_of = history::AsOf::Live(history, reached.position, now);
        const auto found = as_of.FindGame(game);
        std::vector<Analysis> analyses;
        if (!found || !CanBeForecast(*found, now)) return analyses;
        for (const auto& model : parts_.models) {
          OVERROUND_ASSIGN_OR_RETURN(analyses.emplace_back(),
                                     Analyse(*model, found->game,
                                             {.as_of = as_of,
                                              .log_id = *reached.log_id,
                                              .ids = parts_.ids,
                                              .salt_seed = parts_.salt_seed}));
        }
        return analyses;
      });
}

absl::Status Forecasting::Keep(pg::Transaction& tx, const Analysis& analysis) const {
  OVERROUND_ASSIGN_OR_RETURN(
      const auto latest, forecast_store::FindLatestHash(tx, analysis.game.game, analysis.model));
  if (latest == analysis.content_hash) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(forecast_store::InsertAnalysis(tx, analysis));
  if (analysis.abstention) OVERROUND_RETURN_IF_ERROR(announcer_.abstained(tx, analysis));
  for (size_t i = 0; i + 1 < analysis.predictions.size(); i += 2) {
    OVERROUND_RETURN_IF_ERROR(
        announcer_.predicted(tx, analysis, analysis.predictions[i], analysis.predictions[i + 1]));
  }
  return KeepEdges(tx, analysis);
}

absl::Status Forecasting::KeepEdges(pg::Transaction& tx, const Analysis& analysis) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto open,
                             edge_store::ListOpenEdges(tx, analysis.game.game, analysis.model));
  std::vector<Edge> fresh = EdgesOf(analysis, parts_.ids);
  for (Edge edge : open) {
    edge.state = StateAfter(edge, analysis);
    if (edge.state != EdgeState::kOpen) {
      edge.end_time = analysis.make_time;
      OVERROUND_RETURN_IF_ERROR(edge_store::EndEdge(tx, edge));
      OVERROUND_RETURN_IF_ERROR(announcer_.edge_gone(tx, edge));
      continue;
    }
    // Confirmed: it stays the edge it was, for longer.
    std::erase_if(fresh, [&](const Edge& other) {
      if (other.prediction.market != edge.prediction.market ||
          other.prediction.side != edge.prediction.side)
        return false;
      edge.expire_time = other.expire_time;
      return true;
    });
    OVERROUND_RETURN_IF_ERROR(edge_store::ProlongEdge(tx, edge));
  }
  for (const Edge& edge : fresh) {
    OVERROUND_RETURN_IF_ERROR(edge_store::InsertEdge(tx, edge));
    OVERROUND_RETURN_IF_ERROR(announcer_.edge_found(tx, edge));
    OVERROUND_RETURN_IF_ERROR(schedule::Wake(tx, kExpireTask, edge.expire_time));
  }
  return absl::OkStatus();
}

absl::Status Forecasting::Refresh(schedule::TaskRun& run) const {
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_ASSIGN_OR_RETURN(const auto games,
                               forecast_store::ListForecastGames(tx, run.world_time));
    if (games.empty()) return absl::OkStatus();
    OVERROUND_RETURN_IF_ERROR(forecast_store::QueueGames(tx, games, 0, run.world_time));
    return schedule::Wake(tx, kForecastTask, run.world_time);
  });
}

absl::Status Forecasting::ExpireEdges(schedule::TaskRun& run) const {
  using NextTime = absl::StatusOr<std::optional<absl::Time>>;
  const auto expire = [&](pg::Transaction& tx) -> NextTime {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_ASSIGN_OR_RETURN(const auto over, edge_store::ListOverdueEdges(tx, run.world_time));
    for (Edge edge : over) {
      edge.state = EdgeState::kExpired;
      edge.end_time = run.world_time;
      OVERROUND_RETURN_IF_ERROR(edge_store::EndEdge(tx, edge));
      OVERROUND_RETURN_IF_ERROR(announcer_.edge_gone(tx, edge));
    }
    return edge_store::NextExpireTime(tx);
  };
  OVERROUND_ASSIGN_OR_RETURN(run.next_run_time, parts_.pool.InTransaction(Soon(), expire));
  return absl::OkStatus();
}

}  // namespace overround::prediction
