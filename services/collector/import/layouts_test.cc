#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/collector/fixture_test.h"
#include "services/collector/import/layout.h"
#include "services/collector/import/rows.h"

// Every layout, with rows of our own that have what its real files have.
namespace overround::collector {
namespace {

// One row read alone.
ParsedRow Read(const Layout& layout, const std::string& header, const std::string& row) {
  const auto names = CsvHeader::Parse(header, layout.required_columns);
  REQUIRE(testing::IsOk(names));
  return layout.parse(*names, *SplitCsv(row));
}

ImportedGame Game(const Layout& layout, const std::string& header, const std::string& row) {
  ParsedRow parsed = Read(layout, header, row);
  INFO(parsed.refused.detail);
  REQUIRE(parsed.row.has_value());
  return *std::move(parsed.row);
}

Refusal WhyRefused(const Layout& layout, const std::string& header, const std::string& row) {
  const ParsedRow parsed = Read(layout, header, row);
  REQUIRE_FALSE(parsed.row.has_value());
  return parsed.refused.reason;
}

// "home -160 @0" for each price, the line in quarters.
std::vector<std::string> PricesOf(const ImportedGame& game) {
  std::vector<std::string> prices;
  for (const ImportedPrice& each : game.prices) {
    prices.push_back(absl::StrCat(ToString(each.offer.side), " ", each.offer.odds_text, " @",
                                  each.offer.market.line_quarters.value_or(0)));
  }
  return prices;
}

int RefusedPrices(const ImportedGame& game, Refusal reason) {
  int count = 0;
  for (const Refused& each : game.refused_prices) count += each.reason == reason ? each.count : 0;
  return count;
}

using Texts = std::vector<std::string>;

TEST_CASE("nfldata's lines without prices are counted, and a moved team is one", "[import]") {
  const ImportedGame game =
      Game(NfldataGames(),
           "game_id,gameday,gametime,away_team,home_team,away_score,home_score,spread_line,"
           "total_line,home_spread_odds,away_spread_odds,over_odds,under_odds",
           "2003_08_MIA_SD,2003-10-27,21:00,MIA,SD,26,10,-5.5,40.5,,,,");
  CHECK(game.game.home == "Los Angeles Chargers");
  CHECK(game.prices.empty());
  CHECK(RefusedPrices(game, Refusal::kMissingPrice) == 2);
}

const char kLines[] = "game_id,alt_game_id,type,side,line,odds,outcome";

TEST_CASE("a closing line of the guest is written as added to home", "[import]") {
  const ImportedGame game =
      Game(NfldataClosingLines(), kLines, "2006091000,2006_01_ATL_CAR,SPREAD,ATL,4.5,-110,1");
  REQUIRE(game.loose_side.has_value());
  CHECK(game.game.external.id == "2006_01_ATL_CAR");
  CHECK(game.game.start == At("2006-09-10T00:00:00Z"));
  CHECK(game.loose_side->side == Side::kAway);
  CHECK(game.loose_side->market.line_quarters == -18);
  CHECK(WhyRefused(NfldataClosingLines(), kLines, "2006091000,2006_01_ATL_CAR,SPREAD,ATL,4.5,,1") ==
        Refusal::kMissingPrice);
  CHECK(WhyRefused(NfldataClosingLines(), kLines,
                   "2006091000,2006_01_ATL_CAR,SPREAD,DAL,4.5,-110,1") == Refusal::kUnknownOutcome);
  CHECK(WhyRefused(NfldataClosingLines(), kLines, "2006,2006_01_ATL_CAR,TOTAL,Over,40,-110,1") ==
        Refusal::kMalformed);
}

const char kElo[] =
    "date,season,neutral,playoff,team1,team2,elo1,elo2,elo_prob1,score1,score2,result1";

TEST_CASE("a row of FiveThirtyEight is a game of a day with its result", "[import]") {
  const ImportedGame game =
      Game(FiveThirtyEightNfl(), kElo, "1997-12-21,1997,1,0,OAK,WSH,1500,1500,0.5,21,21,0.5");
  CHECK(game.game.home == "Las Vegas Raiders");
  CHECK(game.game.away == "Washington Commanders");
  CHECK(game.game.is_neutral_site);
  CHECK(game.game.precision == StartPrecision::kDay);
  CHECK(game.score->home == 21);
  CHECK_FALSE(game.score->has_overtime.has_value());
  CHECK(game.result_known_time == At("1997-12-22T03:00:00Z"));
  CHECK(WhyRefused(FiveThirtyEightNfl(), kElo, "1997-12-21,1997,1,0,OAK,WSH,1,1,0.5,,,") ==
        Refusal::kMissingScore);
  CHECK(WhyRefused(FiveThirtyEightNfl(), kElo, "1997-02-30,1997,1,0,OAK,WSH,1,1,0.5,1,2,0") ==
        Refusal::kMalformed);
}

const char kNfelo[] =
    "game_id,home_line_open,home_line_open_price,away_line_open_price,home_line_close,"
    "home_line_close_price,away_line_close_price,total_line_open,under_price_open,"
    "over_price_open,total_line_close,under_price_close,over_price_close";

TEST_CASE("nfelo names nfldata's game by the codes of its season", "[import]") {
  const ImportedGame game =
      Game(Nfelo(), kNfelo, "2009_02_LAR_LAC,-5.0,,,-6.5,-110.0,-105.0,,,,35.5,-106.0,-104.0");
  CHECK(game.game.external.id == "2009_02_STL_SD");
  CHECK(game.names_known_game);
  CHECK(PricesOf(game) ==
        Texts{"home -110 @-26", "away -105 @-26", "over -104 @142", "under -106 @142"});
  CHECK(RefusedPrices(game, Refusal::kMissingPrice) == 1);
  const ImportedGame later = Game(Nfelo(), kNfelo, "2018_02_LAR_LAC,,,,,,,,,,,,");
  CHECK(later.game.external.id == "2018_02_LA_LAC");
}

const char kSbrNfl[] =
    "season,date,home_team,away_team,home_final,away_final,home_close_ml,away_close_ml,"
    "home_open_spread,home_close_spread,open_over_under,close_over_under";

TEST_CASE("SBR's spread and total changed about are refused, the rest of the game is kept",
          "[import]") {
  const ImportedGame game =
      Game(SbrNfl(), kSbrNfl,
           "2016,20161225.0,LosAngeles,Fortyniners,21,22,-190,165,-3.5,40.5,41.0,1.5");
  CHECK(game.game.home == "Los Angeles Rams");
  CHECK(game.game.away == "San Francisco 49ers");
  CHECK(PricesOf(game) == Texts{"home -190 @0", "away 165 @0"});
  CHECK(RefusedPrices(game, Refusal::kMissingPrice) == 2);
  CHECK(RefusedPrices(game, Refusal::kImpossibleLine) == 2);
}

TEST_CASE("SBR's nameless teams and cities of two teams are refused", "[import]") {
  const std::string rest = ",Giants,20,21,-110,-110,1.0,1.0,40,40";
  CHECK(WhyRefused(SbrNfl(), kSbrNfl, "2011,20120205.0,0" + rest) == Refusal::kMalformed);
  CHECK(WhyRefused(SbrNfl(), kSbrNfl, "2017,20171105.0,LosAngeles" + rest) == Refusal::kMalformed);
  CHECK(WhyRefused(SbrNfl(), kSbrNfl, "2013,20131110.0,NewYork" + rest) == Refusal::kMalformed);
  for (const char* name : {"St.Louis", "SanDiego", "Oakland", "BuffaloBills", "Commanders"}) {
    CHECK(Read(SbrNfl(), kSbrNfl, absl::StrCat("2013,20131110.0,", name, rest)).row.has_value());
  }
}

const char kSbrNba[] =
    "season,date,playoffs,away,home,score_away,score_home,q1_away,q2_away,q3_away,q4_away,"
    "ot_away,q1_home,q2_home,q3_home,q4_home,ot_home,whos_favored,spread,total,moneyline_away,"
    "moneyline_home";

TEST_CASE("SBR's basketball knows overtime, and its spread has no price", "[import]") {
  const ImportedGame game =
      Game(SbrNba(), kSbrNba,
           "2008,2008-01-02,False,okc,bkn,108,110,25,25,25,25,8,25,25,25,25,10,away,3.5,190,-150,"
           "130.0");
  CHECK(game.game.away == "Oklahoma City Thunder");
  CHECK(game.score->regulation_home == 100);
  CHECK(game.score->has_overtime == true);
  CHECK(PricesOf(game) == Texts{"home 130 @0", "away -150 @0"});
  CHECK(RefusedPrices(game, Refusal::kMissingPrice) == 2);
  REQUIRE(game.refused_prices.size() == 2);
  // The guest is favoured by 3.5: home is given them.
  CHECK(game.refused_prices[0].detail.find(".14:") != std::string::npos);
}

const char kSbrMlb[] =
    "season,game_date,vis_team,home_team,vis_pitcher,home_pitcher,vis_final,home_final,"
    "vis_ml_open,vis_ml_close,home_ml_open,home_ml_close,vis_rl_line,vis_rl_odds,home_rl_line,"
    "home_rl_odds,total_open,total_open_over_odds,total_open_under_odds,total_close,"
    "total_close_over_odds,total_close_under_odds";

TEST_CASE("SBR's double-header is two games by their pitchers", "[import]") {
  const std::string prices =
      "-170.0,-165.0,150.0,145.0,-1.5,-104.0,1.5,-116.0,6.5,-110.0,-110.0,7.0,-120.0,100.0";
  const auto id = [&](const std::string& pitchers) {
    return Game(SbrMlb(), kSbrMlb, "2014,2014-07-22,LOS,PIT," + pitchers + ",3.0,1.0," + prices)
        .game.external.id;
  };
  CHECK(id("ONE-L,TWO-R") != id("THREE-L,FOUR-R"));
  const ImportedGame game =
      Game(SbrMlb(), kSbrMlb, "2014,2014-07-22,LOS,PIT,ONE-L,TWO-R,3.0,1.0," + prices);
  CHECK(game.game.away == "Los Angeles Dodgers");
  CHECK(game.prices.size() == 10);
  CHECK(PricesOf(game)[4] == "home -116 @6");
  CHECK(WhyRefused(SbrMlb(), kSbrMlb, "2014,2014-07-22,LAD,PIT,ONE-L,TWO-R,7.0,7.0," + prices) ==
        Refusal::kNotFinal);
}

const char kBooks[] =
    "date,sport,game_id,commence_time,snapshot_taken_at_utc,api_snapshot_timestamp_utc,"
    "response_received_at_utc,bookmaker_last_update_utc,home_team,away_team,bookmaker,ml_home,"
    "ml_away,spread_home,spread_home_odds,spread_away,spread_away_odds,total_line,"
    "total_over_odds,total_under_odds,source_file";

TEST_CASE("a hockey pull without a stamp was at 17:00, one of the WNBA when it says", "[import]") {
  const ImportedGame hockey =
      Game(BookSnapshots(), kBooks,
           "2023-10-10,NHL,x1,2023-10-10T21:30:00Z,,,,,St Louis Blues,Montréal Canadiens,caesars,"
           "-160,135,-1.5,150,1.5,-178,6.5,-105,-115,f.csv");
  CHECK(hockey.known_time == At("2023-10-10T17:00:00Z"));
  CHECK(hockey.basis == Basis::kAssumed);
  CHECK(hockey.prices.size() == 6);
  const ImportedGame wnba =
      Game(BookSnapshots(), kBooks,
           "2026-04-21,WNBA,x2,2026-05-09T17:00:00Z,2026-04-21T02:55:47Z,,\"Tue, 21 Apr 2026\","
           "2026-04-21T02:55:09Z,Indiana Fever,Dallas Wings,betmgm,-350,270,-8.5,-105,8.5,-115,"
           "167.5,-115,-105,f.csv");
  CHECK(wnba.known_time == At("2026-04-21T02:55:47Z"));
  CHECK(wnba.basis == Basis::kStated);
  CHECK(wnba.prices.front().offer.provider_time == At("2026-04-21T02:55:09Z"));
}

TEST_CASE("sides that disagree about a puck line are refused", "[import]") {
  const ImportedGame game =
      Game(BookSnapshots(), kBooks,
           "2023-10-10,NHL,x1,2023-10-10T21:30:00Z,,,,,A,B,caesars,-160,135,-1.5,150,2.5,-178,,,,");
  CHECK(PricesOf(game) == Texts{"home -160 @0", "away 135 @0"});
  CHECK(RefusedPrices(game, Refusal::kImpossibleLine) == 2);
  CHECK(WhyRefused(BookSnapshots(), kBooks, "2023-10-10,KHL,x,2023-10-10T21:30:00Z,,,,,A,B,c") ==
        Refusal::kUnknownSport);
}

const char kHockey[] = "Date,Time,Visitor,G,Home,G,,Att.,LOG,Notes";

TEST_CASE("a hockey result is read by place: both columns are G, and overtime has no name",
          "[import]") {
  const ImportedGame game =
      Game(NhlResults(), kHockey,
           "2024-10-05,10:00 AM,Buffalo Sabres,2,New Jersey Devils,3,SO,16722,2:26,"
           "at O2 Arena (Prague CZ)");
  CHECK(game.game.start == At("2024-10-05T14:00:00Z"));
  CHECK(game.game.is_neutral_site);
  CHECK(game.score->home == 3);
  CHECK(game.score->away == 2);
  CHECK(game.score->has_overtime == true);
  CHECK(game.score->regulation_home == 2);
  const ImportedGame plain =
      Game(NhlResults(), kHockey, "2024-10-08,8:00 PM,A,4,B,2,,18411,2:34,No point for a tie.");
  CHECK_FALSE(plain.game.is_neutral_site);
  CHECK(plain.score->regulation_home == 2);
  CHECK(WhyRefused(NhlResults(), kHockey, "2024-10-08,8:00 PM,A,,B,,,,,") ==
        Refusal::kMissingScore);
}

const char kBasketball[] =
    "Date,Start (ET),Visitor/Neutral,PTS,Home/Neutral,PTS,,,Attend.,LOG,Arena,Notes";

TEST_CASE("a basketball result has its date in words", "[import]") {
  const ImportedGame game = Game(NbaResults(), kBasketball,
                                 "Tue Oct 21 2025,7:30p,Houston Rockets,124,Oklahoma City Thunder,"
                                 "125,Box Score,2OT,18203,3:15,Paycom Center,");
  CHECK(game.game.start == At("2025-10-21T23:30:00Z"));
  CHECK(game.score->home == 125);
  CHECK(game.score->has_overtime == true);
  const ImportedGame untimed =
      Game(NbaResults(), kBasketball, "Tue Oct 21 2025,,A,124,B,125,Box Score,,18203,3:15,X,");
  CHECK(untimed.game.precision == StartPrecision::kDay);
  CHECK(untimed.score->has_overtime == false);
}

const char kMlbGames[] =
    "game_pk,game_type,start_time_utc,home_team,away_team,status,home_score,away_score";

TEST_CASE("only a final row of baseball's own list is a result", "[import]") {
  const ImportedGame game = Game(
      MlbGames(), kMlbGames, "822782,R,2026-07-31T23:07:00Z,A,St. Louis Cardinals,Final,3.0,1.0");
  CHECK(game.score->home == 3);
  CHECK(game.game.is_postseason == false);
  for (const char* rest : {"Live,2.0,0.0", "Preview,,"}) {
    CHECK(WhyRefused(MlbGames(), kMlbGames, absl::StrCat("1,R,2026-07-31T23:07:00Z,A,B,", rest)) ==
          Refusal::kNotFinal);
  }
}

const char kLong[] =
    "event_id,sport_key,home_team,away_team,commence_time,bookmaker,last_update,market,"
    "outcome_name,price,point,snapshot_utc";

TEST_CASE("an outcome of a snapshot is one side of a market at its pull", "[import]") {
  const std::string head = "e1,basketball_nba,Home,Away,2026-04-07T23:10:00Z,sportsbet,";
  const ImportedGame game = Game(
      OddsSnapshots(), kLong, head + "2026-04-07T21:35:39Z,spreads,Away,1.91,3.5,20260407_213612");
  CHECK(game.known_time == At("2026-04-07T21:36:12Z"));
  CHECK(game.loose_side->market.line_quarters == -14);
  CHECK(game.loose_side->provider_time == At("2026-04-07T21:35:39Z"));
  const ImportedGame lay =
      Game(OddsSnapshots(), kLong, head + "2026-04-07T21:35:39Z,h2h_lay,Home,2.1,,20260407_213612");
  CHECK(lay.loose_side->is_lay);
  const auto why = [&](const std::string& rest) {
    return WhyRefused(OddsSnapshots(), kLong, head + "2026-04-07T21:35:39Z," + rest);
  };
  CHECK(why("outrights,Home,2.1,,20260407_213612") == Refusal::kOutright);
  CHECK(why("alternate_totals,Over,2.1,9,20260407_213612") == Refusal::kUnknownMarket);
  CHECK(why("h2h,Draw,2.1,,20260407_213612") == Refusal::kUnknownOutcome);
  CHECK(why("h2h,Home,2.1,,yesterday") == Refusal::kMalformed);
  CHECK(
      WhyRefused(OddsSnapshots(), kLong, "e1,cricket_ipl,H,A,2026-04-07T23:10:00Z,b,,h2h,H,2,,") ==
      Refusal::kUnknownSport);
}

TEST_CASE("an answer without a pull's stamp is known when the book was updated", "[import]") {
  const ImportedGame game =
      Game(OddsResponses(), kLong,
           "e1,tennis_wta_stuttgart_open,Home,Away,2026-04-07T23:10:00Z,b,2026-04-07T21:35:39Z,h2h,"
           "Home,-120,,");
  CHECK(game.sport == "wta");
  CHECK(game.known_time == At("2026-04-07T21:35:39Z"));
  CHECK(game.loose_side->format == QuoteFormat::kAmerican);
}

const char kScores[] =
    "event_id,sport_key,home_team,away_team,commence_time,completed,last_update,score_name,"
    "score_value";

TEST_CASE("what is not completed is no result, whatever it says", "[import]") {
  const std::string head = "e1,baseball_mlb,Home,Away,2026-04-15T23:10:00Z,";
  const ImportedGame game = Game(WideScores(), kScores, head + "True,2026-04-16T02:00:00Z,Away,4");
  CHECK(game.loose_score->score == 4);
  CHECK_FALSE(game.loose_score->is_home);
  CHECK(game.result_known_time == At("2026-04-16T02:00:00Z"));
  CHECK(WhyRefused(WideScores(), kScores, head + "False,2026-04-16T02:00:00Z,Away,4") ==
        Refusal::kNotFinal);
  CHECK(WhyRefused(WideScores(), kScores, head + "True,2026-04-16T02:00:00Z,Other,4") ==
        Refusal::kMissingScore);
  CHECK(WhyRefused(WideEvents(),
                   "event_id,sport_key,home_team,away_team,commence_time,snapshot_time",
                   "e1,basketball_nba,,,2026-04-15T23:10:00Z,2026-04-16T18:59:50.66+00:00") ==
        Refusal::kOutright);
}

const char kTennis[] =
    "WTA,Tournament,Date,Round,Winner,Loser,Wsets,Lsets,Comment,B365W,B365L,PSW,PSL,W1,L1,W2,L2,"
    "W3,L3";

TEST_CASE("the order of two players says nothing about who won", "[import]") {
  const std::string head = "1,ASB Classic,2013-12-30,1st Round,";
  const ImportedGame won = Game(TennisData(), kTennis,
                                head +
                                    "Muguruza G.,Mchale C.,2,0,Completed,2.2000000000000002,"
                                    "1.61,,");
  const ImportedGame lost =
      Game(TennisData(), kTennis, head + "Mchale C.,Muguruza G.,2,1,Completed,1.61,2.2,,");
  CHECK(won.game.home == "Mchale C.");
  CHECK(lost.game.home == won.game.home);
  CHECK(lost.game.external.id == won.game.external.id);
  CHECK(won.score->home == 0);
  CHECK(won.score->away == 2);
  CHECK(PricesOf(won) == Texts{"home 1.61 @0", "away 2.2000000000000002 @0"});
  CHECK(won.prices.back().offer.odds == *Odds::ParseDecimal("2.2"));
}

TEST_CASE("a retirement keeps its sets, and a walkover has none", "[import]") {
  const std::string head = "1,ASB Classic,2013-12-30,1st Round,B,A,";
  CHECK(Game(TennisData(), kTennis, head + "1,0,Retired,,,,").score->ending == Ending::kRetired);
  for (const char* comment : {"Walkover", "Walkoer"}) {
    const ImportedGame game = Game(TennisData(), kTennis, head + ",," + comment + ",,,,");
    CHECK(game.score->ending == Ending::kWalkover);
    CHECK(game.score->away == 0);
  }
  CHECK(WhyRefused(TennisData(), kTennis, head + ",,Awarded,,,,") == Refusal::kMissingScore);
}

TEST_CASE("sets that are not summed up are counted, and a match without any is no result",
          "[import]") {
  const std::string head = "1,ASB Classic,2013-12-30,1st Round,B,A,,,";
  const ImportedGame counted = Game(TennisData(), kTennis, head + "Completed,,,,,6,2,4,6,7,6");
  CHECK(counted.score->home == 1);
  CHECK(counted.score->away == 2);
  const ImportedGame retired = Game(TennisData(), kTennis, head + "Retired,,,,,,,,,,");
  CHECK(retired.score->ending == Ending::kRetired);
  CHECK(retired.score->away == 0);
  CHECK(WhyRefused(TennisData(), kTennis, head + "Completed,,,,,,,,,,") == Refusal::kMissingScore);
}

TEST_CASE("a handicap of a book's own is its line until there was one for all", "[import]") {
  const ImportedGame game =
      Game(FootballData(), "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,GBAHH,GBAHA,GBAH,LBAHH,LBAHA,LBAH",
           "E0,14/08/04,Aston Villa,Southampton,2,0,1.7,2.05,-0.25,2.02,1.82,-0.5");
  CHECK(PricesOf(game) == Texts{"home 2.02 @-2", "away 1.82 @-2", "home 1.7 @-1", "away 2.05 @-1"});
  CHECK(game.refused_prices.empty());
}

}  // namespace
}  // namespace overround::collector
