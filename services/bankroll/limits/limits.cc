#include "services/bankroll/limits/limits.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::bankroll {
namespace {

constexpr size_t kZoneNameMax = 64;

using Amount = std::optional<int64_t>;

// No limit is the loosest.
bool IsLooser(const Amount& a, const Amount& b) { return b && (!a || *a > *b); }

Amount Tighter(const Amount& a, const Amount& b) { return IsLooser(a, b) ? b : a; }

bool IsLooserAnywhere(const LimitAmounts& a, const LimitAmounts& b) {
  return IsLooser(a.stake_max_minor, b.stake_max_minor) ||
         IsLooser(a.daily_loss_max_minor, b.daily_loss_max_minor);
}

LimitAmounts Tighter(const LimitAmounts& a, const LimitAmounts& b) {
  return {.stake_max_minor = Tighter(a.stake_max_minor, b.stake_max_minor),
          .daily_loss_max_minor = Tighter(a.daily_loss_max_minor, b.daily_loss_max_minor)};
}

// The loader also opens files by path and asks libc: neither is a name.
bool IsZoneName(const std::string& name) {
  return !name.empty() && name.size() <= kZoneNameMax && absl::ascii_isalpha(name.front()) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
         });
}

absl::StatusOr<absl::TimeZone> ZoneNamed(const std::string& name) {
  absl::TimeZone zone;
  if (IsZoneName(name) && absl::LoadTimeZone(name, &zone)) return zone;
  return absl::InvalidArgumentError(
      absl::StrCat("time_zone: \"", name, "\", want an IANA name such as \"Europe/London\""));
}

absl::StatusOr<absl::Time> MidnightBefore(const std::string& zone_name, absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneNamed(zone_name));
  return absl::FromCivil(absl::ToCivilDay(now, zone), zone);
}

// The zone whose day has counted longest stays the previous one through quick changes.
void MoveTo(const std::string& time_zone, absl::Time now, Limits& limits) {
  if (time_zone == limits.time_zone) return;
  const bool is_settled =
      !limits.time_zone_change_time || now - *limits.time_zone_change_time >= kLooseningDelay;
  if (is_settled) limits.previous_time_zone = limits.time_zone;
  limits.time_zone_change_time = now;
  limits.time_zone = time_zone;
}

}  // namespace

Limits InForce(const Limits& limits, absl::Time now) {
  Limits in_force = limits;
  if (limits.pending && limits.pending->effective_time <= now) {
    in_force.amounts = limits.pending->amounts;
    in_force.pending.reset();
  }
  return in_force;
}

absl::StatusOr<Limits> Changed(const Limits& limits, const LimitsChange& change, absl::Time now) {
  Limits changed = InForce(limits, now);
  if (change.time_zone) {
    OVERROUND_RETURN_IF_ERROR(ZoneNamed(*change.time_zone).status());
    MoveTo(*change.time_zone, now, changed);
  }
  const std::optional<PendingLimits> waiting = changed.pending;
  LimitAmounts asked = waiting ? waiting->amounts : changed.amounts;
  if (change.stake_max_minor) asked.stake_max_minor = *change.stake_max_minor;
  if (change.daily_loss_max_minor) asked.daily_loss_max_minor = *change.daily_loss_max_minor;

  changed.amounts = Tighter(asked, changed.amounts);
  changed.pending.reset();
  if (asked == changed.amounts) return changed;
  const bool has_waited = waiting && !IsLooserAnywhere(asked, waiting->amounts);
  changed.pending = {
      .amounts = asked,
      .effective_time = has_waited ? waiting->effective_time : now + kLooseningDelay};
  return changed;
}

absl::StatusOr<absl::Time> DayBegin(const Limits& limits, absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time begin, MidnightBefore(limits.time_zone, now));
  const bool has_just_moved =
      limits.time_zone_change_time && now - *limits.time_zone_change_time < kLooseningDelay;
  if (!has_just_moved) return begin;
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time before,
                             MidnightBefore(*limits.previous_time_zone, now));
  return std::min(begin, before);
}

std::optional<LimitBreach> FindBreach(const Limits& in_force, int64_t stake_minor,
                                      int64_t day_net_minor) {
  const LimitAmounts& amounts = in_force.amounts;
  if (amounts.stake_max_minor && stake_minor > *amounts.stake_max_minor) {
    return LimitBreach{LimitKind::kStakeMax, *amounts.stake_max_minor,
                       absl::StrCat("stake: ", stake_minor, " minor units, want at most ",
                                    *amounts.stake_max_minor, " by limits.stake_max")};
  }
  // Two amounts that are not negative: their difference never overflows.
  if (amounts.daily_loss_max_minor && stake_minor - *amounts.daily_loss_max_minor > day_net_minor) {
    return LimitBreach{LimitKind::kDailyLossMax, *amounts.daily_loss_max_minor,
                       absl::StrCat("stake: ", stake_minor, " minor units after a day's net of ",
                                    day_net_minor, ", want a loss of at most ",
                                    *amounts.daily_loss_max_minor, " by limits.daily_loss_max")};
  }
  return std::nullopt;
}

}  // namespace overround::bankroll
