#include "libs/domain/line.h"

#include <catch2/catch.hpp>

namespace overround {
namespace {

TEST_CASE("lines are read in quarters", "[line]") {
  CHECK(*ParseLineQuarters("-3.5") == -14);
  CHECK(*ParseLineQuarters("+2.25") == 9);
  CHECK(*ParseLineQuarters("40") == 160);
  CHECK(*ParseLineQuarters("0") == 0);
  CHECK(*ParseLineQuarters("-0") == 0);
  CHECK(*ParseLineQuarters("-0.5") == -2);
  CHECK(*ParseLineQuarters("3.7500") == 15);
}

TEST_CASE("what is no quarter of a point is refused", "[line]") {
  const auto text = GENERATE("", "3.1", "2.249999", "PK", "1e2", "3.", "10000.25", "99999999999");
  CAPTURE(text);
  CHECK(ParseLineQuarters(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a spread shows its sign and a pick'em its name", "[line]") {
  CHECK(SpreadText(14) == "+3.5");
  CHECK(SpreadText(-14) == "-3.5");
  CHECK(SpreadText(0) == "PK");
}

TEST_CASE("any line survives its text forms", "[line][property]") {
  const auto quarters = GENERATE(take(300, random(-kLineQuartersMax, kLineQuartersMax)));
  CAPTURE(Catch::rngSeed(), quarters);
  CHECK(*ParseLineQuarters(LineText(quarters)) == quarters);
}

}  // namespace
}  // namespace overround
