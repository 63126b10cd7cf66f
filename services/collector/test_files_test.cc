#include "services/collector/test_files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

// Shared by this folder's tests; named *_test.cc so that it is compiled into them alone.
namespace overround::collector {
namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path);
  REQUIRE(file.good());
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace

std::string OwnFile(absl::string_view path) {
  return ReadWhole(absl::StrCat(OVERROUND_SOURCE_DIR, "/services/collector/", path));
}

std::optional<std::string> CapturedDataDir(absl::string_view what) {
  const char* named = std::getenv("OVERROUND_DATA_DIR");
  const std::string dir =
      named != nullptr ? named : absl::StrCat(OVERROUND_SOURCE_DIR, "/../shared/data");
  if (std::filesystem::is_directory(dir)) return dir;
  WARN("skipped: " << what << " needs OVERROUND_DATA_DIR");
  return std::nullopt;
}

std::string CapturedFile(absl::string_view dir, absl::string_view path) {
  return ReadWhole(absl::StrCat(dir, "/", path));
}

}  // namespace overround::collector
