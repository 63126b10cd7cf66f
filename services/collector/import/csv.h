#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::collector {

// The cells of one line of CSV: quotes may hold commas and doubled quotes, a carriage return at the
// end is dropped. INVALID_ARGUMENT for an unfinished quote.
absl::StatusOr<std::vector<std::string>> SplitCsv(absl::string_view line);

// The names of a file's columns, by which its cells are read.
class CsvHeader {
 public:
  // INVALID_ARGUMENT where a column of `required` is missing. A name that occurs twice is read at
  // its first place.
  static absl::StatusOr<CsvHeader> Parse(absl::string_view line,
                                         const std::vector<std::string>& required);

  bool Has(absl::string_view column) const { return Find(column).has_value(); }
  // The cell without spaces around it; empty where the row is short, or the file lacks the column.
  absl::string_view Cell(const std::vector<std::string>& cells, absl::string_view column) const;

 private:
  explicit CsvHeader(std::vector<std::string> names) : names_(std::move(names)) {}
  std::optional<size_t> Find(absl::string_view column) const;

  std::vector<std::string> names_;
};

}  // namespace overround::collector
