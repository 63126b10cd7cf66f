#include "tools/import/options.h"

#include <absl/strings/str_cat.h>

#include "libs/base/env.h"

namespace overround::import {

const char kUsage[] =
    "overround-import --data DIR [--json FILE] [--secrets DIR]\n"
    "Sends the archive files below DIR to the collector, whatever their layouts.\n"
    "--json FILE writes what became of the rows of each file; --secrets is where the operator's "
    "key "
    "lies (.local/secrets).\n"
    "OVERROUND_COLLECTOR_ADDRESS says where the collector is (127.0.0.1:7001).\n";

absl::StatusOr<Options> ParseOptions(const std::vector<absl::string_view>& arguments,
                                     const char* const* environment) {
  Env env(environment);
  Options options;
  options.address = env.Text("OVERROUND_COLLECTOR_ADDRESS", options.address, "the collector");
  for (size_t i = 0; i < arguments.size(); i += 2) {
    const absl::string_view name = arguments[i];
    if (i + 1 == arguments.size()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": no value"));
    }
    const std::string value(arguments[i + 1]);
    if (name == "--data") {
      options.data = value;
    } else if (name == "--json") {
      options.json = value;
    } else if (name == "--secrets") {
      options.secrets = value;
    } else {
      return absl::InvalidArgumentError(absl::StrCat(name, ": unknown option"));
    }
  }
  if (options.data.empty()) return absl::InvalidArgumentError("--data: missing, want a folder");
  return options;
}

}  // namespace overround::import
