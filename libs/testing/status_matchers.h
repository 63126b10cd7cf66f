#pragma once

#include <ostream>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

namespace overround::testing {

// The answer of a check below: true or false, and what was seen, for the test's report.
struct StatusCheck {
  bool holds;
  std::string seen;

  explicit operator bool() const { return holds; }
  friend std::ostream& operator<<(std::ostream& out, const StatusCheck& check) {
    return out << check.seen;
  }
};

inline const absl::Status& StatusIn(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& result) {
  return result.status();
}

// CHECK(IsOk(result)): prints the status when it is not.
template <typename T>
StatusCheck IsOk(const T& result) {
  return {StatusIn(result).ok(), StatusIn(result).ToString()};
}

// CHECK(Fails(result, absl::StatusCode::kNotFound, "games/")): that code, and a message that
// contains the text.
template <typename T>
StatusCheck Fails(const T& result, absl::StatusCode code, absl::string_view text = "") {
  const absl::Status& status = StatusIn(result);
  return {status.code() == code && absl::StrContains(status.message(), text),
          absl::StrCat(status.ToString(), ", want ", absl::StatusCodeToString(code),
                       text.empty() ? "" : absl::StrCat(" with \"", text, "\""))};
}

}  // namespace overround::testing

namespace overround {
using testing::Fails;  // NOLINT(misc-unused-using-decls): tests read as sentences without a prefix
using testing::IsOk;   // NOLINT(misc-unused-using-decls)
}  // namespace overround
