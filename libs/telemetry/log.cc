#include "libs/telemetry/log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <unistd.h>

namespace overround::telemetry {
namespace {

constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%E6SZ";
constexpr std::array<absl::string_view, 5> kSecretWords = {"password", "secret", "token",
                                                           "authorization", "cookie"};
constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

absl::string_view LevelName(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

bool IsSecret(absl::string_view name) {
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), [&](absl::string_view word) {
    return absl::StrContains(absl::AsciiStrToLower(name), word);
  });
}

// How many bytes the UTF-8 sequence at the front of `text` has; 0 when it is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t index) { return static_cast<unsigned char>(text[index]); };
  const size_t length = byte(0) < 0x80                       ? 1
                        : byte(0) >= 0xC2 && byte(0) <= 0xDF ? 2
                        : (byte(0) & 0xF0) == 0xE0           ? 3
                        : byte(0) >= 0xF0 && byte(0) <= 0xF4 ? 4
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (byte(0) == 0xE0 && byte(1) < 0xA0) || (byte(0) == 0xF0 && byte(1) < 0x90);
  const bool outside = (byte(0) == 0xED && byte(1) > 0x9F) || (byte(0) == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

void AppendEscaped(char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
    out->push_back(c);
  } else {
    absl::StrAppend(out, "\\u", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad4));
  }
}

void WriteToStandardError(absl::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // Nowhere to report that the log is gone.
    line.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

absl::StatusOr<Level> ParseLevel(absl::string_view text) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    if (text == LevelName(level)) return level;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("level: \"", text, "\", want debug, info, warning or error"));
}

std::string JsonString(absl::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  out.push_back('"');
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 1) {
      AppendEscaped(text[0], &out);
    } else if (length == 0) {
      absl::StrAppend(&out, kReplacement);
    } else {
      absl::StrAppend(&out, text.substr(0, length));
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  out.push_back('"');
  return out;
}

Field::Field(absl::string_view name, absl::string_view value)
    : name_(name), json_(JsonString(value)) {}

Field::Field(absl::string_view name, double value)
    : name_(name), json_(std::isfinite(value) ? absl::StrCat(value) : "null") {}

Field::Field(absl::string_view name, absl::Time value)
    : name_(name), json_(JsonString(absl::FormatTime(kTimeFormat, value, absl::UTCTimeZone()))) {}

Field::Field(absl::string_view name, absl::Duration value)
    : Field(name, absl::ToDoubleMilliseconds(value)) {}

Field::Field(absl::string_view name, const absl::Status& value) : Field(name, value.ToString()) {}

Logger::Logger(absl::string_view service, Level level, const Clock& wall)
    : Logger(service, level, wall, WriteToStandardError) {}

Logger::Logger(absl::string_view service, Level level, const Clock& wall, Sink sink)
    : service_json_(JsonString(service)), level_(level), wall_(wall), sink_(std::move(sink)) {}

void Logger::Write(Level level, absl::string_view message,
                   std::initializer_list<Field> fields) const {
  std::string line =
      absl::StrCat("{\"time\":\"", absl::FormatTime(kTimeFormat, wall_.Now(), absl::UTCTimeZone()),
                   "\",\"level\":\"", LevelName(level), "\",\"service\":", service_json_,
                   ",\"message\":", JsonString(message));
  std::string others;
  for (const Field& field : fields) {
    if (field.name() == "request_id") {
      absl::StrAppend(&line, ",\"request_id\":", field.json());
      continue;
    }
    absl::StrAppend(&others, others.empty() ? "" : ",", JsonString(field.name()), ":",
                    IsSecret(field.name()) ? "\"[redacted]\"" : field.json());
  }
  if (!others.empty()) absl::StrAppend(&line, ",\"fields\":{", others, "}");
  line.append("}\n");
  const std::lock_guard lock(mutex_);
  sink_(line);
}

}  // namespace overround::telemetry
