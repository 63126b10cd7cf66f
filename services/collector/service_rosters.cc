#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert_facts.h"
#include "services/collector/injuries/store.h"
#include "services/collector/player_names.h"
#include "services/collector/rosters/store.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr wire::PageSizes kPages = {100, 1000};

absl::StatusOr<std::string> OptionalSport(const std::string& name) {
  if (name.empty()) return std::string();
  return wire::KeyFromName(name, "sports", "sport");
}

absl::StatusOr<std::optional<TeamId>> OptionalTeam(const std::string& name) {
  if (name.empty()) return std::optional<TeamId>();
  OVERROUND_ASSIGN_OR_RETURN(const TeamId id, wire::IdFromName<TeamId>(name, "teams", "team"));
  return std::optional<TeamId>(id);
}

absl::Status DamagedToken() {
  return absl::InvalidArgumentError("page_token: damaged, want one of ours");
}

// The rows that fit into the page; true where there are more.
template <typename Row>
bool CutToPage(const wire::Page& page, std::vector<Row>& rows) {
  if (static_cast<int>(rows.size()) <= page.size) return false;
  rows.resize(static_cast<size_t>(page.size));
  return true;
}

}  // namespace

absl::StatusOr<Player> RequirePlayer(pg::Transaction& tx, const std::string& name,
                                     absl::string_view field) {
  OVERROUND_ASSIGN_OR_RETURN(const PlayerId id, wire::IdFromName<PlayerId>(name, "players", field));
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Player> player, rosters::FindPlayer(tx, id));
  if (!player) return absl::NotFoundError(absl::StrCat(field, ": ", name, ", want a known player"));
  return *player;
}

grpc::Status Service::ListPlayers(grpc::ServerContext* context,
                                  const v1::ListPlayersRequest* request,
                                  v1::ListPlayersResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListPlayersResponse> {
        rosters::PlayerPage query;
        OVERROUND_ASSIGN_OR_RETURN(query.sport, OptionalSport(request->sport()));
        OVERROUND_ASSIGN_OR_RETURN(query.team, OptionalTeam(request->team()));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 3, kPages));
        query.limit = page.size + 1;
        if (!page.is_first()) {
          query.after_sport = page.after[0];
          query.after_name = page.after[1];
          OVERROUND_ASSIGN_OR_RETURN(query.after_id, PlayerId::Parse(page.after[2]));
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto players, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return rosters::ListPlayers(tx, query);
            }));
        v1::ListPlayersResponse listed;
        if (CutToPage(page, players)) {
          const Player& last = players.back();
          listed.set_next_page_token(
              wire::NextPageToken(*request, {last.sport, last.display_name, last.id.ToString()}));
        }
        for (const Player& player : players) *listed.add_players() = ToProto(player);
        return listed;
      });
}

grpc::Status Service::ListVenues(grpc::ServerContext* context, const v1::ListVenuesRequest* request,
                                 v1::ListVenuesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListVenuesResponse> {
        rosters::VenuePage query;
        OVERROUND_ASSIGN_OR_RETURN(query.sport, OptionalSport(request->sport()));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 3, kPages));
        query.limit = page.size + 1;
        if (!page.is_first()) {
          query.after_sport = page.after[0];
          query.after_name = page.after[1];
          OVERROUND_ASSIGN_OR_RETURN(query.after_id, VenueId::Parse(page.after[2]));
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto venues, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return rosters::ListVenues(tx, query);
            }));
        v1::ListVenuesResponse listed;
        if (CutToPage(page, venues)) {
          const Venue& last = venues.back();
          listed.set_next_page_token(
              wire::NextPageToken(*request, {last.sport, last.display_name, last.id.ToString()}));
        }
        for (const Venue& venue : venues) *listed.add_venues() = ToProto(venue);
        return listed;
      });
}

grpc::Status Service::ListSeasons(grpc::ServerContext* context,
                                  const v1::ListSeasonsRequest* request,
                                  v1::ListSeasonsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListSeasonsResponse> {
        rosters::SeasonPage query;
        OVERROUND_ASSIGN_OR_RETURN(query.sport, OptionalSport(request->sport()));
        if (request->has_year()) query.year = request->year();
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 3, kPages));
        query.limit = page.size + 1;
        if (!page.is_first()) {
          int year = 0;
          if (!absl::SimpleAtoi(page.after[1], &year)) return DamagedToken();
          query.after_sport = page.after[0];
          query.after_year = year;
          query.after_part = page.after[2];
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto seasons, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return rosters::ListSeasons(tx, query);
            }));
        v1::ListSeasonsResponse listed;
        if (CutToPage(page, seasons)) {
          const Season& last = seasons.back();
          listed.set_next_page_token(wire::NextPageToken(
              *request, {last.sport, absl::StrCat(last.year), std::string(ToString(last.part))}));
        }
        for (const Season& season : seasons) *listed.add_seasons() = ToProto(season);
        return listed;
      });
}

grpc::Status Service::ListInjuries(grpc::ServerContext* context,
                                   const v1::ListInjuriesRequest* request,
                                   v1::ListInjuriesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListInjuriesResponse> {
        injuries::InjuryPage query;
        OVERROUND_ASSIGN_OR_RETURN(query.sport, OptionalSport(request->sport()));
        OVERROUND_ASSIGN_OR_RETURN(query.team, OptionalTeam(request->team()));
        query.with_recovered = request->include_recovered();
        OVERROUND_ASSIGN_OR_RETURN(
            query.known_min, wire::OptionalFromProto(request->has_known_time_min(),
                                                     request->known_time_min(), "known_time_min"));
        OVERROUND_ASSIGN_OR_RETURN(
            query.known_max, wire::OptionalFromProto(request->has_known_time_max(),
                                                     request->known_time_max(), "known_time_max"));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1, kPages));
        query.limit = page.size + 1;
        if (!page.is_first()) {
          OVERROUND_ASSIGN_OR_RETURN(query.after, PlayerId::Parse(page.after[0]));
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto found, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return injuries::ListCurrent(tx, query);
            }));
        v1::ListInjuriesResponse listed;
        if (CutToPage(page, found)) {
          listed.set_next_page_token(
              wire::NextPageToken(*request, {found.back().player.ToString()}));
        }
        for (const Injury& injury : found) *listed.add_injuries() = ToProto(injury);
        return listed;
      });
}

grpc::Status Service::ListPlayerInjuries(grpc::ServerContext* context,
                                         const v1::ListPlayerInjuriesRequest* request,
                                         v1::ListPlayerInjuriesResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListPlayerInjuriesResponse> {
        injuries::HistoryPage query;
        OVERROUND_ASSIGN_OR_RETURN(
            query.known_min, wire::OptionalFromProto(request->has_known_time_min(),
                                                     request->known_time_min(), "known_time_min"));
        OVERROUND_ASSIGN_OR_RETURN(
            query.known_max, wire::OptionalFromProto(request->has_known_time_max(),
                                                     request->known_time_max(), "known_time_max"));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1, kPages));
        query.limit = page.size + 1;
        if (!page.is_first()) {
          int number = 0;
          if (!absl::SimpleAtoi(page.after[0], &number)) return DamagedToken();
          query.before_number = number;
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto found, parts_.pool.InTransaction(
                            call.deadline, pg::kReadSnapshot,
                            [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<Injury>> {
                              OVERROUND_ASSIGN_OR_RETURN(
                                  const Player player,
                                  RequirePlayer(tx, request->parent(), "parent"));
                              query.player = player.id;
                              return injuries::ListHistory(tx, query);
                            }));
        v1::ListPlayerInjuriesResponse listed;
        if (CutToPage(page, found)) {
          listed.set_next_page_token(
              wire::NextPageToken(*request, {absl::StrCat(found.back().number)}));
        }
        for (const Injury& injury : found) *listed.add_injuries() = ToProto(injury);
        return listed;
      });
}

}  // namespace overround::collector
