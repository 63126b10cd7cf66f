// Events and scores beside a wide snapshot of The Odds API: one row an event, and one row a team's
// score.
//
// known_time rules, STATED but for a game in the scores file:
//   an event            its pull's stamp, snapshot_time
//   a result            last_update
//   a game of a score   ASSUMED: seven days before its start
// Scores come as two rows a game: both make a result. What is not completed is no result, whatever
// it says. Sports we do not keep are refused.

#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/odds_api_sports.h"

namespace overround::collector {
namespace {

ParsedRow ParseEvent(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  ImportedGame row;
  row.sport = SportOfOddsApiKey(cell("sport_key"));
  if (row.sport.empty()) {
    return RefuseRow(Refusal::kUnknownSport, absl::StrCat("sport_key: ", cell("sport_key")));
  }
  if (cell("home_team").empty() && cell("away_team").empty()) {
    return RefuseRow(Refusal::kOutright, "home_team, away_team: empty, want two teams");
  }
  const std::optional<absl::Time> start = ParseInstant(cell("commence_time"));
  row.game.external = {"odds_api", std::string(cell("event_id"))};
  row.game.home = std::string(cell("home_team"));
  row.game.away = std::string(cell("away_team"));
  if (!start || cell("event_id").empty() || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("event_id, commence_time: ", cell("event_id"), " ",
                                  cell("commence_time"), ", want a game and its start"));
  }
  SetStart(*start, row);
  if (const auto pull = ParseInstant(cell("snapshot_time"))) {
    row.known_time = *pull;
    row.basis = Basis::kStated;
    row.follows_start = false;
  }
  return {std::move(row), {}};
}

ParsedRow ParseScore(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  ParsedRow parsed = ParseEvent(header, cells);
  if (!parsed.row) return parsed;
  if (cell("completed") != "True") {
    return RefuseRow(Refusal::kNotFinal,
                     absl::StrCat("completed: ", cell("completed"), ", want True"));
  }
  const std::optional<int> score = ParseScoreCell(cell("score_value"));
  const bool is_home = cell("score_name") == parsed.row->game.home;
  if (!score || (!is_home && cell("score_name") != parsed.row->game.away)) {
    return RefuseRow(Refusal::kMissingScore,
                     absl::StrCat("score_name, score_value: ", cell("score_name"), " ",
                                  cell("score_value"), ", want a team's"));
  }
  if (const auto updated = ParseInstant(cell("last_update"))) {
    parsed.row->result_known_time = *updated;
    parsed.row->result_basis = Basis::kStated;
  }
  parsed.row->loose_score = LooseScore{is_home, *score};
  return parsed;
}

}  // namespace

const Layout& WideEvents() {
  static const auto* layout = new Layout{
      "wide-events",
      "odds_api",
      {"event_id", "sport_key", "home_team", "away_team", "commence_time", "snapshot_time"},
      {},
      ParseEvent};
  return *layout;
}

const Layout& WideScores() {
  static const auto* layout =
      new Layout{"wide-scores",
                 "odds_api",
                 {"event_id", "sport_key", "home_team", "away_team", "commence_time", "completed",
                  "last_update", "score_name", "score_value"},
                 {},
                 ParseScore,
                 RowMeaning::kPrice};
  return *layout;
}

}  // namespace overround::collector
