#include "libs/domain/market.h"

#include <set>

#include <absl/hash/hash.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

namespace overround {
namespace {

const char kGame[] = "0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55";

TEST_CASE("a market's natural key is the same text in every part of the product", "[market]") {
  CHECK(FullGameMoneyline().ToString() == "moneyline.full_game.included.-.-.-");
  CHECK(FullGameSpread(-14).ToString() == "spread.full_game.included.-.-.-14");
  CHECK(FullGameTotal(161).ToString() == "total.full_game.included.-.-.161");
  CHECK(RegulationThreeWay().ToString() == "three_way.regulation.excluded.-.-.-");
  CHECK(SlotOf(FullGameSpread(-14)).ToString() == "spread.full_game.included.-.-");
}

TEST_CASE("a market survives its text form", "[market]") {
  const auto text =
      GENERATE("spread.full_game.included.-.-.-14", "total.first_half.excluded.-.-.90",
               "team_total.second_half.included.home.-.44",
               "prop.full_game.included.players/0190a2f4-7c1e.points.102",
               "prop.full_game.included.players/7.first_touchdown.-",
               "three_way.first_period.excluded.-.-.-");
  const auto parsed = MarketKey::Parse(text);
  REQUIRE(parsed.ok());
  CHECK(parsed->ToString() == text);
  CHECK(*Slot::Parse(SlotOf(*parsed).ToString()) == SlotOf(*parsed));
}

TEST_CASE("no market can be written in two ways", "[market]") {
  const auto text =
      GENERATE("", "spread", "spread.full_game.included.-.-", "total.full_game.included.-.-.-",
               "moneyline.full_game.included.-.-.4", "total.full_game.included.-.-.-4",
               "spread.full_game.excluded.-.-.4", "spread.regulation.included.-.-.4",
               "spread.first_half.included.-.-.4", "spread.full_game.included.-.-.04",
               "spread.full_game.included.-.-.+4", "spread.full_game.included.-.-. 4",
               "team_total.full_game.included.teams/1.-.4", "team_total.full_game.included.-.-.4",
               "total.full_game.included.home.-.4", "prop.full_game.included.-.points.4",
               "prop.full_game.included.a.-.4", "prop.full_game.included.a b.points.4",
               "spread.full_game.included.-.-.4.4", "spread.full_game.included.-.-.99999",
               "Spread.full_game.included.-.-.4");
  CAPTURE(text);
  CHECK(MarketKey::Parse(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a selection names a side its market has", "[market]") {
  const std::string text = absl::StrCat(kGame, ".spread.full_game.included.-.-.-14.away");
  const auto parsed = Selection::Parse(text);
  REQUIRE(parsed.ok());
  CHECK(parsed->ToString() == text);
  CHECK(parsed->side == Side::kAway);
  for (const char* wrong : {".spread.full_game.included.-.-.-14.over", ".spread.full_game.included",
                            ".moneyline.full_game.included.-.-.-.draw", ""}) {
    CAPTURE(wrong);
    CHECK_FALSE(Selection::Parse(absl::StrCat(kGame, wrong)).ok());
  }
}

TEST_CASE("a two-way market has opposites and a three-way one has none", "[market]") {
  CHECK(OppositeSide(FullGameSpread(4), Side::kHome) == Side::kAway);
  CHECK(OppositeSide(FullGameTotal(4), Side::kUnder) == Side::kOver);
  CHECK(OppositeSide(FullGameTotal(4), Side::kHome) == std::nullopt);
  CHECK(OppositeSide(RegulationThreeWay(), Side::kHome) == std::nullopt);
  CHECK(SidesOf(*MarketKey::Parse("prop.full_game.included.a.b.-"))[0] == Side::kYes);
  CHECK(SidesOf(*MarketKey::Parse("prop.full_game.included.a.b.4"))[0] == Side::kOver);
}

TEST_CASE("markets can be ordered and hashed, and the line decides last", "[market]") {
  const std::set<MarketKey> markets = {FullGameSpread(4), FullGameSpread(-4), FullGameMoneyline(),
                                       FullGameSpread(4)};
  CHECK(markets.size() == 3);
  CHECK(*markets.begin() == FullGameMoneyline());
  CHECK(absl::HashOf(FullGameSpread(4)) == absl::HashOf(FullGameSpread(4)));
  CHECK(absl::HashOf(FullGameSpread(4)) != absl::HashOf(FullGameTotal(4)));
  CHECK(SlotOf(FullGameSpread(4)) == SlotOf(FullGameSpread(-4)));
}

TEST_CASE("markets are of one slot where only the line is another", "[market]") {
  const char* const texts[] = {
      "spread.full_game.included.-.-.4",  "spread.full_game.included.-.-.-4",
      "spread.first_half.excluded.-.-.4", "total.full_game.included.-.-.4",
      "prop.full_game.included.a.b.4",    "prop.full_game.included.a.c.4",
      "prop.full_game.included.c.b.4"};
  for (const char* left : texts) {
    for (const char* right : texts) {
      const MarketKey a = *MarketKey::Parse(left);
      const MarketKey b = *MarketKey::Parse(right);
      CHECK(IsSameSlot(a, b) == (SlotOf(a) == SlotOf(b)));
    }
  }
}

TEST_CASE("every enumerator survives its name", "[market]") {
  for (int i = 0; i <= static_cast<int>(Period::kFirstSet); ++i) {
    const auto period = static_cast<Period>(i);
    CHECK(*ParsePeriod(ToString(period)) == period);
  }
  for (int i = 0; i <= static_cast<int>(Side::kNo); ++i) {
    const auto side = static_cast<Side>(i);
    CHECK(*ParseSide(ToString(side)) == side);
  }
  for (int i = 0; i <= static_cast<int>(MarketKind::kProp); ++i) {
    const auto kind = static_cast<MarketKind>(i);
    CHECK(*ParseMarketKind(ToString(kind)) == kind);
  }
}

}  // namespace
}  // namespace overround
