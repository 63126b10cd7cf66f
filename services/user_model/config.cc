#include "services/user_model/config.h"

namespace overround::user_model {

std::vector<std::string> Neighbours() { return {"collector", "gateway"}; }

}  // namespace overround::user_model
