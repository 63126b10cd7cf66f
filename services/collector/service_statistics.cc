#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert_facts.h"
#include "services/collector/game_names.h"
#include "services/collector/games/store.h"
#include "services/collector/listing.h"
#include "services/collector/player_names.h"
#include "services/collector/rosters/store.h"
#include "services/collector/service.h"
#include "services/collector/statistics/store.h"

namespace overround::collector {
namespace {

constexpr wire::PageSizes kPages = {100, 1000};

absl::StatusOr<TeamId> RequireTeam(pg::Transaction& tx, const std::string& name,
                                   absl::string_view field) {
  OVERROUND_ASSIGN_OR_RETURN(const TeamId id, wire::IdFromName<TeamId>(name, "teams", field));
  OVERROUND_ASSIGN_OR_RETURN(const bool is_known, rosters::HasTeam(tx, id));
  if (!is_known) return absl::NotFoundError(absl::StrCat(field, ": ", name, ", want a known team"));
  return id;
}

absl::StatusOr<statistics::TeamPage> ParseTeamPage(const v1::ListTeamStatisticsRequest& request) {
  statistics::TeamPage query;
  if (request.has_season()) query.season = request.season();
  query.with_history = request.include_history();
  OVERROUND_ASSIGN_OR_RETURN(query.known_min,
                             wire::OptionalFromProto(request.has_known_time_min(),
                                                     request.known_time_min(), "known_time_min"));
  OVERROUND_ASSIGN_OR_RETURN(query.known_max,
                             wire::OptionalFromProto(request.has_known_time_max(),
                                                     request.known_time_max(), "known_time_max"));
  return query;
}

absl::StatusOr<statistics::PlayerPage> ParsePlayerPage(
    const v1::ListPlayerStatisticsRequest& request, const wire::Page& page) {
  statistics::PlayerPage query;
  OVERROUND_ASSIGN_OR_RETURN(query.known_min,
                             wire::OptionalFromProto(request.has_known_time_min(),
                                                     request.known_time_min(), "known_time_min"));
  OVERROUND_ASSIGN_OR_RETURN(query.known_max,
                             wire::OptionalFromProto(request.has_known_time_max(),
                                                     request.known_time_max(), "known_time_max"));
  query.limit = page.size + 1;
  if (page.is_first()) return query;
  OVERROUND_ASSIGN_OR_RETURN(query.before_time, TimeAfter(page));
  OVERROUND_ASSIGN_OR_RETURN(query.before_fact, Uuid::Parse(page.after[1]));
  return query;
}

}  // namespace

grpc::Status Service::ListTeamStatistics(grpc::ServerContext* context,
                                         const v1::ListTeamStatisticsRequest* request,
                                         v1::ListTeamStatisticsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListTeamStatisticsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(statistics::TeamPage query, ParseTeamPage(*request));
        std::vector<pb::TeamStatistics> all;
        OVERROUND_RETURN_IF_ERROR(parts_.pool.InTransaction(
            call.deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::Status {
              OVERROUND_ASSIGN_OR_RETURN(query.team, RequireTeam(tx, request->parent(), "parent"));
              OVERROUND_ASSIGN_OR_RETURN(const auto found,
                                         statistics::ListTeamStatistics(tx, query));
              for (const TeamStatistics& each : found) all.push_back(ToProto(each));
              return absl::OkStatus();
            }));
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(all), kPages));
        v1::ListTeamStatisticsResponse listed;
        for (auto& each : page.rows) *listed.add_team_statistics() = std::move(each);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::ListPlayerStatistics(grpc::ServerContext* context,
                                           const v1::ListPlayerStatisticsRequest* request,
                                           v1::ListPlayerStatisticsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListPlayerStatisticsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2, kPages));
        OVERROUND_ASSIGN_OR_RETURN(statistics::PlayerPage query, ParsePlayerPage(*request, page));
        OVERROUND_ASSIGN_OR_RETURN(
            auto lines, parts_.pool.InTransaction(
                            call.deadline, pg::kReadSnapshot,
                            [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<BoxLine>> {
                              OVERROUND_ASSIGN_OR_RETURN(
                                  const Player player,
                                  RequirePlayer(tx, request->parent(), "parent"));
                              query.player = player.id;
                              return statistics::ListPlayerLines(tx, query);
                            }));
        v1::ListPlayerStatisticsResponse listed;
        if (static_cast<int>(lines.size()) > page.size) {
          lines.resize(static_cast<size_t>(page.size));
          const Stamp& last = lines.back().stamp;
          listed.set_next_page_token(wire::NextPageToken(
              *request,
              {absl::StrCat(absl::ToUnixMicros(last.known_time)), last.fact_id.ToString()}));
        }
        for (const BoxLine& line : lines) *listed.add_lines() = ToProto(line);
        return listed;
      });
}

grpc::Status Service::GetBoxScore(grpc::ServerContext* context,
                                  const v1::GetBoxScoreRequest* request, v1::BoxScore* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::BoxScore> {
    return parts_.pool.InTransaction(
        call.deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<v1::BoxScore> {
          OVERROUND_ASSIGN_OR_RETURN(const Game game, RequireGame(tx, request->parent(), "parent"));
          v1::BoxScore box;
          box.set_game(GameName(game.id));
          OVERROUND_ASSIGN_OR_RETURN(const auto place, rosters::FindGameVenue(tx, game.id));
          if (place) {
            OVERROUND_ASSIGN_OR_RETURN(const auto venue, rosters::FindVenueById(tx, place->venue));
            if (venue) *box.mutable_venue() = ToProto(*venue);
            if (place->attendance) box.set_attendance(*place->attendance);
          }
          OVERROUND_ASSIGN_OR_RETURN(const auto lines, statistics::ListBoxScore(tx, game.id));
          for (const BoxLine& line : lines) *box.add_lines() = ToProto(line);
          return box;
        });
  });
}

}  // namespace overround::collector
