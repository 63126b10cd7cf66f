#include <catch2/catch.hpp>
#include <google/protobuf/any.pb.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "services/collector/events.h"
#include "services/collector/fixture_test.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

namespace pb = overround::collector::v1;

const char kGame[] = "games/01900000-0000-7000-8000-000000000001";
const char kOtherGame[] = "games/01900000-0000-7000-8000-000000000002";

// A log of changes in memory: what the service would read of its own.
struct WatchFixture : CollectorFixture {
  Uuid log_id = *Uuid::Parse("00000000-0000-7000-8000-000000000001");
  std::vector<eventlog::LoggedEvent> told;
  // Where the log ends once the first event was read.
  int64_t later_head = 0;
  SettableClock world{At("2026-05-01T21:10:00Z")};
  eventlog::LogReader log{database.pool()};
  Service service{{database.pool(),
                   games,
                   quotes,
                   ids,
                   Clocks{world, testing::Wall()},
                   log,
                   [this](const eventlog::WatchRequest& request, const eventlog::BatchSink& sink,
                          const std::stop_token& stop) { return Stream(request, sink, stop); },
                   {absl::Milliseconds(300), 5000}}};
  rpc::TestServer server{"collector", {&service}};
  std::unique_ptr<pb::CollectorService::Stub> stub =
      pb::CollectorService::NewStub(server.channel());

  WatchFixture() {
    RunAsAdmin(database,
               "INSERT INTO collector.log_head (head_id, log_id, position, pruned_position, epoch, "
               "fingerprint) SELECT 1, '00000000-0000-7000-8000-000000000001', 0, 0, 1, 'x' "
               "WHERE NOT EXISTS (SELECT FROM collector.log_head)");
    RunAsAdmin(database,
               "UPDATE collector.log_head SET position = 0, "
               "log_id = '00000000-0000-7000-8000-000000000001'");
  }

  // Adds a change of `quotes` prices to the log.
  void Tell(const std::string& game, const std::string& book, int quotes = 1) {
    pb::QuotesChanged changed;
    changed.set_game(game);
    changed.set_sport("sports/mlb");
    changed.set_sportsbook(book);
    for (int i = 0; i < quotes; ++i) changed.add_quotes()->set_sportsbook(book);
    eventlog::LoggedEvent event;
    event.position = static_cast<int64_t>(told.size()) + 1;
    event.event = GameEvent(GameId(), changed, world.Now());
    told.push_back(std::move(event));
  }

  absl::Status Stream(const eventlog::WatchRequest& request, const eventlog::BatchSink& sink,
                      const std::stop_token& stop) const {
    for (int64_t at = request.after.position; at < static_cast<int64_t>(told.size()); ++at) {
      const auto end = static_cast<int64_t>(told.size());
      const eventlog::Batch batch{log_id,
                                  {told[static_cast<size_t>(at)]},
                                  at + 1,
                                  at == 0 ? end : std::max(end, later_head)};
      OVERROUND_RETURN_IF_ERROR(sink(batch));
    }
    while (!stop.stop_requested()) absl::SleepFor(absl::Milliseconds(10));
    return absl::OkStatus();
  }

  // What the first `count` answers are about, each "book@token".
  std::vector<std::string> Watch(const pb::WatchQuotesRequest& request, size_t count) {
    const auto context = server.As(Caller::Anonymous());
    const auto reader = stub->WatchQuotes(context.get(), request);
    std::vector<std::string> seen;
    pb::WatchQuotesResponse response;
    while (seen.size() < count && reader->Read(&response)) {
      if (response.quotes().empty()) continue;  // a heartbeat
      seen.push_back(
          absl::StrCat(response.quotes(0).sportsbook(), "@", response.resume_token().substr(37)));
    }
    context->TryCancel();
    reader->Finish();
    return seen;
  }
};

TEST_CASE("a watcher sees the games and books it asked for", "[service][pg]") {
  WatchFixture collector;
  collector.Tell(kGame, "sportsbooks/alpha");
  collector.Tell(kOtherGame, "sportsbooks/alpha");
  collector.Tell(kGame, "sportsbooks/beta");
  collector.Tell(kGame, "sportsbooks/alpha");
  pb::WatchQuotesRequest request;
  request.add_games(kGame);
  request.add_sportsbooks("sportsbooks/alpha");
  CHECK(collector.Watch(request, 2) ==
        std::vector<std::string>{"sportsbooks/alpha@1", "sportsbooks/alpha@4"});
}

TEST_CASE("a watcher that comes back misses nothing and sees nothing twice", "[service][pg]") {
  WatchFixture collector;
  for (const char* book : {"sportsbooks/a", "sportsbooks/b", "sportsbooks/c"}) {
    collector.Tell(kGame, book);
  }
  pb::WatchQuotesRequest request;
  CHECK(collector.Watch(request, 1) == std::vector<std::string>{"sportsbooks/a@1"});
  request.set_resume_token(collector.log_id.ToString() + ":1");
  CHECK(collector.Watch(request, 2) ==
        std::vector<std::string>{"sportsbooks/b@2", "sportsbooks/c@3"});
  request.set_resume_token("damaged");
  const auto context = collector.server.As(Caller::Anonymous());
  const auto reader = collector.stub->WatchQuotes(context.get(), request);
  pb::WatchQuotesResponse response;
  CHECK_FALSE(reader->Read(&response));
  CHECK(reader->Finish().error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_CASE("a watcher that does not read is cut off", "[service][pg]") {
  WatchFixture collector;
  for (int i = 0; i < 100; ++i) collector.Tell(kGame, "sportsbooks/alpha", 20'000);
  const auto context = collector.server.As(Caller::Anonymous());
  const auto reader = collector.stub->WatchQuotes(context.get(), pb::WatchQuotesRequest());
  pb::WatchQuotesResponse response;
  REQUIRE(reader->Read(&response));
  absl::SleepFor(absl::Seconds(1));
  int read = 1;
  while (reader->Read(&response)) ++read;
  CHECK(read < 100);
  CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
}

TEST_CASE("a watcher that falls too far behind is told so", "[service][pg]") {
  WatchFixture collector;
  for (int i = 0; i < 3; ++i) collector.Tell(kGame, "sportsbooks/alpha");
  collector.later_head = 10'000;
  const auto context = collector.server.As(Caller::Anonymous());
  const auto reader = collector.stub->WatchQuotes(context.get(), pb::WatchQuotesRequest());
  pb::WatchQuotesResponse response;
  CHECK(reader->Read(&response));
  CHECK_FALSE(reader->Read(&response));
  CHECK(reader->Finish().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_CASE("a watcher that resumes from far behind gets the time to come up", "[service][pg]") {
  WatchFixture collector;
  for (int i = 0; i < 5100; ++i) collector.Tell(kGame, "sportsbooks/alpha");
  CHECK(collector.Watch(pb::WatchQuotesRequest(), 5100).back() == "sportsbooks/alpha@5100");
}

}  // namespace
}  // namespace overround::collector
