#include "services/collector/sources/espn.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/testing/golden.h"

namespace overround::collector::espn {
namespace {

std::string Body(absl::string_view name) {
  return testing::ReadSourceFile(
      absl::StrCat("services/collector/sources/testdata/espn/", name, ".json"));
}

// Parsed, and nothing read is lost.
template <typename Sheet>
Sheet Whole(absl::StatusOr<Sheet> sheet) {
  INFO(sheet.status());
  REQUIRE(sheet.ok());
  int refused = 0;
  for (const Refused& each : sheet->refused) {
    UNSCOPED_INFO(ToString(each.reason) << ": " << each.detail << " x" << each.count);
    refused += each.count;
  }
  CHECK(sheet->read == sheet->Kept() + refused);
  return *std::move(sheet);
}

template <typename Sheet>
std::map<Refusal, int> RefusedBy(const Sheet& sheet) {
  std::map<Refusal, int> counts;
  for (const Refused& each : sheet.refused) counts[each.reason] += each.count;
  return counts;
}

ScoreboardSheet Scoreboard(absl::string_view name, Period period = Period::kFullGame) {
  return Whole(ParseScoreboard(Body(name), period));
}

absl::Time At(absl::string_view text) {
  absl::Time time;
  std::string error;
  REQUIRE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

const Offer& Find(const BookSheet& book, const MarketKey& market, Side side) {
  const auto found = std::find_if(book.offers.begin(), book.offers.end(), [&](const Offer& offer) {
    return offer.market == market && offer.side == side;
  });
  INFO(market.ToString() << " " << ToString(side));
  REQUIRE(found != book.offers.end());
  return *found;
}

const EventSheet& EventOf(const ScoreboardSheet& sheet, absl::string_view id) {
  const auto found = std::find_if(sheet.events.begin(), sheet.events.end(), [&](const auto& event) {
    return event.game.provider_game_id == id;
  });
  INFO(id);
  REQUIRE(found != sheet.events.end());
  return *found;
}

TEST_CASE("a time without seconds, teams by side and a neutral site are read", "[espn]") {
  const EventSheet event = EventOf(Scoreboard("scoreboard"), "5001");
  CHECK(event.game.start == At("2026-05-01T23:05:00Z"));
  CHECK(event.home.name == "River City Otters");
  CHECK(event.away.provider_team_id == "2");
  CHECK(event.is_neutral_site);
  CHECK(event.is_start_known);
  CHECK(event.is_postseason == false);
  CHECK(event.venue->name == "Otter Field");
  CHECK(event.venue->region == "Ohio");
  CHECK(event.attendance == std::nullopt);
}

TEST_CASE("a score before the start is no score, and after it is a number", "[espn]") {
  const ScoreboardSheet sheet = Scoreboard("scoreboard");
  CHECK(EventOf(sheet, "5001").home_score == std::nullopt);
  const EventSheet& over = EventOf(sheet, "5002");
  CHECK(over.state == EventState::kOver);
  CHECK(over.home_score == 2);
  CHECK(over.away_score == 7);
  CHECK(over.attendance == 31'250);
}

TEST_CASE("a page's prices are under a name of their own, at the nested lines", "[espn]") {
  const BookSheet book = EventOf(Scoreboard("scoreboard"), "5001").game.books.at(0);
  CHECK(book.key == "espn_draftkings");
  CHECK(book.title == "DraftKings (ESPN)");
  CHECK(book.offers.size() == 6);
  CHECK(Find(book, FullGameMoneyline(), Side::kAway).odds == *Odds::FromAmerican(120));
  // Beside them stands "spread": 1.5, which says the other team is the favourite.
  CHECK(Find(book, FullGameSpread(-6), Side::kHome).odds_text == "+145");
  CHECK(Find(book, FullGameTotal(34), Side::kUnder).odds == *Odds::FromAmerican(100));
}

TEST_CASE("prices nobody dates are counted, not kept", "[espn]") {
  const ScoreboardSheet sheet = Scoreboard("scoreboard");
  // Six opening prices each, and six shown after a game was over.
  CHECK(RefusedBy(sheet)[Refusal::kUndated] == 18);
  CHECK(RefusedBy(sheet)[Refusal::kMalformed] == 1);
  CHECK(sheet.read == 2 + 24 + 2 + 1);
}

TEST_CASE("the league's season is told with its days", "[espn]") {
  const auto season = Scoreboard("scoreboard").season;
  REQUIRE(season.has_value());
  CHECK(season->provider_year == 2026);
  CHECK(season->type == SeasonType::kRegular);
  CHECK(season->start == At("2026-02-19T08:00:00Z"));
}

TEST_CASE("a game's state is told by name and phase", "[espn]") {
  const ScoreboardSheet sheet = Scoreboard("scoreboard_quirks");
  const auto state = [&](absl::string_view id) { return EventOf(sheet, id).state; };
  CHECK(state("6001") == EventState::kPostponed);
  CHECK(state("6002") == EventState::kCancelled);
  CHECK(state("6003") == EventState::kScheduled);
  CHECK(state("6004") == EventState::kInPlay);
  CHECK(state("6005") == EventState::kInPlay);
  CHECK(state("6006") == EventState::kScheduled);
  CHECK(EventOf(sheet, "6007").ending == EventEnding::kRetired);
  CHECK(EventOf(sheet, "6008").ending == EventEnding::kWalkover);
  CHECK_FALSE(EventOf(sheet, "6006").is_start_known);
}

TEST_CASE("the play-offs and the week are told; a league without them has none", "[espn]") {
  const ScoreboardSheet sheet = Scoreboard("scoreboard_quirks");
  CHECK(EventOf(sheet, "6019").is_postseason == true);
  CHECK(EventOf(sheet, "6019").week == 5);
  CHECK(EventOf(sheet, "6020").is_postseason == false);
}

TEST_CASE("each faulty event is refused by its reason, its prices with it", "[espn]") {
  std::map<Refusal, int> refused = RefusedBy(Scoreboard("scoreboard_quirks"));
  // The all-star game and its twelve prices.
  CHECK(refused[Refusal::kExhibition] == 13);
  CHECK(refused[Refusal::kUnknownState] == 1);
  CHECK(refused[Refusal::kDuplicate] == 1);
  CHECK(refused[Refusal::kWrongOutcomes] == 1);
  CHECK(refused[Refusal::kImpossibleLine] == 2);
  CHECK(refused[Refusal::kImpossiblePrice] == 2);
  // Four events, and the six prices of a book without a name.
  CHECK(refused[Refusal::kMalformed] == 10);
}

TEST_CASE("a soccer game's moneyline of two sides is not one we can settle", "[espn]") {
  const ScoreboardSheet sheet = Scoreboard("scoreboard", Period::kRegulation);
  CHECK(RefusedBy(sheet)[Refusal::kWrongOutcomes] == 2);
}

TEST_CASE("an injured player is named by the link", "[espn]") {
  const InjuriesSheet sheet = Whole(ParseInjuries(Body("injuries")));
  CHECK(sheet.is_whole);
  REQUIRE(sheet.teams.size() == 2);
  const InjurySheet& first = sheet.teams[0].injuries.at(0);
  CHECK(first.player.provider_player_id == "901");
  CHECK(first.player.position == "P");
  CHECK(first.status == InjuryStatus::kOut);
  // The status says out, the comment does not: both are kept.
  CHECK(first.comment == "is questionable for Friday");
  CHECK(first.return_day == absl::CivilDay(2026, 5, 4));
  CHECK(sheet.teams[0].injuries.at(1).status == InjuryStatus::kInjuredReserve);
  CHECK(sheet.teams[1].injuries.at(0).provider_time == At("2026-05-01T20:48:00Z"));
}

TEST_CASE("a faulty injury leaves its team in doubt, a faulty team all of them", "[espn]") {
  const InjuriesSheet sheet = Whole(ParseInjuries(Body("injuries_quirks")));
  CHECK_FALSE(sheet.is_whole);
  CHECK_FALSE(sheet.teams[0].is_whole);
  CHECK(sheet.teams[0].injuries.size() == 2);
  CHECK(sheet.teams[1].is_whole);
  CHECK(sheet.teams[1].injuries.at(0).status == InjuryStatus::kOther);
  CHECK(sheet.teams[1].injuries.at(0).status_text == "Resting");
  CHECK(RefusedBy(sheet)[Refusal::kDuplicate] == 1);
  CHECK(RefusedBy(sheet)[Refusal::kMalformed] == 4);
}

TEST_CASE("a team without its list is refused, not taken for a healthy one", "[espn]") {
  const InjuriesSheet sheet =
      Whole(ParseInjuries(R"({"injuries":[{"id":"1","displayName":"River City Otters"}]})"));
  CHECK_FALSE(sheet.is_whole);
  CHECK(RefusedBy(sheet)[Refusal::kMalformed] == 1);
}

TEST_CASE("a team's statistics keep the numbers as written", "[espn]") {
  const TeamStatisticsSheet sheet = Whole(ParseTeamStatistics(Body("team_statistics")));
  CHECK(sheet.team.name == "River City Otters");
  REQUIRE(sheet.groups.size() == 2);
  const auto& batting = sheet.groups[0].statistics;
  CHECK(batting.at(0).value == "1021");
  CHECK(batting.at(0).per_game == "8.25");
  CHECK(batting.at(0).rank == 3);
  CHECK(batting.at(1).value == "0.250");
  CHECK(batting.at(2).value == "W5");
  CHECK(RefusedBy(sheet)[Refusal::kMalformed] == 4);
  CHECK(RefusedBy(sheet)[Refusal::kDuplicate] == 1);
}

TEST_CASE("a pair in one text is two statistics", "[espn]") {
  const SummarySheet sheet = Whole(ParseSummary(Body("summary")));
  REQUIRE(sheet.lines.size() == 5);
  const auto& team = sheet.lines[0].statistics;
  CHECK(team.at(0).name == "fieldGoalsMade");
  CHECK(team.at(0).value == "32");
  CHECK(team.at(1).name == "fieldGoalsAttempted");
  CHECK(team.at(1).value == "71");
  CHECK(team.at(2).value == "24");
  const auto& passing = sheet.lines[3].statistics;
  CHECK(sheet.lines[3].group == "passing");
  CHECK(passing.at(1).name == "ATT");
  CHECK(passing.at(1).value == "34");
  CHECK(passing.at(2).name == "FGMade");
  // A loss of yards is no pair.
  CHECK(sheet.lines[4].statistics.at(0).value == "-3");
}

TEST_CASE("who did not play says why, and who did does not", "[espn]") {
  const SummarySheet sheet = Whole(ParseSummary(Body("summary")));
  CHECK(sheet.lines[1].did_play);
  CHECK(sheet.lines[1].is_starter);
  CHECK(sheet.lines[1].reason.empty());
  CHECK(sheet.lines[1].statistics.back().value == "+8");
  CHECK_FALSE(sheet.lines[2].did_play);
  CHECK(sheet.lines[2].reason == "RIGHT KNEE");
  CHECK(sheet.lines[2].statistics.empty());
}

TEST_CASE("a summary names its game, venue and season; faulty lines are counted", "[espn]") {
  const SummarySheet sheet = Whole(ParseSummary(Body("summary")));
  CHECK(sheet.provider_game_id == "5002");
  CHECK(sheet.event->away_score == 7);
  CHECK(sheet.venue->region == "Canada");
  CHECK(sheet.venue->is_grass == false);
  CHECK(sheet.attendance == 31'250);
  // A number for a text, too few columns, and a group without columns.
  CHECK(RefusedBy(sheet)[Refusal::kMalformed] == 3);
  CHECK(RefusedBy(sheet)[Refusal::kDuplicate] == 1);
  const SummarySheet brief = Whole(ParseSummary(Body("summary_short")));
  CHECK(brief.event == std::nullopt);
  CHECK(brief.read == 0);
}

TEST_CASE("what is no answer of ESPN's is refused whole", "[espn]") {
  const auto body = GENERATE("", "[]", "7", "{", "<html>", R"({"code":404,"message":"no"})");
  CHECK(ParseScoreboard(body, {}).status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(ParseInjuries(body).status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(ParseTeamStatistics(body).status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(ParseSummary(body).status().code() == absl::StatusCode::kInvalidArgument);
}

std::string Captured(const std::string& dir, absl::string_view name) {
  std::ifstream file(absl::StrCat(dir, "/payloads/espn/", name), std::ios::binary);
  INFO(name);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("captured scoreboards are read whole but for what we do not keep", "[espn]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: captured answers of ESPN need OVERROUND_DATA_DIR");
    return;
  }
  const auto parse = [&](absl::string_view name) {
    return Whole(ParseScoreboard(Captured(*dir, name), Period::kFullGame));
  };
  const ScoreboardSheet baseball = parse("scoreboard_mlb_20260809.json");
  CHECK(baseball.events.size() == 15);
  CHECK(baseball.events[0].game.books.at(0).offers.size() == 6);
  for (const Refused& each : baseball.refused) CHECK(each.reason == Refusal::kUndated);
  CHECK(parse("scoreboard_nba_trimmed.json").refused.empty());
  CHECK(parse("scoreboard_wnba_final_trimmed.json").events.size() == 2);
  CHECK(RefusedBy(parse("scoreboard_allstar_trimmed.json"))[Refusal::kExhibition] == 1);
  const ScoreboardSheet football = parse("from-docs/scoreboard_nfl_scheduled_handmade.json");
  CHECK(football.events.size() == 1);
  CHECK(RefusedBy(football)[Refusal::kMalformed] == 1);
}

TEST_CASE("captured injuries, statistics and summaries are read without a refusal", "[espn]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: captured answers of ESPN need OVERROUND_DATA_DIR");
    return;
  }
  const auto injuries = Whole(ParseInjuries(Captured(*dir, "injuries_wnba.json")));
  CHECK(injuries.refused.empty());
  CHECK(injuries.teams.at(0).injuries.at(0).player.provider_player_id == "4597509");
  const auto team = Whole(ParseTeamStatistics(Captured(*dir, "from-docs/team_statistics.json")));
  CHECK(team.refused.empty());
  const auto brief = Whole(ParseSummary(Captured(*dir, "summary_boxscore_wnba_trimmed.json")));
  CHECK(brief.refused.empty());
  const auto full = Whole(ParseSummary(Captured(*dir, "summary_full_wnba.json")));
  CHECK(full.refused.empty());
  CHECK(full.venue->name == "Mohegan Sun Arena");
  CHECK(full.event->home_score == 72);
}

}  // namespace
}  // namespace overround::collector::espn
