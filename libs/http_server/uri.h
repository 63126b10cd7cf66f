#pragma once

#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::http_server {

// "%41b" -> "Ab". INVALID_ARGUMENT for a '%' without two hexadecimal digits behind it. A '+' stays
// a '+': it is a space only in a query.
absl::StatusOr<std::string> PercentDecode(absl::string_view text);

// Leaves unreserved characters (RFC 3986: letters, digits, "-._~") and encodes all others.
std::string PercentEncode(absl::string_view text);

// "a=1&b=x+y&a=%32" -> {{a,1},{b,"x y"},{a,2}}, in order. A name without '=' has an empty value;
// empty pairs are passed over. INVALID_ARGUMENT as for PercentDecode.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ParseQuery(
    absl::string_view query);

}  // namespace overround::http_server
