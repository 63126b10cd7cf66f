#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/pool.h"
#include "services/collector/games/games.h"
#include "services/collector/import/layout.h"
#include "services/collector/import/store.h"
#include "services/collector/quotes/quotes.h"

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
  // Within stored rows.
  std::map<Refusal, int64_t> refused_prices;
  int64_t prices_stored = 0;
};

// Turns rows of archive files into facts: games, results, quotes as they stood, closes. One
// transaction a batch; a row imported before is known, and changes nothing.
class Importer {
 public:
  // All outlive this.
  Importer(pg::Pool& pool, Games& games, Quotes& quotes, const IdSource& ids)
      : pool_(pool), games_(games), quotes_(quotes), ids_(ids) {}

  // INVALID_ARGUMENT: an unknown layout, a header without its columns, too many rows.
  absl::StatusOr<ImportCounts> Import(const ImportBatch& batch, absl::Time deadline);

 private:
  struct Row {
    int64_t number;
    Sha256Digest content;
    ImportedGame game;
  };
  struct Work;

  absl::Status Store(pg::Transaction& tx, const Layout& layout, const ImportBatch& batch,
                     std::vector<Row> rows, ImportCounts& counts);
  absl::StatusOr<bool> StoreRow(pg::Transaction& tx, const Row& row, Work& work,
                                ImportCounts& counts);
  std::vector<Quote> QuotesOf(const Row& row, const Game& game, const Work& work) const;

  pg::Pool& pool_;
  Games& games_;
  Quotes& quotes_;
  const IdSource& ids_;
};

}  // namespace overround::collector
