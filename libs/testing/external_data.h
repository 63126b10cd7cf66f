#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_split.h>
#include <absl/strings/string_view.h>

namespace overround::testing {

// A file of the real data that is kept outside the repository: under OVERROUND_DATA_DIR, or under
// shared/data beside the repository. None where it is absent: the test then says so and passes.
//
//   const auto path = testing::ExternalFile("nfl_538_elo/initial_elos.csv");
//   if (!path) { WARN("skipped: needs OVERROUND_DATA_DIR"); return; }
inline std::optional<std::string> ExternalFile(absl::string_view name) {
  namespace fs = std::filesystem;
  std::vector<fs::path> places;
  if (const char* named = std::getenv("OVERROUND_DATA_DIR")) {
    places.emplace_back(named);
  } else {
    // Tests run somewhere below the repository; its sibling is found by walking up.
    for (fs::path at = fs::current_path();; at = at.parent_path()) {
      places.push_back(at / "shared" / "data");
      if (at == at.parent_path()) break;
    }
  }
  for (const fs::path& place : places) {
    const fs::path file = place / std::string(name);
    std::error_code ignored;  // an unreadable place is one without the file
    if (fs::exists(file, ignored)) return file.string();
  }
  return std::nullopt;
}

// The rows of a CSV file without quotes, by column name. Lines may end in CR LF.
inline std::vector<std::map<std::string, std::string>> ReadPlainCsv(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> names;
  std::vector<std::map<std::string, std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells = absl::StrSplit(line, ',');
    if (names.empty()) {
      names = std::move(cells);
      continue;
    }
    std::map<std::string, std::string> row;
    for (size_t i = 0; i < names.size() && i < cells.size(); ++i) row[names[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace overround::testing
