#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/strong_id.h"
#include "services/user_model/models/definition.h"

namespace overround::user_model {

using UserId = StrongId<struct UserTag>;
using UserModelId = StrongId<struct UserModelTag>;

enum class State : uint8_t { kActive, kPaused };

// A user's model, as it is now or as it was when a version was made. All times are World time.
struct UserModel {
  UserModelId id = {};
  UserId owner = {};
  Content content = {};
  State state = State::kActive;
  // From 1, one more with each change of the definition.
  int32_t version = 1;
  // From 1, one more with each change of anything.
  int64_t revision = 1;
  absl::Time create_time;
  absl::Time update_time;

  // Another after each change.
  std::string Etag() const { return std::to_string(revision); }
};

struct NewUserModel {
  Content content = {};
  std::string request_id = {};
};

// An update: which model, what to set, and (where given) the etag it must still have.
struct Change {
  UserModelId id = {};
  Content content = {};
  std::vector<Field> fields = {};
  std::string etag = {};
};

// "ACTIVE": the words of the tables.
absl::string_view ToString(State state);
State StateFromText(absl::string_view text);

}  // namespace overround::user_model
