#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace overround::bankroll {

// How long a loosening waits (World).
inline constexpr absl::Duration kLooseningDelay = absl::Hours(24);

// What may be staked, in minor units; unset is no limit.
struct LimitAmounts {
  std::optional<int64_t> stake_max_minor = {};
  std::optional<int64_t> daily_loss_max_minor = {};

  friend bool operator==(const LimitAmounts&, const LimitAmounts&) = default;
};

// A loosening that waits.
struct PendingLimits {
  LimitAmounts amounts = {};
  absl::Time effective_time = {};

  friend bool operator==(const PendingLimits&, const PendingLimits&) = default;
};

// The limits of one bankroll.
struct Limits {
  LimitAmounts amounts = {};
  // Whose day it is: an IANA name.
  std::string time_zone = "UTC";
  // The zone before the last change, whose day counts as well for a while: moving midnight must not
  // give a second day's losses.
  std::optional<std::string> previous_time_zone = {};
  std::optional<absl::Time> time_zone_change_time = {};
  std::optional<PendingLimits> pending = {};

  friend bool operator==(const Limits&, const Limits&) = default;
};

// What to change; unset members stay. An inner unset lifts the limit.
struct LimitsChange {
  std::optional<std::optional<int64_t>> stake_max_minor = {};
  std::optional<std::optional<int64_t>> daily_loss_max_minor = {};
  std::optional<std::string> time_zone = {};
};

// What holds at `now`: a loosening whose time has come holds.
Limits InForce(const Limits& limits, absl::Time now);

// What the limits become: what is tighter holds at once, what is looser from kLooseningDelay on.
// Asking again for what waits, or for less, does not make it wait anew. INVALID_ARGUMENT for an
// unknown time zone.
absl::StatusOr<Limits> Changed(const Limits& limits, const LimitsChange& change, absl::Time now);

// When the day began whose losses count at `now`. INVALID_ARGUMENT where this machine does not know
// the limits' time zone.
absl::StatusOr<absl::Time> DayBegin(const Limits& limits, absl::Time now);

enum class LimitKind { kStakeMax, kDailyLossMax };

// A stake that must not be taken.
struct LimitBreach {
  LimitKind kind = LimitKind::kStakeMax;
  int64_t limit_minor = 0;
  // "stake: 600 minor units, want at most 500".
  std::string message = {};
};

// `day_net_minor` is the net profit of the stakes of the day so far, open ones counted as lost.
// Requires: `in_force` came from InForce.
std::optional<LimitBreach> FindBreach(const Limits& in_force, int64_t stake_minor,
                                      int64_t day_net_minor);

}  // namespace overround::bankroll
