#pragma once

#include <memory>

#include <absl/status/statusor.h>

#include "libs/ops/service_host.h"
#include "services/gateway/config.h"

namespace overround::gateway {

// The whole gateway on its host: identity, the edge, the followers behind the live stream. Listens
// from Create on, answers once the host serves.
class Gateway {
 public:
  // `host` outlives this. INVALID_ARGUMENT for a bad route, NOT_FOUND without the web app's
  // directory, UNAVAILABLE when the HTTP address is taken.
  static absl::StatusOr<std::unique_ptr<Gateway>> Create(ops::ServiceHost& host,
                                                         const Config& config);
  ~Gateway();

 private:
  class Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace overround::gateway
