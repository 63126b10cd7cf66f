#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/domain/market.h"
#include "libs/pg/transaction.h"
#include "services/collector/archive/raw_document.h"

// Every SQL statement about documents taken in, checks and quarantine.
namespace overround::collector::intake {

struct DocumentCounts {
  int64_t read = 0;
  int64_t changed = 0;
  int64_t unchanged = 0;
  int64_t refused = 0;
  int64_t gone = 0;
};

// False where this document was taken in before.
absl::StatusOr<bool> InsertDocument(pg::Transaction& tx, const RawDocument& document,
                                    absl::string_view path, absl::string_view answer_kind);
absl::Status UpdateDocumentCounts(pg::Transaction& tx, absl::string_view path,
                                  const DocumentCounts& counts);
// When the newest answer of this kind about the sport was received.
absl::StatusOr<std::optional<absl::Time>> FindNewestDocument(pg::Transaction& tx,
                                                             const RawDocument& document);

// Whether any was ever taken in.
absl::StatusOr<bool> HasDocuments(pg::Transaction& tx);

// When the newest of all documents was received.
absl::StatusOr<std::optional<absl::Time>> FindNewestReceiveTime(pg::Transaction& tx);

// Of these documents those that were never taken in, in their order.
absl::StatusOr<std::vector<std::string>> ListUnknownDocuments(
    pg::Transaction& tx, const std::vector<std::string>& documents);

// Until when all that an archive received was looked at.
absl::StatusOr<std::optional<absl::Time>> FindSettledTime(pg::Transaction& tx,
                                                          absl::string_view place);
// Never back.
absl::Status UpsertSettledTime(pg::Transaction& tx, absl::string_view place, absl::Time time);

// A sport somebody answers about is collected.
absl::Status MarkSportActive(pg::Transaction& tx, absl::string_view sport);

struct QualityCheck {
  Uuid id;
  std::string type;
  std::string source;
  bool has_passed = true;
  int64_t checked = 0;
  int64_t failed = 0;
  std::string details;
  std::string raw_document;
  absl::Time time;
};
absl::Status InsertChecks(pg::Transaction& tx, const std::vector<QualityCheck>& checks);
struct CheckPage {
  bool failed_only = false;
  std::optional<absl::Time> before_time;
  std::optional<Uuid> before_id;
  int limit = 0;
};
// Newest first.
absl::StatusOr<std::vector<QualityCheck>> ListChecks(pg::Transaction& tx, const CheckPage& page);

struct QuarantinedBatch {
  Uuid id;
  std::string state = "HELD";
  std::string check_type;
  std::string details;
  std::string source;
  // Absent where it is of an archive's rows.
  std::optional<GameId> game;
  std::string sportsbook;
  // The offers, as JSON.
  std::string offers;
  int row_count = 0;
  std::string raw_document;
  absl::Time receive_time;
  std::optional<absl::Time> decide_time;
  std::optional<std::string> decided_by;
  // The rows of an archive, as WriteHeldRows wrote them. Not read by lists.
  std::optional<std::string> import_rows = {};
};
absl::Status InsertQuarantined(pg::Transaction& tx, const QuarantinedBatch& batch);
// What these rows of an archive are or were held as; nothing where they never were.
absl::StatusOr<std::optional<Uuid>> FindQuarantinedRows(pg::Transaction& tx,
                                                        absl::string_view raw_document);
// Locked until the transaction ends.
absl::StatusOr<std::optional<QuarantinedBatch>> LockQuarantined(pg::Transaction& tx,
                                                                const Uuid& id);
absl::Status UpdateQuarantined(pg::Transaction& tx, const QuarantinedBatch& batch);
struct QuarantinePage {
  std::string state;  // all when empty
  std::optional<absl::Time> before_time;
  std::optional<Uuid> before_id;
  int limit = 0;
};
// Newest first.
absl::StatusOr<std::vector<QuarantinedBatch>> ListQuarantined(pg::Transaction& tx,
                                                              const QuarantinePage& page);

}  // namespace overround::collector::intake
