#include "libs/wire/odds_wire.h"

#include <catch2/catch.hpp>

namespace overround::wire {
namespace {

using Wire = common::v1::Odds;

Wire Message(int32_t profit, int32_t stake, const char* text, Wire::Format format) {
  Wire message;
  message.set_profit(profit);
  message.set_stake(stake);
  message.set_quoted_text(text);
  message.set_format(format);
  return message;
}

TEST_CASE("a price keeps its ratio, its text and how it was written", "[wire]") {
  const auto [message, text] = GENERATE(table<Wire, const char*>({
      {Message(10, 11, "-110", Wire::FORMAT_AMERICAN), "-110"},
      {Message(3, 2, "150", Wire::FORMAT_AMERICAN), "150"},
      {Message(1, 1, "EVEN", Wire::FORMAT_AMERICAN), "EVEN"},
      {Message(91, 100, "1.91", Wire::FORMAT_DECIMAL), "1.91"},
      {Message(143, 100, "2.4300000000000002", Wire::FORMAT_DECIMAL), "2.4300000000000002"},
      {Message(10, 11, "20/22", Wire::FORMAT_FRACTION), "20/22"},
      {Message(9, 11, "0.55", Wire::FORMAT_PROBABILITY), "0.55"},
  }));
  CAPTURE(text);
  const absl::StatusOr<QuotedOdds> quoted = QuotedFromProto(message, "odds");
  REQUIRE(quoted.ok());
  CHECK(quoted->text == text);
  CHECK(*QuotedFromProto(ToProto(*quoted), "odds") == *quoted);
  CHECK(FromProto(message, "odds")->profit() == message.profit());
}

TEST_CASE("a price without a text is written as a fraction", "[wire]") {
  Wire message;
  message.set_profit(20);
  message.set_stake(22);
  const absl::StatusOr<QuotedOdds> quoted = QuotedFromProto(message, "odds");
  REQUIRE(quoted.ok());
  CHECK(quoted->text == "10/11");
  CHECK(ToProto(*Odds::FromAmerican(-110)).quoted_text() == "10/11");
}

TEST_CASE("any American price survives the wire as a bare ratio", "[wire][property]") {
  const auto quote = GENERATE(take(200, random(100, 100'000)));
  CAPTURE(Catch::rngSeed(), quote);
  for (const int32_t sign : {1, -1}) {
    const Odds odds = *Odds::FromAmerican(sign * quote);
    CHECK(*FromProto(ToProto(odds), "odds") == odds);
  }
}

TEST_CASE("a text that is not its price is refused", "[wire]") {
  const auto message = GENERATE(values<Wire>({
      Message(10, 11, "-111", Wire::FORMAT_AMERICAN),
      Message(10, 11, "1.91", Wire::FORMAT_DECIMAL),
      Message(10, 11, "-110", Wire::FORMAT_DECIMAL),
      Message(10, 11, "10:11", Wire::FORMAT_FRACTION),
      Message(10, 11, "10/0", Wire::FORMAT_FRACTION),
      Message(9, 11, "0.56", Wire::FORMAT_PROBABILITY),
      Message(9, 11, "0.+5", Wire::FORMAT_PROBABILITY),
      Message(1, 1, "1", Wire::FORMAT_PROBABILITY),
      Message(1, 1, "", Wire::FORMAT_AMERICAN),
  }));
  CAPTURE(message.ShortDebugString());
  CHECK(FromProto(message, "odds").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a refused price says which field and what it wants", "[wire]") {
  CHECK(FromProto(Wire(), "bet.odds").status() ==
        absl::InvalidArgumentError("bet.odds: 0/0, want profit and stake from 1 to 1000000"));
  CHECK(
      FromProto(Message(10, 11, "-120", Wire::FORMAT_AMERICAN), "odds").status() ==
      absl::InvalidArgumentError("odds.quoted_text: \"-120\", want 10/11 in the format american"));
  CHECK(FromProto(Message(10, 11, "-110", Wire::FORMAT_UNSPECIFIED), "odds").status() ==
        absl::InvalidArgumentError("odds.format: FORMAT_UNSPECIFIED, want one of the values the "
                                   "contract names, but UNSPECIFIED"));
}

TEST_CASE("every format has a name on both sides and in SQL", "[wire]") {
  for (int value = Wire::Format_MIN; value <= Wire::Format_MAX; ++value) {
    const auto wire = static_cast<Wire::Format>(value);
    const absl::StatusOr<OddsFormat> format = FromProto(wire, "format");
    CHECK(format.ok() == (wire != Wire::FORMAT_UNSPECIFIED));
    if (!format.ok()) continue;
    CHECK(ToProto(*format) == wire);
    CHECK(*ParseOddsFormat(ToString(*format)) == *format);
  }
  CHECK_FALSE(ParseOddsFormat("malay").ok());
}

}  // namespace
}  // namespace overround::wire
