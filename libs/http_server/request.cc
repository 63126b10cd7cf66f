#include "libs/http_server/request.h"

#include <absl/strings/match.h>

namespace overround::http_server {

std::optional<absl::string_view> Request::FindHeader(absl::string_view name) const {
  for (const Header& header : headers) {
    if (absl::EqualsIgnoreCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace overround::http_server
