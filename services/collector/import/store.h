#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/sha256.h"
#include "libs/pg/transaction.h"

// Every SQL statement about imported rows.
namespace overround::collector::imports {

struct KnownRow {
  std::string key;
  Sha256Digest content{};
};
// Those of the rows that were imported before.
absl::StatusOr<std::vector<KnownRow>> ListKnownRows(pg::Transaction& tx, const std::string& layout,
                                                    const std::vector<std::string>& keys);

struct ImportedRow {
  std::string key;
  Sha256Digest content{};
  int64_t row_number = 0;
};
struct File {
  std::string layout;
  std::string name;
  absl::Time receive_time;
};
// Remembers the rows; one imported before now has this content.
absl::Status UpsertRows(pg::Transaction& tx, const File& file,
                        const std::vector<ImportedRow>& rows);

}  // namespace overround::collector::imports
