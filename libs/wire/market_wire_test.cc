#include "libs/wire/market_wire.h"

#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

namespace overround::wire {
namespace {

using Wire = common::v1::MarketKey;

// Every value but UNSPECIFIED is there, comes back, and is the value of the same name.
template <typename Theirs, typename Name>
void CheckEveryValue(int max, absl::string_view prefix, Name name) {
  for (int value = 0; value <= max; ++value) {
    const auto wire = static_cast<Theirs>(value);
    const auto ours = FromProto(wire, "field");
    CAPTURE(name(wire));
    CHECK(ours.ok() == (value != 0));
    if (!ours.ok()) continue;
    CHECK(ToProto(*ours) == wire);
    CHECK(absl::StrCat(prefix, absl::AsciiStrToUpper(ToString(*ours))) == name(wire));
  }
  CHECK_FALSE(FromProto(static_cast<Theirs>(max + 1), "field").ok());
}

TEST_CASE("every kind, period, overtime rule and side is the same on both sides", "[wire]") {
  CheckEveryValue<Wire::Kind>(Wire::Kind_MAX, "KIND_", Wire::Kind_Name<Wire::Kind>);
  CheckEveryValue<Wire::Period>(Wire::Period_MAX, "PERIOD_", Wire::Period_Name<Wire::Period>);
  CheckEveryValue<Wire::OvertimeRule>(Wire::OvertimeRule_MAX, "OVERTIME_RULE_",
                                      Wire::OvertimeRule_Name<Wire::OvertimeRule>);
  CheckEveryValue<common::v1::Side>(common::v1::Side_MAX, "SIDE_",
                                    common::v1::Side_Name<common::v1::Side>);
}

TEST_CASE("a market of every kind survives the wire", "[wire]") {
  const auto text =
      GENERATE("moneyline.full_game.included.-.-.-", "three_way.regulation.excluded.-.-.-",
               "spread.full_game.included.-.-.-14", "spread.first_half.excluded.-.-.0",
               "total.second_half.included.-.-.181", "team_total.full_game.included.home.-.18",
               "prop.full_game.included.players/7.points.98",
               "prop.full_game.included.players/7.triple_double.-");
  CAPTURE(text);
  const absl::StatusOr<MarketKey> market = MarketKey::Parse(text);
  REQUIRE(market.ok());
  CHECK(*FromProto(ToProto(*market), "market") == *market);
}

TEST_CASE("a line of zero is not an absent line", "[wire]") {
  CHECK(ToProto(FullGameSpread(0)).has_line_quarters());
  CHECK_FALSE(ToProto(FullGameMoneyline()).has_line_quarters());
  Wire without_line = ToProto(FullGameSpread(0));
  without_line.clear_line_quarters();
  CHECK_FALSE(FromProto(without_line, "market").ok());
}

Selection HomeToCover() {
  return {.game = *GameId::Parse("018f2f9e-8c7a-7abc-9def-001122334455"),
          .market = FullGameSpread(-14),
          .side = Side::kHome};
}

TEST_CASE("a selection survives the wire", "[wire]") {
  const common::v1::Selection message = ToProto(HomeToCover());
  CHECK(message.game() == "games/018f2f9e-8c7a-7abc-9def-001122334455");
  CHECK(*FromProto(message, "selection") == HomeToCover());
}

TEST_CASE("a refused selection says which field and what it wants", "[wire]") {
  common::v1::Selection message = ToProto(HomeToCover());
  message.mutable_market()->set_kind(Wire::KIND_UNSPECIFIED);
  CHECK(FromProto(message, "bet.selection").status().message() ==
        "bet.selection.market.kind: KIND_UNSPECIFIED, want one of the values the contract names, "
        "but UNSPECIFIED");
  message = ToProto(HomeToCover());
  message.set_side(common::v1::SIDE_OVER);
  CHECK(FromProto(message, "selection").status().message() ==
        "selection.side: over, want a side of spread.full_game.included.-.-.-14");
  message = ToProto(HomeToCover());
  message.set_game("teams/1");
  CHECK(FromProto(message, "selection").status().message() ==
        "selection.game: \"teams/1\", want games/*");
  message.set_game("games/1");
  CHECK(FromProto(message, "selection").status().message() == "selection.game: 1, want a UUID");
  CHECK(FromProto(common::v1::Selection(), "selection").status().code() ==
        absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace overround::wire
