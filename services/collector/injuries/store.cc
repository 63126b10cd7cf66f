#include "services/collector/injuries/store.h"

#include "libs/base/status_macros.h"

namespace overround::collector::injuries {
namespace {

#define OVERROUND_INJURY_COLUMNS                                                                \
  " i.player_id, i.sport_key, i.team_id, i.status, i.status_text, i.comment, i.injury_kind,"    \
  " i.body_side, i.detail, i.return_day, i.provider_time, i.source, i.raw_document, i.fact_id," \
  " i.receive_time, i.known_time, i.basis, p.display_name"

constexpr char kListKnown[] = "SELECT" OVERROUND_INJURY_COLUMNS R"sql(, i.fact_count
    FROM collector.injuries i
    JOIN collector.players p ON p.player_id = i.player_id
   WHERE i.source = $1 AND i.sport_key = $2
   ORDER BY i.player_id
)sql";

constexpr char kInsertInjury[] = R"sql(
  INSERT INTO collector.injuries (player_id, sport_key, team_id, status, status_text, comment, injury_kind, body_side,
                                  detail, return_day, provider_time, fact_count, source, raw_document, fact_id,
                                  receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  ON CONFLICT (player_id) DO UPDATE
     SET team_id = EXCLUDED.team_id, status = EXCLUDED.status, status_text = EXCLUDED.status_text,
         comment = EXCLUDED.comment, injury_kind = EXCLUDED.injury_kind, body_side = EXCLUDED.body_side,
         detail = EXCLUDED.detail, return_day = EXCLUDED.return_day, provider_time = EXCLUDED.provider_time,
         fact_count = EXCLUDED.fact_count, source = EXCLUDED.source, raw_document = EXCLUDED.raw_document,
         fact_id = EXCLUDED.fact_id, receive_time = EXCLUDED.receive_time, known_time = EXCLUDED.known_time,
         basis = EXCLUDED.basis
)sql";

constexpr char kInsertFact[] = R"sql(
  INSERT INTO collector.injury_facts (player_id, sport_key, team_id, status, status_text, comment, injury_kind,
                                      body_side, detail, return_day, provider_time, fact_number, source, raw_document,
                                      fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
)sql";

// A scan over what holds now.
constexpr char kListCurrent[] = "SELECT" OVERROUND_INJURY_COLUMNS R"sql(, i.fact_count
    FROM collector.injuries i
    JOIN collector.players p ON p.player_id = i.player_id
   WHERE ($1 = '' OR i.sport_key = $1) AND ($2::UUID IS NULL OR i.team_id = $2)
     AND ($3 OR i.status <> 'RECOVERED') AND ($4::UUID IS NULL OR i.player_id > $4)
     AND i.known_time >= coalesce($5, '-infinity'::TIMESTAMPTZ) AND i.known_time < coalesce($6, 'infinity'::TIMESTAMPTZ)
   ORDER BY i.player_id
   LIMIT $7
)sql";

constexpr char kListHistory[] = "SELECT" OVERROUND_INJURY_COLUMNS R"sql(, i.fact_number
    FROM collector.injury_facts i
    JOIN collector.players p ON p.player_id = i.player_id
   WHERE i.player_id = $1 AND ($2::INTEGER IS NULL OR i.fact_number < $2)
     AND i.known_time >= coalesce($3, '-infinity'::TIMESTAMPTZ) AND i.known_time < coalesce($4, 'infinity'::TIMESTAMPTZ)
   ORDER BY i.fact_number DESC
   LIMIT $5
)sql";

// A scan over the history.
constexpr char kListFacts[] = "SELECT" OVERROUND_INJURY_COLUMNS R"sql(, i.fact_number
    FROM collector.injury_facts i
    JOIN collector.players p ON p.player_id = i.player_id
   WHERE (cardinality($1::TEXT[]) = 0 OR i.sport_key = ANY ($1))
     AND ($2::UUID IS NULL OR (i.player_id, i.fact_number) > ($2, $3))
   ORDER BY i.player_id, i.fact_number
   LIMIT $4
)sql";

Injury ReadInjury(const pg::Row& row) {
  Injury injury;
  injury.player = row.Get<PlayerId>(0);
  injury.sport = row.Get<std::string>(1);
  injury.team = row.Get<TeamId>(2);
  injury.state = InjuryStateFromText(row.Get<absl::string_view>(3));
  injury.status_text = row.Get<std::string>(4);
  injury.comment = row.Get<std::string>(5);
  injury.kind = row.Get<std::string>(6);
  injury.side = row.Get<std::string>(7);
  injury.detail = row.Get<std::string>(8);
  injury.return_day = row.Get<std::optional<absl::CivilDay>>(9);
  injury.provider_time = row.Get<std::optional<absl::Time>>(10);
  injury.source = row.Get<std::string>(11);
  injury.raw_document = row.Get<std::string>(12);
  injury.stamp = {row.Get<Uuid>(13), row.Get<absl::Time>(14), row.Get<absl::Time>(15),
                  BasisFromText(row.Get<absl::string_view>(16))};
  injury.player_name = row.Get<std::string>(17);
  injury.number = row.Get<int32_t>(18);
  return injury;
}

std::vector<Injury> ReadInjuries(const pg::Rows& rows) {
  std::vector<Injury> injuries;
  for (const pg::Row row : rows) injuries.push_back(ReadInjury(row));
  return injuries;
}

std::vector<pg::Param> ParamsOf(const Injury& injury) {
  return {injury.player,
          injury.sport,
          injury.team,
          ToString(injury.state),
          injury.status_text,
          injury.comment,
          injury.kind,
          injury.side,
          injury.detail,
          injury.return_day,
          injury.provider_time,
          injury.number,
          injury.source,
          injury.raw_document,
          injury.stamp.fact_id,
          injury.stamp.receive_time,
          injury.stamp.known_time,
          ToString(injury.stamp.basis)};
}

}  // namespace

absl::StatusOr<std::vector<Injury>> ListKnown(pg::Transaction& tx, absl::string_view source,
                                              absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListKnown, {source, sport}));
  return ReadInjuries(rows);
}

absl::Status Record(pg::Transaction& tx, const Injury& injury) {
  const std::vector<pg::Param> params = ParamsOf(injury);
  OVERROUND_RETURN_IF_ERROR(tx.Query(kInsertInjury, params).status());
  return tx.Query(kInsertFact, params).status();
}

absl::StatusOr<std::vector<Injury>> ListCurrent(pg::Transaction& tx, const InjuryPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListCurrent, {page.sport, page.team, page.with_recovered, page.after,
                              page.known_min, page.known_max, int64_t{page.limit}}));
  return ReadInjuries(rows);
}

absl::StatusOr<std::vector<Injury>> ListHistory(pg::Transaction& tx, const HistoryPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows, tx.Query(kListHistory, {page.player, page.before_number, page.known_min,
                                                   page.known_max, int64_t{page.limit}}));
  return ReadInjuries(rows);
}

absl::StatusOr<std::vector<Injury>> ListFacts(pg::Transaction& tx, const FactPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListFacts, {page.sports, page.after, page.after_number, int64_t{page.limit}}));
  return ReadInjuries(rows);
}

}  // namespace overround::collector::injuries
