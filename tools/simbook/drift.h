#pragma once

#include <string>

#include "tools/simbook/fault.h"

namespace overround::simbook {

// What a provider that has changed its mind makes of an answer: another shape, or another clock.
//
// kNewField puts a member nobody knows in front of every object's. kMissingField leaves out every
// `price` and `score`. kChangedType writes prices as text and scores as numbers. kClockAhead and
// kClockBehind move every `last_update` by the fault's delay. What is no JSON stays as it is, as
// with any other kind.
std::string Drifted(const Fault& fault, std::string body);

}  // namespace overround::simbook
