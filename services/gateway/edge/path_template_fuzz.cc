#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>

#include "libs/base/check.h"
#include "services/gateway/edge/path_template.h"

// The input's first line is a template, the rest a path. What parses must print to what parses to
// the same, and matching must not depend on how the template was written.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using overround::gateway::PathTemplate;
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(input.find('\n'), input.size());
  const absl::string_view text = input.substr(0, line);
  const absl::string_view path = line < input.size() ? input.substr(line + 1) : "";

  const auto parsed = PathTemplate::Parse(text);
  if (!parsed.ok()) return 0;
  const auto again = PathTemplate::Parse(parsed->ToString());
  OVERROUND_CHECK(again.ok());
  OVERROUND_CHECK(again->ToString() == parsed->ToString());
  OVERROUND_CHECK(again->Shape() == parsed->Shape());

  const auto first = parsed->Match(path);
  const auto second = again->Match(path);
  OVERROUND_CHECK(first.ok() == second.ok());
  if (!first.ok()) return 0;
  OVERROUND_CHECK(first->has_value() == second->has_value());
  if (!first->has_value()) return 0;
  OVERROUND_CHECK((*first)->size() == parsed->variables().size());
  OVERROUND_CHECK(**first == **second);
  return 0;
}
