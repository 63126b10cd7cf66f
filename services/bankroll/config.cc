#include "services/bankroll/config.h"

namespace overround::bankroll {

std::vector<std::string> Neighbours() { return {"collector", "prediction", "gateway"}; }

}  // namespace overround::bankroll
