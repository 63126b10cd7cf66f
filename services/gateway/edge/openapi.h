#pragma once

#include <string>

#include "services/gateway/edge/route_table.h"

namespace overround::gateway {

// What the API is, as OpenAPI 3.0 JSON, from the routes' descriptors: paths, parameters, bodies,
// answers and the messages they name, in the form proto3 JSON gives them. Comments of the contracts
// are included where the descriptors carry them.
std::string OpenApi(const RouteTable& routes, const std::string& version);

}  // namespace overround::gateway
