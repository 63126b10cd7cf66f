#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::gateway {

// The texts that proto3 JSON writes for values that are no plain JSON: each printer appends without
// quotes, each parser answers INVALID_ARGUMENT saying what it wants.

struct SecondsNanos {
  int64_t seconds = 0;
  int32_t nanos = 0;
};

// "2026-04-16T18:05:00.250Z": 0, 3, 6 or 9 digits. False outside the years 1 to 9999.
bool AppendTimestamp(SecondsNanos time, std::string* out);
// RFC 3339 with any offset.
absl::StatusOr<SecondsNanos> ParseTimestamp(absl::string_view text);

// "-3.500s". False beyond 10,000 years, or when the signs of the parts differ.
bool AppendDuration(SecondsNanos duration, std::string* out);
absl::StatusOr<SecondsNanos> ParseDuration(absl::string_view text);

// snake_case.path -> snakeCase.path and back. False where the way back would end elsewhere.
bool AppendFieldMaskPath(absl::string_view path, std::string* out);
absl::StatusOr<std::string> ParseFieldMaskPath(absl::string_view text);

// Standard base64 with padding; the parser takes the URL-safe alphabet and no padding, too.
void AppendBase64(absl::string_view bytes, std::string* out);
absl::StatusOr<std::string> ParseBase64(absl::string_view text);

// Shortest text that reads back as the same number. Numbers without a JSON form are quoted:
// "NaN", "Infinity", "-Infinity".
void AppendDouble(double number, std::string* out);
void AppendFloat(float number, std::string* out);
// JSON numbers and the three words above. OUT_OF_RANGE is told as INVALID_ARGUMENT.
absl::StatusOr<double> ParseDouble(absl::string_view text);
absl::StatusOr<float> ParseFloat(absl::string_view text);

// Whole numbers, also as 1.0 or 1e3, within [low, high].
absl::StatusOr<int64_t> ParseSigned(absl::string_view text, int64_t low, int64_t high);
absl::StatusOr<uint64_t> ParseUnsigned(absl::string_view text, uint64_t high);

bool IsUtf8(absl::string_view text);

}  // namespace overround::gateway
