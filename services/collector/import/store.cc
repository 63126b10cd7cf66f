#include "services/collector/import/store.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::collector::imports {
namespace {

constexpr char kListKnownRows[] = R"sql(
  SELECT row_key, content_sha256 FROM collector.imported_rows WHERE layout = $1 AND row_key = ANY ($2)
)sql";

constexpr char kUpsertRows[] = R"sql(
  INSERT INTO collector.imported_rows (layout, row_key, content_sha256, file_name, row_number, receive_time)
  SELECT $1, row_key, content_sha256, $5, row_number, $6
    FROM unnest($2::TEXT[], $3::BYTEA[], $4::BIGINT[]) AS n (row_key, content_sha256, row_number)
  ON CONFLICT (layout, row_key) DO UPDATE
     SET content_sha256 = EXCLUDED.content_sha256, file_name = EXCLUDED.file_name,
         row_number = EXCLUDED.row_number, receive_time = EXCLUDED.receive_time
)sql";

}  // namespace

absl::StatusOr<std::vector<KnownRow>> ListKnownRows(pg::Transaction& tx, const std::string& layout,
                                                    const std::vector<std::string>& keys) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListKnownRows, {layout, keys}));
  std::vector<KnownRow> known;
  for (const pg::Row row : rows) {
    KnownRow each{row.Get<std::string>(0), {}};
    const auto digest = row.Get<absl::string_view>(1);
    OVERROUND_CHECK(digest.size() == each.content.size());
    std::copy(digest.begin(), digest.end(), each.content.begin());
    known.push_back(std::move(each));
  }
  return known;
}

absl::Status UpsertRows(pg::Transaction& tx, const File& file,
                        const std::vector<ImportedRow>& rows) {
  std::vector<std::string> keys;
  std::vector<Sha256Digest> contents;
  std::vector<int64_t> numbers;
  for (const ImportedRow& row : rows) {
    keys.push_back(row.key);
    contents.push_back(row.content);
    numbers.push_back(row.row_number);
  }
  return tx.Query(kUpsertRows, {file.layout, keys, contents, numbers, file.name, file.receive_time})
      .status();
}

}  // namespace overround::collector::imports
