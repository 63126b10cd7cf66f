#include "services/collector/statistics/store.h"

#include "libs/base/status_macros.h"

namespace overround::collector::statistics {
namespace {

constexpr char kListLatest[] = R"sql(
  SELECT DISTINCT ON (statistic_group)
         team_id, sport_key, season, season_type, statistic_group, revision, statistic_names, value_texts,
         per_game_texts, ranks, source, raw_document, fact_id, receive_time, known_time, basis
    FROM collector.team_statistics
   WHERE team_id = $1 AND season = $2 AND season_type = $3
   ORDER BY statistic_group, revision DESC
)sql";

constexpr char kListTeamStatistics[] = R"sql(
  SELECT team_id, sport_key, season, season_type, statistic_group, revision, statistic_names, value_texts,
         per_game_texts, ranks, source, raw_document, fact_id, receive_time, known_time, basis
    FROM collector.team_statistics s
   WHERE team_id = $1 AND ($2::INTEGER IS NULL OR season = $2)
     AND known_time >= coalesce($4, '-infinity'::TIMESTAMPTZ) AND known_time < coalesce($5, 'infinity'::TIMESTAMPTZ)
     AND ($3 OR NOT EXISTS (SELECT FROM collector.team_statistics n
                             WHERE n.team_id = s.team_id AND n.season = s.season AND n.season_type = s.season_type
                               AND n.statistic_group = s.statistic_group AND n.revision > s.revision
                               AND n.known_time < coalesce($5, 'infinity'::TIMESTAMPTZ)))
   ORDER BY season DESC, season_type, statistic_group, revision DESC
)sql";

// A scan over all teams.
constexpr char kListTeamFacts[] = R"sql(
  SELECT team_id, sport_key, season, season_type, statistic_group, revision, statistic_names, value_texts,
         per_game_texts, ranks, source, raw_document, fact_id, receive_time, known_time, basis
    FROM collector.team_statistics
   WHERE (cardinality($1::TEXT[]) = 0 OR sport_key = ANY ($1))
     AND ($2::UUID IS NULL OR (team_id, season, season_type, statistic_group, revision) > ($2, $3, $4, $5, $6))
   ORDER BY team_id, season, season_type, statistic_group, revision
   LIMIT $7
)sql";

constexpr char kInsertTeamStatistics[] = R"sql(
  INSERT INTO collector.team_statistics (team_id, sport_key, season, season_type, statistic_group, revision,
                                         statistic_names, value_texts, per_game_texts, ranks, source, raw_document,
                                         fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
)sql";

#define OVERROUND_LINE_COLUMNS                                                                   \
  " l.game_id, l.team_id, l.player_id, l.statistic_group, l.revision, l.is_starter, l.did_play," \
  " l.reason, l.statistic_names, l.value_texts, l.source, l.raw_document, l.fact_id,"            \
  " l.receive_time, l.known_time, l.basis, coalesce(p.display_name, '') "

// A revision that no later one replaces.
#define OVERROUND_LATEST_LINE                                                        \
  " NOT EXISTS (SELECT FROM collector.box_score_lines n WHERE n.game_id = l.game_id" \
  " AND n.subject_id = l.subject_id AND n.statistic_group = l.statistic_group"       \
  " AND n.revision > l.revision) "

constexpr char kListBoxScore[] = "SELECT" OVERROUND_LINE_COLUMNS R"sql(
    FROM collector.box_score_lines l
    LEFT JOIN collector.players p ON p.player_id = l.player_id
   WHERE l.game_id = $1 AND )sql" OVERROUND_LATEST_LINE R"sql(
   ORDER BY l.player_id IS NOT NULL, l.team_id, l.statistic_group, p.display_name, l.subject_id
)sql";

// A scan over one player's games.
constexpr char kListPlayerLines[] = "SELECT" OVERROUND_LINE_COLUMNS R"sql(
    FROM collector.box_score_lines l
    LEFT JOIN collector.players p ON p.player_id = l.player_id
   WHERE l.player_id = $1
     AND l.known_time >= coalesce($2, '-infinity'::TIMESTAMPTZ) AND l.known_time < coalesce($3, 'infinity'::TIMESTAMPTZ)
     AND ($4::TIMESTAMPTZ IS NULL OR (l.known_time, l.fact_id) < ($4, $5::UUID)) AND )sql" OVERROUND_LATEST_LINE
                                    R"sql(
   ORDER BY l.known_time DESC, l.fact_id DESC
   LIMIT $6
)sql";

// A scan over the games of some days. A box score is told again some hours later, as its source
// corrects it: $6 seconds after the first.
constexpr char kListUncounted[] = R"sql(
  SELECT e.external_id
    FROM collector.games g
    JOIN collector.results r ON r.game_id = g.game_id AND r.revision = 1 AND r.receive_time > $4
    JOIN collector.game_external_ids e ON e.game_id = g.game_id AND e.source = $1
    LEFT JOIN collector.event_polls p ON p.source = e.source AND p.external_id = e.external_id
    LEFT JOIN LATERAL (SELECT min(l.receive_time) + make_interval(secs => $6) AS due_time
                         FROM collector.box_score_lines l
                        WHERE l.game_id = g.game_id) again ON TRUE
   WHERE g.sport_key = $2 AND g.status = 'FINAL'
     AND CASE WHEN again.due_time IS NULL THEN r.receive_time > $3
              ELSE again.due_time <= $5 AND (p.ask_time IS NULL OR p.ask_time < again.due_time) END
   ORDER BY r.receive_time DESC, e.external_id
   LIMIT $7
)sql";

constexpr char kInsertBoxLine[] = R"sql(
  INSERT INTO collector.box_score_lines (game_id, subject_id, statistic_group, revision, team_id, player_id, is_starter,
                                         did_play, reason, statistic_names, value_texts, source, raw_document, fact_id,
                                         receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
)sql";

// The statistics, column by column.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::string> values;
  std::vector<std::string> per_game;
  std::vector<std::optional<int32_t>> ranks;
};

Columns ColumnsOf(const std::vector<Statistic>& statistics) {
  Columns columns;
  for (const Statistic& each : statistics) {
    columns.names.push_back(each.name);
    columns.values.push_back(each.value);
    columns.per_game.push_back(each.per_game);
    columns.ranks.push_back(each.rank);
  }
  return columns;
}

Stamp ReadStamp(const pg::Row& row, int column) {
  return {row.Get<Uuid>(column), row.Get<absl::Time>(column + 1), row.Get<absl::Time>(column + 2),
          BasisFromText(row.Get<absl::string_view>(column + 3))};
}

std::vector<TeamStatistics> ReadTeamStatistics(const pg::Rows& rows) {
  std::vector<TeamStatistics> all;
  for (const pg::Row row : rows) {
    TeamStatistics team{row.Get<TeamId>(0),
                        row.Get<std::string>(1),
                        row.Get<int32_t>(2),
                        SeasonPartFromText(row.Get<absl::string_view>(3)),
                        row.Get<std::string>(4),
                        row.Get<int32_t>(5),
                        {},
                        row.Get<std::string>(10),
                        row.Get<std::string>(11),
                        ReadStamp(row, 12)};
    const auto names = row.Get<std::vector<std::string>>(6);
    const auto values = row.Get<std::vector<std::string>>(7);
    const auto per_game = row.Get<std::vector<std::string>>(8);
    const auto ranks = row.Get<std::vector<std::optional<int32_t>>>(9);
    for (size_t i = 0; i < names.size(); ++i) {
      team.statistics.push_back({names[i], values[i], per_game[i], ranks[i]});
    }
    all.push_back(std::move(team));
  }
  return all;
}

std::vector<BoxLine> ReadLines(const pg::Rows& rows) {
  std::vector<BoxLine> lines;
  for (const pg::Row row : rows) {
    BoxLine line{
        row.Get<GameId>(0),       row.Get<TeamId>(1),       row.Get<std::optional<PlayerId>>(2),
        row.Get<std::string>(3),  row.Get<int32_t>(4),      row.Get<bool>(5),
        row.Get<bool>(6),         row.Get<std::string>(7),  {},
        row.Get<std::string>(10), row.Get<std::string>(11), ReadStamp(row, 12),
        row.Get<std::string>(16)};
    const auto names = row.Get<std::vector<std::string>>(8);
    const auto values = row.Get<std::vector<std::string>>(9);
    for (size_t i = 0; i < names.size(); ++i) {
      line.statistics.push_back({names[i], values[i], "", std::nullopt});
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

absl::StatusOr<std::vector<TeamStatistics>> ListLatest(pg::Transaction& tx,
                                                       const TeamStatistics& season) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListLatest, {season.team, season.season,
                                                                         ToString(season.part)}));
  return ReadTeamStatistics(rows);
}

absl::Status InsertTeamStatistics(pg::Transaction& tx, const TeamStatistics& team) {
  const Columns columns = ColumnsOf(team.statistics);
  return tx
      .Query(kInsertTeamStatistics,
             {team.team, team.sport, team.season, ToString(team.part), team.group, team.revision,
              columns.names, columns.values, columns.per_game, columns.ranks, team.source,
              team.raw_document, team.stamp.fact_id, team.stamp.receive_time, team.stamp.known_time,
              ToString(team.stamp.basis)})
      .status();
}

absl::StatusOr<std::vector<TeamStatistics>> ListTeamStatistics(pg::Transaction& tx,
                                                               const TeamPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows, tx.Query(kListTeamStatistics, {page.team, page.season, page.with_history,
                                                          page.known_min, page.known_max}));
  return ReadTeamStatistics(rows);
}

absl::StatusOr<std::vector<TeamStatistics>> ListTeamFacts(pg::Transaction& tx,
                                                          const TeamFactPage& page) {
  const TeamStatistics after = page.after.value_or(TeamStatistics{});
  const std::optional<TeamId> team = page.after ? std::optional(after.team) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListTeamFacts, {page.sports, team, after.season, ToString(after.part), after.group,
                                after.revision, int64_t{page.limit}}));
  return ReadTeamStatistics(rows);
}

absl::StatusOr<std::vector<BoxLine>> ListBoxScore(pg::Transaction& tx, const GameId& game) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListBoxScore, {game}));
  return ReadLines(rows);
}

absl::Status InsertBoxLine(pg::Transaction& tx, const BoxLine& line) {
  const Columns columns = ColumnsOf(line.statistics);
  return tx
      .Query(kInsertBoxLine,
             {line.game, line.subject(), line.group, line.revision, line.team, line.player,
              line.is_starter, line.did_play, line.reason, columns.names, columns.values,
              line.source, line.raw_document, line.stamp.fact_id, line.stamp.receive_time,
              line.stamp.known_time, ToString(line.stamp.basis)})
      .status();
}

absl::StatusOr<std::vector<std::string>> ListUncounted(pg::Transaction& tx,
                                                       const Uncounted& wanted) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListUncounted,
               {wanted.source, wanted.sport, wanted.since, wanted.again_since, wanted.now,
                absl::ToDoubleSeconds(wanted.again_after), int64_t{wanted.limit}}));
  std::vector<std::string> ids;
  for (const pg::Row row : rows) ids.push_back(row.Get<std::string>(0));
  return ids;
}

absl::StatusOr<std::vector<BoxLine>> ListPlayerLines(pg::Transaction& tx, const PlayerPage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListPlayerLines, {page.player, page.known_min, page.known_max, page.before_time,
                                  page.before_fact, int64_t{page.limit}}));
  return ReadLines(rows);
}

}  // namespace overround::collector::statistics
