// MLB's own games.csv, from its statistics interface: one row a game with start and final score.
//
// known_time rules, all ASSUMED:
//   the game    seven days before its start
//   the result  three hours after the start
// Only Final rows are results: Live ones hold a partial score and Preview ones none, and both are
// refused.

#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"

namespace overround::collector {
namespace {

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::Time> start = ParseInstant(cell("start_time_utc"));
  ImportedGame row;
  row.sport = "mlb";
  row.game.external = {"mlb_stats", std::string(cell("game_pk"))};
  row.game.home = std::string(cell("home_team"));
  row.game.away = std::string(cell("away_team"));
  if (!start || cell("game_pk").empty() || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("game_pk, start_time_utc: ", cell("game_pk"), " ",
                                  cell("start_time_utc"), ", want a game and its start"));
  }
  if (cell("status") != "Final") {
    return RefuseRow(Refusal::kNotFinal, absl::StrCat("status: ", cell("status"), ", want Final"));
  }
  SetStart(*start, row);
  if (!cell("game_type").empty()) row.game.is_postseason = cell("game_type") != "R";
  const std::optional<int> home = ParseScoreCell(cell("home_score"));
  const std::optional<int> away = ParseScoreCell(cell("away_score"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "home_score, away_score: want both");
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  return {std::move(row), {}};
}

}  // namespace

const Layout& MlbGames() {
  static const auto* layout = new Layout{
      "mlb-games",
      "mlb_stats",
      {"game_pk", "start_time_utc", "home_team", "away_team", "status", "home_score", "away_score"},
      {},
      ParseRow};
  return *layout;
}

}  // namespace overround::collector
