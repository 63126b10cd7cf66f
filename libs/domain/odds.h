#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/domain/money.h"

namespace overround {

// Profit per unit staked, in lowest terms. Positive and immutable.
//
// A quote is kept as the exact ratio that was offered: 10/11 has no finite
// decimal form, and a lost cent is a cent the ledger cannot explain.
class Odds {
 public:
  static constexpr int32_t kPartMax = 1'000'000;

  // INVALID_ARGUMENT unless both parts lie in [1, kPartMax].
  static absl::StatusOr<Odds> FromFraction(int32_t profit, int32_t stake);

  // +150 wins 150 on 100; -110 wins 100 on 110.
  // INVALID_ARGUMENT inside (-100, 100), a band no bookmaker quotes.
  static absl::StatusOr<Odds> FromAmerican(int32_t quote);

  // "+150", "150", "-110", "-110.0" (an integer that went through a spreadsheet) or "EVEN".
  // INVALID_ARGUMENT for anything else.
  static absl::StatusOr<Odds> ParseAmerican(absl::string_view text);

  // "1.91", "2": the total returned per unit staked, exactly, with at most six decimals.
  // INVALID_ARGUMENT for anything else, at or below 1, with more decimals (but for zeros), or
  // where a part in lowest terms would pass kPartMax.
  static absl::StatusOr<Odds> ParseDecimal(absl::string_view text);

  // For importers of spreadsheets only: as ParseDecimal, but longer fractions are rounded half to
  // even to four decimals, so that 2.4300000000000002 is 2.43 as its author typed it.
  static absl::StatusOr<Odds> ParseNoisyDecimal(absl::string_view text);

  // "0.5600": the price of a contract that pays 1, with at most six decimals, so that it always
  // fits: 11/14. INVALID_ARGUMENT for anything else, at or outside 0 and 1, with more decimals.
  static absl::StatusOr<Odds> ParseProbability(absl::string_view text);

  int32_t profit() const { return profit_; }
  int32_t stake() const { return stake_; }

  // Break-even probability, with the bookmaker's margin still inside it.
  double ImpliedProbability() const;

  // Returned per unit staked, for models; never for money.
  double Decimal() const;

  // Profit on a winning bet, rounded half to even. OUT_OF_RANGE on overflow.
  // Requires: stake.minor_units >= 0.
  absl::StatusOr<Money> ProfitOn(Money stake) const;

  // For screens: "+150", "-110", rounded to whole American odds; evens are "+100".
  std::string ToAmericanText() const;
  // For screens: two decimals, or three where two would change the value: "1.91", "1.909".
  std::string ToDecimalText() const;
  // "10/11", exact.
  std::string ToFractionText() const;

  friend bool operator==(const Odds&, const Odds&) = default;
  // The better price for a backer is the greater.
  friend std::strong_ordering operator<=>(const Odds& a, const Odds& b) {
    return int64_t{a.profit_} * b.stake_ <=> int64_t{b.profit_} * a.stake_;
  }

  template <typename H>
  friend H AbslHashValue(H h, const Odds& odds) {
    return H::combine(std::move(h), odds.profit_, odds.stake_);
  }

 private:
  Odds(int32_t profit, int32_t stake) : profit_(profit), stake_(stake) {}
  static absl::StatusOr<Odds> Reduced(int64_t profit, int64_t stake, absl::string_view text);

  int32_t profit_;
  int32_t stake_;
};

}  // namespace overround
