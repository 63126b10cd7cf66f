#include "services/collector/intake/store.h"

#include "libs/base/status_macros.h"

namespace overround::collector::intake {
namespace {

constexpr char kInsertDocument[] = R"sql(
  INSERT INTO collector.raw_documents (raw_document, source, document_kind, sport, status, answer_kind, receive_time,
                                       basis, read_count, changed_count, unchanged_count, refused_count, gone_count)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0)
  ON CONFLICT (raw_document) DO NOTHING
)sql";

constexpr char kUpdateDocumentCounts[] = R"sql(
  UPDATE collector.raw_documents
     SET read_count = $2, changed_count = $3, unchanged_count = $4, refused_count = $5, gone_count = $6
   WHERE raw_document = $1
)sql";

constexpr char kFindNewestDocument[] = R"sql(
  SELECT max(receive_time) FROM collector.raw_documents
   WHERE source = $1 AND sport = $2 AND document_kind = $3 AND answer_kind = 'good'
)sql";

constexpr char kHasDocuments[] = "SELECT EXISTS (SELECT 1 FROM collector.raw_documents)";

constexpr char kFindNewestReceiveTime[] = "SELECT max(receive_time) FROM collector.raw_documents";

constexpr char kListUnknownDocuments[] = R"sql(
  SELECT n.raw_document
    FROM unnest($1::TEXT[]) WITH ORDINALITY AS n (raw_document, place)
   WHERE NOT EXISTS (SELECT 1 FROM collector.raw_documents d WHERE d.raw_document = n.raw_document)
   ORDER BY n.place
)sql";

constexpr char kFindSettledTime[] =
    "SELECT settled_time FROM collector.archive_recoveries WHERE place = $1";

constexpr char kUpsertSettledTime[] = R"sql(
  INSERT INTO collector.archive_recoveries AS r (place, settled_time) VALUES ($1, $2)
  ON CONFLICT (place) DO UPDATE SET settled_time = GREATEST(r.settled_time, EXCLUDED.settled_time)
)sql";

constexpr char kMarkSportActive[] = R"sql(
  UPDATE collector.sports SET is_active = TRUE WHERE sport_key = $1 AND NOT is_active
)sql";

constexpr char kInsertChecks[] = R"sql(
  INSERT INTO collector.data_quality_checks (check_id, check_type, source, has_passed, checked_count, failed_count,
                                             details, raw_document, check_time)
  SELECT check_id, check_type, source, has_passed, checked_count, failed_count, details, raw_document, check_time
    FROM unnest($1::UUID[], $2::TEXT[], $3::TEXT[], $4::BOOLEAN[], $5::BIGINT[], $6::BIGINT[], $7::TEXT[], $8::TEXT[],
                $9::TIMESTAMPTZ[])
         AS n (check_id, check_type, source, has_passed, checked_count, failed_count, details, raw_document, check_time)
)sql";

constexpr char kListChecks[] = R"sql(
  SELECT check_id, check_type, source, has_passed, checked_count, failed_count, details, raw_document, check_time
    FROM collector.data_quality_checks
   WHERE ($1::TIMESTAMPTZ IS NULL OR (check_time, check_id) < ($1, $2::UUID)) AND NOT ($4 AND has_passed)
   ORDER BY check_time DESC, check_id DESC
   LIMIT $3
)sql";

constexpr char kInsertQuarantined[] = R"sql(
  INSERT INTO collector.quarantined_batches (batch_id, state, check_type, details, source, game_id, sportsbook_key,
                                             offers, row_count, raw_document, receive_time, import_rows)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql";

constexpr char kFindQuarantinedRows[] = R"sql(
  SELECT batch_id FROM collector.quarantined_batches WHERE raw_document = $1 AND import_rows IS NOT NULL LIMIT 1
)sql";

constexpr char kLockQuarantined[] = R"sql(
  SELECT batch_id, state, check_type, details, source, game_id, sportsbook_key, offers, row_count, raw_document,
         receive_time, decide_time, decided_by, import_rows
    FROM collector.quarantined_batches
   WHERE batch_id = $1
     FOR UPDATE
)sql";

constexpr char kUpdateQuarantined[] = R"sql(
  UPDATE collector.quarantined_batches SET state = $2, decide_time = $3, decided_by = $4 WHERE batch_id = $1
)sql";

constexpr char kListQuarantined[] = R"sql(
  SELECT batch_id, state, check_type, details, source, game_id, sportsbook_key, offers, row_count, raw_document,
         receive_time, decide_time, decided_by
    FROM collector.quarantined_batches
   WHERE ($1 = '' OR state = $1) AND ($2::TIMESTAMPTZ IS NULL OR (receive_time, batch_id) < ($2, $3::UUID))
   ORDER BY receive_time DESC, batch_id DESC
   LIMIT $4
)sql";

QuarantinedBatch ReadBatch(const pg::Row& row) {
  return {row.Get<Uuid>(0),
          row.Get<std::string>(1),
          row.Get<std::string>(2),
          row.Get<std::string>(3),
          row.Get<std::string>(4),
          row.Get<std::optional<GameId>>(5),
          row.Get<std::string>(6),
          row.Get<std::string>(7),
          row.Get<int32_t>(8),
          row.Get<std::string>(9),
          row.Get<absl::Time>(10),
          row.Get<std::optional<absl::Time>>(11),
          row.Get<std::optional<std::string>>(12)};
}

}  // namespace

absl::StatusOr<bool> InsertDocument(pg::Transaction& tx, const RawDocument& document,
                                    absl::string_view path, absl::string_view answer_kind) {
  const absl::string_view basis = document.basis == ReceiveBasis::kObserved ? "OBSERVED" : "STATED";
  OVERROUND_ASSIGN_OR_RETURN(
      const int64_t inserted,
      tx.Execute(kInsertDocument, {path, document.source, ToString(document.kind), document.sport,
                                   document.status, answer_kind, document.receive_time, basis}));
  return inserted == 1;
}

absl::Status UpdateDocumentCounts(pg::Transaction& tx, absl::string_view path,
                                  const DocumentCounts& counts) {
  return tx
      .Query(kUpdateDocumentCounts,
             {path, counts.read, counts.changed, counts.unchanged, counts.refused, counts.gone})
      .status();
}

absl::StatusOr<std::optional<absl::Time>> FindNewestDocument(pg::Transaction& tx,
                                                             const RawDocument& document) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kFindNewestDocument, {document.source, document.sport, ToString(document.kind)}));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<bool> HasDocuments(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kHasDocuments));
  return rows.front().Get<bool>(0);
}

absl::StatusOr<std::optional<absl::Time>> FindNewestReceiveTime(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindNewestReceiveTime));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<std::vector<std::string>> ListUnknownDocuments(
    pg::Transaction& tx, const std::vector<std::string>& documents) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListUnknownDocuments, {documents}));
  std::vector<std::string> unknown;
  unknown.reserve(static_cast<size_t>(rows.size()));
  for (const pg::Row row : rows) unknown.push_back(row.Get<std::string>(0));
  return unknown;
}

absl::StatusOr<std::optional<absl::Time>> FindSettledTime(pg::Transaction& tx,
                                                          absl::string_view place) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindSettledTime, {place}));
  if (rows.empty()) return std::optional<absl::Time>();
  return std::optional<absl::Time>(rows.front().Get<absl::Time>(0));
}

absl::Status UpsertSettledTime(pg::Transaction& tx, absl::string_view place, absl::Time time) {
  return tx.Query(kUpsertSettledTime, {place, time}).status();
}

absl::Status MarkSportActive(pg::Transaction& tx, absl::string_view sport) {
  return tx.Query(kMarkSportActive, {sport}).status();
}

absl::Status InsertChecks(pg::Transaction& tx, const std::vector<QualityCheck>& checks) {
  if (checks.empty()) return absl::OkStatus();
  std::vector<Uuid> ids;
  std::vector<std::string> types;
  std::vector<std::string> sources;
  std::vector<bool> passed;
  std::vector<int64_t> checked;
  std::vector<int64_t> failed;
  std::vector<std::string> details;
  std::vector<std::string> documents;
  std::vector<absl::Time> times;
  for (const QualityCheck& check : checks) {
    ids.push_back(check.id);
    types.push_back(check.type);
    sources.push_back(check.source);
    passed.push_back(check.has_passed);
    checked.push_back(check.checked);
    failed.push_back(check.failed);
    details.push_back(check.details);
    documents.push_back(check.raw_document);
    times.push_back(check.time);
  }
  return tx
      .Query(kInsertChecks,
             {ids, types, sources, passed, checked, failed, details, documents, times})
      .status();
}

absl::StatusOr<std::vector<QualityCheck>> ListChecks(pg::Transaction& tx, const CheckPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListChecks, {page.before_time, page.before_id,
                                                    int64_t{page.limit}, page.failed_only}));
  std::vector<QualityCheck> checks;
  for (const pg::Row row : rows) {
    checks.push_back({row.Get<Uuid>(0), row.Get<std::string>(1), row.Get<std::string>(2),
                      row.Get<bool>(3), row.Get<int64_t>(4), row.Get<int64_t>(5),
                      row.Get<std::string>(6), row.Get<std::string>(7), row.Get<absl::Time>(8)});
  }
  return checks;
}

absl::Status InsertQuarantined(pg::Transaction& tx, const QuarantinedBatch& batch) {
  return tx
      .Query(kInsertQuarantined,
             {batch.id, batch.state, batch.check_type, batch.details, batch.source, batch.game,
              batch.sportsbook, batch.offers, batch.row_count, batch.raw_document,
              batch.receive_time, batch.import_rows})
      .status();
}

absl::StatusOr<std::optional<Uuid>> FindQuarantinedRows(pg::Transaction& tx,
                                                        absl::string_view raw_document) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindQuarantinedRows, {raw_document}));
  if (rows.empty()) return std::optional<Uuid>();
  return std::optional(rows.front().Get<Uuid>(0));
}

absl::StatusOr<std::optional<QuarantinedBatch>> LockQuarantined(pg::Transaction& tx,
                                                                const Uuid& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLockQuarantined, {id}));
  if (rows.empty()) return std::optional<QuarantinedBatch>();
  QuarantinedBatch batch = ReadBatch(rows.front());
  batch.import_rows = rows.front().Get<std::optional<std::string>>(13);
  return std::optional<QuarantinedBatch>(std::move(batch));
}

absl::Status UpdateQuarantined(pg::Transaction& tx, const QuarantinedBatch& batch) {
  return tx.Query(kUpdateQuarantined, {batch.id, batch.state, batch.decide_time, batch.decided_by})
      .status();
}

absl::StatusOr<std::vector<QuarantinedBatch>> ListQuarantined(pg::Transaction& tx,
                                                              const QuarantinePage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows, tx.Query(kListQuarantined, {page.state, page.before_time, page.before_id,
                                                       int64_t{page.limit}}));
  std::vector<QuarantinedBatch> batches;
  for (const pg::Row row : rows) batches.push_back(ReadBatch(row));
  return batches;
}

}  // namespace overround::collector::intake
