#include "services/prediction/config.h"

namespace overround::prediction {

std::vector<std::string> Neighbours() { return {"collector", "grading"}; }

}  // namespace overround::prediction
