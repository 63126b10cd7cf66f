#include "services/collector/import/day_order.h"

#include <algorithm>
#include <optional>

#include <absl/strings/str_cat.h>

namespace overround::collector {
namespace {

// Nothing where it is no other day.
std::optional<absl::CivilDay> Swapped(absl::CivilDay day) {
  if (day.day() > 12 || day.day() == day.month()) return std::nullopt;
  return absl::CivilDay(day.year(), day.day(), day.month());
}

// The nearest days other than that of a row, which each step leads on to, nearest first.
std::vector<absl::CivilDay> DaysFrom(const std::vector<ImportRow>& rows, size_t place, int step) {
  const absl::CivilDay own = *rows[place].game.day;
  std::vector<absl::CivilDay> days;
  for (size_t i = place + step; i < rows.size() && days.size() < kDaysInOrder; i += step) {
    const auto& day = rows[i].game.day;
    if (day && *day != own && (days.empty() || *day != days.back())) days.push_back(*day);
  }
  return days;
}

// The day a row means, where that is not the one it says.
std::optional<absl::CivilDay> MeantDay(const std::vector<ImportRow>& rows, size_t place) {
  const auto& day = rows[place].game.day;
  const auto swapped = day ? Swapped(*day) : std::nullopt;
  if (!swapped) return std::nullopt;
  const std::vector<absl::CivilDay> before = DaysFrom(rows, place, -1);
  const std::vector<absl::CivilDay> after = DaysFrom(rows, place, 1);
  if (before.empty() || after.empty()) return std::nullopt;
  const bool is_in_order = std::is_sorted(before.rbegin(), before.rend()) &&
                           std::is_sorted(after.begin(), after.end()) &&
                           before.front() <= *swapped && *swapped <= after.front();
  const bool is_out = *day < before.back() || *day > after.back();
  return is_in_order && is_out ? swapped : std::nullopt;
}

}  // namespace

void RefuseSwappedDays(std::vector<ImportRow>& rows, std::vector<RefusedImport>& refused) {
  std::vector<ImportRow> kept;
  kept.reserve(rows.size());
  std::vector<bool> is_refused(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto meant = MeantDay(rows, i);
    if (!meant) continue;
    is_refused[i] = true;
    refused.push_back({rows[i].number, Refusal::kMangledDate,
                       absl::StrCat(absl::FormatCivilTime(*rows[i].game.day), ", want ",
                                    absl::FormatCivilTime(*meant), " as the rows around it")});
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!is_refused[i]) kept.push_back(std::move(rows[i]));
  }
  rows = std::move(kept);
}

}  // namespace overround::collector
