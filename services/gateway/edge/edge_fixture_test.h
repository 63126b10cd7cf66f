#pragma once

// For tests: the edge before fake services and the real identity, over real HTTP and real gRPC
// within the process.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "migrations/gateway_migrations.h"
#include <absl/strings/str_cat.h>
#include <overround/bankroll/v1/bankroll_service.grpc.pb.h>
#include <overround/collector/v1/collector_service.grpc.pb.h>
#include <overround/ops/v1/ops.grpc.pb.h>

#include "libs/http_server/server.h"
#include "libs/http_server/test_client.h"
#include "libs/ops/run_service.h"
#include "libs/rpc/test_caller.h"
#include "libs/testing/postgres.h"
#include "services/gateway/edge/http_error.h"
#include "services/gateway/edge/http_server.h"
#include "services/gateway/edge/openapi.h"
#include "services/gateway/edge/services.h"
#include "services/gateway/service.h"

namespace overround::gateway {

class FakeCollector final : public collector::v1::CollectorService::Service {
 public:
  grpc::Status GetGame(grpc::ServerContext* context, const collector::v1::GetGameRequest* request,
                       collector::v1::Game* response) override {
    return rpc::Reply(
        *context, response, [&](const rpc::Call& call) -> absl::StatusOr<collector::v1::Game> {
          last_call = call;
          if (request->name() == "games/broken") {
            return absl::InternalError("the password is hunter2");
          }
          if (request->name() != game.name()) {
            return absl::NotFoundError(absl::StrCat("name: ", request->name(), ", want a game"));
          }
          return game;
        });
  }

  grpc::Status ListGames(grpc::ServerContext* context,
                         const collector::v1::ListGamesRequest* request,
                         collector::v1::ListGamesResponse* response) override {
    return rpc::Reply(*context, response,
                      [&](const rpc::Call&) -> absl::StatusOr<collector::v1::ListGamesResponse> {
                        last_list = *request;
                        return collector::v1::ListGamesResponse();
                      });
  }

  // Three answers, or an error at once.
  grpc::Status WatchQuotes(
      grpc::ServerContext* context, const collector::v1::WatchQuotesRequest*,
      grpc::ServerWriter<collector::v1::WatchQuotesResponse>* writer) override {
    return rpc::Stream(*context, writer,
                       [&](const rpc::Call&, rpc::Sink<collector::v1::WatchQuotesResponse>& sink) {
                         absl::Status status = watch_status;
                         for (int i = 0; i < 3 && status.ok(); ++i) {
                           status = sink.Write(collector::v1::WatchQuotesResponse());
                         }
                         return status;
                       });
  }

  collector::v1::Game game;
  collector::v1::ListGamesRequest last_list;
  rpc::Call last_call;
  absl::Status watch_status;
};

class FakeBankroll final : public bankroll::v1::BankrollService::Service {
 public:
  grpc::Status CreateBet(grpc::ServerContext* context,
                         const bankroll::v1::CreateBetRequest* request,
                         bankroll::v1::Bet* response) override {
    return rpc::Reply(*context, response,
                      [&](const rpc::Call& call) -> absl::StatusOr<bankroll::v1::Bet> {
                        bankroll::v1::Bet bet = request->bet();
                        bet.set_owner(call.caller.subject);
                        bet.set_name("bets/0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55");
                        bet.set_state(bankroll::v1::Bet::STATE_OPEN);
                        return bet;
                      });
  }
};

class FakeOps final : public ops::v1::Ops::Service {
 public:
  grpc::Status GetHealth(grpc::ServerContext* context, const ops::v1::GetHealthRequest* request,
                         ops::v1::Health* response) override {
    return rpc::Reply(*context, response, [&](const rpc::Call&) -> absl::StatusOr<ops::v1::Health> {
      ops::v1::Health health;
      health.set_service(request->service());
      return health;
    });
  }
};

class EdgeFixture {
 public:
  struct Settings {
    EdgeOptions edge = {};
    RateLimitOptions rate_limit = {.requests_per_second = 0, .burst = 0};
    std::vector<std::string> origins = {};
    std::string web_dir = {};
    http_server::Limits limits = {};
  };
  using Answer = http_server::TestClient::Answer;
  using Headers = std::vector<std::pair<std::string, std::string>>;

  EdgeFixture() : EdgeFixture(Settings{}) {}
  explicit EdgeFixture(const Settings& settings)
      : headers_(settings.origins),
        rate_limit_(settings.rate_limit, clock),
        files_(*StaticFiles::Load(settings.web_dir)),
        edge_(MakeParts(), settings.edge) {
    auto started = http_server::Server::Start(
        {.limits = settings.limits, .error_format = ServerErrorResponse, .wall = &wall_},
        [this](const http_server::Request& request, http_server::Responder responder) {
          edge_.Serve(request, std::move(responder));
        });
    OVERROUND_CHECK(started.ok());
    http_ = *std::move(started);
  }

  uint16_t port() const { return http_->port(); }

  static std::string RequestText(const std::string& method, const std::string& path,
                                 const Headers& headers = {}, const std::string& body = "") {
    std::string text = absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: localhost:8080\r\n");
    for (const auto& [name, value] : headers) absl::StrAppend(&text, name, ": ", value, "\r\n");
    if (!body.empty()) {
      absl::StrAppend(&text, "Content-Type: application/json\r\nContent-Length: ", body.size(),
                      "\r\n");
    }
    return absl::StrCat(text, "\r\n", body);
  }

  Answer Ask(const std::string& method, const std::string& path, const Headers& headers = {},
             const std::string& body = "") const {
    http_server::TestClient client(port());
    client.Send(RequestText(method, path, headers, body));
    return client.Read(method);
  }
  Answer Get(const std::string& path, const Headers& headers = {}) const {
    return Ask("GET", path, headers);
  }

  // "Bearer ..." of a user with these roles.
  std::pair<std::string, std::string> Bearer(const std::string& user,
                                             const std::vector<std::string>& roles = {"user"}) {
    return {"Authorization", "Bearer " + access_tokens_.Mint(user, roles).token};
  }

  FakeCollector collector;
  FakeBankroll bankroll;
  FakeOps ops;
  // Of tokens and limits.
  SettableClock clock{absl::Now()};
  absl::Status readiness;
  telemetry::Metrics metrics{"gateway"};

 private:
  struct Neighbour {
    Neighbour(const std::string& name, const std::vector<grpc::Service*>& services,
              const Clock& wall)
        : server(name, services),
          tokens(server.gateway_key(), wall),
          channel(server.NewChannel(tokens)) {}

    rpc::TestServer server;
    rpc::TokenSource tokens;
    rpc::Channel channel;
  };

  static RouteTable MakeRoutes(const Schema& schema) {
    auto services = AllServices();
    OVERROUND_CHECK(services.ok());
    auto routes = RouteTable::Build(schema, *services);
    OVERROUND_CHECK(routes.ok());
    return *std::move(routes);
  }

  EdgeParts MakeParts() {
    return {
        .schema = schema_,
        .routes = routes_,
        .backends = backends_,
        .streams = streams_,
        .files = files_,
        .headers = headers_,
        .rate_limit = rate_limit_,
        .authenticate = [this](absl::string_view token) { return access_tokens_.Verify(token); },
        .readiness = [this] { return readiness; },
        .openapi = OpenApi(routes_, "1"),
        .logger = logger_,
        .metrics = metrics,
        .wall = wall_};
  }

  rpc::PublicKeys MakeKeys() const { return {"", wall_}; }

  SystemClock wall_;
  telemetry::Logger logger_{"gateway", telemetry::Level::kError, wall_, [](absl::string_view) {}};
  Schema schema_{*google::protobuf::DescriptorPool::generated_pool()};
  RouteTable routes_ = MakeRoutes(schema_);
  rpc::SigningKey key_ = rpc::SigningKey::Generate("gateway");
  rpc::PublicKeys keys_{"", wall_};
  AccessTokens access_tokens_ = [this] {
    keys_.Add("gateway", key_.public_key());
    return AccessTokens(key_, keys_, clock);
  }();
  testing::TestDatabase database_{"gateway", ops::MigrationSetsOf("gateway", kMigrations)};
  Passwords passwords_{{.operations = 1, .memory_bytes = 8192}, 2, wall_};
  Accounts accounts_{database_.pool(), passwords_, access_tokens_, clock};

 public:
  EventHub hub{{"collector", "bankroll"}, schema_, {}};

 private:
  Service service_{accounts_, hub, {[] { return absl::FromUnixSeconds(1'776'000'000); }, true}};
  Neighbour collector_{"collector", {&collector}, wall_};
  Neighbour bankroll_{"bankroll", {&bankroll, &ops}, wall_};
  Neighbour gateway_{"gateway", {&service_}, wall_};
  Backends backends_{{{"collector", &collector_.channel},
                      {"bankroll", &bankroll_.channel},
                      {"gateway", &gateway_.channel}}};

 public:
  LiveStreams streams{schema_, backends_, hub, clock,
                      [] { return absl::FromUnixSeconds(1'776'000'000); }};

 private:
  LiveStreams& streams_ = streams;
  WebHeaders headers_;
  RateLimit rate_limit_;
  StaticFiles files_;
  HttpEdge edge_;
  std::unique_ptr<http_server::Server> http_;
};

}  // namespace overround::gateway
