#include "libs/domain/market.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "libs/domain/line.h"

namespace overround {
namespace {

constexpr absl::string_view kAbsent = "-";
constexpr size_t kWordLengthMax = 64;
constexpr size_t kSlotParts = 5;

constexpr Side kHomeAway[] = {Side::kHome, Side::kAway};
constexpr Side kHomeDrawAway[] = {Side::kHome, Side::kDraw, Side::kAway};
constexpr Side kOverUnder[] = {Side::kOver, Side::kUnder};
constexpr Side kYesNo[] = {Side::kYes, Side::kNo};

// Subjects and statistics are parts of a natural key: a point would split it, and a lone dash
// means none.
bool IsWord(absl::string_view text) {
  return !text.empty() && text.size() <= kWordLengthMax && text != kAbsent &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '/' || c == '-';
         });
}

bool MayCountOvertime(Period period) {
  return period == Period::kFullGame || period == Period::kSecondHalf ||
         period == Period::kFourthQuarter;
}

absl::Status ValidatePeriod(Period period, OvertimeRule overtime) {
  const bool included = overtime == OvertimeRule::kIncluded;
  if (period == Period::kFullGame && !included) {
    return absl::InvalidArgumentError(
        "overtime: excluded, want the period regulation for a game without overtime");
  }
  if (included && !MayCountOvertime(period)) {
    return absl::InvalidArgumentError(
        absl::StrCat("overtime: included, want excluded for ", ToString(period)));
  }
  return absl::OkStatus();
}

absl::Status ValidateSubject(MarketKind kind, const std::optional<std::string>& subject) {
  switch (kind) {
    case MarketKind::kTeamTotal:
      if (subject == kHomeSubject || subject == kAwaySubject) return absl::OkStatus();
      break;
    case MarketKind::kProp:
      if (subject && IsWord(*subject)) return absl::OkStatus();
      break;
    default:
      if (!subject) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("subject: \"", subject.value_or(""),
                                                 "\", want none, home or away for a team total, "
                                                 "or a name for a prop"));
}

absl::Status ValidateStatistic(MarketKind kind, const std::optional<std::string>& statistic) {
  const bool wanted = kind == MarketKind::kProp;
  if (wanted ? statistic && IsWord(*statistic) : !statistic) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("statistic: \"", statistic.value_or(""),
                                                 "\", want a name for a prop, none otherwise"));
}

absl::Status ValidateLine(MarketKind kind, const std::optional<int32_t>& line_quarters) {
  const bool required =
      kind == MarketKind::kSpread || kind == MarketKind::kTotal || kind == MarketKind::kTeamTotal;
  const bool allowed = required || kind == MarketKind::kProp;
  if (line_quarters ? !allowed : required) {
    return absl::InvalidArgumentError(
        absl::StrCat("line_quarters: ", line_quarters ? "set" : "unset", ", want the opposite for ",
                     ToString(kind)));
  }
  if (!line_quarters) return absl::OkStatus();
  const bool below_zero_allowed = kind == MarketKind::kSpread;
  if (std::abs(int64_t{*line_quarters}) > kLineQuartersMax ||
      (*line_quarters < 0 && !below_zero_allowed)) {
    return absl::InvalidArgumentError(
        absl::StrCat("line_quarters: ", *line_quarters, ", want a line a score can reach"));
  }
  return absl::OkStatus();
}

std::optional<std::string> WordOrNone(absl::string_view part) {
  if (part == kAbsent) return std::nullopt;
  return std::string(part);
}

absl::Status Malformed(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("market: \"", text, "\", want a key such as spread.full_game.included.-.-.-14"));
}

MarketKey WithoutLine(const Slot& slot) {
  return {slot.kind, slot.period, slot.overtime, slot.subject, slot.statistic, std::nullopt};
}

absl::StatusOr<Slot> ParseSlotParts(const std::vector<absl::string_view>& parts) {
  Slot slot;
  OVERROUND_ASSIGN_OR_RETURN(slot.kind, ParseMarketKind(parts[0]));
  OVERROUND_ASSIGN_OR_RETURN(slot.period, ParsePeriod(parts[1]));
  OVERROUND_ASSIGN_OR_RETURN(slot.overtime, ParseOvertimeRule(parts[2]));
  slot.subject = WordOrNone(parts[3]);
  slot.statistic = WordOrNone(parts[4]);
  return slot;
}

absl::string_view TextOr(const std::optional<std::string>& text, absl::string_view absent) {
  return text ? absl::string_view(*text) : absent;
}

// Of a slot or of a market, which has the same parts.
template <typename Key>
std::string SlotText(const Key& key) {
  return absl::StrCat(ToString(key.kind), ".", ToString(key.period), ".", ToString(key.overtime),
                      ".", TextOr(key.subject, kAbsent), ".", TextOr(key.statistic, kAbsent));
}

}  // namespace

absl::Status MarketKey::Validate() const {
  OVERROUND_RETURN_IF_ERROR(ValidatePeriod(period, overtime));
  OVERROUND_RETURN_IF_ERROR(ValidateSubject(kind, subject));
  OVERROUND_RETURN_IF_ERROR(ValidateStatistic(kind, statistic));
  return ValidateLine(kind, line_quarters);
}

std::string MarketKey::ToString() const {
  if (!line_quarters) return absl::StrCat(SlotText(*this), ".", kAbsent);
  return absl::StrCat(SlotText(*this), ".", *line_quarters);
}

absl::StatusOr<MarketKey> MarketKey::Parse(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() != kSlotParts + 1) return Malformed(text);
  OVERROUND_ASSIGN_OR_RETURN(const Slot slot, ParseSlotParts(parts));
  MarketKey key = WithoutLine(slot);
  if (parts.back() != kAbsent) {
    int32_t quarters = 0;
    // Printed back, so that " 4", "+4" and "04" are not second names of 4.
    if (!absl::SimpleAtoi(parts.back(), &quarters) || absl::StrCat(quarters) != parts.back()) {
      return Malformed(text);
    }
    key.line_quarters = quarters;
  }
  OVERROUND_RETURN_IF_ERROR(key.Validate());
  return key;
}

MarketKey FullGameMoneyline() { return {}; }

MarketKey FullGameSpread(int32_t line_quarters) {
  MarketKey key;
  key.kind = MarketKind::kSpread;
  key.line_quarters = line_quarters;
  return key;
}

MarketKey FullGameTotal(int32_t line_quarters) {
  MarketKey key;
  key.kind = MarketKind::kTotal;
  key.line_quarters = line_quarters;
  return key;
}

MarketKey RegulationThreeWay() {
  MarketKey key;
  key.kind = MarketKind::kThreeWay;
  key.period = Period::kRegulation;
  key.overtime = OvertimeRule::kExcluded;
  return key;
}

std::string Slot::ToString() const { return SlotText(*this); }

absl::StatusOr<Slot> Slot::Parse(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() != kSlotParts) return Malformed(text);
  OVERROUND_ASSIGN_OR_RETURN(const Slot slot, ParseSlotParts(parts));
  OVERROUND_RETURN_IF_ERROR(ValidatePeriod(slot.period, slot.overtime));
  OVERROUND_RETURN_IF_ERROR(ValidateSubject(slot.kind, slot.subject));
  OVERROUND_RETURN_IF_ERROR(ValidateStatistic(slot.kind, slot.statistic));
  return slot;
}

std::string SlotTextOf(const MarketKey& market) { return SlotText(market); }

Slot SlotOf(const MarketKey& market) {
  return {market.kind, market.period, market.overtime, market.subject, market.statistic};
}

bool IsSameSlot(const MarketKey& a, const MarketKey& b) {
  return a.kind == b.kind && a.period == b.period && a.overtime == b.overtime &&
         a.subject == b.subject && a.statistic == b.statistic;
}

absl::Status Selection::Validate() const {
  OVERROUND_RETURN_IF_ERROR(market.Validate());
  if (HasSide(market, side)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("side: ", overround::ToString(side), ", want a side of ", market.ToString()));
}

std::string Selection::ToString() const {
  return absl::StrCat(game.ToString(), ".", market.ToString(), ".", overround::ToString(side));
}

absl::StatusOr<Selection> Selection::Parse(absl::string_view text) {
  const size_t first = text.find('.');
  const size_t last = text.rfind('.');
  if (first == absl::string_view::npos || first == last) return Malformed(text);
  Selection selection;
  OVERROUND_ASSIGN_OR_RETURN(selection.game, GameId::Parse(text.substr(0, first)));
  OVERROUND_ASSIGN_OR_RETURN(selection.market,
                             MarketKey::Parse(text.substr(first + 1, last - first - 1)));
  OVERROUND_ASSIGN_OR_RETURN(selection.side, ParseSide(text.substr(last + 1)));
  OVERROUND_RETURN_IF_ERROR(selection.Validate());
  return selection;
}

std::span<const Side> SidesOf(const MarketKey& market) {
  switch (market.kind) {
    case MarketKind::kMoneyline:
    case MarketKind::kSpread:
      return kHomeAway;
    case MarketKind::kThreeWay:
      return kHomeDrawAway;
    case MarketKind::kTotal:
    case MarketKind::kTeamTotal:
      return kOverUnder;
    case MarketKind::kProp:
      break;
  }
  if (market.line_quarters) return kOverUnder;
  return kYesNo;
}

bool HasSide(const MarketKey& market, Side side) {
  const std::span<const Side> sides = SidesOf(market);
  return std::find(sides.begin(), sides.end(), side) != sides.end();
}

std::optional<Side> OppositeSide(const MarketKey& market, Side side) {
  const std::span<const Side> sides = SidesOf(market);
  if (sides.size() != 2 || !HasSide(market, side)) return std::nullopt;
  return sides[0] == side ? sides[1] : sides[0];
}

}  // namespace overround
