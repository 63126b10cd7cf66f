#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround::simbook {

// What simbook answers, before it is put on the wire.
struct Answer {
  enum class Delivery { kWhole, kTruncated, kBrokenGzip };

  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  Delivery delivery = Delivery::kWhole;
  absl::Duration delay = absl::ZeroDuration();
  // What it takes from the key's credits.
  int64_t cost = 0;
};

// {"message","error_code","details_url"} and a newline, as the provider writes it.
Answer MakeError(int status, absl::string_view error_code, absl::string_view message);

}  // namespace overround::simbook
