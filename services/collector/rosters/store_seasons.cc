#include "libs/base/status_macros.h"
#include "services/collector/rosters/store.h"

namespace overround::collector::rosters {
namespace {

constexpr char kFindYearsAhead[] = R"sql(
  SELECT season_years_ahead FROM collector.provider_sports WHERE source = $1 AND provider_key = $2
)sql";

constexpr char kFindSeason[] = R"sql(
  SELECT sport_key, season, season_type, revision, display_name, start_time, end_time, source, fact_id, receive_time,
         known_time, basis
    FROM collector.seasons
   WHERE sport_key = $1 AND season = $2 AND season_type = $3
   ORDER BY revision DESC
   LIMIT 1
)sql";

constexpr char kInsertSeason[] = R"sql(
  INSERT INTO collector.seasons (sport_key, season, season_type, revision, display_name, start_time, end_time, source,
                                 fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql";

constexpr char kListSeasons[] = R"sql(
  SELECT DISTINCT ON (sport_key, -season, season_type)
         sport_key, season, season_type, revision, display_name, start_time, end_time, source, fact_id, receive_time,
         known_time, basis
    FROM collector.seasons
   WHERE ($1 = '' OR sport_key = $1) AND ($2::INTEGER IS NULL OR season = $2)
     AND ($4::INTEGER IS NULL OR (sport_key, -season, season_type) > ($3, -$4, $5))
   ORDER BY sport_key, -season, season_type, revision DESC
   LIMIT $6
)sql";

Season ReadSeason(const pg::Row& row) {
  return {row.Get<std::string>(0),
          row.Get<int32_t>(1),
          SeasonPartFromText(row.Get<absl::string_view>(2)),
          row.Get<int32_t>(3),
          row.Get<std::string>(4),
          row.Get<std::optional<absl::Time>>(5),
          row.Get<std::optional<absl::Time>>(6),
          row.Get<std::string>(7),
          {row.Get<Uuid>(8), row.Get<absl::Time>(9), row.Get<absl::Time>(10),
           BasisFromText(row.Get<absl::string_view>(11))}};
}

}  // namespace

absl::StatusOr<int> FindYearsAhead(pg::Transaction& tx, absl::string_view source,
                                   absl::string_view provider_key) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kFindYearsAhead, {source, provider_key}));
  return rows.empty() ? 0 : rows.front().Get<int32_t>(0);
}

absl::StatusOr<std::optional<Season>> FindSeason(pg::Transaction& tx, const Season& season) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindSeason, {season.sport, season.year,
                                                                         ToString(season.part)}));
  return rows.empty() ? std::optional<Season>() : ReadSeason(rows.front());
}

absl::Status InsertSeason(pg::Transaction& tx, const Season& season) {
  return tx
      .Query(kInsertSeason,
             {season.sport, season.year, ToString(season.part), season.revision,
              season.display_name, season.start, season.end, season.source, season.stamp.fact_id,
              season.stamp.receive_time, season.stamp.known_time, ToString(season.stamp.basis)})
      .status();
}

absl::StatusOr<std::vector<Season>> ListSeasons(pg::Transaction& tx, const SeasonPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListSeasons, {page.sport, page.year, page.after_sport, page.after_year,
                              page.after_part, int64_t{page.limit}}));
  std::vector<Season> seasons;
  for (const pg::Row row : rows) seasons.push_back(ReadSeason(row));
  return seasons;
}

}  // namespace overround::collector::rosters
