#pragma once

// For tests over real archives: their files as tables of rows.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "services/collector/fixture_test.h"
#include "services/collector/import/importer.h"

namespace overround::collector {

struct Table {
  std::string header;
  std::vector<std::string> rows;
};

inline std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Table ReadCsv(const std::string& path) {
  Table table;
  table.rows = absl::StrSplit(BytesOf(path), '\n');
  if (table.rows.back().empty()) table.rows.pop_back();
  table.header = table.rows.front();
  table.rows.erase(table.rows.begin());
  return table;
}

inline std::string CellOf(const json::Value& object, absl::string_view key) {
  const auto member = object.Find(key);
  if (!member) return "";
  if (member->kind() == json::Kind::kText) return std::string(*member->Text());
  return member->kind() == json::Kind::kNumber ? std::string(*member->NumberText()) : "";
}

// The moneylines of an answer of The Odds API are enough to name its games.
inline void AddAnswer(const std::string& path, Table& table) {
  const auto document = json::Document::Parse(BytesOf(path));
  REQUIRE(document.ok());
  const auto events = document->root().Array();
  for (const json::Value event : *events) {
    const auto books = event.Array("bookmakers");
    for (const json::Value book : *books) {
      const auto markets = book.Array("markets");
      for (const json::Value market : *markets) {
        if (CellOf(market, "key") != "h2h") continue;
        const auto outcomes = market.Array("outcomes");
        for (const json::Value outcome : *outcomes) {
          table.rows.push_back(absl::StrJoin(
              {CellOf(event, "id"), CellOf(event, "sport_key"), CellOf(event, "commence_time"),
               CellOf(event, "home_team"), CellOf(event, "away_team"), CellOf(book, "key"),
               CellOf(book, "last_update"), std::string("h2h"), CellOf(outcome, "name"),
               CellOf(outcome, "price"), std::string()},
              ","));
        }
      }
    }
  }
}

// The paths below a folder whose names begin and end so, in order.
inline std::vector<std::string> PathsIn(const std::string& folder, absl::string_view prefix,
                                        absl::string_view suffix) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_one = absl::StartsWith(name, prefix) && absl::EndsWith(name, suffix);
    if (entry.is_regular_file() && is_one) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Baseball's answers as one table.
inline Table ReadAnswers(const std::string& folder) {
  Table answers{
      "event_id,sport_key,commence_time,home_team,away_team,bookmaker,last_update,market,"
      "outcome_name,price,point",
      {}};
  for (const std::string& path : PathsIn(folder, "", ".json")) AddAnswer(path, answers);
  return answers;
}

// Hands a table over in calls of about a thousand rows, those of one game together, and what became
// of each to `take`.
template <typename Take>
void ImportTable(Importer& importer, const std::string& layout, const Table& table, absl::Time now,
                 Take&& take) {
  constexpr size_t kRowsPerBatch = 1000;
  for (size_t first = 0; first < table.rows.size();) {
    size_t last = std::min(table.rows.size(), first + kRowsPerBatch);
    const auto head = [&](size_t i) { return table.rows[i].substr(0, table.rows[i].find(',')); };
    while (last < table.rows.size() && last < first + kImportRowsMax &&
           head(last) == head(last - 1)) {
      ++last;
    }
    const auto counts = importer.Import(
        {layout, layout, table.header, 2, {&table.rows[first], table.rows.data() + last}, now},
        absl::Now() + absl::Minutes(2));
    INFO(counts.status());
    REQUIRE(counts.ok());
    CHECK(counts->stored + counts->known + static_cast<int64_t>(counts->refused.size()) ==
          static_cast<int64_t>(last - first));
    take(*counts);
    first = last;
  }
}

inline std::optional<std::string> Archives() {
  const auto dir = testing::DataDir();
  if (!dir) WARN("skipped: the real archives need OVERROUND_DATA_DIR");
  return dir;
}

}  // namespace overround::collector
