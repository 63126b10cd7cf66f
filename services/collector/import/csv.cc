#include "services/collector/import/csv.h"

#include <algorithm>

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
  CsvHeader header(std::move(names));
  for (const std::string& column : required) {
    if (!header.Has(column)) {
      return absl::InvalidArgumentError(absl::StrCat("header: no ", column, ", want one"));
    }
  }
  return header;
}

std::optional<size_t> CsvHeader::Find(absl::string_view column) const {
  const auto found = std::find(names_.begin(), names_.end(), column);
  if (found == names_.end()) return std::nullopt;
  return static_cast<size_t>(found - names_.begin());
}

absl::string_view CsvHeader::Cell(const std::vector<std::string>& cells,
                                  absl::string_view column) const {
  const std::optional<size_t> place = Find(column);
  if (!place || *place >= cells.size()) return "";
  return absl::StripAsciiWhitespace(cells[*place]);
}

}  // namespace overround::collector
