// Results of one season as basketball-reference and hockey-reference print them: one row a game.
//
// known_time rules, all ASSUMED:
//   the game    seven days before its start
//   the result  three hours after the start
// Times are US Eastern; without one the start is known to the day. Columns with the same name, and
// with none, are read by their place after one that has a name.

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/local_time.h"

namespace overround::collector {
namespace {

// What a league's file calls the same things.
struct Columns {
  absl::string_view source;
  absl::string_view sport;
  absl::string_view visitor;
  absl::string_view home;
  absl::string_view time;
};

// "7:30p" or "8:00 PM", and "10:00a".
std::optional<int> MinuteOf(absl::string_view text) {
  const size_t colon = text.find(':');
  int hour = 0;
  int minute = 0;
  if (colon == absl::string_view::npos || colon + 4 > text.size() ||
      !absl::SimpleAtoi(text.substr(0, colon), &hour) ||
      !absl::SimpleAtoi(text.substr(colon + 1, 2), &minute) || hour < 1 || hour > 12 ||
      minute > 59) {
    return std::nullopt;
  }
  const std::string half =
      absl::AsciiStrToLower(absl::StripAsciiWhitespace(text.substr(colon + 3)));
  const bool is_afternoon = absl::StartsWith(half, "p");
  if (!is_afternoon && !absl::StartsWith(half, "a")) return std::nullopt;
  return (hour % 12 + (is_afternoon ? 12 : 0)) * 60 + minute;
}

// "2023-10-10", or "Tue Oct 21 2025".
std::optional<absl::CivilDay> DateOf(absl::string_view text) {
  if (const auto day = ParseDay(text)) return day;
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%a %b %d %Y", text, &time, &error)) return std::nullopt;
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  return IsOfOurTime(day) ? std::optional(day) : std::nullopt;
}

ParsedRow ParseGame(const Columns& columns, const CsvHeader& header,
                    const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::CivilDay> day = DateOf(cell("Date"));
  ImportedGame row;
  row.sport = std::string(columns.sport);
  row.game.away = std::string(cell(columns.visitor));
  row.game.home = std::string(cell(columns.home));
  if (!day || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("Date: ", cell("Date"), ", want a day and two teams"));
  }
  row.game.external = {
      std::string(columns.source),
      absl::StrCat(absl::FormatCivilTime(*day), "/", row.game.away, "/", row.game.home)};
  if (const auto minute = MinuteOf(cell(columns.time))) {
    SetStart(FromUsEastern(absl::CivilSecond(*day) + int64_t{*minute} * 60), row);
    row.day = *day;
  } else {
    SetDay(*day, row);
  }
  const std::optional<int> away = ParseScoreCell(header.CellAfter(cells, columns.visitor, 1));
  const std::optional<int> home = ParseScoreCell(header.CellAfter(cells, columns.home, 1));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "want the points of both teams");
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  return {std::move(row), {}};
}

ParsedRow ParseBasketball(const CsvHeader& header, const std::vector<std::string>& cells) {
  ParsedRow parsed =
      ParseGame({"basketball_reference", "nba", "Visitor/Neutral", "Home/Neutral", "Start (ET)"},
                header, cells);
  // "OT" or "2OT", two columns after the points of home.
  if (parsed.row) {
    parsed.row->score->has_overtime = !header.CellAfter(cells, "Home/Neutral", 3).empty();
  }
  return parsed;
}

ParsedRow ParseHockey(const CsvHeader& header, const std::vector<std::string>& cells) {
  ParsedRow parsed =
      ParseGame({"hockey_reference", "nhl", "Visitor", "Home", "Time"}, header, cells);
  if (!parsed.row) return parsed;
  // "at O2 Arena (Prague CZ)": away from both homes, or from a home's own hall.
  parsed.row->game.is_neutral_site = absl::StartsWith(header.Cell(cells, "Notes"), "at ");
  Score& score = *parsed.row->score;
  // "OT", "2OT" or "SO". What goes on ended level, and the first goal decides: regulation is what
  // the loser has.
  score.has_overtime = !header.CellAfter(cells, "Home", 2).empty();
  const int level = std::min(score.home, score.away);
  score.regulation_home = *score.has_overtime ? level : score.home;
  score.regulation_away = *score.has_overtime ? level : score.away;
  return parsed;
}

}  // namespace

const Layout& NbaResults() {
  static const auto* layout = new Layout{"nba-results",
                                         "basketball_reference",
                                         {"Date", "Start (ET)", "Visitor/Neutral", "Home/Neutral"},
                                         {},
                                         ParseBasketball};
  return *layout;
}

const Layout& NhlResults() {
  static const auto* layout = new Layout{"nhl-results",
                                         "hockey_reference",
                                         {"Date", "Time", "Visitor", "Home", "LOG", "Notes"},
                                         {},
                                         ParseHockey};
  return *layout;
}

}  // namespace overround::collector
