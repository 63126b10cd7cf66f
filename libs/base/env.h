#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround {

// Reads a process's settings once, at boot, and remembers each one asked for, so that --help can
// name them all. A wrong or missing value is kept until `status()`, which reports every fault in
// one line.
//
//   Env env(environ);
//   const std::string address = env.Text("OVERROUND_GRPC_ADDRESS", "127.0.0.1:7001", "where gRPC is
//   served"); OVERROUND_RETURN_IF_ERROR(env.status());
class Env {
 public:
  // `environment` is a null-terminated array of NAME=value, as `environ` is.
  explicit Env(const char* const* environment);

  std::string Text(absl::string_view name, absl::string_view fallback, absl::string_view help);
  // Has no default: a missing or empty one is a fault.
  std::string RequiredText(absl::string_view name, absl::string_view help);
  int64_t Integer(absl::string_view name, int64_t fallback, absl::string_view help);
  bool Flag(absl::string_view name, bool fallback, absl::string_view help);
  // As absl::ParseDuration reads it: 250ms, 30s, 4h.
  absl::Duration Duration(absl::string_view name, absl::Duration fallback, absl::string_view help);

  // Records a fault found by the caller's own checks.
  void Refuse(absl::string_view name, absl::string_view value, absl::string_view wanted);

  // INVALID_ARGUMENT naming every setting that is missing or malformed, in one line.
  absl::Status status() const;

  // One line for each setting asked for so far: name, default, meaning.
  std::string Help() const;

 private:
  struct Setting {
    std::string name;
    std::string fallback;
    std::string help;
  };

  const std::string* Find(absl::string_view name, absl::string_view fallback,
                          absl::string_view help);

  std::map<std::string, std::string> values_;
  std::vector<Setting> asked_;
  std::vector<std::string> faults_;
};

}  // namespace overround
