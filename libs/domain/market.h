#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/base/strong_id.h"

namespace overround {

using GameId = StrongId<struct GameTag>;
using TeamId = StrongId<struct TeamTag>;
using PlayerId = StrongId<struct PlayerTag>;

enum class MarketKind : uint8_t {
  kMoneyline,  // two-way; a tie is a push
  kThreeWay,   // home, draw, away
  kSpread,
  kTotal,
  kTeamTotal,  // subject says whose
  kProp,       // subject and statistic say what is counted
};

// The part of a game that counts. kRegulation is the whole game without overtime.
enum class Period : uint8_t {
  kFullGame,
  kRegulation,
  kFirstHalf,
  kSecondHalf,
  kFirstQuarter,
  kSecondQuarter,
  kThirdQuarter,
  kFourthQuarter,
  kFirstPeriod,
  kSecondPeriod,
  kThirdPeriod,
  kFirstFiveInnings,
  kFirstInning,
  kFirstSet,
};

enum class OvertimeRule : uint8_t { kIncluded, kExcluded };

enum class Side : uint8_t { kHome, kAway, kDraw, kOver, kUnder, kYes, kNo };

// The subject of a team total.
inline constexpr char kHomeSubject[] = "home";
inline constexpr char kAwaySubject[] = "away";

// What everything that prices, predicts, bets or settles calls a market. A selection adds a game
// and a side, a bet also its sportsbook.
//
// Only one way to write a market is valid, so that equal markets have equal keys:
//  - the full game counts overtime and regulation does not; of the other periods only the second
//    half and the fourth quarter may;
//  - moneyline and three-way have no line; spread, total and team total have one; a prop has one,
//    or none when it is asked yes or no;
//  - a team total's subject is "home" or "away"; a prop has a subject and a statistic, and no
//    other kind has either.
struct MarketKey {
  MarketKind kind = MarketKind::kMoneyline;
  Period period = Period::kFullGame;
  OvertimeRule overtime = OvertimeRule::kIncluded;
  std::optional<std::string> subject;    // 1 to 64 of [a-zA-Z0-9_/-]
  std::optional<std::string> statistic;  // the same
  std::optional<int32_t> line_quarters;

  // INVALID_ARGUMENT unless the rules above hold.
  absl::Status Validate() const;

  // The natural key: "spread.full_game.included.-.-.-14", "-" for what is absent.
  std::string ToString() const;
  // The inverse of ToString. INVALID_ARGUMENT for anything it could not have written.
  static absl::StatusOr<MarketKey> Parse(absl::string_view text);

  friend auto operator<=>(const MarketKey&, const MarketKey&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const MarketKey& key) {
    return H::combine(std::move(h), key.kind, key.period, key.overtime, key.subject, key.statistic,
                      key.line_quarters);
  }
};

// The common ones.
MarketKey FullGameMoneyline();
MarketKey FullGameSpread(int32_t line_quarters);
MarketKey FullGameTotal(int32_t line_quarters);
// As soccer is quoted: without extra time.
MarketKey RegulationThreeWay();

// A market without its line: a book has one quote per slot and side at its main line, and a moved
// line is the old quote gone and a new one.
struct Slot {
  MarketKind kind = MarketKind::kMoneyline;
  Period period = Period::kFullGame;
  OvertimeRule overtime = OvertimeRule::kIncluded;
  std::optional<std::string> subject;
  std::optional<std::string> statistic;

  // "spread.full_game.included.-.-"
  std::string ToString() const;
  static absl::StatusOr<Slot> Parse(absl::string_view text);

  friend auto operator<=>(const Slot&, const Slot&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const Slot& slot) {
    return H::combine(std::move(h), slot.kind, slot.period, slot.overtime, slot.subject,
                      slot.statistic);
  }
};

Slot SlotOf(const MarketKey& market);
// SlotOf(a) == SlotOf(b), without the slots.
bool IsSameSlot(const MarketKey& a, const MarketKey& b);
// SlotOf(market).ToString(), without the slot.
std::string SlotTextOf(const MarketKey& market);

// One side of one market of one game.
struct Selection {
  GameId game;
  MarketKey market;
  Side side = Side::kHome;

  // INVALID_ARGUMENT unless the market is valid and has that side.
  absl::Status Validate() const;

  // "<game id>.<market>.<side>"
  std::string ToString() const;
  static absl::StatusOr<Selection> Parse(absl::string_view text);

  friend auto operator<=>(const Selection&, const Selection&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const Selection& selection) {
    return H::combine(std::move(h), selection.game, selection.market, selection.side);
  }
};

// The sides of a market, in the order everything lists them.
std::span<const Side> SidesOf(const MarketKey& market);
bool HasSide(const MarketKey& market, Side side);

// The other side of a two-way market; none for kDraw, and none in a three-way market, whose
// sides have no single opposite.
std::optional<Side> OppositeSide(const MarketKey& market, Side side);

// Lower-case names as used in natural keys, on the wire's edge and in SQL: "three_way",
// "first_half", "included", "under". The parsers refuse anything else with INVALID_ARGUMENT.
absl::string_view ToString(MarketKind kind);
absl::string_view ToString(Period period);
absl::string_view ToString(OvertimeRule rule);
absl::string_view ToString(Side side);
absl::StatusOr<MarketKind> ParseMarketKind(absl::string_view text);
absl::StatusOr<Period> ParsePeriod(absl::string_view text);
absl::StatusOr<OvertimeRule> ParseOvertimeRule(absl::string_view text);
absl::StatusOr<Side> ParseSide(absl::string_view text);

}  // namespace overround
