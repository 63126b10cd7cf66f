#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

namespace overround::import {

// A JSON file as the rows its layout has.
struct JsonRows {
  // Empty where nothing in it is of a known layout.
  std::string layout;
  std::string header;
  std::vector<std::string> rows;
};

// An array of flat objects becomes a table under the keys of the first; an answer of The Odds API
// v4 a row for each outcome, as in its snapshots. Numbers keep the text they were written with.
//
// INVALID_ARGUMENT where it is not JSON, or an answer's parts are of the wrong kind.
absl::StatusOr<JsonRows> RowsOfJson(std::string bytes);

}  // namespace overround::import
