#pragma once

#include <string>
#include <vector>

namespace overround::gateway {

// The services it calls or whose logs it follows.
std::vector<std::string> Neighbours();

}  // namespace overround::gateway
