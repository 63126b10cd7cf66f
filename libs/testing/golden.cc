#include "libs/testing/golden.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

namespace overround::testing {
namespace {

std::string FirstDifference(absl::string_view expected, absl::string_view actual) {
  const std::vector<absl::string_view> wanted = absl::StrSplit(expected, '\n');
  const std::vector<absl::string_view> seen = absl::StrSplit(actual, '\n');
  for (size_t i = 0; i < wanted.size() || i < seen.size(); ++i) {
    const absl::string_view want = i < wanted.size() ? wanted[i] : "<end>";
    const absl::string_view see = i < seen.size() ? seen[i] : "<end>";
    if (want != see) return absl::StrCat("line ", i + 1, ": \"", see, "\", want \"", want, "\"");
  }
  return "";
}

}  // namespace

std::string SourceDir() { return OVERROUND_SOURCE_DIR; }

std::string ReadSourceFile(absl::string_view path) {
  std::ifstream file(absl::StrCat(SourceDir(), "/", path), std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", std::string(path).c_str());
    std::abort();
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string GoldenDifference(absl::string_view path, absl::string_view actual) {
  if (const char* update = std::getenv("OVERROUND_UPDATE_GOLDEN");
      update != nullptr && *update == '1') {
    std::ofstream(absl::StrCat(SourceDir(), "/", path), std::ios::binary) << actual;
    return "";
  }
  return FirstDifference(ReadSourceFile(path), actual);
}

std::optional<std::string> DataDir() {
  const char* named = std::getenv("OVERROUND_DATA_DIR");
  const std::string folder =
      named != nullptr && *named != '\0' ? named : SourceDir() + "/../shared/data";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return std::nullopt;
  return folder;
}

}  // namespace overround::testing
