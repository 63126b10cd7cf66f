#include "services/gateway/config.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

namespace overround::gateway {
namespace {

// A stream may be sent as much at once when its reader comes back.
constexpr size_t kStreamBufferBytesMax = size_t{8} << 20;

int64_t IntegerWithin(Env& env, absl::string_view name, int64_t fallback, int64_t low, int64_t high,
                      absl::string_view help) {
  const int64_t value = env.Integer(name, fallback, help);
  if (value >= low && value <= high) return value;
  env.Refuse(name, absl::StrCat(value), absl::StrCat("a number from ", low, " to ", high));
  return fallback;
}

std::vector<std::string> ReadOrigins(Env& env) {
  constexpr char kName[] = "OVERROUND_CORS_ORIGINS";
  const std::string text =
      env.Text(kName, "", "other sites that may call the API, with commas between them");
  std::vector<std::string> origins = absl::StrSplit(text, ',', absl::SkipWhitespace());
  for (std::string& origin : origins) {
    origin = std::string(absl::StripAsciiWhitespace(origin));
    if (!absl::StrContains(origin, "://") || absl::EndsWith(origin, "/")) {
      env.Refuse(kName, origin, "origins such as https://app.example.com");
    }
  }
  return origins;
}

}  // namespace

std::vector<std::string> Neighbours() {
  return {"collector", "prediction", "grading", "bankroll", "user_model", "gateway"};
}

Config ReadConfig(Env& env) {
  Config config;
  config.http_address =
      env.Text("OVERROUND_HTTP_ADDRESS", "127.0.0.1:8080", "where HTTP is served");
  config.http_threads = static_cast<int>(
      IntegerWithin(env, "OVERROUND_HTTP_THREADS", 2, 1, 64, "threads that read and write HTTP"));
  config.http_limits.body_bytes_max = static_cast<size_t>(IntegerWithin(
      env, "OVERROUND_HTTP_BODY_BYTES_MAX", 1 << 20, 1 << 10, 1 << 26, "the largest request body"));
  config.http_limits.connections_max = static_cast<size_t>(IntegerWithin(
      env, "OVERROUND_HTTP_CONNECTIONS_MAX", 4096, 1, 1 << 20, "connections at once"));
  config.http_limits.stream_buffer_bytes_max = kStreamBufferBytesMax;
  config.web_dir = env.Text("OVERROUND_WEB_DIR", "", "the built web app; empty serves none");
  config.cors_origins = ReadOrigins(env);
  const int64_t rate = IntegerWithin(env, "OVERROUND_RATE_LIMIT", 200, 0, 1'000'000'000,
                                     "requests a second for each user, or address; 0 for no limit");
  config.rate_limit.requests_per_second = static_cast<double>(rate);
  config.rate_limit.burst = 2.0 * static_cast<double>(rate);
  config.edge.call_timeout = env.Duration("OVERROUND_CALL_TIMEOUT", absl::Seconds(10),
                                          "how long a service may take for a call");
  config.edge.calls_max = static_cast<int>(
      IntegerWithin(env, "OVERROUND_CALLS_MAX", 4000, 1, 1'000'000, "calls under way at once"));
  config.edge.is_behind_proxy =
      env.Flag("OVERROUND_BEHIND_PROXY", false, "believe X-Forwarded-For of the last proxy");
  return config;
}

}  // namespace overround::gateway
