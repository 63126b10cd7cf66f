#include "services/collector/statistics/statistics_facts.h"

#include <cmath>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_replace.h>

namespace overround::collector {

std::optional<double> NumberOf(const Statistic& statistic) {
  const std::string text = absl::StrReplaceAll(statistic.value, {{",", ""}});
  // "inf" and "nan" are words.
  for (const char c : text) {
    if (absl::ascii_isalpha(c)) return std::nullopt;
  }
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace overround::collector
