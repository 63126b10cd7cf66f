#include "services/gateway/edge/services.h"

#include <absl/strings/str_cat.h>

namespace overround::gateway {
namespace {

constexpr const char* kNames[] = {
    "overround.collector.v1.CollectorService",
    "overround.prediction.v1.PredictionService",
    "overround.grading.v1.GradingService",
    "overround.bankroll.v1.BankrollService",
    "overround.user_model.v1.UserModelService",
    "overround.gateway.v1.GatewayService",
    "overround.ops.v1.Ops",
};

}  // namespace

absl::StatusOr<std::vector<const google::protobuf::ServiceDescriptor*>> AllServices() {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const char* name : kNames) {
    services.push_back(pool->FindServiceByName(name));
    if (services.back() == nullptr) {
      return absl::InternalError(absl::StrCat(name, ": not linked in"));
    }
  }
  return services;
}

}  // namespace overround::gateway
