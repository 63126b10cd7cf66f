#include "services/grading/config.h"

namespace overround::grading {

std::vector<std::string> Neighbours() { return {"collector", "prediction", "bankroll"}; }

}  // namespace overround::grading
