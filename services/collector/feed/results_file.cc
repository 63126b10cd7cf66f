#include "services/collector/feed/results_file.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/import/csv.h"
#include "services/collector/import/layout.h"

namespace overround::collector {
namespace {

constexpr char kSource[] = "mlb_stats";
constexpr absl::Duration kKnownAfterStart = absl::Hours(3);

Refused RefusedRow(Refusal reason, int row, absl::string_view detail) {
  return {reason, absl::StrCat("row ", row, ": ", detail)};
}

void ReadRow(const CsvHeader& header, const std::vector<std::string>& cells, int row,
             ResultsFile& file) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  if (cell("status") != "Final") {
    file.refused.push_back(RefusedRow(Refusal::kNotFinal, row, cell("status")));
    return;
  }
  absl::Time start;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, cell("start_time_utc"), &start, &error) ||
      cell("game_pk").empty() || cell("home_team").empty() || cell("away_team").empty()) {
    file.refused.push_back(RefusedRow(Refusal::kMalformed, row, "no start, id or team"));
    return;
  }
  const std::optional<int> home = ParseScoreCell(cell("home_score"));
  const std::optional<int> away = ParseScoreCell(cell("away_score"));
  if (!home || !away) {
    file.refused.push_back(RefusedRow(Refusal::kMissingScore, row, "want both scores"));
    return;
  }
  ReleasedResult result;
  result.game.external = {kSource, std::string(cell("game_pk"))};
  result.game.home = std::string(cell("home_team"));
  result.game.away = std::string(cell("away_team"));
  result.game.start = start;
  result.score.home = *home;
  result.score.away = *away;
  result.release_time = start + kKnownAfterStart;
  file.results.push_back(std::move(result));
}

}  // namespace

absl::StatusOr<ResultsFile> ParseResultsFile(const std::string& text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n', absl::SkipWhitespace());
  if (lines.empty()) return absl::InvalidArgumentError("results: empty, want a header");
  OVERROUND_ASSIGN_OR_RETURN(
      const CsvHeader header,
      CsvHeader::Parse(lines[0], {"game_pk", "start_time_utc", "home_team", "away_team", "status",
                                  "home_score", "away_score"}));
  ResultsFile file;
  for (size_t i = 1; i < lines.size(); ++i) {
    ++file.rows;
    const int row = static_cast<int>(i) + 1;
    const absl::StatusOr<std::vector<std::string>> cells = SplitCsv(lines[i]);
    if (cells.ok()) {
      ReadRow(header, *cells, row, file);
    } else {
      file.refused.push_back(RefusedRow(Refusal::kMalformed, row, cells.status().message()));
    }
  }
  std::sort(file.results.begin(), file.results.end(),
            [](const ReleasedResult& a, const ReleasedResult& b) {
              return std::pair(a.release_time, a.game.external.id) <
                     std::pair(b.release_time, b.game.external.id);
            });
  return file;
}

}  // namespace overround::collector
