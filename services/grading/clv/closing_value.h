#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/odds.h"

namespace overround::grading {

// How one book closed one side.
struct ClosingPrice {
  std::string sportsbook = {};
  MarketKey market = {};
  Side side = Side::kHome;
  Odds odds;
  // False where the last price was gone, stale, or the start is known only to the day: "no close".
  bool has_closed = false;
  bool bettable = true;
  bool lay = false;
  // Between the last sighting and the start.
  absl::Duration age = {};
};

// What was bought, and where.
struct Purchase {
  MarketKey market = {};
  Side side = Side::kHome;
  // "Not this side": only of three-way markets.
  bool negated = false;
  std::optional<Odds> odds = std::nullopt;
  // Left out of the close: a book's own price proves nothing about the bet taken from it.
  std::optional<std::string> sportsbook = std::nullopt;
};

// The closing line value of one purchase.
struct ClosingValue {
  enum class State : uint8_t { kClosed, kNoClose, kPending };

  State state = State::kPending;
  // Expected profit per unit staked, at the odds taken, of a decided bet. None without odds.
  std::optional<double> value = std::nullopt;
  // That the bet wins, given that it is decided, by the no-vig consensus close at the same line.
  std::optional<double> probability = std::nullopt;
  int32_t book_count = 0;
  // The oldest sighting in that close.
  std::optional<absl::Duration> age = std::nullopt;

  friend bool operator==(const ClosingValue&, const ClosingValue&) = default;
};

// Below this margin the multiplicative method removes it, from there on the power method.
inline constexpr double kPowerFromMargin = 0.03;

// Values a purchase against the close of the other books at the same line: each book that closed on
// every side of the market loses its margin, and the median over books, scaled to one, is the fair
// price. kNoClose where no book did.
ClosingValue ValueAgainst(std::span<const ClosingPrice> closes, const Purchase& purchase);

}  // namespace overround::grading
