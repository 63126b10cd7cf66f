#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::telemetry {

enum class Level { kDebug, kInfo, kWarning, kError };

// debug, info, warning or error. INVALID_ARGUMENT for anything else.
absl::StatusOr<Level> ParseLevel(absl::string_view text);

// One named value of a log line. Times print as RFC 3339 in UTC, durations as milliseconds with
// `_ms` for the caller to put in the name, statuses as their text.
class Field {
 public:
  Field(absl::string_view name, absl::string_view value);
  Field(absl::string_view name, const char* value) : Field(name, absl::string_view(value)) {}
  Field(absl::string_view name, const std::string& value) : Field(name, absl::string_view(value)) {}
  Field(absl::string_view name, bool value) : name_(name), json_(value ? "true" : "false") {}
  Field(absl::string_view name, double value);
  Field(absl::string_view name, absl::Time value);
  Field(absl::string_view name, absl::Duration value);
  Field(absl::string_view name, const absl::Status& value);
  template <std::integral T>
  Field(absl::string_view name, T value) : name_(name), json_(absl::StrCat(value)) {}

  absl::string_view name() const { return name_; }
  // The value as JSON text.
  const std::string& json() const { return json_; }

 private:
  absl::string_view name_;
  std::string json_;
};

// Writes one JSON object per line: time (Wall), level, service, message, request_id when a field of
// that name is given, and the other fields under `fields`. Threads may share one; a line is written
// whole. The value of a field named like a secret (password, secret, token, authorization,
// cookie) is replaced, and nothing else is: do not put secrets in messages.
class Logger {
 public:
  using Sink = std::function<void(absl::string_view line)>;

  // To standard error. `wall` outlives the logger.
  Logger(absl::string_view service, Level level, const Clock& wall);
  // To `sink`, called by one thread at a time.
  Logger(absl::string_view service, Level level, const Clock& wall, Sink sink);

  bool Enabled(Level level) const { return level >= level_; }
  void Write(Level level, absl::string_view message,
             std::initializer_list<Field> fields = {}) const;

  void Debug(absl::string_view message, std::initializer_list<Field> fields = {}) const {
    if (Enabled(Level::kDebug)) Write(Level::kDebug, message, fields);
  }
  void Info(absl::string_view message, std::initializer_list<Field> fields = {}) const {
    if (Enabled(Level::kInfo)) Write(Level::kInfo, message, fields);
  }
  void Warning(absl::string_view message, std::initializer_list<Field> fields = {}) const {
    if (Enabled(Level::kWarning)) Write(Level::kWarning, message, fields);
  }
  void Error(absl::string_view message, std::initializer_list<Field> fields = {}) const {
    if (Enabled(Level::kError)) Write(Level::kError, message, fields);
  }

 private:
  const std::string service_json_;
  const Level level_;
  const Clock& wall_;
  const Sink sink_;
  mutable std::mutex mutex_;
};

// `text` as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
std::string JsonString(absl::string_view text);

}  // namespace overround::telemetry
