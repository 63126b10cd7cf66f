#pragma once

#include <string>
#include <vector>

namespace overround::bankroll {

// The services it calls or whose logs it follows.
std::vector<std::string> Neighbours();

}  // namespace overround::bankroll
