#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "libs/wire/time_wire.h"
#include "services/collector/fixture_test.h"
#include "services/collector/history.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

namespace pb = overround::collector::v1;

std::string Body(absl::string_view name) {
  return testing::ReadSourceFile(
      absl::StrCat("services/collector/sources/testdata/espn/", name, ".json"));
}

// The service on a database that ESPN has been asked for: three injured, one recovered since, one
// game that is over with its box score.
struct FactsFixture : CollectorFixture {
  SettableClock world{At("2026-05-02T05:00:00Z")};
  eventlog::LogReader log{database.pool()};
  Service service{{database.pool(), games, quotes, ids, Clocks{world, testing::Wall()}, log,
                   [](const eventlog::WatchRequest&, const eventlog::BatchSink&,
                      const std::stop_token&) { return absl::OkStatus(); }}};
  rpc::TestServer server{"collector", {&service}};
  std::unique_ptr<pb::CollectorService::Stub> stub =
      pb::CollectorService::NewStub(server.channel());

  FactsFixture() {
    Take(Answer(testing::ReadSourceFile(
                    "services/collector/sources/testdata/the_odds_api/odds_american.json"),
                At("2026-05-01T20:00:00Z")));
    Espn(DocumentKind::kScoreboard, Body("scoreboard"), At("2026-05-01T21:00:00Z"));
    Espn(DocumentKind::kInjuries, Body("injuries"), At("2026-05-01T21:00:00Z"));
    Espn(DocumentKind::kInjuries,
         absl::StrReplaceAll(Body("injuries"), {{"\"Day-To-Day\"", "\"Out\""}}),
         At("2026-05-01T22:00:00Z"));
    Espn(DocumentKind::kInjuries,
         R"({"injuries":[{"id":"1","displayName":"River City Otters",)"
         R"("injuries":[]},{"id":"2","displayName":"Harbor Gulls",)"
         R"("injuries":[{"id":"x"}]}]})",
         At("2026-05-01T22:30:00Z"));
    Espn(DocumentKind::kTeamStatistics, Body("team_statistics"), At("2026-05-01T21:00:00Z"));
    Espn(DocumentKind::kTeamStatistics,
         absl::StrReplaceAll(Body("team_statistics"), {{"0.250", "0.251"}}),
         At("2026-05-01T22:00:00Z"));
    Take(Answer(
        testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"),
        At("2026-05-02T03:00:00Z"), DocumentKind::kScores));
    Espn(DocumentKind::kSummary,
         R"({"header":{"id":"5001"},"boxscore":{"players":[{"team":{"displayName":"Harbor Gulls"},)"
         R"("statistics":[{"keys":["runs","made-tried"],"athletes":[{"athlete":{"id":"903",)"
         R"("displayName":"Cy Brook"},"stats":["2","3-9"]}]}]}]}})",
         At("2026-05-02T04:00:00Z"));
  }

  void Espn(DocumentKind kind, std::string body, absl::Time received) {
    RawDocument document;
    document.source = "espn";
    document.kind = kind;
    document.sport = "baseball/mlb";
    document.receive_time = received;
    document.body = std::move(body);
    Take(document);
  }

  template <typename Request, typename Response>
  using Rpc = grpc::Status (pb::CollectorService::Stub::*)(grpc::ClientContext*, const Request&,
                                                           Response*);
  template <typename Request, typename Response>
  absl::Status Ask(Rpc<Request, Response> rpc, const Request& request, Response& response) {
    return rpc::FromGrpc(
        (stub.get()->*rpc)(server.As(Caller::Anonymous()).get(), request, &response));
  }
};
using Stub = pb::CollectorService::Stub;

TEST_CASE("players are listed by name, page by page, and by team", "[service][espn][pg]") {
  FactsFixture collector;
  pb::ListPlayersRequest request;
  request.set_sport("sports/mlb");
  request.set_page_size(2);
  pb::ListPlayersResponse first;
  REQUIRE(IsOk(collector.Ask(&Stub::ListPlayers, request, first)));
  REQUIRE(first.players_size() == 2);
  CHECK(first.players(0).display_name() == "Ada Reed");
  CHECK(first.players(0).position() == "P");
  request.set_page_token(first.next_page_token());
  pb::ListPlayersResponse second;
  REQUIRE(IsOk(collector.Ask(&Stub::ListPlayers, request, second)));
  REQUIRE(second.players_size() == 1);
  CHECK(second.players(0).display_name() == "Cy Brook");
  CHECK(second.next_page_token().empty());
  pb::ListPlayersRequest of_team;
  of_team.set_team(second.players(0).team());
  pb::ListPlayersResponse team;
  REQUIRE(IsOk(collector.Ask(&Stub::ListPlayers, of_team, team)));
  CHECK(team.players_size() == 1);
}

TEST_CASE("venues and seasons are listed", "[service][espn][pg]") {
  FactsFixture collector;
  pb::ListVenuesResponse venues;
  REQUIRE(IsOk(collector.Ask(&Stub::ListVenues, pb::ListVenuesRequest(), venues)));
  REQUIRE(venues.venues_size() == 1);
  CHECK(venues.venues(0).display_name() == "Otter Field");
  CHECK_FALSE(venues.venues(0).indoor());
  CHECK_FALSE(venues.venues(0).has_grass());
  pb::ListSeasonsResponse seasons;
  REQUIRE(IsOk(collector.Ask(&Stub::ListSeasons, pb::ListSeasonsRequest(), seasons)));
  REQUIRE(seasons.seasons_size() == 1);
  CHECK(seasons.seasons(0).name() == "seasons/mlb-2026-regular");
  CHECK(seasons.seasons(0).type() == pb::SEASON_TYPE_REGULAR);
  pb::ListSeasonsRequest other;
  other.set_year(2025);
  pb::ListSeasonsResponse none;
  REQUIRE(IsOk(collector.Ask(&Stub::ListSeasons, other, none)));
  CHECK(none.seasons_size() == 0);
}

TEST_CASE("who is injured now is listed, and the recovered only when asked for",
          "[service][espn][pg]") {
  FactsFixture collector;
  pb::ListInjuriesResponse now;
  REQUIRE(IsOk(collector.Ask(&Stub::ListInjuries, pb::ListInjuriesRequest(), now)));
  REQUIRE(now.injuries_size() == 1);
  CHECK(now.injuries(0).player_display_name() == "Cy Brook");
  CHECK(now.injuries(0).status() == pb::Injury::STATUS_OUT);
  CHECK(now.injuries(0).return_date() == "2026-05-04");
  pb::ListInjuriesRequest all;
  all.set_include_recovered(true);
  pb::ListInjuriesResponse listed;
  REQUIRE(IsOk(collector.Ask(&Stub::ListInjuries, all, listed)));
  CHECK(listed.injuries_size() == 3);
}

TEST_CASE("who is injured is listed by when that was known", "[service][espn][pg]") {
  FactsFixture collector;
  const auto count = [&](absl::string_view min, absl::string_view max) {
    pb::ListInjuriesRequest request;
    request.set_include_recovered(true);
    *request.mutable_known_time_min() = wire::ToProto(At(min));
    *request.mutable_known_time_max() = wire::ToProto(At(max));
    pb::ListInjuriesResponse listed;
    REQUIRE(IsOk(collector.Ask(&Stub::ListInjuries, request, listed)));
    return listed.injuries_size();
  };
  // One is out since 22:00, two have recovered at 22:30.
  CHECK(count("2026-05-01T20:00:00Z", "2026-05-01T22:00:00Z") == 0);
  CHECK(count("2026-05-01T22:00:00Z", "2026-05-01T22:30:00Z") == 1);
  CHECK(count("2026-05-01T22:30:00Z", "2026-05-01T23:00:00Z") == 2);
  CHECK(count("2026-05-01T22:00:00Z", "2026-05-01T23:00:00Z") == 3);
  pb::ListInjuriesRequest damaged;
  damaged.mutable_known_time_min()->set_nanos(-1);
  pb::ListInjuriesResponse none;
  CHECK(
      Fails(collector.Ask(&Stub::ListInjuries, damaged, none), absl::StatusCode::kInvalidArgument));
}

TEST_CASE("a player's injuries are told newest first, and as of a time", "[service][espn][pg]") {
  FactsFixture collector;
  pb::ListInjuriesResponse now;
  REQUIRE(IsOk(collector.Ask(&Stub::ListInjuries, pb::ListInjuriesRequest(), now)));
  pb::ListPlayerInjuriesRequest request;
  request.set_parent(now.injuries(0).player());
  pb::ListPlayerInjuriesResponse history;
  REQUIRE(IsOk(collector.Ask(&Stub::ListPlayerInjuries, request, history)));
  REQUIRE(history.injuries_size() == 2);
  CHECK(history.injuries(0).status() == pb::Injury::STATUS_OUT);
  CHECK(history.injuries(1).status() == pb::Injury::STATUS_DAY_TO_DAY);
  *request.mutable_known_time_max() = wire::ToProto(At("2026-05-01T22:00:00Z"));
  REQUIRE(IsOk(collector.Ask(&Stub::ListPlayerInjuries, request, history)));
  REQUIRE(history.injuries_size() == 1);
  CHECK(history.injuries(0).status() == pb::Injury::STATUS_DAY_TO_DAY);
}

TEST_CASE("a team's statistics are the latest, all of them, or those known then",
          "[service][espn][pg]") {
  FactsFixture collector;
  pb::ListTeamsResponse teams;
  REQUIRE(IsOk(collector.Ask(&Stub::ListTeams, pb::ListTeamsRequest(), teams)));
  pb::ListTeamStatisticsRequest request;
  for (const pb::Team& team : teams.teams()) {
    if (team.display_name() == "River City Otters") request.set_parent(team.name());
  }
  pb::ListTeamStatisticsResponse latest;
  REQUIRE(IsOk(collector.Ask(&Stub::ListTeamStatistics, request, latest)));
  REQUIRE(latest.team_statistics_size() == 2);
  const pb::TeamStatistics& batting = latest.team_statistics(0);
  CHECK(batting.group() == "batting");
  CHECK(batting.revision() == 2);
  CHECK(batting.statistics(0).number() == 1021);
  CHECK(batting.statistics(1).value() == "0.251");
  CHECK_FALSE(batting.statistics(2).has_number());
  request.set_include_history(true);
  REQUIRE(IsOk(collector.Ask(&Stub::ListTeamStatistics, request, latest)));
  CHECK(latest.team_statistics_size() == 3);
  request.set_include_history(false);
  *request.mutable_known_time_max() = wire::ToProto(At("2026-05-01T22:00:00Z"));
  REQUIRE(IsOk(collector.Ask(&Stub::ListTeamStatistics, request, latest)));
  CHECK(latest.team_statistics(0).statistics(1).value() == "0.250");
}

TEST_CASE("a game's box score and a player's games tell the same line", "[service][espn][pg]") {
  FactsFixture collector;
  pb::ListGamesRequest games;
  games.add_statuses(pb::Game::STATUS_FINAL);
  pb::ListGamesResponse over;
  REQUIRE(IsOk(collector.Ask(&Stub::ListGames, games, over)));
  REQUIRE(over.games_size() == 1);
  pb::GetBoxScoreRequest request;
  request.set_parent(over.games(0).name());
  pb::BoxScore box;
  REQUIRE(IsOk(collector.Ask(&Stub::GetBoxScore, request, box)));
  CHECK(box.venue().display_name() == "Otter Field");
  REQUIRE(box.lines_size() == 1);
  CHECK(box.lines(0).player_display_name() == "Cy Brook");
  CHECK(box.lines(0).statistics(1).name() == "made");
  CHECK(box.lines(0).statistics(2).number() == 9);
  pb::ListPlayerStatisticsRequest of_player;
  of_player.set_parent(box.lines(0).player());
  pb::ListPlayerStatisticsResponse lines;
  REQUIRE(IsOk(collector.Ask(&Stub::ListPlayerStatistics, of_player, lines)));
  REQUIRE(lines.lines_size() == 1);
  CHECK(lines.lines(0).SerializeAsString() == box.lines(0).SerializeAsString());
}

TEST_CASE("the history tells of injuries and seasons after the games", "[service][espn][pg]") {
  FactsFixture collector;
  RunAsAdmin(collector.database,
             "INSERT INTO collector.log_head (head_id, log_id, position, pruned_position, epoch, "
             "fingerprint) VALUES (1, '00000000-0000-7000-8000-000000000001', 7, 0, 1, 'x')");
  const auto told = [&](const HistoryQuery& query) {
    std::vector<pb::Fact> facts;
    int64_t counted = 0;
    REQUIRE(IsOk(collector.database.pool().InTransaction(
        testing::Soon(), pg::kReadSnapshot, [&](pg::Transaction& tx) {
          return StreamHistoryFrom(tx, query, collector.world.Now(),
                                   [&](const pb::StreamHistoryResponse& part) {
                                     for (const pb::Fact& fact : part.facts().facts()) {
                                       if (fact.has_injury_changed() || fact.has_stats_recorded()) {
                                         facts.push_back(fact);
                                       }
                                     }
                                     counted = part.closing().fact_count();
                                     return absl::OkStatus();
                                   });
        })));
    CHECK(counted >= static_cast<int64_t>(facts.size()));
    return facts;
  };
  const std::vector<pb::Fact> all = told({});
  // Three hurt, one worse, two recovered; two groups and one revision.
  REQUIRE(all.size() == 9);
  int recovered = 0;
  for (int i = 0; i < 6; ++i) {
    const pb::InjuryChanged& changed = all[static_cast<size_t>(i)].injury_changed();
    const bool is_first = absl::EndsWith(changed.injury().name(), "/1");
    CHECK(changed.has_previous_injury() != is_first);
    recovered += changed.injury().status() == pb::Injury::STATUS_RECOVERED ? 1 : 0;
  }
  CHECK(recovered == 2);
  CHECK(all[8].stats_recorded().team_statistics_size() == 1);
  CHECK(told({{"nba"}, std::nullopt, std::nullopt}).empty());
  CHECK(told({{}, std::nullopt, At("2026-05-01T21:30:00Z")}).size() == 4);
}

TEST_CASE("what nobody knows is not found, and no name is a wrong request", "[service][espn][pg]") {
  FactsFixture collector;
  const std::string nobody = "/01890000-0000-7000-8000-000000000000";
  pb::ListPlayerInjuriesRequest player;
  pb::ListPlayerInjuriesResponse injuries;
  CHECK(Fails(collector.Ask(&Stub::ListPlayerInjuries, player, injuries),
              absl::StatusCode::kInvalidArgument));
  player.set_parent("players" + nobody);
  CHECK(Fails(collector.Ask(&Stub::ListPlayerInjuries, player, injuries),
              absl::StatusCode::kNotFound));
  pb::ListTeamStatisticsRequest team;
  pb::ListTeamStatisticsResponse statistics;
  CHECK(Fails(collector.Ask(&Stub::ListTeamStatistics, team, statistics),
              absl::StatusCode::kInvalidArgument));
  team.set_parent("teams" + nobody);
  CHECK(Fails(collector.Ask(&Stub::ListTeamStatistics, team, statistics),
              absl::StatusCode::kNotFound));
  pb::ListPlayerStatisticsResponse lines;
  CHECK(Fails(collector.Ask(&Stub::ListPlayerStatistics, pb::ListPlayerStatisticsRequest(), lines),
              absl::StatusCode::kInvalidArgument));
  pb::GetBoxScoreRequest game;
  pb::BoxScore box;
  CHECK(Fails(collector.Ask(&Stub::GetBoxScore, game, box), absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace overround::collector
