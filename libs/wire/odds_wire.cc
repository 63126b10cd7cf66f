#include "libs/wire/odds_wire.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "libs/wire/enum_wire.h"
#include "libs/wire/field.h"

namespace overround::wire {
namespace {

using Wire = common::v1::Odds;

constexpr EnumTable<OddsFormat, Wire::Format, 4> kFormats = {{
    {OddsFormat::kAmerican, Wire::FORMAT_AMERICAN},
    {OddsFormat::kDecimal, Wire::FORMAT_DECIMAL},
    {OddsFormat::kFraction, Wire::FORMAT_FRACTION},
    {OddsFormat::kProbability, Wire::FORMAT_PROBABILITY},
}};

constexpr std::array<std::pair<OddsFormat, absl::string_view>, 4> kNames = {{
    {OddsFormat::kAmerican, "american"},
    {OddsFormat::kDecimal, "decimal"},
    {OddsFormat::kFraction, "fraction"},
    {OddsFormat::kProbability, "probability"},
}};

constexpr size_t kTextLengthMax = 32;

std::optional<Odds> ParseFraction(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  int32_t profit = 0;
  int32_t stake = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &profit) ||
      !absl::SimpleAtoi(parts[1], &stake)) {
    return std::nullopt;
  }
  const absl::StatusOr<Odds> odds = Odds::FromFraction(profit, stake);
  return odds.ok() ? std::optional(*odds) : std::nullopt;
}

// "0.55" pays 1 for 0.55: 45/55.
std::optional<Odds> ParseProbability(absl::string_view text) {
  const absl::StatusOr<Odds> odds = Odds::ParseProbability(text);
  return odds.ok() ? std::optional(*odds) : std::nullopt;
}

std::optional<Odds> ParseText(OddsFormat format, absl::string_view text) {
  switch (format) {
    case OddsFormat::kAmerican: {
      const absl::StatusOr<Odds> odds = Odds::ParseAmerican(text);
      return odds.ok() ? std::optional(*odds) : std::nullopt;
    }
    case OddsFormat::kDecimal: {
      absl::StatusOr<Odds> odds = Odds::ParseDecimal(text);
      if (!odds.ok()) odds = Odds::ParseNoisyDecimal(text);
      return odds.ok() ? std::optional(*odds) : std::nullopt;
    }
    case OddsFormat::kFraction:
      return ParseFraction(text);
    case OddsFormat::kProbability:
      return ParseProbability(text);
  }
  return std::nullopt;
}

}  // namespace

absl::string_view ToString(OddsFormat format) {
  for (const auto& [value, name] : kNames) {
    if (value == format) return name;
  }
  OVERROUND_CHECK(false);
}

absl::StatusOr<OddsFormat> ParseOddsFormat(absl::string_view text) {
  for (const auto& [value, name] : kNames) {
    if (name == text) return value;
  }
  return Refused("format", absl::StrCat("\"", text, "\""),
                 "american, decimal, fraction or probability");
}

absl::StatusOr<OddsFormat> FromProto(Wire::Format format, absl::string_view field) {
  return FromTable(kFormats, format, Wire::Format_Name(format), field);
}

Wire::Format ToProto(OddsFormat format) { return ToTable(kFormats, format); }

absl::StatusOr<QuotedOdds> QuotedFromProto(const Wire& message, absl::string_view field) {
  const absl::StatusOr<Odds> odds = Odds::FromFraction(message.profit(), message.stake());
  if (!odds.ok()) {
    return Refused(field, absl::StrCat(message.profit(), "/", message.stake()),
                   absl::StrCat("profit and stake from 1 to ", Odds::kPartMax));
  }
  if (message.quoted_text().empty() && !message.has_format()) return QuotedOdds{.odds = *odds};
  OVERROUND_ASSIGN_OR_RETURN(const OddsFormat format,
                             FromProto(message.format(), absl::StrCat(field, ".format")));
  const std::string& text = message.quoted_text();
  if (text.size() > kTextLengthMax || ParseText(format, text) != *odds) {
    return Refused(absl::StrCat(field, ".quoted_text"),
                   absl::StrCat("\"", text.substr(0, kTextLengthMax), "\""),
                   absl::StrCat(odds->ToFractionText(), " in the format ", ToString(format)));
  }
  return QuotedOdds{.odds = *odds, .format = format, .text = text};
}

absl::StatusOr<Odds> FromProto(const Wire& message, absl::string_view field) {
  OVERROUND_ASSIGN_OR_RETURN(const QuotedOdds quoted, QuotedFromProto(message, field));
  return quoted.odds;
}

Wire ToProto(const QuotedOdds& quoted) {
  Wire message;
  message.set_profit(quoted.odds.profit());
  message.set_stake(quoted.odds.stake());
  message.set_quoted_text(quoted.text);
  message.set_format(ToProto(quoted.format));
  return message;
}

Wire ToProto(const Odds& odds) { return ToProto(QuotedOdds{.odds = odds}); }

}  // namespace overround::wire
