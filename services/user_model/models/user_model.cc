#include "services/user_model/models/user_model.h"

#include "libs/base/check.h"

namespace overround::user_model {
namespace {

constexpr char kActive[] = "ACTIVE";
constexpr char kPaused[] = "PAUSED";

}  // namespace

absl::string_view ToString(State state) { return state == State::kActive ? kActive : kPaused; }

// The schema allows no other word, so an unknown one is our own mistake.
State StateFromText(absl::string_view text) {
  OVERROUND_CHECK(text == kActive || text == kPaused);
  return text == kActive ? State::kActive : State::kPaused;
}

}  // namespace overround::user_model
