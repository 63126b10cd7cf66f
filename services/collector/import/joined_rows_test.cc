#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "services/collector/import/import_fixture_test.h"

namespace overround::collector {
namespace {

TEST_CASE("sides in rows of their own are joined, and kept or refused together", "[import][pg]") {
  ImportFixture collector;
  const auto counts = collector.Import(
      "odds-snapshots", kLongHeader,
      {Outcome("07", "h2h,Utah Jazz,1.91,"), Outcome("07", "h2h,LA Clippers,1.91,"),
       Outcome("07", "spreads,Utah Jazz,1.91,-3.5"), Outcome("07", "h2h_lay,Utah Jazz,1.95,"),
       Outcome("07", "h2h,Utah Jazz,1.91,"), Outcome("07", "totals,Over,1.2,220.5"),
       Outcome("07", "totals,Under,1.2,220.5")});
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 3);
  CHECK(counts->prices_stored == 3);
  CHECK(counts->refused.size() == 4);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE is_lay AND NOT is_bettable "
                         "AND basis = 'STATED' AND known_time = '2026-04-07 21:36:12+00'") == 1);
}

TEST_CASE("a later pull is news only where a price is another, and a sighting where not",
          "[import][pg]") {
  ImportFixture collector;
  REQUIRE(IsOk(collector.Import(
      "odds-snapshots", kLongHeader,
      {Outcome("07", "h2h,Utah Jazz,1.91,"), Outcome("07", "h2h,LA Clippers,1.91,")})));
  const auto later = collector.Import(
      "odds-snapshots", kLongHeader,
      {Outcome("08", "h2h,Utah Jazz,1.91,"), Outcome("08", "h2h,LA Clippers,1.95,")});
  REQUIRE(IsOk(later));
  CHECK(later->stored == 2);
  CHECK(later->prices_stored == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.imported_sightings WHERE known_time = "
                         "'2026-04-08 21:36:12+00'") == 1);
  CHECK(collector.Number("SELECT close_revision::BIGINT FROM collector.games") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE revision = 2 AND "
                         "sight_time = '2026-04-08 21:36:12+00'") == 2);
  const auto again = collector.Import(
      "odds-snapshots", kLongHeader,
      {Outcome("08", "h2h,Utah Jazz,1.91,"), Outcome("08", "h2h,LA Clippers,1.95,")});
  REQUIRE(IsOk(again));
  CHECK(again->known == 2);
}

TEST_CASE("a correction of one side is taken in, though the rows of the others are known",
          "[import][pg]") {
  ImportFixture collector;
  const std::string first = Outcome("07", "h2h,Utah Jazz,1.91,");
  const std::string second = Outcome("07", "h2h,LA Clippers,1.91,");
  const std::string other = Outcome("07", "spreads,Utah Jazz,1.91,-3.5");
  const std::string opposite = Outcome("07", "spreads,LA Clippers,1.91,3.5");
  REQUIRE(IsOk(collector.Import("odds-snapshots", kLongHeader, {first, second, other, opposite})));
  const std::vector<std::string> corrected = {first, Outcome("07", "h2h,LA Clippers,1.95,"), other,
                                              opposite};
  const auto counts = collector.Import("odds-snapshots", kLongHeader, corrected);
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 2);
  CHECK(counts->known == 2);
  CHECK(counts->prices_stored == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines l JOIN collector.games g ON "
                         "g.close_revision = l.revision WHERE odds_text = '1.95'") == 1);
  const auto again = collector.Import("odds-snapshots", kLongHeader, corrected);
  REQUIRE(IsOk(again));
  CHECK(again->known == 4);
}

TEST_CASE("a correction of both sides at once is taken in, and back", "[import][pg]") {
  ImportFixture collector;
  absl::Time now = kNow;
  const auto import = [&](const std::string& home, const std::string& away) {
    now += absl::Hours(1);
    return collector.importer.Import({"odds-snapshots",
                                      "file.csv",
                                      kLongHeader,
                                      2,
                                      {Outcome("07", "h2h,Utah Jazz," + home + ","),
                                       Outcome("07", "h2h,LA Clippers," + away + ",")},
                                      now},
                                     testing::Soon());
  };
  for (const auto& [home, away] : {std::pair("1.91", "1.92"), {"1.85", "2.05"}, {"1.91", "1.92"}}) {
    const auto counts = import(home, away);
    REQUIRE(IsOk(counts));
    CHECK(counts->stored == 2);
    CHECK(counts->prices_stored == 2);
  }
  CHECK(import("1.91", "1.92")->known == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines l JOIN collector.games g ON "
                         "g.close_revision = l.revision WHERE odds_text IN ('1.91', '1.92')") == 2);
}

// The lines a game's spreads close on now, at home, in quarters.
int64_t ClosingSpread(ImportFixture& collector) {
  return collector.Number(
      "SELECT sum(line_quarters)::BIGINT FROM collector.closing_lines l JOIN collector.games g ON "
      "g.game_id = l.game_id AND g.close_revision = l.revision WHERE slot LIKE 'spread.%' AND side "
      "= 'home' AND state <> 'GONE'");
}

TEST_CASE("a spread corrected and set back is news each time", "[import][pg]") {
  ImportFixture collector;
  absl::Time now = kNow;
  const auto import = [&](const std::string& line, const std::string& price) {
    now += absl::Hours(1);
    return collector.importer.Import(
        {"odds-snapshots",
         "file.csv",
         kLongHeader,
         2,
         {Outcome("07", absl::StrCat("spreads,Utah Jazz,", price, ",-", line)),
          Outcome("07", absl::StrCat("spreads,LA Clippers,1.91,", line))},
         now},
        testing::Soon());
  };
  for (const auto& [line, quarters] : {std::pair("3.5", -14), {"4.5", -18}, {"3.5", -14}}) {
    const auto counts = import(line, "1.91");
    REQUIRE(IsOk(counts));
    CHECK(counts->stored == 2);
    CHECK(ClosingSpread(collector) == quarters);
  }
  CHECK(import("3.5", "1.91")->known == 2);
  CHECK(import("3.5", "1.87")->stored == 2);
  CHECK(import("3.5", "1.91")->stored == 2);
}

TEST_CASE("several lines of one look are known together, in any order", "[import][pg]") {
  ImportFixture collector;
  const std::vector<std::string> rows = {
      Outcome("07", "spreads,Utah Jazz,1.91,-3.5"), Outcome("07", "spreads,LA Clippers,1.91,3.5"),
      Outcome("07", "spreads,Utah Jazz,2.3,-5.5"), Outcome("07", "spreads,LA Clippers,1.6,5.5")};
  CHECK(collector.Import("odds-snapshots", kLongHeader, rows)->stored == 4);
  CHECK(ClosingSpread(collector) == -36);
  const auto again =
      collector.Import("odds-snapshots", kLongHeader, {rows[3], rows[0], rows[2], rows[1]});
  CHECK(again->known == 4);
  const auto fewer = collector.importer.Import(
      {"odds-snapshots", "file.csv", kLongHeader, 2, {rows[0], rows[1]}, kNow + absl::Hours(1)},
      testing::Soon());
  CHECK(fewer->stored == 2);
  CHECK(ClosingSpread(collector) == -14);
}

TEST_CASE("a book's row of a pull corrected and set back is news each time", "[import][pg]") {
  ImportFixture collector;
  absl::Time now = kNow;
  const auto import = [&](const std::string& price, const std::string& line) {
    now += absl::Hours(1);
    return collector.importer.Import(
        {"book-snapshots",
         "file.csv",
         "date,sport,game_id,commence_time,snapshot_taken_at_utc,home_team,away_team,bookmaker,"
         "ml_home,ml_away,spread_home,spread_home_odds,spread_away,spread_away_odds",
         2,
         {absl::StrCat("2023-10-10,NHL,g1,2023-10-10T21:30:00Z,,Tampa Bay Lightning,Nashville "
                       "Predators,betmgm,",
                       price, ",120,-", line, ",180,", line, ",-225")},
         now},
        testing::Soon());
  };
  for (const auto& [price, line, quarters] : {std::tuple("-145", "1.5", -6),
                                              {"-140", "1.5", -6},
                                              {"-145", "1.5", -6},
                                              {"-145", "2.5", -10},
                                              {"-145", "1.5", -6}}) {
    const auto counts = import(price, line);
    REQUIRE(IsOk(counts));
    CHECK(counts->stored == 1);
    CHECK(ClosingSpread(collector) == quarters);
    CHECK(collector.Number(absl::StrCat(
              "SELECT count(*) FROM collector.closing_lines l JOIN collector.games g ON g.game_id "
              "= l.game_id AND g.close_revision = l.revision WHERE odds_text = '",
              price, "'")) == 1);
  }
  CHECK(import("-145", "1.5")->known == 1);
}

TEST_CASE("a correction of one team's score, or both, corrects the result, and back",
          "[import][pg]") {
  ImportFixture collector;
  const auto score = [](const std::string& team, int points) {
    return absl::StrCat(
        "e1,basketball_nba,Utah Jazz,LA Clippers,2026-04-08T23:10:00Z,True,2026-04-09T02:00:00Z,",
        team, ",", points);
  };
  const auto import = [&](int home, int away) {
    return collector.Import("wide-scores",
                            "event_id,sport_key,home_team,away_team,commence_time,completed,"
                            "last_update,score_name,score_value",
                            {score("Utah Jazz", home), score("LA Clippers", away)});
  };
  for (const auto& [home, away] : {std::pair(100, 98), {100, 99}, {100, 98}, {97, 96}, {100, 98}}) {
    const auto counts = import(home, away);
    REQUIRE(IsOk(counts));
    CHECK(counts->stored == 2);
  }
  CHECK(import(100, 98)->known == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 5);
  CHECK(collector.Events() == std::vector<std::string>{"GameScheduled", "GameFinal",
                                                       "ResultCorrected", "ResultCorrected",
                                                       "ResultCorrected", "ResultCorrected"});
}

}  // namespace
}  // namespace overround::collector
