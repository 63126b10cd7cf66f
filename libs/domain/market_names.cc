#include <array>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/domain/market.h"

namespace overround {
namespace {

template <typename Enum, size_t kCount>
using Names = std::array<std::pair<Enum, absl::string_view>, kCount>;

constexpr Names<MarketKind, 6> kKinds = {{{MarketKind::kMoneyline, "moneyline"},
                                          {MarketKind::kThreeWay, "three_way"},
                                          {MarketKind::kSpread, "spread"},
                                          {MarketKind::kTotal, "total"},
                                          {MarketKind::kTeamTotal, "team_total"},
                                          {MarketKind::kProp, "prop"}}};
constexpr Names<Period, 14> kPeriods = {{{Period::kFullGame, "full_game"},
                                         {Period::kRegulation, "regulation"},
                                         {Period::kFirstHalf, "first_half"},
                                         {Period::kSecondHalf, "second_half"},
                                         {Period::kFirstQuarter, "first_quarter"},
                                         {Period::kSecondQuarter, "second_quarter"},
                                         {Period::kThirdQuarter, "third_quarter"},
                                         {Period::kFourthQuarter, "fourth_quarter"},
                                         {Period::kFirstPeriod, "first_period"},
                                         {Period::kSecondPeriod, "second_period"},
                                         {Period::kThirdPeriod, "third_period"},
                                         {Period::kFirstFiveInnings, "first_five_innings"},
                                         {Period::kFirstInning, "first_inning"},
                                         {Period::kFirstSet, "first_set"}}};
constexpr Names<OvertimeRule, 2> kRules = {
    {{OvertimeRule::kIncluded, "included"}, {OvertimeRule::kExcluded, "excluded"}}};
constexpr Names<Side, 7> kSides = {{{Side::kHome, "home"},
                                    {Side::kAway, "away"},
                                    {Side::kDraw, "draw"},
                                    {Side::kOver, "over"},
                                    {Side::kUnder, "under"},
                                    {Side::kYes, "yes"},
                                    {Side::kNo, "no"}}};

template <typename Enum, size_t kCount>
absl::string_view NameOf(const Names<Enum, kCount>& names, Enum value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  OVERROUND_CHECK(false);
}

template <typename Enum, size_t kCount>
absl::StatusOr<Enum> ParseName(const Names<Enum, kCount>& names, absl::string_view field,
                               absl::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", text, "\", want one such as ", names[0].second));
}

}  // namespace

absl::string_view ToString(MarketKind kind) { return NameOf(kKinds, kind); }
absl::string_view ToString(Period period) { return NameOf(kPeriods, period); }
absl::string_view ToString(OvertimeRule rule) { return NameOf(kRules, rule); }
absl::string_view ToString(Side side) { return NameOf(kSides, side); }

absl::StatusOr<MarketKind> ParseMarketKind(absl::string_view text) {
  return ParseName(kKinds, "kind", text);
}
absl::StatusOr<Period> ParsePeriod(absl::string_view text) {
  return ParseName(kPeriods, "period", text);
}
absl::StatusOr<OvertimeRule> ParseOvertimeRule(absl::string_view text) {
  return ParseName(kRules, "overtime", text);
}
absl::StatusOr<Side> ParseSide(absl::string_view text) { return ParseName(kSides, "side", text); }

}  // namespace overround
