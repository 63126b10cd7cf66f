// The NFL archive of Sportsbook Review as JSON, each object sent as a row under its keys: one
// nameless book's closing moneyline, and opening and closing lines without their prices.
//
// known_time rules, all ASSUMED:
//   the game            seven days before its day
//   a closing price     one minute before the start
//   the result          three hours after the day's end
// `date` is a float, YYYYMMDD; the start is known to the day. Many objects have spread and total
// changed about (a spread of 40.5, a total of 1): such a pair is refused as impossible. Other lines
// are refused too, as there is no price to keep them with.

#include <cmath>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/nfl_teams.h"

namespace overround::collector {
namespace {

constexpr char kBook[] = "sbr_close";
// No game of this league had a line beyond these.
constexpr double kSpreadMax = 27.5;
constexpr double kTotalMin = 28;
constexpr double kTotalMax = 70;

// "20110908.0".
std::optional<absl::CivilDay> DayOf(absl::string_view date) {
  const absl::string_view digits = WithoutPointZero(date);
  if (digits.size() != 8) return std::nullopt;
  return ParseDay(
      absl::StrCat(digits.substr(0, 4), "-", digits.substr(4, 2), "-", digits.substr(6, 2)));
}

void RefuseLines(absl::string_view moment, absl::string_view spread, absl::string_view total,
                 ImportedGame& row) {
  double points = 0;
  double sum = 0;
  const bool is_read = absl::SimpleAtod(spread, &points) && absl::SimpleAtod(total, &sum);
  const bool is_believable =
      is_read && std::fabs(points) <= kSpreadMax && sum >= kTotalMin && sum <= kTotalMax;
  const Refusal reason = is_believable ? Refusal::kMissingPrice : Refusal::kImpossibleLine;
  for (const absl::string_view what : {"spread", "total"}) {
    RefuseLine(reason,
               absl::StrCat(moment, " ", what, ": spread ", spread, " and total ", total,
                            is_believable ? ", want their prices" : ", want possible ones"),
               row);
  }
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  int season = 0;
  const bool has_season = absl::SimpleAtoi(cell("season"), &season);
  const std::optional<absl::CivilDay> day = DayOf(cell("date"));
  ImportedGame row;
  row.sport = "nfl";
  row.game.home = NflTeamOfNickname(cell("home_team"), season);
  row.game.away = NflTeamOfNickname(cell("away_team"), season);
  if (!has_season || !day || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(
        Refusal::kMalformed,
        absl::StrCat("date, home_team, away_team: ", cell("date"), " ", cell("home_team"), " ",
                     cell("away_team"), ", want a day and two teams"));
  }
  row.game.external = {
      "sbr_nfl", absl::StrCat(absl::FormatCivilTime(*day), "/", row.game.away, "/", row.game.home)};
  SetDay(*day, row);
  row.season = ParseYearCell(cell("season"));
  const std::optional<int> home = ParseScoreCell(cell("home_final"));
  const std::optional<int> away = ParseScoreCell(cell("away_final"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "home_final, away_final: want both");
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  AddMarket({kBook,
             FullGameMoneyline(),
             QuoteFormat::kAmerican,
             {cell("home_close_ml"), cell("away_close_ml")},
             row.game.start - absl::Minutes(1)},
            row);
  RefuseLines("opening", cell("home_open_spread"), cell("open_over_under"), row);
  RefuseLines("closing", cell("home_close_spread"), cell("close_over_under"), row);
  return {std::move(row), {}};
}

}  // namespace

const Layout& SbrNfl() {
  static const auto* layout =
      new Layout{"sbr-nfl",
                 "sbr_nfl",
                 {"season", "date", "home_team", "away_team", "home_final", "away_final",
                  "home_close_ml", "away_close_ml"},
                 {{kBook, "Sportsbook Review's closing book", "BOOK", false}},
                 ParseRow};
  return *layout;
}

}  // namespace overround::collector
