#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

namespace overround::collector {

// Local times of archives as instants, by the rules of daylight saving written out: an import must
// not depend on which time zone files a machine has.

// New York, from 1987 on.
absl::Time FromUsEastern(absl::CivilSecond local);

// London, from 1996 on.
absl::Time FromUkLocal(absl::CivilSecond local);

}  // namespace overround::collector
