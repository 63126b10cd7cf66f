#pragma once

#include <optional>
#include <string>

#include <absl/strings/string_view.h>

namespace overround::collector {

// A file below services/collector, whole. The test fails where it is missing.
std::string OwnFile(absl::string_view path);

// Where the captured data lies: OVERROUND_DATA_DIR, else ../shared/data beside the repository.
// Where it is absent, warns that `what` is skipped and answers nothing.
std::optional<std::string> CapturedDataDir(absl::string_view what);

// A file of the captured data, whole.
std::string CapturedFile(absl::string_view dir, absl::string_view path);

}  // namespace overround::collector
