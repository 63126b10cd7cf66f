#include "libs/rpc/server.h"

#include <chrono>
#include <utility>

#include <absl/strings/str_cat.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>

#include "libs/rpc/edge.h"
#include "libs/rpc/grpc_log.h"
#include "libs/rpc/health_service.h"

namespace overround::rpc {
namespace {

constexpr int kKeepaliveTimeMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kPingIntervalMinMs = 5'000;
// Clients reconnect now and then, and so find replicas that came later.
constexpr int kConnectionAgeMaxMs = 600'000;

void Configure(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(options.message_bytes_max);
  builder.SetMaxSendMessageSize(options.message_bytes_max);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingIntervalMinMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kConnectionAgeMaxMs);
  grpc::ResourceQuota quota("server");
  quota.SetMaxThreads(options.threads_max);
  quota.Resize(static_cast<size_t>(options.memory_bytes_max));
  builder.SetResourceQuota(quota);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 2);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, 2);
}

// Reads the names of a server's services while it is built: a grpc::Service keeps its own to
// itself.
class NamesPlugin final : public grpc::ServerBuilderPlugin {
 public:
  explicit NamesPlugin(HealthService& health) : health_(health) {}
  std::string name() override { return "overround_names"; }
  void InitServer(grpc::ServerInitializer* /*initializer*/) override {}
  void Finish(grpc::ServerInitializer* initializer) override {
    const std::vector<std::string>& names = *initializer->GetServiceList();
    health_.SetServices({names.begin(), names.end()});
  }
  void ChangeArguments(const std::string& /*name*/, void* /*value*/) override {}

 private:
  HealthService& health_;
};

class NamesOption final : public grpc::ServerBuilderOption {
 public:
  explicit NamesOption(HealthService& health) : health_(health) {}
  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<NamesPlugin>(health_));
  }

 private:
  HealthService& health_;
};

// Switches of the whole process, set before its first server.
void PrepareProcess() {
  static const bool prepared = [] {
    CaptureGrpcLog();
    grpc::EnableDefaultHealthCheckService(false);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)prepared;
}

}  // namespace

Server::Server(const ServerOptions& options, const ServerParts& parts)
    : edge_(std::make_unique<Edge>(parts, options)), health_(std::make_unique<HealthService>()) {}

Server::~Server() { Drain(absl::ZeroDuration()); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const ServerParts& parts,
                                                      const std::vector<grpc::Service*>& services) {
  PrepareProcess();
  std::unique_ptr<Server> server(new Server(options, parts));
  grpc::ServerBuilder builder;
  Configure(options, builder);
  builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &server->port_);
  builder.SetOption(std::make_unique<NamesOption>(*server->health_));
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(NewEdgeInterceptor(*server->edge_));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.RegisterService(server->health_.get());
  for (grpc::Service* service : services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (server->server_ != nullptr) return server;
  return absl::UnavailableError(
      absl::StrCat("gRPC address: \"", options.address, "\", want one that can be bound"));
}

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return server_->InProcessChannel(arguments);
}

void Server::Open() { edge_->Open(); }

void Server::SetReady(bool ready) { health_->SetReady(ready); }

bool Server::ready() const { return health_->ready(); }

void Server::Drain(absl::Duration patience) {
  health_->Stop();
  edge_->StartDraining();
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(patience));
  server_->Wait();
}

}  // namespace overround::rpc
