#include "services/gateway/gateway.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/ops/rpc_source.h"
#include "libs/rpc/process.h"
#include "libs/rpc/status.h"
#include "services/gateway/edge/backend_health.h"
#include "services/gateway/edge/http_error.h"
#include "services/gateway/edge/openapi.h"
#include "services/gateway/edge/services.h"
#include "services/gateway/service.h"

namespace overround::gateway {
namespace {

constexpr int kPasswordsAtOnce = 2;
constexpr std::chrono::seconds kTick(1);
constexpr int kTicksPerBeat = 10;
constexpr absl::Duration kDrainPatience = absl::Seconds(5);
constexpr absl::Duration kHeadTimeout = absl::Seconds(5);
// Of each log, read again at the start, so that browsers which come back after a restart miss
// nothing.
constexpr int64_t kEventsReadAgain = 2'000;

std::map<std::string, rpc::Channel*> ChannelsOf(ops::ServiceHost& host) {
  std::map<std::string, rpc::Channel*> channels;
  for (const std::string& name : Neighbours()) channels.emplace(name, &host.channel(name));
  return channels;
}

absl::StatusOr<RouteTable> BuildRoutes(const Schema& schema) {
  OVERROUND_ASSIGN_OR_RETURN(const auto services, AllServices());
  return RouteTable::Build(schema, services);
}

}  // namespace

// In the order they depend on each other; the HTTP server last, so it stops first.
class Gateway::Parts {
 public:
  struct Loaded {
    rpc::SigningKey key;
    std::unique_ptr<Schema> schema;
    RouteTable routes;
    StaticFiles files;
  };

  Parts(ops::ServiceHost& host, const Config& config, Loaded loaded)
      : host_(host),
        schema_(std::move(loaded.schema)),
        routes_(std::move(loaded.routes)),
        files_(std::move(loaded.files)),
        passwords_({}, kPasswordsAtOnce, host.clocks().wall),
        access_tokens_(std::move(loaded.key), host.public_keys(), host.clocks().wall),
        accounts_(host.pool(), passwords_, access_tokens_, host.clocks().wall),
        hub_(Neighbours(), *schema_, {}),
        service_(accounts_, hub_,
                 {[this] { return WorldNow(); }, host.world().mode() == ops::Mode::kReplay}),
        backends_(ChannelsOf(host)),
        health_(ChannelsOf(host), host.clocks().wall),
        streams_(*schema_, backends_, hub_, host.clocks().wall, [this] { return WorldNow(); }),
        headers_(config.cors_origins),
        rate_limit_(config.rate_limit, host.clocks().wall),
        edge_(MakeEdgeParts(), config.edge) {}

  absl::Status Start(const Config& config) {
    host_.AddService(&service_);
    OVERROUND_RETURN_IF_ERROR(host_.AddTask(
        {.name = "sweep_sessions",
         .cron = "17 3 * * *",
         .run =
             [this](schedule::TaskRun&) {
               return accounts_.Sweep(host_.clocks().wall.Now() + absl::Minutes(1)).status();
             }},
        "Deletes sessions and attempts that mean nothing any more."));
    for (const std::string& name : Neighbours()) FollowLog(name);
    OVERROUND_RETURN_IF_ERROR(Listen(config));
    host_.AddThread([this](std::stop_token stop) { health_.Run(std::move(stop)); });
    host_.AddThread([this](const std::stop_token& stop) { Beat(stop); });
    return absl::OkStatus();
  }

 private:
  std::optional<absl::Time> WorldNow() const {
    if (!host_.world().is_set() && host_.world().mode() == ops::Mode::kReplay) return std::nullopt;
    return host_.world().clock().Now();
  }

  EdgeParts MakeEdgeParts() {
    return {
        .schema = *schema_,
        .routes = routes_,
        .backends = backends_,
        .streams = streams_,
        .files = files_,
        .headers = headers_,
        .rate_limit = rate_limit_,
        .authenticate = [this](absl::string_view token) { return access_tokens_.Verify(token); },
        .readiness = [this] { return health_.status(); },
        .openapi = OpenApi(routes_, std::string(rpc::BuildVersion())),
        .logger = host_.logger(),
        .metrics = host_.metrics(),
        .wall = host_.clocks().wall};
  }

  void FollowLog(const std::string& name) {
    host_.FollowInMemory(absl::StrCat("live stream of ", name),
                         {.log = name,
                          .types = {},
                          .apply =
                              [this, name](absl::Span<const eventlog::LoggedEvent> events) {
                                hub_.Publish(name, events);
                                return absl::OkStatus();
                              },
                          .bootstrap = [this, name] { return OpenLog(name); }});
  }

  // A little before the end, so that browsers that were here before find what they missed.
  absl::StatusOr<eventlog::Cursor> OpenLog(const std::string& name) {
    OVERROUND_ASSIGN_OR_RETURN(
        const ops::LogBounds log,
        ops::FindLogBounds(host_.channel(name), host_.clocks().wall.Now() + kHeadTimeout));
    eventlog::Cursor cursor = log.end;
    cursor.position = std::max(log.begin.position, cursor.position - kEventsReadAgain);
    hub_.Restart(name, cursor);
    return cursor;
  }

  absl::Status Listen(const Config& config) {
    absl::StatusOr<std::unique_ptr<http_server::Server>> started = http_server::Server::Start(
        {.address = config.http_address,
         .threads = config.http_threads,
         .limits = config.http_limits,
         .error_format = ServerErrorResponse,
         .wall = &host_.clocks().wall},
        [this](const http_server::Request& request, http_server::Responder responder) {
          edge_.Serve(request, std::move(responder));
        });
    if (!started.ok()) return started.status();
    server_ = *std::move(started);
    host_.logger().Info("http", {{"address", server_->address()}});
    return absl::OkStatus();
  }

  // Says on every stream that it lives; drains HTTP when asked to stop, while gRPC still answers.
  void Beat(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    for (int tick = 1; !stop.stop_requested(); ++tick) {
      std::unique_lock lock(mutex);
      never.wait_for(lock, stop, kTick, [] { return false; });
      streams_.OpenWaiting();
      if (tick % kTicksPerBeat == 0) streams_.Beat();
    }
    const absl::Status drained = server_->Drain(kDrainPatience);
    if (!drained.ok()) host_.logger().Warning("http drain", {{"status", drained}});
  }

  ops::ServiceHost& host_;
  const std::unique_ptr<Schema> schema_;
  const RouteTable routes_;
  const StaticFiles files_;
  Passwords passwords_;
  AccessTokens access_tokens_;
  Accounts accounts_;
  EventHub hub_;
  Service service_;
  Backends backends_;
  BackendHealth health_;
  LiveStreams streams_;
  const WebHeaders headers_;
  RateLimit rate_limit_;
  HttpEdge edge_;
  std::unique_ptr<http_server::Server> server_;
};

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Create(ops::ServiceHost& host,
                                                         const Config& config) {
  OVERROUND_ASSIGN_OR_RETURN(
      rpc::SigningKey key,
      rpc::SigningKey::Load(host.settings().service, host.settings().signing_key_file));
  auto schema = std::make_unique<Schema>(*google::protobuf::DescriptorPool::generated_pool());
  OVERROUND_ASSIGN_OR_RETURN(RouteTable routes, BuildRoutes(*schema));
  OVERROUND_ASSIGN_OR_RETURN(StaticFiles files, StaticFiles::Load(config.web_dir));
  auto parts = std::make_unique<Parts>(
      host, config,
      Parts::Loaded{std::move(key), std::move(schema), std::move(routes), std::move(files)});
  OVERROUND_RETURN_IF_ERROR(parts->Start(config));
  return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

}  // namespace overround::gateway
