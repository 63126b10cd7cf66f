// tennis-data.co.uk's WTA seasons: one row a match, decimal prices of several books, score by sets.
//
// known_time rules, all ASSUMED:
//   the match   twelve hours before its day: the order of play is out the evening before
//   the prices  one minute before the start
//   the result  three hours after the day's end
// The winner stands first. Whoever has the lesser name is our home, so that the order says nothing
// about the result. The start is known to the day. A retirement keeps the sets played by then; a
// walkover ("Walkoer" once) has none.

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"

namespace overround::collector {
namespace {

struct Book {
  absl::string_view column;
  absl::string_view key;
  bool is_aggregate;
};
constexpr Book kBooks[] = {{"B365", "bet365", false},      {"EX", "expekt", false},
                           {"LB", "ladbrokes", false},     {"PS", "pinnacle", false},
                           {"SJ", "stanjames", false},     {"Max", "market_max", true},
                           {"Avg", "market_average", true}};

// The sets of one of the two; counted from the games of each set where the sum is not told. Who
// retires before a set is over leaves none.
std::optional<int> SetsOf(const CsvHeader& header, const std::vector<std::string>& cells,
                          absl::string_view player, absl::string_view other) {
  const absl::string_view told = header.Cell(cells, absl::StrCat(player, "sets"));
  if (!told.empty()) return ParseScoreCell(told);
  int sets = 0;
  for (const absl::string_view set : {"1", "2", "3"}) {
    const auto mine = ParseScoreCell(header.Cell(cells, absl::StrCat(player, set)));
    const auto theirs = ParseScoreCell(header.Cell(cells, absl::StrCat(other, set)));
    if (mine && theirs && *mine > *theirs) ++sets;
  }
  return sets;
}

std::optional<Score> ReadScore(const CsvHeader& header, const std::vector<std::string>& cells,
                               bool is_winner_home) {
  const absl::string_view comment = header.Cell(cells, "Comment");
  Score score;
  if (absl::StartsWith(comment, "Walko")) {
    score.ending = Ending::kWalkover;
    return score;
  }
  if (comment == "Retired") {
    score.ending = Ending::kRetired;
  } else if (comment != "Completed") {
    return std::nullopt;
  }
  const std::optional<int> won = SetsOf(header, cells, "W", "L");
  const std::optional<int> lost = SetsOf(header, cells, "L", "W");
  if (!won || !lost || (score.ending == Ending::kPlayed && *won <= *lost)) return std::nullopt;
  score.home = is_winner_home ? *won : *lost;
  score.away = is_winner_home ? *lost : *won;
  return score;
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::CivilDay> day = ParseDay(cell("Date"));
  const std::string winner(cell("Winner"));
  const std::string loser(cell("Loser"));
  if (!day || winner.empty() || loser.empty() || winner == loser) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("Date, Winner, Loser: ", cell("Date"), " ", winner, " ", loser,
                                  ", want a day and two players"));
  }
  const bool is_winner_home = winner < loser;
  ImportedGame row;
  row.sport = "wta";
  row.game.home = is_winner_home ? winner : loser;
  row.game.away = is_winner_home ? loser : winner;
  row.game.external = {"tennis_data",
                       absl::StrCat(cell("Date"), "/", cell("Tournament"), "/", cell("Round"), "/",
                                    row.game.home, "/", row.game.away)};
  row.game.is_neutral_site = true;
  SetDay(*day, row);
  row.known_time = row.game.start - absl::Hours(12);
  row.score = ReadScore(header, cells, is_winner_home);
  if (!row.score) {
    return RefuseRow(Refusal::kMissingScore,
                     absl::StrCat("Comment, Wsets, Lsets: ", cell("Comment"), ", want an ending"));
  }
  for (const Book& book : kBooks) {
    const absl::string_view of_winner = cell(absl::StrCat(book.column, "W"));
    const absl::string_view of_loser = cell(absl::StrCat(book.column, "L"));
    AddMarket({std::string(book.key),
               FullGameMoneyline(),
               QuoteFormat::kDecimal,
               {is_winner_home ? of_winner : of_loser, is_winner_home ? of_loser : of_winner},
               row.game.start - absl::Minutes(1),
               book.is_aggregate},
              row);
  }
  return {std::move(row), {}};
}

std::vector<Sportsbook> Sportsbooks() {
  std::vector<Sportsbook> books;
  for (const Book& book : kBooks) {
    if (!book.is_aggregate) {
      books.push_back({std::string(book.key), std::string(book.key), "BOOK", false});
    }
  }
  return books;
}

}  // namespace

const Layout& TennisData() {
  static const auto* layout =
      new Layout{"tennis-data",
                 "tennis_data",
                 {"Tournament", "Date", "Round", "Winner", "Loser", "Wsets", "Lsets", "Comment"},
                 Sportsbooks(),
                 ParseRow};
  return *layout;
}

}  // namespace overround::collector
