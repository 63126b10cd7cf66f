#pragma once

#include <optional>
#include <string>

#include <absl/strings/string_view.h>

namespace overround::testing {

// The repository's root, for files that tests read beside the sources.
std::string SourceDir();

// The whole of a file below the repository's root. Stops the test process when it cannot be read.
std::string ReadSourceFile(absl::string_view path);

// Empty when `actual` is what the golden file (below the repository's root) says, else the first
// difference:
//   CHECK(GoldenDifference("tests/golden/bet.json", json) == "");
// With OVERROUND_UPDATE_GOLDEN=1 in the environment writes the file instead.
std::string GoldenDifference(absl::string_view path, absl::string_view actual);

// Where the real data lies that is not part of the repository: OVERROUND_DATA_DIR, else
// ../shared/data beside the repository. nullopt when absent; a test that needs it then says so:
//   WARN("skipped: the NFL ratings need OVERROUND_DATA_DIR");
std::optional<std::string> DataDir();

}  // namespace overround::testing
