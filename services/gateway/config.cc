#include "services/gateway/config.h"

namespace overround::gateway {

std::vector<std::string> Neighbours() {
  return {"collector", "prediction", "grading", "bankroll", "user_model"};
}

}  // namespace overround::gateway
