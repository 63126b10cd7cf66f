#include "services/collector/intake/espn_intake.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

const absl::Time kBefore = absl::FromCivil(absl::CivilHour(2026, 5, 1, 21), absl::UTCTimeZone());
const absl::Time kAfter = absl::FromCivil(absl::CivilHour(2026, 5, 2, 3), absl::UTCTimeZone());

std::string Body(absl::string_view name) {
  return testing::ReadSourceFile(
      absl::StrCat("services/collector/sources/testdata/espn/", name, ".json"));
}

RawDocument Espn(DocumentKind kind, std::string body, absl::Time received,
                 const std::string& sport = "baseball/mlb") {
  RawDocument document;
  document.source = "espn";
  document.kind = kind;
  document.sport = sport;
  document.request = absl::StrCat("/apis/site/v2/sports/", sport, "/", ToString(kind));
  document.receive_time = received;
  document.body = std::move(body);
  return document;
}

// A scoreboard with one event of the two teams The Odds API has named.
std::string BoardOf(absl::string_view status, absl::string_view score,
                    absl::string_view date = "2026-05-01T23:05Z") {
  return absl::StrCat(
      R"({"events":[{"id":"5001","date":")", date,
      R"(","season":{"year":2026,"type":2},"competitions":[{"id":"5001","competitors":[)",
      R"({"homeAway":"home","score":")", score,
      R"(","team":{"id":"1","displayName":"River City Otters"}},)",
      R"({"homeAway":"away","score":"3","team":{"id":"2","displayName":"Harbor Gulls"}}],)",
      R"("status":{"type":)", status, "}}]}]}");
}
const char kFinal[] = R"({"name":"STATUS_FINAL","state":"post","completed":true})";
const char kScheduled[] = R"({"name":"STATUS_SCHEDULED","state":"pre","completed":false})";

struct EspnFixture : CollectorFixture {
  // The Odds API names the game of the Otters and the Gulls first.
  EspnFixture() {
    Take(Answer(testing::ReadSourceFile(
                    "services/collector/sources/testdata/the_odds_api/odds_american.json"),
                At("2026-05-01T20:00:00Z")));
  }

  Taken TakeBoard(std::string body, absl::Time received = kBefore) {
    return Take(Espn(DocumentKind::kScoreboard, std::move(body), received));
  }
  Taken TakeInjuries(std::string body, absl::Time received) {
    return Take(Espn(DocumentKind::kInjuries, std::move(body), received));
  }
  int64_t Count(absl::string_view what) {
    return Number(absl::StrCat("SELECT count(*) FROM collector.", what));
  }
  int64_t Told(const std::string& type) {
    const std::vector<std::string> types = Events();
    return std::count(types.begin(), types.end(), type);
  }
};

TEST_CASE("all who answer about a sport have their turns in one order", "[espn][turns][pg]") {
  EspnFixture collector;
  const SettableClock world(kBefore);
  const RawDocument odds = collector.Received(CollectorFixture::Answer("[]", {}), world);
  const RawDocument board =
      collector.Received(Espn(DocumentKind::kScoreboard, Body("scoreboard"), {}), world);
  CHECK(board.receive_time > odds.receive_time);
  const auto order = collector.intake.OrderOf("espn", board.sport, testing::Soon());
  CHECK(Fails(collector.intake.turns().Await(*order, board.receive_time, absl::InfinitePast()),
              absl::StatusCode::kUnavailable));
  collector.Take(odds);
  collector.Take(board);
  CHECK(collector.Count("raw_documents") == 3);
  const auto stranger = collector.intake.OrderOf("espn", "curling/world", testing::Soon());
  CHECK(stranger.value() == "espn/curling/world");
}

TEST_CASE("a scoreboard finds the game another source has named", "[espn][pg]") {
  EspnFixture collector;
  const Taken taken = collector.TakeBoard(Body("scoreboard"));
  CHECK(collector.Count("games") == 1);
  CHECK(collector.Count("game_external_ids") == 2);
  CHECK(collector.Count("quotes WHERE sportsbook_key = 'espn_draftkings' AND NOT is_bettable") ==
        6);
  CHECK(collector.Count("sportsbooks WHERE sportsbook_key = 'espn_draftkings' "
                        "AND kind = 'AGGREGATE'") == 1);
  CHECK(collector.Count("venues WHERE display_name = 'Otter Field'") == 1);
  CHECK(collector.Count("game_venues") == 1);
  CHECK(collector.Count("seasons WHERE season = 2026 AND start_time IS NOT NULL") == 1);
  CHECK(taken.counts.read == taken.counts.changed + taken.counts.unchanged + taken.counts.refused);
  CHECK(taken.counts.refused == 20);
}

TEST_CASE("a team nobody has named before is refused, and none is added", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(Body("scoreboard"));
  CHECK(collector.Count("teams") == 2);
  CHECK(collector.Number("SELECT failed_count FROM collector.data_quality_checks "
                         "WHERE check_type = 'unknown_team'") == 1);
  CHECK(collector.Count("team_external_ids") == 2);
}

TEST_CASE("the same scoreboard again adds nothing", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(Body("scoreboard"));
  const size_t events = collector.Events().size();
  const Taken again = collector.TakeBoard(Body("scoreboard"), kBefore + absl::Minutes(5));
  CHECK(again.counts.changed == 0);
  CHECK(again.counts.unchanged == 9);
  CHECK(collector.Events().size() == events);
}

TEST_CASE("a document taken in twice changes nothing, an older one is late", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(Body("scoreboard"));
  CHECK(collector.TakeBoard(Body("scoreboard")).is_known);
  const Taken late = collector.TakeBoard(Body("scoreboard"), kBefore - absl::Minutes(1));
  CHECK(late.counts.refused == late.counts.read);
  CHECK(collector.Count("raw_documents WHERE answer_kind = 'late'") == 1);
}

TEST_CASE("a final score ends the game, as assumed to have begun on time", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(kFinal, "5"), kAfter);
  CHECK(collector.Count("results WHERE home_score = 5 AND away_score = 3 AND source = 'espn'") ==
        1);
  CHECK(collector.Count("games WHERE status = 'FINAL' AND NOT is_start_actual") == 1);
  CHECK(collector.Told("LineClosed") == 1);
  collector.TakeBoard(BoardOf(kFinal, "6"), kAfter + absl::Hours(1));
  CHECK(collector.Told("ResultCorrected") == 1);
}

TEST_CASE("a result another source has told otherwise is refused", "[espn][pg]") {
  EspnFixture collector;
  const std::string scores =
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json");
  collector.Take(CollectorFixture::Answer(scores, kAfter, DocumentKind::kScores));
  const Taken same = collector.TakeBoard(BoardOf(kFinal, "5"), kAfter + absl::Minutes(1));
  CHECK(same.counts.refused == 0);
  const Taken other = collector.TakeBoard(BoardOf(kFinal, "9"), kAfter + absl::Minutes(2));
  CHECK(other.counts.refused == 1);
  CHECK(collector.Count("results WHERE game_id IN (SELECT game_id FROM "
                        "collector.game_external_ids WHERE source = 'espn')") == 1);
  CHECK(collector.Number("SELECT failed_count FROM collector.data_quality_checks "
                         "WHERE check_type = 'contradicted'") == 1);
}

TEST_CASE("a final game without a score is refused", "[espn][pg]") {
  EspnFixture collector;
  const Taken taken = collector.TakeBoard(BoardOf(kFinal, ""), kAfter);
  CHECK(taken.counts.refused == 1);
  CHECK(collector.Count("results") == 0);
}

TEST_CASE("a game put off waits for its next start", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(R"({"name":"STATUS_POSTPONED","state":"post"})", "0"));
  CHECK(collector.Count("games WHERE status = 'POSTPONED'") == 1);
  CHECK(collector.Told("GameMoved") == 1);
  collector.TakeBoard(BoardOf(kScheduled, "0", "2026-05-02T17:05Z"), kBefore + absl::Hours(1));
  CHECK(collector.Count("games WHERE status = 'SCHEDULED' "
                        "AND start_time = '2026-05-02T17:05:00Z'") == 1);
}

TEST_CASE("a game put off by mistake is on again at its old start", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(R"({"name":"STATUS_POSTPONED","state":"post"})", "0"));
  collector.TakeBoard(BoardOf(kScheduled, "0"), kBefore + absl::Minutes(5));
  CHECK(collector.Count("games WHERE status = 'SCHEDULED' "
                        "AND start_time = '2026-05-01T23:05:00Z'") == 1);
  CHECK(collector.Told("GameMoved") == 2);
  collector.TakeBoard(BoardOf(kScheduled, "0"), kBefore + absl::Minutes(10));
  CHECK(collector.Told("GameMoved") == 2);
}

TEST_CASE("a cancelled game is void", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(R"({"name":"STATUS_CANCELED","state":"post"})", "0"));
  CHECK(collector.Count("games WHERE status = 'VOID' AND void_reason = 'cancelled'") == 1);
}

TEST_CASE("a game another source names is not moved to and fro", "[espn][pg]") {
  EspnFixture collector;
  const std::string later = BoardOf(kScheduled, "0", "2026-05-01T23:10Z");
  collector.TakeBoard(later);
  CHECK(collector.Told("GameMoved") == 0);
  // One of ESPN's own, ten days later, is.
  const std::string own =
      absl::StrReplaceAll(BoardOf(kScheduled, "0", "2026-05-11T23:10Z"), {{"5001", "5005"}});
  collector.TakeBoard(own, kBefore + absl::Minutes(1));
  CHECK(collector.Count("games") == 2);
  // Kalshi's name for it is no start told.
  collector.Do([](pg::Transaction& tx) {
    return tx
        .Query(
            "INSERT INTO collector.game_external_ids SELECT gen_random_uuid(), 'kalshi', "
            "'KXMLBGAME-X', game_id, create_time FROM collector.game_external_ids "
            "WHERE external_id = '5005'")
        .status();
  });
  collector.TakeBoard(absl::StrReplaceAll(own, {{"23:10Z", "23:40Z"}}), kBefore + absl::Minutes(2));
  CHECK(collector.Told("GameMoved") == 1);
}

TEST_CASE("who leaves the list has recovered, and may be hurt again", "[espn][pg]") {
  EspnFixture collector;
  const Taken first = collector.TakeInjuries(Body("injuries"), kBefore);
  CHECK(first.counts.changed == 4);
  CHECK(collector.Count("players WHERE sport_key = 'mlb'") == 3);
  CHECK(collector.TakeInjuries(Body("injuries"), kBefore + absl::Hours(1)).counts.changed == 0);
  const std::string empty = R"({"injuries":[]})";
  CHECK(collector.TakeInjuries(empty, kBefore + absl::Hours(2)).counts.gone == 3);
  CHECK(collector.Count("injuries WHERE status = 'RECOVERED'") == 3);
  CHECK(collector.TakeInjuries(empty, kBefore + absl::Hours(3)).counts.gone == 0);
  collector.TakeInjuries(Body("injuries"), kBefore + absl::Hours(4));
  CHECK(collector.Count("injury_facts") == 9);
  CHECK(collector.Told("InjuryChanged") == 9);
  CHECK(collector.Count("injuries WHERE status = 'OUT' AND fact_count = 3 "
                        "AND return_day = '2026-05-04'") == 1);
}

TEST_CASE("nobody has recovered for a list that could not be read", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeInjuries(Body("injuries"), kBefore);
  const Taken faulty = collector.TakeInjuries(
      R"({"injuries":[{"id":"1","displayName":"River City Otters","injuries":[{"id":"x"}]}]})",
      kBefore + absl::Hours(1));
  CHECK(faulty.counts.refused == 1);
  // The Gulls' one has; the two Otters are in doubt.
  CHECK(faulty.counts.gone == 1);
  const Taken renamed = collector.TakeInjuries(
      R"({"injuries":[{"id":"1","displayName":"River City Otters"}]})", kBefore + absl::Hours(2));
  CHECK(renamed.counts.gone == 0);
}

TEST_CASE("a new stamp on an old injury is no change, a new word is", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeInjuries(Body("injuries"), kBefore);
  const std::string touched =
      absl::StrReplaceAll(Body("injuries"), {{"2026-05-01T20:48Z", "2026-05-01T21:48Z"}});
  CHECK(collector.TakeInjuries(touched, kBefore + absl::Hours(1)).counts.changed == 0);
  const std::string better = absl::StrReplaceAll(touched, {{"\"Out\"", "\"Probable\""}});
  CHECK(collector.TakeInjuries(better, kBefore + absl::Hours(2)).counts.changed == 1);
}

TEST_CASE("a changed statistic is the next revision of its group", "[espn][pg]") {
  EspnFixture collector;
  const auto take = [&](std::string body, absl::Duration after) {
    return collector.Take(Espn(DocumentKind::kTeamStatistics, std::move(body), kBefore + after))
        .counts;
  };
  CHECK(take(Body("team_statistics"), absl::ZeroDuration()).changed == 4);
  CHECK(take(Body("team_statistics"), absl::Hours(1)).changed == 0);
  const std::string changed = absl::StrReplaceAll(Body("team_statistics"), {{"0.250", "0.251"}});
  CHECK(take(changed, absl::Hours(2)).changed == 1);
  CHECK(collector.Count("team_statistics WHERE statistic_group = 'batting'") == 2);
  CHECK(collector.Count("team_statistics WHERE statistic_group = 'pitching'") == 1);
  CHECK(collector.Told("StatsRecorded") == 2);
}

// A summary of the game of the two teams.
std::string SummaryOf(absl::string_view points) {
  return absl::StrCat(
      R"({"header":{"id":"5001"},"boxscore":{"teams":[{"team":{"displayName":"Harbor Gulls"},)",
      R"("statistics":[{"name":"made-tried","displayValue":"3-9"}]}],"players":[{"team":)",
      R"({"displayName":"River City Otters"},"statistics":[{"keys":["points"],"athletes":[)",
      R"({"athlete":{"id":"901","displayName":"Ada Reed"},"starter":true,"stats":[")", points,
      R"("]},{"athlete":{"id":"902","displayName":"Ben Marsh"},"didNotPlay":true,)",
      R"("reason":"KNEE","stats":[]}]}]}]}})");
}

TEST_CASE("a box score counts once the game is over, and is corrected line by line", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(kScheduled, "0"));
  const auto take = [&](std::string body, absl::Time received) {
    return collector.Take(Espn(DocumentKind::kSummary, std::move(body), received)).counts;
  };
  CHECK(take(SummaryOf("7"), kBefore + absl::Minutes(1)).refused == 3);
  collector.TakeBoard(BoardOf(kFinal, "5"), kAfter);
  CHECK(take(SummaryOf("7"), kAfter + absl::Minutes(1)).changed == 3);
  CHECK(take(SummaryOf("7"), kAfter + absl::Minutes(2)).unchanged == 3);
  CHECK(take(SummaryOf("8"), kAfter + absl::Minutes(3)).changed == 1);
  CHECK(collector.Count("box_score_lines") == 4);
  CHECK(collector.Count("box_score_lines WHERE player_id IS NULL "
                        "AND value_texts = ARRAY['3', '9']") == 1);
  CHECK(collector.Count("box_score_lines WHERE NOT did_play AND reason = 'KNEE'") == 1);
  CHECK(collector.Count("box_score_lines WHERE revision = 2 AND value_texts = ARRAY['8']") == 1);
}

TEST_CASE("a box score is none before ESPN has ended the game, whoever else has", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(kScheduled, "0"));
  collector.Take(CollectorFixture::Answer(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"),
      kAfter, DocumentKind::kScores));
  REQUIRE(collector.Count("games WHERE status = 'FINAL'") == 1);
  const auto [state, kept] = GENERATE(table<std::string, int>({{"in", 0}, {"post", 3}}));
  const std::string body = absl::StrReplaceAll(
      SummaryOf("7"),
      {{R"({"id":"5001"})",
        absl::StrCat(
            R"({"id":"5001","competitions":[{"id":"5001","date":"2026-05-01T23:05Z",)",
            R"("competitors":[{"homeAway":"home","score":"4","team":{"id":"1",)",
            R"("displayName":"River City Otters"}},{"homeAway":"away","score":"2",)",
            R"("team":{"id":"2","displayName":"Harbor Gulls"}}],"status":{"type":{"name":)",
            state == "in" ? R"("STATUS_IN_PROGRESS")" : R"("STATUS_FINAL")", R"(,"state":")", state,
            R"("}}}]})")}});
  collector.Take(Espn(DocumentKind::kSummary, body, kAfter + absl::Minutes(1)));
  CHECK(collector.Count("box_score_lines") == kept);
}

TEST_CASE("a game's summary does not trade a player back", "[espn][pg]") {
  EspnFixture collector;
  collector.TakeBoard(BoardOf(kFinal, "5"), kAfter);
  const std::string traded =
      absl::StrReplaceAll(Body("injuries"), {{"River City Otters", "Harbor Gulls"}});
  collector.TakeInjuries(traded, kAfter + absl::Hours(1));
  collector.Take(Espn(DocumentKind::kSummary, SummaryOf("7"), kAfter + absl::Hours(2)));
  CHECK(collector.Count("players p JOIN collector.teams t ON t.team_id = p.team_id "
                        "WHERE p.display_name = 'Ada Reed' "
                        "AND t.display_name = 'Harbor Gulls'") == 1);
}

TEST_CASE("an error is known by its status, whatever its body is", "[espn][pg]") {
  EspnFixture collector;
  RawDocument page = Espn(DocumentKind::kScoreboard, "<html>busy</html>", kBefore);
  page.status = 503;
  page.headers = {{"Content-Type", "text/html"}};
  CHECK(collector.Take(page).answer.kind == the_odds_api::AnswerKind::kProviderDown);
  RawDocument body = Espn(DocumentKind::kInjuries, R"({"code":404,"message":"no"})", kBefore);
  body.status = 404;
  CHECK(collector.Take(body).answer.kind == the_odds_api::AnswerKind::kUnknownSport);
  const Taken cut = collector.TakeBoard(Body("scoreboard").substr(0, 900), kBefore);
  CHECK(cut.answer.kind == the_odds_api::AnswerKind::kTruncated);
  CHECK(collector.Count("raw_documents WHERE source = 'espn' AND read_count = 0") == 3);
}

TEST_CASE("a league that begins in one year and ends in the next is named after the first",
          "[espn][pg]") {
  EspnFixture collector;
  const std::string body =
      R"({"injuries":[],"season":{"year":2027,"type":1,"displayName":"2026-27"}})";
  collector.Take(Espn(DocumentKind::kInjuries, body, kBefore, "basketball/nba"));
  CHECK(collector.Count("seasons WHERE sport_key = 'nba' AND season = 2026 "
                        "AND season_type = 'PRESEASON'") == 1);
}

TEST_CASE("a captured box score is taken in whole", "[espn][pg]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: captured answers of ESPN need OVERROUND_DATA_DIR");
    return;
  }
  CollectorFixture collector;
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    const auto sport = games::FindSport(tx, "wnba");
    auto teams = Teams::Load(tx, **sport, collector.ids);
    for (const char* name : {"Atlanta Dream", "Connecticut Sun"}) {
      const auto team = teams->Resolve(tx, {"odds_api", name}, kBefore);
      if (!team.ok()) return team.status();
    }
    return absl::OkStatus();
  });
  std::ifstream file(*dir + "/payloads/espn/summary_full_wnba.json", std::ios::binary);
  REQUIRE(file.good());
  std::string body{std::istreambuf_iterator<char>(file), {}};
  const Taken taken =
      collector.Take(Espn(DocumentKind::kSummary, std::move(body), kAfter, "basketball/wnba"));
  CHECK(taken.counts.refused == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.box_score_lines") ==
        taken.counts.read - 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE home_score = 72") == 1);
  CHECK(collector.Number("SELECT attendance FROM collector.game_venues") == 7508);
}

}  // namespace
}  // namespace overround::collector
