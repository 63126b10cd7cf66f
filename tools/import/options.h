#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::import {

extern const char kUsage[];

struct Options {
  std::string data;
  std::string json;
  std::string secrets = ".local/secrets";
  std::string address = "127.0.0.1:7001";
};

// INVALID_ARGUMENT for an unknown option, one without a value, or no --data.
absl::StatusOr<Options> ParseOptions(const std::vector<absl::string_view>& arguments,
                                     const char* const* environment);

}  // namespace overround::import
