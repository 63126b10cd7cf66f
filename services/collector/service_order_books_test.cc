#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "libs/wire/time_wire.h"
#include "services/collector/fixture_test.h"
#include "services/collector/service.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {
namespace {

namespace pb = overround::collector::v1;

std::string Body(const std::string& name) {
  return testing::ReadSourceFile("services/collector/sources/testdata/" + name + ".json");
}

// The service on a game with its two contracts: the home team's book changes twice, the away
// team's is told once.
struct DepthFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T22:30:00Z")};
  eventlog::LogReader log{database.pool()};
  Service service{{database.pool(), games, quotes, ids, Clocks{world, testing::Wall()}, log,
                   [](const eventlog::WatchRequest&, const eventlog::BatchSink&,
                      const std::stop_token&) { return absl::OkStatus(); }}};
  rpc::TestServer server{"collector", {&service}};
  std::unique_ptr<pb::CollectorService::Stub> stub =
      pb::CollectorService::NewStub(server.channel());
  std::string game;

  DepthFixture() {
    Take(Answer(Body("the_odds_api/odds_american"), At("2026-05-01T21:00:00Z")));
    Kalshi(DocumentKind::kOdds, kalshi::EventsPath("KXMLBGAME", kalshi::StatusFilter::kOpen, ""),
           Body("kalshi/events_winner"), "2026-05-01T21:01:00Z");
    const std::string body = Body("kalshi/order_book");
    Book("X1", body, "2026-05-01T22:00:00Z");
    Book("X2", Body("kalshi/order_book_one_side"), "2026-05-01T22:01:00Z");
    Book("X1", absl::StrReplaceAll(body, {{"227.27", "200.00"}}), "2026-05-01T22:10:00Z");
    Book("X1", absl::StrReplaceAll(body, {{"227.27", "100.00"}}), "2026-05-01T22:20:00Z");
    pb::ListGamesResponse listed;
    REQUIRE(IsOk(rpc::FromGrpc(
        stub->ListGames(server.As(Caller::Anonymous()).get(), pb::ListGamesRequest(), &listed))));
    game = listed.games(0).name();
  }
  void Kalshi(DocumentKind kind, std::string request, std::string body, absl::string_view time) {
    RawDocument document;
    document.source = kalshi::kSource;
    document.kind = kind;
    document.sport = "KXMLBGAME";
    document.request = std::move(request);
    document.receive_time = At(time);
    document.body = std::move(body);
    Take(document);
  }
  void Book(absl::string_view market, std::string body, absl::string_view time) {
    Kalshi(DocumentKind::kOrderBook,
           kalshi::OrderBookPath(absl::StrCat("KXMLBGAME-26MAY011905GULOTT-", market)),
           std::move(body), time);
  }

  absl::StatusOr<pb::ListOrderBooksResponse> Books(const pb::ListOrderBooksRequest& request) {
    pb::ListOrderBooksResponse response;
    const absl::Status status = rpc::FromGrpc(
        stub->ListOrderBooks(server.As(Caller::Anonymous()).get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<pb::ListOrderBookChangesResponse> Changes(
      const pb::ListOrderBookChangesRequest& request) {
    pb::ListOrderBookChangesResponse response;
    const absl::Status status = rpc::FromGrpc(
        stub->ListOrderBookChanges(server.As(Caller::Anonymous()).get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
};

TEST_CASE("a game's order books tell price, odds and count of each level", "[service][depth][pg]") {
  DepthFixture collector;
  pb::ListOrderBooksRequest request;
  request.set_parent(collector.game);
  const auto listed = collector.Books(request);
  REQUIRE(IsOk(listed));
  REQUIRE(listed->order_books_size() == 2);
  const pb::OrderBook& book = listed->order_books(0);
  CHECK(book.sportsbook() == "sportsbooks/kalshi");
  CHECK(book.ticker() == "KXMLBGAME-26MAY011905GULOTT-X1");
  CHECK(book.contract_side() == common::v1::SIDE_HOME);
  CHECK(wire::FromProto(book.sight_time(), "t").value() == At("2026-05-01T22:20:00Z"));
  REQUIRE(book.sides_size() == 2);
  CHECK(book.sides(0).selection().game() == collector.game);
  CHECK(book.sides(0).selection().side() == common::v1::SIDE_HOME);
  CHECK(book.sides(0).selection().market().kind() == common::v1::MarketKey::KIND_MONEYLINE);
  const pb::OrderBookSide& away = book.sides(1);
  REQUIRE(away.levels_size() == 3);
  CHECK(away.levels(0).odds().profit() == 29);
  CHECK(away.levels(0).odds().stake() == 21);
  CHECK(away.levels(0).odds().quoted_text() == "0.4200");
  CHECK(away.levels(0).price().minor_units() == 420'000);
  CHECK(away.levels(0).price().scale() == 6);
  CHECK(away.levels(0).price().currency_code() == "USD");
  CHECK(away.levels(0).count_hundredths() == 10'000);
  CHECK(away.levels(1).cumulative_count_hundredths() == 11'000);
  const pb::OrderBook& other = listed->order_books(1);
  CHECK(other.contract_side() == common::v1::SIDE_AWAY);
  CHECK(other.sides(0).levels_size() == 0);
  CHECK(other.sides(1).levels(0).odds().quoted_text() == "0.187655");
}

TEST_CASE("order books are listed as they were known at a time", "[service][depth][pg]") {
  DepthFixture collector;
  pb::ListOrderBooksRequest request;
  request.set_parent(collector.game);
  request.set_side(common::v1::SIDE_AWAY);
  *request.mutable_as_of_time() = wire::ToProto(At("2026-05-01T22:00:30Z"));
  const auto listed = collector.Books(request);
  REQUIRE(IsOk(listed));
  REQUIRE(listed->order_books_size() == 1);
  REQUIRE(listed->order_books(0).sides_size() == 1);
  CHECK(listed->order_books(0).sides(0).levels(0).count_hundredths() == 22'727);
  CHECK_FALSE(listed->order_books(0).has_sight_time());
}

TEST_CASE("changes of order books are listed oldest first, page by page", "[service][depth][pg]") {
  DepthFixture collector;
  pb::ListOrderBookChangesRequest request;
  request.set_parent(collector.game);
  request.set_page_size(3);
  const auto first = collector.Changes(request);
  REQUIRE(IsOk(first));
  REQUIRE(first->order_books_size() == 3);
  CHECK(first->order_books(0).sides(1).levels(0).count_hundredths() == 22'727);
  request.set_page_token(first->next_page_token());
  const auto second = collector.Changes(request);
  REQUIRE(IsOk(second));
  REQUIRE(second->order_books_size() == 1);
  CHECK(second->next_page_token().empty());
  CHECK(second->order_books(0).sides(1).levels(0).count_hundredths() == 10'000);
}

TEST_CASE("changes of order books are listed by contract and by time", "[service][depth][pg]") {
  DepthFixture collector;
  pb::ListOrderBookChangesRequest request;
  request.set_parent(collector.game);
  request.set_ticker("KXMLBGAME-26MAY011905GULOTT-X1");
  *request.mutable_known_time_min() = wire::ToProto(At("2026-05-01T22:10:00Z"));
  *request.mutable_known_time_max() = wire::ToProto(At("2026-05-01T22:20:00Z"));
  const auto listed = collector.Changes(request);
  REQUIRE(IsOk(listed));
  REQUIRE(listed->order_books_size() == 1);
  CHECK(wire::FromProto(listed->order_books(0).stamp().known_time(), "t").value() ==
        At("2026-05-01T22:10:00Z"));
}

TEST_CASE("order books of no game, and of a side no winner has, are refused",
          "[service][depth][pg]") {
  DepthFixture collector;
  pb::ListOrderBooksRequest request;
  request.set_parent("games/00000000-0000-7000-8000-000000000001");
  CHECK(Fails(collector.Books(request).status(), absl::StatusCode::kNotFound));
  request.set_parent(collector.game);
  request.set_side(common::v1::SIDE_OVER);
  CHECK(Fails(collector.Books(request).status(), absl::StatusCode::kInvalidArgument));
  pb::ListOrderBookChangesRequest changes;
  changes.set_parent(collector.game);
  changes.set_page_token("mine");
  CHECK(Fails(collector.Changes(changes).status(), absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace overround::collector
