#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"

namespace overround::collector::games {
namespace {

constexpr char kListSports[] = R"sql(
  SELECT sport_key, display_name, sport_group, scoring, draws_possible, plain_period, season_start_month,
         match_window_minutes, is_active
    FROM collector.sports
   ORDER BY sport_key
)sql";

constexpr char kFindSport[] = R"sql(
  SELECT sport_key, display_name, sport_group, scoring, draws_possible, plain_period, season_start_month,
         match_window_minutes, is_active
    FROM collector.sports
   WHERE sport_key = $1
)sql";

constexpr char kFindProviderSport[] = R"sql(
  SELECT s.sport_key, s.display_name, s.sport_group, s.scoring, s.draws_possible, s.plain_period, s.season_start_month,
         s.match_window_minutes, s.is_active
    FROM collector.provider_sports p
    JOIN collector.sports s ON s.sport_key = p.sport_key
   WHERE p.source = $1 AND p.provider_key = $2
)sql";

constexpr char kLockIntake[] = R"sql(
  SELECT intake_count FROM collector.intake_heads WHERE sport_key = $1 FOR UPDATE
)sql";

constexpr char kCountIntake[] = R"sql(
  UPDATE collector.intake_heads SET intake_count = intake_count + 1 WHERE sport_key = $1 RETURNING intake_count
)sql";

constexpr char kListTeams[] = R"sql(
  SELECT t.team_id, t.sport_key, t.display_name, t.abbreviation,
         ARRAY(SELECT l.source FROM collector.team_aliases l WHERE l.team_id = t.team_id ORDER BY l.source, l.alias),
         ARRAY(SELECT l.alias FROM collector.team_aliases l WHERE l.team_id = t.team_id ORDER BY l.source, l.alias)
    FROM collector.teams t
   WHERE ($1 = '' OR t.sport_key = $1) AND (t.sport_key, t.display_name) > ($2, $3)
   ORDER BY t.sport_key, t.display_name
   LIMIT $4
)sql";

constexpr char kInsertTeam[] = R"sql(
  INSERT INTO collector.teams (team_id, sport_key, display_name, abbreviation, create_time)
  VALUES ($1, $2, $3, $4, $5)
)sql";

constexpr char kInsertAlias[] = R"sql(
  INSERT INTO collector.team_aliases (sport_key, source, alias, team_id, create_time) VALUES ($1, $2, $3, $4, $5)
)sql";

constexpr char kListKnownNames[] = R"sql(
  SELECT name, team_name FROM collector.known_team_names WHERE sport_key = $1
)sql";

constexpr int kTeamsMax = 100'000;

Sport ReadSport(const pg::Row& row) {
  Sport sport;
  sport.key = row.Get<std::string>(0);
  sport.display_name = row.Get<std::string>(1);
  sport.group = row.Get<std::string>(2);
  sport.scoring = row.Get<std::string>(3);
  sport.draws_possible = row.Get<bool>(4);
  const bool regulation = row.Get<absl::string_view>(5) == "regulation";
  sport.plain_period = regulation ? Period::kRegulation : Period::kFullGame;
  sport.season_start_month = row.Get<int32_t>(6);
  sport.match_window = absl::Minutes(row.Get<int32_t>(7));
  sport.is_active = row.Get<bool>(8);
  return sport;
}

std::optional<Sport> ReadOneSport(const pg::Rows& rows) {
  return rows.empty() ? std::optional<Sport>() : ReadSport(rows.front());
}

}  // namespace

absl::StatusOr<std::vector<Sport>> ListSports(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListSports));
  std::vector<Sport> sports;
  for (const pg::Row row : rows) sports.push_back(ReadSport(row));
  return sports;
}

absl::StatusOr<std::optional<Sport>> FindSport(pg::Transaction& tx, absl::string_view key) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindSport, {key}));
  return ReadOneSport(rows);
}

absl::StatusOr<std::optional<Sport>> FindProviderSport(pg::Transaction& tx,
                                                       absl::string_view source,
                                                       absl::string_view provider_key) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kFindProviderSport, {source, provider_key}));
  return ReadOneSport(rows);
}

absl::Status LockIntake(pg::Transaction& tx, absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLockIntake, {sport}));
  if (!rows.empty()) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("sport: ", sport, ", want a known one"));
}

absl::StatusOr<int64_t> CountIntake(pg::Transaction& tx, absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountIntake, {sport}));
  return rows.front().Get<int64_t>(0);
}

absl::StatusOr<std::vector<Team>> ListTeams(pg::Transaction& tx, absl::string_view sport) {
  return ListTeamPage(tx, {std::string(sport), "", "", kTeamsMax});
}

absl::StatusOr<std::vector<Team>> ListTeamPage(pg::Transaction& tx, const TeamPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListTeams, {page.sport, page.after_sport, page.after_name, int64_t{page.limit}}));
  std::vector<Team> teams;
  for (const pg::Row row : rows) {
    Team team{row.Get<TeamId>(0),
              row.Get<std::string>(1),
              row.Get<std::string>(2),
              row.Get<std::string>(3),
              {}};
    const auto sources = row.Get<std::vector<std::string>>(4);
    const auto texts = row.Get<std::vector<std::string>>(5);
    for (size_t i = 0; i < sources.size(); ++i) team.aliases.push_back({sources[i], texts[i]});
    teams.push_back(std::move(team));
  }
  return teams;
}

absl::StatusOr<std::vector<KnownName>> ListKnownNames(pg::Transaction& tx,
                                                      absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListKnownNames, {sport}));
  std::vector<KnownName> names;
  for (const pg::Row row : rows)
    names.push_back({row.Get<std::string>(0), row.Get<std::string>(1)});
  return names;
}

absl::Status InsertTeam(pg::Transaction& tx, const Team& team, absl::Time create_time) {
  return tx
      .Query(kInsertTeam, {team.id, team.sport, team.display_name, team.abbreviation, create_time})
      .status();
}

absl::Status InsertAlias(pg::Transaction& tx, const Team& team, const Alias& alias,
                         absl::Time create_time) {
  return tx.Query(kInsertAlias, {team.sport, alias.source, alias.text, team.id, create_time})
      .status();
}

}  // namespace overround::collector::games
