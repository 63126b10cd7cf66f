#include "libs/wire/money_wire.h"

#include <limits>

#include <catch2/catch.hpp>

namespace overround::wire {
namespace {

common::v1::Money Message(int64_t minor_units, int32_t scale, const char* code) {
  common::v1::Money message;
  message.set_minor_units(minor_units);
  message.set_scale(scale);
  message.set_currency_code(code);
  return message;
}

TEST_CASE("money survives the wire at every scale and both ends of its range", "[wire]") {
  const auto minor_units =
      GENERATE(int64_t{0}, int64_t{1050}, int64_t{-1}, std::numeric_limits<int64_t>::max(),
               std::numeric_limits<int64_t>::min());
  const auto scale = GENERATE(range(0, Currency::kScaleMax + 1));
  const Money amount{minor_units, *Currency::Parse("USDC", scale)};
  CHECK(*FromProto(ToProto(amount), "stake") == amount);
}

TEST_CASE("a refused amount says which field and what it wants", "[wire]") {
  CHECK(
      FromProto({}, "bet.stake").status() ==
      absl::InvalidArgumentError("bet.stake.currency_code: \"\", want 3 to 8 capitals or digits"));
  CHECK(FromProto(Message(1, 10, "USD"), "stake").status() ==
        absl::InvalidArgumentError("stake.scale: 10, want 0 to 9"));
  CHECK(FromProto(Message(1, -1, "USD"), "stake").status().code() ==
        absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a positive amount is above zero", "[wire]") {
  CHECK(PositiveFromProto(Message(1, 2, "USD"), "amount")->minor_units == 1);
  CHECK(PositiveFromProto(Message(0, 2, "USD"), "amount").status() ==
        absl::InvalidArgumentError("amount.minor_units: 0, want more than 0"));
  CHECK_FALSE(PositiveFromProto(Message(-5, 2, "USD"), "amount").ok());
  CHECK_FALSE(PositiveFromProto({}, "amount").ok());
}

}  // namespace
}  // namespace overround::wire
