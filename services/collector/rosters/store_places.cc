#include "libs/base/status_macros.h"
#include "services/collector/rosters/store.h"

namespace overround::collector::rosters {
namespace {

#define OVERROUND_VENUE_COLUMNS                                                          \
  " v.venue_id, v.sport_key, v.source, v.external_id, v.display_name, v.city, v.region," \
  " v.is_indoor, v.is_grass, v.fact_count, v.fact_id, v.receive_time, v.known_time, v.basis "

constexpr char kFindVenue[] = "SELECT" OVERROUND_VENUE_COLUMNS R"sql(
    FROM collector.venues v WHERE v.source = $1 AND v.sport_key = $2 AND v.external_id = $3
)sql";

constexpr char kFindVenueById[] = "SELECT" OVERROUND_VENUE_COLUMNS R"sql(
    FROM collector.venues v WHERE v.venue_id = $1
)sql";

constexpr char kListVenues[] = "SELECT" OVERROUND_VENUE_COLUMNS R"sql(
    FROM collector.venues v
   WHERE ($1 = '' OR v.sport_key = $1)
     AND ($4::UUID IS NULL OR (v.sport_key, v.display_name, v.venue_id) > ($2, $3, $4))
   ORDER BY v.sport_key, v.display_name, v.venue_id
   LIMIT $5
)sql";

constexpr char kInsertVenue[] = R"sql(
  INSERT INTO collector.venues (venue_id, sport_key, source, external_id, display_name, city, region, is_indoor,
                                is_grass, fact_count, fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
)sql";

constexpr char kUpdateVenue[] = R"sql(
  UPDATE collector.venues
     SET display_name = $2, city = $3, region = $4, is_indoor = $5, is_grass = $6, fact_count = $7, fact_id = $8,
         receive_time = $9, known_time = $10, basis = $11
   WHERE venue_id = $1
)sql";

constexpr char kInsertVenueFact[] = R"sql(
  INSERT INTO collector.venue_facts (venue_id, fact_number, display_name, city, region, is_indoor, is_grass, source,
                                     fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql";

constexpr char kFindGameVenue[] = R"sql(
  SELECT game_id, revision, venue_id, attendance, source, fact_id, receive_time, known_time, basis
    FROM collector.game_venues
   WHERE game_id = $1
   ORDER BY revision DESC
   LIMIT 1
)sql";

constexpr char kInsertGameVenue[] = R"sql(
  INSERT INTO collector.game_venues (game_id, revision, venue_id, attendance, source, fact_id, receive_time, known_time,
                                     basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";

Stamp ReadStamp(const pg::Row& row, int column) {
  return {row.Get<Uuid>(column), row.Get<absl::Time>(column + 1), row.Get<absl::Time>(column + 2),
          BasisFromText(row.Get<absl::string_view>(column + 3))};
}

Venue ReadVenue(const pg::Row& row) {
  return {row.Get<VenueId>(0),
          row.Get<std::string>(1),
          row.Get<std::string>(2),
          row.Get<std::string>(3),
          row.Get<std::string>(4),
          row.Get<std::string>(5),
          row.Get<std::string>(6),
          row.Get<std::optional<bool>>(7),
          row.Get<std::optional<bool>>(8),
          row.Get<int32_t>(9),
          ReadStamp(row, 10)};
}

std::optional<Venue> ReadOneVenue(const pg::Rows& rows) {
  return rows.empty() ? std::optional<Venue>() : ReadVenue(rows.front());
}

}  // namespace

absl::StatusOr<std::optional<Venue>> FindVenue(pg::Transaction& tx, const NamedBy& named) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kFindVenue, {named.source, named.sport, named.external_id}));
  return ReadOneVenue(rows);
}

absl::StatusOr<std::optional<Venue>> FindVenueById(pg::Transaction& tx, const VenueId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindVenueById, {id}));
  return ReadOneVenue(rows);
}

absl::StatusOr<std::vector<Venue>> ListVenues(pg::Transaction& tx, const VenuePage& page) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListVenues, {page.sport, page.after_sport, page.after_name,
                                                    page.after_id, int64_t{page.limit}}));
  std::vector<Venue> venues;
  for (const pg::Row row : rows) venues.push_back(ReadVenue(row));
  return venues;
}

absl::Status InsertVenue(pg::Transaction& tx, const Venue& venue) {
  return tx
      .Query(
          kInsertVenue,
          {venue.id, venue.sport, venue.source, venue.external_id, venue.display_name, venue.city,
           venue.region, venue.is_indoor, venue.is_grass, venue.fact_count, venue.stamp.fact_id,
           venue.stamp.receive_time, venue.stamp.known_time, ToString(venue.stamp.basis)})
      .status();
}

absl::Status UpdateVenue(pg::Transaction& tx, const Venue& venue) {
  return tx
      .Query(kUpdateVenue,
             {venue.id, venue.display_name, venue.city, venue.region, venue.is_indoor,
              venue.is_grass, venue.fact_count, venue.stamp.fact_id, venue.stamp.receive_time,
              venue.stamp.known_time, ToString(venue.stamp.basis)})
      .status();
}

absl::Status InsertVenueFact(pg::Transaction& tx, const Venue& venue) {
  return tx
      .Query(kInsertVenueFact,
             {venue.id, venue.fact_count, venue.display_name, venue.city, venue.region,
              venue.is_indoor, venue.is_grass, venue.source, venue.stamp.fact_id,
              venue.stamp.receive_time, venue.stamp.known_time, ToString(venue.stamp.basis)})
      .status();
}

absl::StatusOr<std::optional<GameVenue>> FindGameVenue(pg::Transaction& tx, const GameId& game) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindGameVenue, {game}));
  if (rows.empty()) return std::optional<GameVenue>();
  const pg::Row row = rows.front();
  return std::optional<GameVenue>(GameVenue{row.Get<GameId>(0), row.Get<int32_t>(1),
                                            row.Get<VenueId>(2), row.Get<std::optional<int32_t>>(3),
                                            row.Get<std::string>(4), ReadStamp(row, 5)});
}

absl::Status InsertGameVenue(pg::Transaction& tx, const GameVenue& venue) {
  return tx
      .Query(kInsertGameVenue, {venue.game, venue.revision, venue.venue, venue.attendance,
                                venue.source, venue.stamp.fact_id, venue.stamp.receive_time,
                                venue.stamp.known_time, ToString(venue.stamp.basis)})
      .status();
}

}  // namespace overround::collector::rosters
