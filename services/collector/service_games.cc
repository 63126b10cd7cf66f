#include <map>
#include <set>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/game_names.h"
#include "services/collector/games/store.h"
#include "services/collector/listing.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_best_prices.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr wire::PageSizes kPages = {100, 1000};

// What may be asked for; UNSPECIFIED and unknown numbers are refused.
absl::StatusOr<std::string> StatusText(int status) {
  for (const GameStatus each : {GameStatus::kScheduled, GameStatus::kInPlay, GameStatus::kFinal,
                                GameStatus::kPostponed, GameStatus::kVoid, GameStatus::kMerged}) {
    if (ToProto(each) == status) return std::string(ToString(each));
  }
  return wire::Refused("statuses", absl::StrCat(status), "a status");
}

absl::StatusOr<bool> WantsBoard(bool has_view, pb::GameView view) {
  if (!has_view || view == pb::GAME_VIEW_BASIC) return false;
  if (view == pb::GAME_VIEW_BOARD) return true;
  return wire::Refused("view", absl::StrCat(static_cast<int>(view)), "GAME_VIEW_BASIC or BOARD");
}

pb::BestPrice ToProto(const BestPrice& best) {
  pb::BestPrice price;
  price.set_side(wire::ToProto(best.side));
  *price.mutable_odds() = ToProto(best.odds, best.odds_text, best.format);
  price.set_sportsbook(absl::StrCat("sportsbooks/", best.sportsbook));
  *price.mutable_receive_time() = wire::ToProto(best.receive_time);
  *price.mutable_sight_time() = wire::ToProto(best.sight_time.value_or(best.receive_time));
  if (best.previous) {
    *price.mutable_previous_odds() = ToProto(best.previous->odds, best.previous->text, best.format);
  }
  price.set_mean_implied_probability(best.mean_implied_probability);
  return price;
}

void AddBoard(const std::vector<BoardLine>& board, pb::Game& game) {
  for (const BoardLine& line : board) {
    pb::BoardMarket* market = game.add_board_markets();
    *market->mutable_market() = wire::ToProto(line.market);
    market->set_book_count(line.book_count);
    for (const BestPrice& side : line.sides) *market->add_best_prices() = ToProto(side);
  }
}

// The games as messages, whole: ids, results and, where asked for, the board.
absl::StatusOr<std::vector<pb::Game>> Print(pg::Transaction& tx, const std::vector<Game>& found,
                                            bool with_board) {
  std::vector<GameId> ids;
  ids.reserve(found.size());
  for (const Game& game : found) ids.push_back(game.id);
  OVERROUND_ASSIGN_OR_RETURN(const auto named, games::ListExternalIds(tx, ids));
  OVERROUND_ASSIGN_OR_RETURN(const auto results, games::ListResults(tx, ids));
  std::map<GameId, std::vector<ExternalId>> external;
  std::map<GameId, const Result*> result;
  std::map<GameId, std::vector<BoardLine>> boards;
  for (const games::NamedGame& each : named) external[each.game].push_back(each.external);
  for (const Result& each : results) result[each.game] = &each;
  if (with_board) {
    OVERROUND_ASSIGN_OR_RETURN(boards, quotes::ListBoards(tx, ids));
  }
  std::vector<pb::Game> printed;
  for (const Game& game : found) {
    printed.push_back(ToProto(game, result[game.id], external[game.id]));
    if (with_board) AddBoard(boards[game.id], printed.back());
  }
  return printed;
}

absl::StatusOr<games::GameQuery> ParseQuery(const pb::ListGamesRequest& request) {
  games::GameQuery query;
  if (!request.sport().empty()) {
    OVERROUND_ASSIGN_OR_RETURN(std::string sport,
                               wire::KeyFromName(request.sport(), "sports", "sport"));
    query.sports.push_back(std::move(sport));
  }
  if (!request.team().empty()) {
    OVERROUND_ASSIGN_OR_RETURN(const std::string team,
                               wire::KeyFromName(request.team(), "teams", "team"));
    OVERROUND_ASSIGN_OR_RETURN(query.team, TeamId::Parse(team));
  }
  for (const int status : request.statuses()) {
    OVERROUND_ASSIGN_OR_RETURN(std::string text, StatusText(status));
    query.statuses.push_back(std::move(text));
  }
  OVERROUND_ASSIGN_OR_RETURN(query.start_min,
                             wire::OptionalFromProto(request.has_start_time_min(),
                                                     request.start_time_min(), "start_time_min"));
  OVERROUND_ASSIGN_OR_RETURN(query.start_max,
                             wire::OptionalFromProto(request.has_start_time_max(),
                                                     request.start_time_max(), "start_time_max"));
  query.is_descending = request.descending();
  OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(request, 2, kPages));
  query.limit = page.size + 1;
  if (page.is_first()) return query;
  OVERROUND_ASSIGN_OR_RETURN(query.after_start, TimeAfter(page));
  OVERROUND_ASSIGN_OR_RETURN(query.after_id, GameId::Parse(page.after[1]));
  return query;
}

}  // namespace

absl::StatusOr<Game> RequireGame(pg::Transaction& tx, const std::string& name,
                                 absl::string_view field) {
  OVERROUND_ASSIGN_OR_RETURN(const GameId id, wire::IdFromName<GameId>(name, "games", field));
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Game> game, games::FindGame(tx, id));
  if (!game) return absl::NotFoundError(absl::StrCat(field, ": ", name, ", want a known game"));
  return *game;
}

absl::StatusOr<pb::Game> PrintGame(pg::Transaction& tx, const Game& game, bool with_board) {
  OVERROUND_ASSIGN_OR_RETURN(const auto printed, Print(tx, {game}, with_board));
  return printed.front();
}

grpc::Status Service::ListSports(grpc::ServerContext* context, const v1::ListSportsRequest* request,
                                 v1::ListSportsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListSportsResponse> {
        std::vector<pb::Sport> all;
        OVERROUND_RETURN_IF_ERROR(parts_.pool.InTransaction(
            call.deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::Status {
              OVERROUND_ASSIGN_OR_RETURN(const auto sports, games::ListSports(tx));
              OVERROUND_ASSIGN_OR_RETURN(const auto counts, games::CountUpcoming(tx));
              std::map<std::string, int64_t> upcoming;
              for (const auto& each : counts) upcoming[each.sport] = each.games;
              for (const Sport& sport : sports) {
                if (request->active_only() && !sport.is_active) continue;
                all.push_back(ToProto(sport, upcoming[sport.key]));
              }
              return absl::OkStatus();
            }));
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(all), kPages));
        v1::ListSportsResponse listed;
        for (pb::Sport& sport : page.rows) *listed.add_sports() = std::move(sport);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::ListTeams(grpc::ServerContext* context, const v1::ListTeamsRequest* request,
                                v1::ListTeamsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListTeamsResponse> {
        games::TeamPage query;
        if (!request->sport().empty()) {
          OVERROUND_ASSIGN_OR_RETURN(query.sport,
                                     wire::KeyFromName(request->sport(), "sports", "sport"));
        }
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2, kPages));
        query.limit = page.size + 1;
        if (!page.is_first()) {
          query.after_sport = page.after[0];
          query.after_name = page.after[1];
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto teams, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return games::ListTeamPage(tx, query);
            }));
        v1::ListTeamsResponse listed;
        const bool has_more = static_cast<int>(teams.size()) > page.size;
        if (has_more) teams.resize(page.size);
        for (const Team& team : teams) *listed.add_teams() = ToProto(team);
        if (has_more) {
          listed.set_next_page_token(
              wire::NextPageToken(*request, {teams.back().sport, teams.back().display_name}));
        }
        return listed;
      });
}

grpc::Status Service::GetGame(grpc::ServerContext* context, const v1::GetGameRequest* request,
                              v1::Game* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Game> {
    OVERROUND_ASSIGN_OR_RETURN(const bool with_board,
                               WantsBoard(request->has_view(), request->view()));
    return parts_.pool.InTransaction(
        call.deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<v1::Game> {
          OVERROUND_ASSIGN_OR_RETURN(const Game game, RequireGame(tx, request->name(), "name"));
          return PrintGame(tx, game, with_board);
        });
  });
}

grpc::Status Service::ListGames(grpc::ServerContext* context, const v1::ListGamesRequest* request,
                                v1::ListGamesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListGamesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const games::GameQuery query, ParseQuery(*request));
        OVERROUND_ASSIGN_OR_RETURN(const bool with_board,
                                   WantsBoard(request->has_view(), request->view()));
        return parts_.pool.InTransaction(
            call.deadline, pg::kReadSnapshot,
            [&](pg::Transaction& tx) -> absl::StatusOr<v1::ListGamesResponse> {
              OVERROUND_ASSIGN_OR_RETURN(auto found, games::ListGames(tx, query));
              v1::ListGamesResponse listed;
              if (static_cast<int>(found.size()) == query.limit) {
                found.pop_back();
                const Game& last = found.back();
                listed.set_next_page_token(wire::NextPageToken(
                    *request, {absl::StrCat(absl::ToUnixMicros(last.start)), last.id.ToString()}));
              }
              OVERROUND_ASSIGN_OR_RETURN(auto printed, Print(tx, found, with_board));
              for (pb::Game& game : printed) *listed.add_games() = std::move(game);
              return listed;
            });
      });
}

}  // namespace overround::collector
