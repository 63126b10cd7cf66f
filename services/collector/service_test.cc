#include "services/collector/service.h"

#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "libs/wire/time_wire.h"
#include "services/collector/fixture_test.h"
#include "services/collector/games/store.h"

namespace overround::collector {
namespace {

namespace pb = overround::collector::v1;

const char kOdds[] = "services/collector/sources/testdata/the_odds_api/odds_american.json";

// The service on a database, with one game that two books price.
struct ServiceFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T21:10:00Z")};
  eventlog::LogReader log{database.pool()};
  Service service{{database.pool(), games, quotes, ids, Clocks{world, testing::Wall()}, log,
                   [](const eventlog::WatchRequest&, const eventlog::BatchSink&,
                      const std::stop_token&) { return absl::OkStatus(); }}};
  rpc::TestServer server{"collector", {&service}};
  std::unique_ptr<pb::CollectorService::Stub> stub =
      pb::CollectorService::NewStub(server.channel());

  ServiceFixture() {
    Take(Answer(testing::ReadSourceFile(kOdds), At("2026-05-01T21:00:00Z")));
    Take(Answer(absl::StrReplaceAll(testing::ReadSourceFile(kOdds), {{"-140", "-150"}}),
                At("2026-05-01T21:05:00Z")));
    RunAsAdmin(database,
               "INSERT INTO collector.log_head (head_id, log_id, position, pruned_position, epoch, "
               "fingerprint) SELECT 1, '00000000-0000-7000-8000-000000000001', 7, 0, 1, 'x' "
               "WHERE NOT EXISTS (SELECT FROM collector.log_head)");
  }

  std::unique_ptr<grpc::ClientContext> AsAnybody() { return server.As(Caller::Anonymous()); }

  std::string GameName() {
    pb::ListGamesRequest request;
    pb::ListGamesResponse response;
    REQUIRE(IsOk(rpc::FromGrpc(stub->ListGames(AsAnybody().get(), request, &response))));
    REQUIRE(response.games_size() == 1);
    return response.games(0).name();
  }
};

TEST_CASE("the board shows the best price of each side and what it was before", "[service][pg]") {
  ServiceFixture collector;
  pb::ListGamesRequest request;
  request.set_view(pb::GAME_VIEW_BOARD);
  pb::ListGamesResponse response;
  REQUIRE(IsOk(
      rpc::FromGrpc(collector.stub->ListGames(collector.AsAnybody().get(), request, &response))));
  REQUIRE(response.games_size() == 1);
  const pb::Game& game = response.games(0);
  CHECK(game.home_display_name() == "River City Otters");
  CHECK(game.status() == pb::Game::STATUS_SCHEDULED);
  REQUIRE(game.board_markets_size() == 3);
  const pb::BoardMarket& moneyline = game.board_markets(0);
  CHECK(moneyline.book_count() == 2);
  REQUIRE(moneyline.best_prices_size() == 2);
  CHECK(moneyline.best_prices(0).sportsbook() == "sportsbooks/beta");
  CHECK(moneyline.best_prices(0).odds().quoted_text() == "-135");
  CHECK(moneyline.best_prices(1).odds().quoted_text() == "120");
}

TEST_CASE("a game's chart has a series of each book, slot and side", "[service][pg]") {
  ServiceFixture collector;
  pb::ListMovementSeriesRequest request;
  request.set_parent(collector.GameName());
  request.set_kind(overround::common::v1::MarketKey::KIND_MONEYLINE);
  pb::ListMovementSeriesResponse response;
  REQUIRE(IsOk(rpc::FromGrpc(
      collector.stub->ListMovementSeries(collector.AsAnybody().get(), request, &response))));
  REQUIRE(response.movement_series_size() == 4);
  const pb::MovementSeries& home = response.movement_series(2);
  CHECK(home.sportsbook() == "sportsbooks/alpha");
  REQUIRE(home.points_size() == 2);
  CHECK(home.points(0).odds().quoted_text() == "-140");
  CHECK(home.points(1).odds().quoted_text() == "-150");
  CHECK(home.points(1).implied_probability() == Approx(0.6));
  CHECK_FALSE(home.slot().has_line_quarters());
}

TEST_CASE("lists are paged, and a page token is bound to its request", "[service][pg]") {
  ServiceFixture collector;
  pb::ListQuotesRequest request;
  request.set_parent(collector.GameName());
  request.set_page_size(5);
  pb::ListQuotesResponse first;
  REQUIRE(IsOk(
      rpc::FromGrpc(collector.stub->ListQuotes(collector.AsAnybody().get(), request, &first))));
  CHECK(first.quotes_size() == 5);
  request.set_page_token(first.next_page_token());
  pb::ListQuotesResponse second;
  REQUIRE(IsOk(
      rpc::FromGrpc(collector.stub->ListQuotes(collector.AsAnybody().get(), request, &second))));
  CHECK(second.quotes_size() == 3);
  CHECK(second.next_page_token().empty());
  request.set_sportsbook("sportsbooks/alpha");
  CHECK(Fails(
      rpc::FromGrpc(collector.stub->ListQuotes(collector.AsAnybody().get(), request, &second)),
      absl::StatusCode::kInvalidArgument));
}

TEST_CASE("an offered quote is found with its last sighting, one not offered is not",
          "[service][pg]") {
  ServiceFixture collector;
  pb::FindOfferedQuoteRequest request;
  request.set_sportsbook("sportsbooks/alpha");
  request.mutable_selection()->set_game(collector.GameName());
  request.mutable_selection()->set_side(common::v1::SIDE_HOME);
  common::v1::MarketKey* market = request.mutable_selection()->mutable_market();
  market->set_kind(common::v1::MarketKey::KIND_MONEYLINE);
  market->set_period(common::v1::MarketKey::PERIOD_FULL_GAME);
  market->set_overtime_rule(common::v1::MarketKey::OVERTIME_RULE_INCLUDED);
  pb::FindOfferedQuoteResponse found;
  REQUIRE(IsOk(rpc::FromGrpc(
      collector.stub->FindOfferedQuote(collector.AsAnybody().get(), request, &found))));
  CHECK(found.quote().odds().quoted_text() == "-150");
  CHECK(found.quote().sight_time().seconds() == absl::ToUnixSeconds(At("2026-05-01T21:05:00Z")));
  CHECK(found.world_time().seconds() == absl::ToUnixSeconds(At("2026-05-01T21:10:00Z")));
  request.set_sportsbook("sportsbooks/nobody");
  CHECK(Fails(
      rpc::FromGrpc(collector.stub->FindOfferedQuote(collector.AsAnybody().get(), request, &found)),
      absl::StatusCode::kNotFound));
}

TEST_CASE("movements tell what a quote changed from", "[service][pg]") {
  ServiceFixture collector;
  pb::ListMovementsRequest request;
  request.set_parent(collector.GameName());
  request.set_sportsbook("sportsbooks/alpha");
  request.set_kind(common::v1::MarketKey::KIND_MONEYLINE);
  request.set_side(common::v1::SIDE_HOME);
  pb::ListMovementsResponse response;
  REQUIRE(IsOk(rpc::FromGrpc(
      collector.stub->ListMovements(collector.AsAnybody().get(), request, &response))));
  REQUIRE(response.movements_size() == 2);
  CHECK(response.movements(1).previous_odds().quoted_text() == "-140");
  CHECK(response.movements(1).implied_probability_change() > 0);
}

TEST_CASE("movements and their series are those of the time asked for", "[service][pg]") {
  ServiceFixture collector;
  pb::ListMovementsRequest request;
  request.set_parent(collector.GameName());
  request.set_sportsbook("sportsbooks/alpha");
  request.set_kind(common::v1::MarketKey::KIND_MONEYLINE);
  request.set_side(common::v1::SIDE_HOME);
  const auto second = At("2026-05-01T21:05:00Z");
  *request.mutable_known_time_min() = wire::ToProto(second);
  pb::ListMovementsResponse since;
  REQUIRE(IsOk(
      rpc::FromGrpc(collector.stub->ListMovements(collector.AsAnybody().get(), request, &since))));
  REQUIRE(since.movements_size() == 1);
  // What it changed from came before.
  CHECK(since.movements(0).previous_odds().quoted_text() == "-140");
  request.clear_known_time_min();
  *request.mutable_known_time_max() = wire::ToProto(second);
  pb::ListMovementsResponse until;
  REQUIRE(IsOk(
      rpc::FromGrpc(collector.stub->ListMovements(collector.AsAnybody().get(), request, &until))));
  REQUIRE(until.movements_size() == 1);
  CHECK_FALSE(until.movements(0).has_previous_odds());
  pb::ListMovementSeriesRequest chart;
  chart.set_parent(collector.GameName());
  chart.set_kind(common::v1::MarketKey::KIND_MONEYLINE);
  *chart.mutable_known_time_min() = wire::ToProto(second);
  pb::ListMovementSeriesResponse series;
  REQUIRE(IsOk(rpc::FromGrpc(
      collector.stub->ListMovementSeries(collector.AsAnybody().get(), chart, &series))));
  REQUIRE(series.movement_series_size() == 1);
  CHECK(series.movement_series(0).points_size() == 1);
}

TEST_CASE("offers, medians and games are those of the side and the team asked for",
          "[service][pg]") {
  ServiceFixture collector;
  const auto ask = [&](auto method, const auto& request, auto response) {
    REQUIRE(IsOk(rpc::FromGrpc(
        ((*collector.stub).*method)(collector.AsAnybody().get(), request, &response))));
    return response;
  };
  using Stub = pb::CollectorService::Stub;
  pb::ListQuotesRequest quotes;
  quotes.set_parent(collector.GameName());
  quotes.set_kind(common::v1::MarketKey::KIND_MONEYLINE);
  CHECK(ask(&Stub::ListQuotes, quotes, pb::ListQuotesResponse()).quotes_size() == 4);
  quotes.set_side(common::v1::SIDE_AWAY);
  CHECK(ask(&Stub::ListQuotes, quotes, pb::ListQuotesResponse()).quotes_size() == 2);
  pb::ListConsensusRequest medians;
  medians.set_parent(collector.GameName());
  medians.set_side(common::v1::SIDE_AWAY);
  const auto consensus = ask(&Stub::ListConsensus, medians, pb::ListConsensusResponse());
  CHECK(consensus.consensus_size() > 0);
  for (const pb::ConsensusLine& line : consensus.consensus()) {
    CHECK(line.selection().side() == common::v1::SIDE_AWAY);
  }
  const pb::Game game =
      ask(&Stub::ListGames, pb::ListGamesRequest(), pb::ListGamesResponse()).games(0);
  pb::ListGamesRequest games;
  games.set_team(game.away_team());
  CHECK(ask(&Stub::ListGames, games, pb::ListGamesResponse()).games_size() == 1);
  games.set_team("teams/00000000-0000-7000-8000-000000000000");
  CHECK(ask(&Stub::ListGames, games, pb::ListGamesResponse()).games_size() == 0);
}

TEST_CASE("closes are those of the book, market and side asked for", "[service][pg]") {
  ServiceFixture collector;
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    const auto game = games::FindGame(tx, *GameId::Parse(collector.GameName().substr(6)));
    if (!game.ok()) return game.status();
    Game closed = **game;
    const absl::Time now = At("2026-05-01T23:05:00Z");
    return collector.quotes.CloseLines(tx, {"clock", "", now, now}, closed);
  });
  pb::ListClosingLinesRequest request;
  request.set_parent(collector.GameName());
  const auto count = [&] {
    pb::ListClosingLinesResponse response;
    REQUIRE(IsOk(rpc::FromGrpc(
        collector.stub->ListClosingLines(collector.AsAnybody().get(), request, &response))));
    return response.closing_lines_size();
  };
  const int all = count();
  request.set_sportsbook("sportsbooks/alpha");
  const int of_alpha = count();
  CHECK(of_alpha < all);
  request.set_kind(common::v1::MarketKey::KIND_MONEYLINE);
  CHECK(count() == 2);
  request.set_side(common::v1::SIDE_HOME);
  CHECK(count() == 1);
}

TEST_CASE("the history opens with the log's position and closes with its counts", "[service][pg]") {
  ServiceFixture collector;
  const auto context = collector.server.AsService("prediction");
  const auto reader = collector.stub->StreamHistory(context.get(), {});
  std::vector<pb::StreamHistoryResponse> parts;
  for (pb::StreamHistoryResponse part; reader->Read(&part);) parts.push_back(part);
  REQUIRE(IsOk(rpc::FromGrpc(reader->Finish())));
  REQUIRE(parts.size() >= 4);
  CHECK(parts.front().opening().cursor().position() == 7);
  CHECK(parts[1].teams().teams_size() == 2);
  CHECK(parts.back().closing().game_count() == 1);
  // One game scheduled, and the offered quotes of two books.
  CHECK(parts.back().closing().fact_count() == 3);
}

TEST_CASE("what is for operators or services is refused to others", "[service][pg]") {
  ServiceFixture collector;
  const auto user = [&] { return collector.server.As(Caller::User("users/x")); };
  pb::ListBudgetsResponse budgets;
  CHECK(Fails(rpc::FromGrpc(collector.stub->ListBudgets(user().get(), {}, &budgets)),
              absl::StatusCode::kPermissionDenied));
  pb::ImportRowsResponse imported;
  CHECK(Fails(rpc::FromGrpc(collector.stub->ImportRows(user().get(), {}, &imported)),
              absl::StatusCode::kPermissionDenied));
  const auto context = user();
  const auto reader = collector.stub->StreamHistory(context.get(), {});
  pb::StreamHistoryResponse part;
  CHECK_FALSE(reader->Read(&part));
  CHECK(Fails(rpc::FromGrpc(reader->Finish()), absl::StatusCode::kPermissionDenied));
}

TEST_CASE("a held batch is released once and cannot then be dismissed", "[service][pg]") {
  ServiceFixture collector;
  collector.Take(CollectorFixture::Answer(
      absl::StrReplaceAll(testing::ReadSourceFile(kOdds), {{"-140", "250"}}),
      At("2026-05-01T21:06:00Z")));
  pb::ListQuarantinedBatchesResponse held;
  REQUIRE(IsOk(rpc::FromGrpc(
      collector.stub->ListQuarantinedBatches(collector.server.AsOperator().get(), {}, &held))));
  REQUIRE(held.quarantined_batches_size() == 1);
  pb::ReleaseQuarantinedBatchRequest release;
  release.set_name(held.quarantined_batches(0).name());
  pb::QuarantinedBatch batch;
  REQUIRE(IsOk(rpc::FromGrpc(collector.stub->ReleaseQuarantinedBatch(
      collector.server.AsOperator().get(), release, &batch))));
  REQUIRE(IsOk(rpc::FromGrpc(collector.stub->ReleaseQuarantinedBatch(
      collector.server.AsOperator().get(), release, &batch))));
  CHECK(batch.state() == pb::QuarantinedBatch::STATE_RELEASED);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE odds_text = '250' "
                         "AND state = 'OFFERED'") == 1);
  pb::DismissQuarantinedBatchRequest dismiss;
  dismiss.set_name(release.name());
  CHECK(Fails(rpc::FromGrpc(collector.stub->DismissQuarantinedBatch(
                  collector.server.AsOperator().get(), dismiss, &batch)),
              absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace overround::collector
