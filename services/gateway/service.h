#pragma once

#include <functional>
#include <optional>

#include <absl/time/time.h>
#include <overround/gateway/v1/gateway_service.grpc.pb.h>

#include "services/gateway/edge/event_hub.h"
#include "services/gateway/identity/accounts.h"

namespace overround::gateway {

// World time as the process knows it.
struct WorldView {
  // Unset before a replay has begun.
  std::function<std::optional<absl::Time>()> now;
  bool is_replay = false;
};

// overround.gateway.v1.GatewayService: parses, calls the cores, prints.
class Service final : public v1::GatewayService::Service {
 public:
  // Both outlive this.
  Service(Accounts& accounts, EventHub& hub, WorldView world)
      : accounts_(accounts), hub_(hub), world_(std::move(world)) {}

  grpc::Status Register(grpc::ServerContext* context, const v1::RegisterRequest* request,
                        v1::Session* response) override;
  grpc::Status LogIn(grpc::ServerContext* context, const v1::LogInRequest* request,
                     v1::Session* response) override;
  grpc::Status RefreshSession(grpc::ServerContext* context,
                              const v1::RefreshSessionRequest* request,
                              v1::Session* response) override;
  grpc::Status LogOut(grpc::ServerContext* context, const v1::LogOutRequest* request,
                      v1::LogOutResponse* response) override;
  grpc::Status GetCurrentUser(grpc::ServerContext* context,
                              const v1::GetCurrentUserRequest* request,
                              v1::User* response) override;
  grpc::Status GetPreferences(grpc::ServerContext* context,
                              const v1::GetPreferencesRequest* request,
                              v1::Preferences* response) override;
  grpc::Status UpdatePreferences(grpc::ServerContext* context,
                                 const v1::UpdatePreferencesRequest* request,
                                 v1::Preferences* response) override;
  grpc::Status GetWorldClock(grpc::ServerContext* context, const v1::GetWorldClockRequest* request,
                             v1::GetWorldClockResponse* response) override;
  grpc::Status StreamEvents(grpc::ServerContext* context, const v1::StreamEventsRequest* request,
                            grpc::ServerWriter<v1::StreamEventsResponse>* writer) override;

 private:
  Accounts& accounts_;
  EventHub& hub_;
  const WorldView world_;
};

}  // namespace overround::gateway
