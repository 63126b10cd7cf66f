#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/base/sha256.h"
#include "services/collector/import/layout.h"

namespace overround::collector {

inline constexpr int kImportRowsMax = 2000;

// Rows of a file, as a client sends them.
struct ImportBatch {
  std::string layout;
  std::string file_name;
  std::string header;
  // Of the first row, the header being row 1.
  int64_t first_row_number = 2;
  std::vector<std::string> rows;
  // World time.
  absl::Time now;
  // Of each row, where they do not follow one another.
  std::vector<int64_t> row_numbers = {};
  // Set where the gate held it and a person lets it through: what stands in the quarantine, the
  // book that gave it away, and how.
  struct Released {
    Uuid batch;
    std::string sportsbook;
    std::string details;
  };
  std::optional<Released> released = {};

  int64_t NumberOf(size_t place) const {
    return row_numbers.empty() ? first_row_number + static_cast<int64_t>(place)
                               : row_numbers[place];
  }
};

struct RefusedImport {
  int64_t row_number = 0;
  Refusal reason = Refusal::kMalformed;
  std::string message;
};

// What became of them: stored, known and refused together are all rows.
struct ImportCounts {
  int64_t stored = 0;
  int64_t known = 0;
  std::vector<RefusedImport> refused;
  // Within stored rows: all their prices, and those of them that were refused.
  int64_t prices_read = 0;
  std::map<Refusal, int64_t> refused_prices;
  int64_t prices_stored = 0;
};

// A row read, not yet stored.
struct ImportRow {
  int64_t number = 0;
  // In its batch.
  size_t place = 0;
  // What it is remembered by: the game's id where a row is a game, with a side where it is one
  // side of a score; the book and the instant where it is a look at one, with the market and side
  // where it is one side of a market; else its content.
  std::string key;
  // Of all rows it is joined with.
  Sha256Digest content{};
  ImportedGame game;
};

// Reads a batch; rows that cannot be believed go to `refused`. Sides of a market that are rows of
// their own are joined, and the first row of each market has its prices. Pure.
//
// INVALID_ARGUMENT: an unknown layout, a header without its columns, too many rows, a NUL in the
// header or the file's name.
absl::StatusOr<std::vector<ImportRow>> ReadRows(const ImportBatch& batch,
                                                std::vector<RefusedImport>& refused);

}  // namespace overround::collector
