#include "services/collector/facts.h"

#include "libs/base/check.h"

namespace overround::collector {

absl::string_view ToString(Basis basis) {
  static constexpr absl::string_view kNames[] = {"OBSERVED", "STATED", "ASSUMED"};
  return kNames[static_cast<size_t>(basis)];
}

Basis BasisFromText(absl::string_view text) {
  for (const Basis basis : {Basis::kObserved, Basis::kStated, Basis::kAssumed}) {
    if (text == ToString(basis)) return basis;
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::collector
