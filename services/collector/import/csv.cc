#include "services/collector/import/csv.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/base/status_macros.h"

namespace overround::collector {

absl::StatusOr<std::vector<std::string>> SplitCsv(absl::string_view line) {
  absl::ConsumeSuffix(&line, "\r");
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (is_quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back().push_back('"');
      ++i;
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  if (is_quoted) return absl::InvalidArgumentError("row: an open quote, want it closed");
  return cells;
}

absl::StatusOr<CsvHeader> CsvHeader::Parse(absl::string_view line,
                                           const std::vector<std::string>& required) {
  absl::ConsumePrefix(&line, "\xEF\xBB\xBF");
  OVERROUND_ASSIGN_OR_RETURN(std::vector<std::string> names, SplitCsv(line));
  for (std::string& name : names) name = std::string(absl::StripAsciiWhitespace(name));
  const CsvHeader header(names);
  for (const std::string& column : required) {
    if (!header.Has(column)) {
      return absl::InvalidArgumentError(absl::StrCat("header: no ", column, ", want one"));
    }
  }
  return header;
}

CsvHeader::CsvHeader(const std::vector<std::string>& names) {
  for (size_t i = 0; i < names.size(); ++i) places_.try_emplace(names[i], i);
}

absl::string_view CsvHeader::Cell(const std::vector<std::string>& cells,
                                  absl::string_view column) const {
  return CellAfter(cells, column, 0);
}

absl::string_view CsvHeader::CellAfter(const std::vector<std::string>& cells,
                                       absl::string_view column, size_t distance) const {
  const auto place = places_.find(column);
  if (place == places_.end() || place->second + distance >= cells.size()) return "";
  return absl::StripAsciiWhitespace(cells[place->second + distance]);
}

}  // namespace overround::collector
