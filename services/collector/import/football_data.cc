// football-data.co.uk season files: one row a game, decimal prices of several books.
//
// known_time rules, all ASSUMED:
//   the game         seven days before its start
//   an early price   15:00 UTC on the Friday before a game of Saturday to Monday, on the Tuesday
//   before one of
//                    Wednesday or Thursday, and in any case an hour before the start
//   a closing price  one minute before the start
//   the result       three hours after the start; a start known to the day counts from the day's
//   end
// Time is UK local, from 2019/20 on; before that the start is known to the day.
// Columns differ by season: they are read by name, and what a season lacks is not there.

#include <algorithm>
#include <array>
#include <iterator>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/domain/line.h"
#include "services/collector/import/cells.h"
#include "services/collector/import/local_time.h"

namespace overround::collector {
namespace {

struct Book {
  absl::string_view h2h;     // prefix of H, D and A
  absl::string_view totals;  // prefix of >2.5 and <2.5
  absl::string_view key;
  bool is_aggregate;
};
constexpr Book kBooks[] = {
    {"B365", "B365", "bet365", false},       {"BW", "", "bwin", false},
    {"IW", "", "interwetten", false},        {"LB", "LB", "ladbrokes", false},
    {"WH", "", "williamhill", false},        {"VC", "", "betvictor", false},
    {"SJ", "", "stanjames", false},          {"GB", "GB", "gamebookers", false},
    {"BS", "", "bluesquare", false},         {"SB", "", "sportingbet", false},
    {"SY", "", "stanleybet", false},         {"SO", "", "sportingodds", false},
    {"PS", "P", "pinnacle", false},          {"Max", "Max", "market_max", true},
    {"Avg", "Avg", "market_average", true},  {"BbMx", "BbMx", "market_max", true},
    {"BbAv", "BbAv", "market_average", true}};

struct Division {
  absl::string_view code;
  absl::string_view sport;
};
constexpr Division kDivisions[] = {{"E0", "epl"}, {"SP1", "laliga"}, {"F1", "ligue1"}};

struct Name {
  absl::string_view here;
  absl::string_view full;
};
// Where this source's short name is not what others say.
constexpr Name kNames[] = {{"Man United", "Manchester United"},
                           {"Man City", "Manchester City"},
                           {"Tottenham", "Tottenham Hotspur"},
                           {"Wolves", "Wolverhampton Wanderers"},
                           {"Newcastle", "Newcastle United"},
                           {"West Ham", "West Ham United"},
                           {"Brighton", "Brighton and Hove Albion"},
                           {"Leeds", "Leeds United"},
                           {"Leicester", "Leicester City"},
                           {"Norwich", "Norwich City"},
                           {"Nott'm Forest", "Nottingham Forest"},
                           {"West Brom", "West Bromwich Albion"},
                           {"Ipswich", "Ipswich Town"},
                           {"Ath Madrid", "Atlético Madrid"},
                           {"Ath Bilbao", "Athletic Bilbao"},
                           {"Betis", "Real Betis"},
                           {"Sociedad", "Real Sociedad"},
                           {"Celta", "Celta Vigo"},
                           {"Espanol", "Espanyol"},
                           {"Vallecano", "Rayo Vallecano"},
                           {"Cadiz", "Cádiz CF"},
                           {"Paris SG", "Paris Saint Germain"},
                           {"St Etienne", "Saint Etienne"},
                           {"Clermont", "Clermont Foot"}};

std::string FullName(absl::string_view name) {
  const auto found = std::find_if(std::begin(kNames), std::end(kNames),
                                  [&](const Name& each) { return each.here == name; });
  return std::string(found == std::end(kNames) ? name : found->full);
}

// DD/MM/YY, DD/MM/YYYY, and the re-saved YYYY/M/D of 2004/05, in which "2014/8/4" is 14 August
// 2004.
std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  std::array<int, 3> numbers{};
  if (parts.size() != 3) return std::nullopt;
  for (size_t i = 0; i < 3; ++i) {
    if (!absl::SimpleAtoi(parts[i], &numbers[i])) return std::nullopt;
  }
  auto [day, month, year] = numbers;
  if (day >= 1000) {
    day %= 100;
    year += 2000;
  }
  if (year < 100) year += year < 70 ? 2000 : 1900;
  const absl::CivilDay date(year, month, day);
  // CivilDay carries what is too much into the next month.
  if (date.month() != month || date.day() != day || !IsOfOurTime(date)) return std::nullopt;
  return date;
}

void SetDayAndTime(absl::CivilDay date, absl::string_view time, ImportedGame& row) {
  absl::CivilMinute clock;
  const std::string text = absl::StrCat(absl::FormatCivilTime(date), "T", time);
  if (!time.empty() && absl::ParseCivilTime(text, &clock)) {
    SetStart(FromUkLocal(absl::CivilSecond(clock)), row);
    row.day = date;
  } else {
    SetDay(date, row);
  }
}

absl::Time EarlyTime(absl::CivilDay date, absl::Time start) {
  const absl::Weekday day = absl::GetWeekday(date);
  const bool is_midweek = day == absl::Weekday::wednesday || day == absl::Weekday::thursday;
  const absl::CivilDay collected =
      absl::PrevWeekday(date, is_midweek ? absl::Weekday::tuesday : absl::Weekday::friday);
  const absl::Time at = absl::FromCivil(absl::CivilHour(collected) + 15, absl::UTCTimeZone());
  return std::min(at, start - absl::Hours(1));
}

MarketKey Regulation(MarketKind kind, absl::StatusOr<int32_t> line) {
  MarketKey market;
  market.kind = kind;
  market.period = Period::kRegulation;
  market.overtime = OvertimeRule::kExcluded;
  if (line.ok()) market.line_quarters = *line;
  return market;
}

// One moment's prices: `mark` is "" for early columns and "C" for closing ones.
struct Moment {
  absl::string_view mark;
  absl::Time known_time;
};

// Until 2005/06 each book had a handicap of its own; Betbrain's two share one.
std::string LineColumn(const CsvHeader& header, const Book& book, const Moment& moment) {
  if (book.totals == "BbMx" || book.totals == "BbAv") return "BbAHh";
  if (!moment.mark.empty()) return "AHCh";
  return header.Has("AHh") ? "AHh" : absl::StrCat(book.totals, "AH");
}

void ReadBook(const CsvHeader& header, const std::vector<std::string>& cells, const Book& book,
              const Moment& moment, ImportedGame& row) {
  const auto cell = [&](const std::string& column) { return header.Cell(cells, column); };
  const std::string h2h = absl::StrCat(book.h2h, moment.mark);
  MarketCells market{std::string(book.key), RegulationThreeWay(),
                     QuoteFormat::kDecimal, {cell(h2h + "H"), cell(h2h + "D"), cell(h2h + "A")},
                     moment.known_time,     book.is_aggregate};
  AddMarket(market, row);
  if (book.totals.empty()) return;
  const std::string totals = absl::StrCat(book.totals, moment.mark);
  // One copy of these files renamed the columns: see data on Ligue 1.
  const bool is_renamed = header.Has(totals + "_2_5");
  market.market = Regulation(MarketKind::kTotal, 10);
  market.prices = {cell(totals + (is_renamed ? "_2_5" : ">2.5")),
                   cell(totals + (is_renamed ? "_2_5_1" : "<2.5"))};
  AddMarket(market, row);
  const std::string line = LineColumn(header, book, moment);
  market.market = Regulation(MarketKind::kSpread, ParseLineQuarters(cell(line)));
  market.prices = {cell(totals + "AHH"), cell(totals + "AHA")};
  AddMarket(market, row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const auto division =
      std::find_if(std::begin(kDivisions), std::end(kDivisions),
                   [&](const Division& each) { return each.code == cell("Div"); });
  if (division == std::end(kDivisions)) {
    return RefuseRow(cell("Div").empty() ? Refusal::kMalformed : Refusal::kUnknownSport,
                     absl::StrCat("Div: ", cell("Div"), ", want E0, SP1 or F1"));
  }
  const std::optional<absl::CivilDay> date = ParseDate(cell("Date"));
  if (!date || cell("HomeTeam").empty() || cell("AwayTeam").empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("Date: ", cell("Date"), ", want a day and two teams"));
  }
  const std::optional<int> home = ParseScoreCell(cell("FTHG"));
  const std::optional<int> away = ParseScoreCell(cell("FTAG"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "FTHG, FTAG: want both");
  ImportedGame row;
  row.sport = std::string(division->sport);
  row.game.external = {"football_data", absl::StrCat(cell("Div"), "/", absl::FormatCivilTime(*date),
                                                     "/", cell("HomeTeam"), "/", cell("AwayTeam"))};
  row.game.home = FullName(cell("HomeTeam"));
  row.game.away = FullName(cell("AwayTeam"));
  SetDayAndTime(*date, cell("Time"), row);
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, false};
  const Moment early{"", EarlyTime(*date, row.game.start)};
  const Moment close{"C", row.game.start - absl::Minutes(1)};
  for (const Book& book : kBooks) {
    ReadBook(header, cells, book, early, row);
    ReadBook(header, cells, book, close, row);
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

const Layout& FootballData() {
  static const auto* layout = new Layout{"football-data",
                                         "football_data",
                                         {"Div", "Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG"},
                                         Sportsbooks(),
                                         ParseRow};
  return *layout;
}

}  // namespace overround::collector
