#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/domain/odds.h"
#include "overround/common/v1/odds.pb.h"

namespace overround::wire {

// How a quote is written.
enum class OddsFormat : uint8_t { kAmerican, kDecimal, kFraction, kProbability };

// "american", "decimal", "fraction", "probability", as SQL stores it.
absl::string_view ToString(OddsFormat format);
// INVALID_ARGUMENT for any other word.
absl::StatusOr<OddsFormat> ParseOddsFormat(absl::string_view text);

// A price and the text it was read from. Without a text it is written as a fraction.
struct QuotedOdds {
  Odds odds;
  OddsFormat format = OddsFormat::kFraction;
  std::string text = odds.ToFractionText();

  friend bool operator==(const QuotedOdds&, const QuotedOdds&) = default;
};

// INVALID_ARGUMENT unless both parts are in range, and the text, where there is one, is that price
// in its format. A decimal text may be noisy ("2.4300000000000002" is 2.43), as spreadsheets are.
// `field` is the message's place in the request, for the refusal: "bet.odds".
absl::StatusOr<QuotedOdds> QuotedFromProto(const common::v1::Odds& message,
                                           absl::string_view field);
// The price alone, checked alike.
absl::StatusOr<Odds> FromProto(const common::v1::Odds& message, absl::string_view field);

common::v1::Odds ToProto(const QuotedOdds& quoted);
// Written as a fraction.
common::v1::Odds ToProto(const Odds& odds);

absl::StatusOr<OddsFormat> FromProto(common::v1::Odds::Format format, absl::string_view field);
common::v1::Odds::Format ToProto(OddsFormat format);

}  // namespace overround::wire
