#include "services/collector/rosters/store.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"

namespace overround::collector::rosters {
namespace {

#define OVERROUND_PLAYER_COLUMNS                                                              \
  " p.player_id, p.sport_key, p.team_id, p.display_name, p.position, p.jersey, p.fact_count," \
  " p.fact_id, p.receive_time, p.known_time, p.basis "

constexpr int kPlayerColumnCount = 11;

constexpr char kFindPlayers[] = "SELECT" OVERROUND_PLAYER_COLUMNS R"sql(, e.external_id
    FROM collector.players p
    JOIN collector.player_external_ids e ON e.player_id = p.player_id
   WHERE e.external_key = ANY ($1)
)sql";

constexpr char kFindPlayer[] = "SELECT" OVERROUND_PLAYER_COLUMNS R"sql(
    FROM collector.players p WHERE p.player_id = $1
)sql";

constexpr char kInsertPlayer[] = R"sql(
  INSERT INTO collector.players (player_id, sport_key, team_id, display_name, position, jersey, fact_count, fact_id,
                                 receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql";

constexpr char kInsertPlayerId[] = R"sql(
  INSERT INTO collector.player_external_ids (external_key, source, sport_key, external_id, player_id, create_time)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

constexpr char kUpdatePlayer[] = R"sql(
  UPDATE collector.players
     SET team_id = $2, display_name = $3, position = $4, jersey = $5, fact_count = $6, fact_id = $7, receive_time = $8,
         known_time = $9, basis = $10
   WHERE player_id = $1
)sql";

constexpr char kInsertPlayerFact[] = R"sql(
  INSERT INTO collector.player_facts (player_id, fact_number, team_id, display_name, position, jersey, source, fact_id,
                                      receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql";

// A scan over the players.
constexpr char kListPlayers[] = "SELECT" OVERROUND_PLAYER_COLUMNS R"sql(
    FROM collector.players p
   WHERE ($1 = '' OR p.sport_key = $1) AND ($2::UUID IS NULL OR p.team_id = $2)
     AND ($5::UUID IS NULL OR (p.sport_key, p.display_name, p.player_id) > ($3, $4, $5))
   ORDER BY p.sport_key, p.display_name, p.player_id
   LIMIT $6
)sql";

constexpr char kInsertTeamId[] = R"sql(
  INSERT INTO collector.team_external_ids (source, sport_key, external_id, team_id, create_time)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (source, sport_key, external_id) DO NOTHING
)sql";

constexpr char kListTeamIds[] = R"sql(
  SELECT external_id FROM collector.team_external_ids
   WHERE source = $1 AND sport_key = $2
   ORDER BY external_id
)sql";

constexpr char kHasTeam[] = "SELECT EXISTS (SELECT FROM collector.teams WHERE team_id = $1)";

Uuid ExternalKey(absl::string_view source, absl::string_view sport, absl::string_view id) {
  const Sha256Digest digest = Sha256(absl::StrCat(source, "/", sport, "/", id));
  std::array<uint8_t, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Uuid(bytes);
}

Player ReadPlayer(const pg::Row& row) {
  return {row.Get<PlayerId>(0),
          row.Get<std::string>(1),
          row.Get<std::optional<TeamId>>(2),
          row.Get<std::string>(3),
          row.Get<std::string>(4),
          row.Get<std::string>(5),
          row.Get<int32_t>(6),
          {row.Get<Uuid>(7), row.Get<absl::Time>(8), row.Get<absl::Time>(9),
           BasisFromText(row.Get<absl::string_view>(10))}};
}

}  // namespace

absl::StatusOr<std::map<std::string, Player>> FindPlayers(
    pg::Transaction& tx, absl::string_view source, absl::string_view sport,
    const std::vector<std::string>& external_ids) {
  std::vector<Uuid> keys;
  keys.reserve(external_ids.size());
  for (const std::string& id : external_ids) keys.push_back(ExternalKey(source, sport, id));
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindPlayers, {keys}));
  std::map<std::string, Player> players;
  for (const pg::Row row : rows) {
    players.emplace(row.Get<std::string>(kPlayerColumnCount), ReadPlayer(row));
  }
  return players;
}

absl::StatusOr<std::optional<Player>> FindPlayer(pg::Transaction& tx, const PlayerId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindPlayer, {id}));
  return rows.empty() ? std::optional<Player>() : ReadPlayer(rows.front());
}

absl::Status InsertPlayer(pg::Transaction& tx, const Player& player, const NamedBy& named) {
  OVERROUND_RETURN_IF_ERROR(
      tx.Query(kInsertPlayer,
               {player.id, player.sport, player.team, player.display_name, player.position,
                player.jersey, player.fact_count, player.stamp.fact_id, player.stamp.receive_time,
                player.stamp.known_time, ToString(player.stamp.basis)})
          .status());
  return tx
      .Query(kInsertPlayerId,
             {ExternalKey(named.source, named.sport, named.external_id), named.source, named.sport,
              named.external_id, player.id, player.stamp.receive_time})
      .status();
}

absl::Status UpdatePlayer(pg::Transaction& tx, const Player& player) {
  return tx
      .Query(kUpdatePlayer,
             {player.id, player.team, player.display_name, player.position, player.jersey,
              player.fact_count, player.stamp.fact_id, player.stamp.receive_time,
              player.stamp.known_time, ToString(player.stamp.basis)})
      .status();
}

absl::Status InsertPlayerFact(pg::Transaction& tx, const Player& player, absl::string_view source) {
  return tx
      .Query(kInsertPlayerFact,
             {player.id, player.fact_count, player.team, player.display_name, player.position,
              player.jersey, source, player.stamp.fact_id, player.stamp.receive_time,
              player.stamp.known_time, ToString(player.stamp.basis)})
      .status();
}

absl::StatusOr<std::vector<Player>> ListPlayers(pg::Transaction& tx, const PlayerPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListPlayers, {page.sport, page.team, page.after_sport, page.after_name,
                              page.after_id, int64_t{page.limit}}));
  std::vector<Player> players;
  for (const pg::Row row : rows) players.push_back(ReadPlayer(row));
  return players;
}

absl::StatusOr<bool> HasTeam(pg::Transaction& tx, const TeamId& team) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kHasTeam, {team}));
  return rows.front().Get<bool>(0);
}

absl::Status InsertTeamId(pg::Transaction& tx, const NamedBy& named, const TeamId& team,
                          absl::Time create_time) {
  return tx.Query(kInsertTeamId, {named.source, named.sport, named.external_id, team, create_time})
      .status();
}

absl::StatusOr<std::vector<std::string>> ListTeamIds(pg::Transaction& tx, absl::string_view source,
                                                     absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListTeamIds, {source, sport}));
  std::vector<std::string> ids;
  for (const pg::Row row : rows) ids.push_back(row.Get<std::string>(0));
  return ids;
}

}  // namespace overround::collector::rosters
