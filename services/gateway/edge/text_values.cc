#include "services/gateway/edge/text_values.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <google/protobuf/stubs/common.h>

#include "libs/base/status_macros.h"

namespace overround::gateway {
namespace {

constexpr int64_t kTimestampMin = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kTimestampMax = 253402300799;  // 9999-12-31T23:59:59Z
constexpr int64_t kDurationMax = 315576000000;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

absl::Status Wanted(absl::string_view text, absl::string_view wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", absl::CHexEscape(text.substr(0, 64)), "\", want ", wanted));
}

// ".250": the shortest of 3, 6 and 9 digits that holds it all, nothing for zero.
void AppendFraction(int32_t nanos, std::string* out) {
  if (nanos == 0) return;
  const int digits = nanos % 1'000'000 == 0 ? 3 : nanos % 1'000 == 0 ? 6 : 9;
  for (int i = digits; i < 9; ++i) nanos /= 10;
  const std::string text = absl::StrCat(nanos);
  absl::StrAppend(out, ".", std::string(static_cast<size_t>(digits) - text.size(), '0'), text);
}

// Takes ".25" from the front of `text`; 1 to 9 digits, or nothing at all.
bool TakeFraction(absl::string_view* text, int32_t* nanos) {
  *nanos = 0;
  if (!absl::ConsumePrefix(text, ".")) return true;
  int digits = 0;
  for (; !text->empty() && absl::ascii_isdigit(text->front()); ++digits) {
    if (digits == 9) return false;
    *nanos = *nanos * 10 + (text->front() - '0');
    text->remove_prefix(1);
  }
  for (int i = digits; i < 9; ++i) *nanos *= 10;
  return digits > 0;
}

void AppendTwo(int value, std::string* out) {
  out->push_back(static_cast<char>('0' + value / 10));
  out->push_back(static_cast<char>('0' + value % 10));
}

// Takes `digits` digits and then `mark` (unless 0).
bool TakeNumber(absl::string_view* text, size_t digits, char mark, int* value) {
  *value = 0;
  if (text->size() < digits + (mark != 0 ? 1 : 0)) return false;
  for (size_t i = 0; i < digits; ++i) {
    if (!absl::ascii_isdigit((*text)[i])) return false;
    *value = *value * 10 + ((*text)[i] - '0');
  }
  if (mark != 0 && (*text)[digits] != mark) return false;
  text->remove_prefix(digits + (mark != 0 ? 1 : 0));
  return true;
}

// "Z", "+02:00".
bool TakeOffset(absl::string_view* text, int64_t* seconds) {
  *seconds = 0;
  if (absl::ConsumePrefix(text, "Z")) return true;
  const bool west = absl::StartsWith(*text, "-");
  if (!west && !absl::StartsWith(*text, "+")) return false;
  text->remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!TakeNumber(text, 2, ':', &hours) || !TakeNumber(text, 2, 0, &minutes)) return false;
  *seconds = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
  return hours < 24 && minutes < 60;
}

template <typename Number>
void AppendNumber(Number number, std::string* out) {
  if (std::isnan(number)) {
    out->append("\"NaN\"");
  } else if (std::isinf(number)) {
    out->append(number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  } else {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number);
    out->append(buffer, static_cast<size_t>(end.ptr - buffer));
  }
}

template <typename Number>
absl::StatusOr<Number> ParseNumber(absl::string_view text) {
  if (text == "NaN") return std::numeric_limits<Number>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<Number>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<Number>::infinity();
  Number number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  // from_chars also reads "inf" and "nan(...)".
  if (end.ec != std::errc() || end.ptr != text.data() + text.size() || !std::isfinite(number)) {
    // Too small to hold is zero; too large is refused.
    double wide = 0;
    if (end.ec == std::errc::result_out_of_range && end.ptr == text.data() + text.size() &&
        absl::SimpleAtod(text, &wide) && std::abs(wide) < 1) {
      return static_cast<Number>(wide);
    }
    return Wanted(text, "a number in range");
  }
  return number;
}

}  // namespace

bool AppendTimestamp(SecondsNanos time, std::string* out) {
  if (time.seconds < kTimestampMin || time.seconds > kTimestampMax) return false;
  if (time.nanos < 0 || time.nanos >= kNanosPerSecond) return false;
  const absl::CivilSecond civil = absl::CivilSecond(1970, 1, 1, 0, 0, 0) + time.seconds;
  const int year = static_cast<int>(civil.year());
  AppendTwo(year / 100, out);
  AppendTwo(year % 100, out);
  const int parts[] = {civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()};
  const char marks[] = {'-', '-', 'T', ':', ':'};
  for (size_t i = 0; i < 5; ++i) {
    out->push_back(marks[i]);
    AppendTwo(parts[i], out);
  }
  AppendFraction(time.nanos, out);
  out->push_back('Z');
  return true;
}

absl::StatusOr<SecondsNanos> ParseTimestamp(absl::string_view text) {
  constexpr absl::string_view kWanted = "a time such as 2026-04-16T18:05:00Z";
  absl::string_view rest = text;
  int parts[6];
  const size_t digits[] = {4, 2, 2, 2, 2, 2};
  const char marks[] = {'-', '-', 'T', ':', ':', 0};
  for (size_t i = 0; i < 6; ++i) {
    if (!TakeNumber(&rest, digits[i], marks[i], &parts[i])) return Wanted(text, kWanted);
  }
  SecondsNanos time;
  int64_t offset = 0;
  if (!TakeFraction(&rest, &time.nanos) || !TakeOffset(&rest, &offset) || !rest.empty()) {
    return Wanted(text, kWanted);
  }
  const absl::CivilSecond civil(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
  // A civil time normalises 30 February away.
  if (civil.month() != parts[1] || civil.day() != parts[2] || civil.hour() != parts[3] ||
      civil.minute() != parts[4] || civil.second() != parts[5]) {
    return Wanted(text, kWanted);
  }
  time.seconds = (civil - absl::CivilSecond(1970, 1, 1, 0, 0, 0)) - offset;
  if (time.seconds < kTimestampMin || time.seconds > kTimestampMax) {
    return Wanted(text, "a year from 1 to 9999");
  }
  return time;
}

bool AppendDuration(SecondsNanos duration, std::string* out) {
  if (std::abs(duration.seconds) > kDurationMax || std::abs(duration.nanos) >= kNanosPerSecond ||
      (duration.seconds < 0 && duration.nanos > 0) ||
      (duration.seconds > 0 && duration.nanos < 0)) {
    return false;
  }
  if (duration.seconds < 0 || duration.nanos < 0) out->push_back('-');
  absl::StrAppend(out, std::abs(duration.seconds));
  AppendFraction(std::abs(duration.nanos), out);
  out->push_back('s');
  return true;
}

absl::StatusOr<SecondsNanos> ParseDuration(absl::string_view text) {
  constexpr absl::string_view kWanted = "a duration such as 3.5s";
  absl::string_view rest = text;
  const bool negative = absl::ConsumePrefix(&rest, "-");
  size_t digits = 0;
  while (digits < rest.size() && absl::ascii_isdigit(rest[digits])) ++digits;
  SecondsNanos duration;
  if (digits == 0 || !absl::SimpleAtoi(rest.substr(0, digits), &duration.seconds) ||
      duration.seconds > kDurationMax) {
    return Wanted(text, kWanted);
  }
  rest.remove_prefix(digits);
  if (!TakeFraction(&rest, &duration.nanos) || rest != "s") return Wanted(text, kWanted);
  if (negative) {
    duration.seconds = -duration.seconds;
    duration.nanos = -duration.nanos;
  }
  return duration;
}

bool AppendFieldMaskPath(absl::string_view path, std::string* out) {
  bool after_underscore = false;
  for (const char c : path) {
    if (absl::ascii_isupper(c) || (after_underscore && !absl::ascii_islower(c))) return false;
    if (c != '_') out->push_back(after_underscore ? absl::ascii_toupper(c) : c);
    after_underscore = c == '_';
  }
  return !after_underscore;
}

absl::StatusOr<std::string> ParseFieldMaskPath(absl::string_view text) {
  std::string path;
  for (const char c : text) {
    if (c == '_') return Wanted(text, "field paths in lowerCamelCase");
    if (absl::ascii_isupper(c)) path.push_back('_');
    path.push_back(absl::ascii_tolower(c));
  }
  return path;
}

void AppendBase64(absl::string_view bytes, std::string* out) {
  out->append(absl::Base64Escape(bytes));
}

absl::StatusOr<std::string> ParseBase64(absl::string_view text) {
  std::string bytes;
  const bool url_safe = text.find_first_of("-_") != absl::string_view::npos;
  if (url_safe ? absl::WebSafeBase64Unescape(text, &bytes) : absl::Base64Unescape(text, &bytes)) {
    return bytes;
  }
  return Wanted(text, "base64");
}

void AppendDouble(double number, std::string* out) { AppendNumber(number, out); }
void AppendFloat(float number, std::string* out) { AppendNumber(number, out); }
absl::StatusOr<double> ParseDouble(absl::string_view text) { return ParseNumber<double>(text); }
absl::StatusOr<float> ParseFloat(absl::string_view text) { return ParseNumber<float>(text); }

absl::StatusOr<int64_t> ParseSigned(absl::string_view text, int64_t low, int64_t high) {
  int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
    // 1.0 and 1e3 are whole numbers too; a double holds them exactly up to 2^53.
    const absl::StatusOr<double> real = ParseDouble(text);
    constexpr double kExactMax = 9007199254740992.0;
    if (!real.ok() || std::trunc(*real) != *real || std::abs(*real) > kExactMax) {
      return Wanted(text, "a whole number in range");
    }
    value = static_cast<int64_t>(*real);
  }
  if (value < low || value > high) {
    return Wanted(text, absl::StrCat("a whole number from ", low, " to ", high));
  }
  return value;
}

absl::StatusOr<uint64_t> ParseUnsigned(absl::string_view text, uint64_t high) {
  uint64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t whole,
                               ParseSigned(text, 0, std::numeric_limits<int64_t>::max()));
    value = static_cast<uint64_t>(whole);
  }
  if (value > high) return Wanted(text, absl::StrCat("a whole number from 0 to ", high));
  return value;
}

bool IsUtf8(absl::string_view text) {
  return google::protobuf::internal::IsStructurallyValidUTF8(text.data(),
                                                             static_cast<int>(text.size()));
}

}  // namespace overround::gateway
