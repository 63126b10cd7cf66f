#pragma once

#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
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

  bool Has(absl::string_view column) const { return places_.contains(column); }
  // The cell without spaces around it; empty where the row is short, or the file lacks the column.
  absl::string_view Cell(const std::vector<std::string>& cells, absl::string_view column) const;
  // The cell so many columns after one: for columns without a name of their own.
  absl::string_view CellAfter(const std::vector<std::string>& cells, absl::string_view column,
                              size_t distance) const;

 private:
  explicit CsvHeader(const std::vector<std::string>& names);

  absl::flat_hash_map<std::string, size_t> places_;
};

}  // namespace overround::collector
