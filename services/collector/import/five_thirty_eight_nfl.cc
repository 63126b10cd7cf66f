// FiveThirtyEight's nfl_games.csv: one row a game since 1920, results only. Its forecasts are a
// model's and no facts.
//
// known_time rules, all ASSUMED:
//   the game    seven days before its day
//   the result  three hours after the day's end
// team1 is home unless `neutral`. The start is known to the day. A franchise has one code through
// all its years; those long gone are known by their codes alone.

#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/nfl_teams.h"

namespace overround::collector {
namespace {

std::string TeamName(absl::string_view code) {
  const std::string name = NflTeamOfCode(code);
  return name.empty() ? std::string(code) : name;
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::CivilDay> day = ParseDay(cell("date"));
  if (!day || cell("team1").empty() || cell("team2").empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("date: ", cell("date"), ", want a day and two teams"));
  }
  const std::optional<int> home = ParseScoreCell(cell("score1"));
  const std::optional<int> away = ParseScoreCell(cell("score2"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "score1, score2: want both");
  ImportedGame row;
  row.sport = "nfl";
  row.game.external = {"fivethirtyeight",
                       absl::StrCat(cell("date"), "/", cell("team1"), "/", cell("team2"))};
  row.game.home = TeamName(cell("team1"));
  row.game.away = TeamName(cell("team2"));
  row.game.is_neutral_site = cell("neutral") == "1";
  row.game.is_postseason = cell("playoff") == "1";
  SetDay(*day, row);
  row.season = ParseYearCell(cell("season"));
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  return {std::move(row), {}};
}

}  // namespace

const Layout& FiveThirtyEightNfl() {
  static const auto* layout =
      new Layout{"fivethirtyeight-nfl",
                 "fivethirtyeight",
                 {"date", "neutral", "playoff", "team1", "team2", "score1", "score2"},
                 {},
                 ParseRow};
  return *layout;
}

}  // namespace overround::collector
