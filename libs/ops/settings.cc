#include "libs/ops/settings.h"

#include <algorithm>
#include <array>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"

namespace overround::ops {
namespace {

constexpr int kFirstPort = 7001;
constexpr int kMetricsOffset = 1000;
constexpr std::array<absl::string_view, 6> kServices = {"collector", "prediction", "grading",
                                                        "bankroll",  "user_model", "gateway"};

std::string Loopback(int port) { return absl::StrCat("127.0.0.1:", port); }

int CountIn(Env& env, absl::string_view name, int64_t fallback, absl::string_view help) {
  const int64_t value = env.Integer(name, fallback, help);
  if (value < 1 || value > 1000) env.Refuse(name, absl::StrCat(value), "1 to 1000");
  return static_cast<int>(std::clamp<int64_t>(value, 1, 1000));
}

Mode ReadMode(Env& env) {
  const std::string mode =
      env.Text("OVERROUND_MODE", "live", "live, or replay (World time is set by a conductor)");
  if (mode != "live" && mode != "replay") env.Refuse("OVERROUND_MODE", mode, "live or replay");
  return mode == "replay" ? Mode::kReplay : Mode::kLive;
}

telemetry::Level ReadLevel(Env& env) {
  const std::string text = env.Text("OVERROUND_LOG_LEVEL", "info", "debug, info, warning or error");
  const auto level = telemetry::ParseLevel(text);
  if (!level.ok()) env.Refuse("OVERROUND_LOG_LEVEL", text, "debug, info, warning or error");
  return level.ok() ? *level : telemetry::Level::kInfo;
}

}  // namespace

int DefaultPort(absl::string_view service) {
  const auto found = std::find(kServices.begin(), kServices.end(), service);
  OVERROUND_CHECK(found != kServices.end());
  return kFirstPort + static_cast<int>(found - kServices.begin());
}

HostSettings ReadHostSettings(Env& env, absl::string_view service,
                              const std::vector<std::string>& neighbours) {
  const int port = DefaultPort(service);
  HostSettings settings{.service = std::string(service)};
  settings.database_url =
      env.RequiredText("OVERROUND_DATABASE_URL", "a libpq conninfo of the service's app role");
  settings.database_connections_max =
      CountIn(env, "OVERROUND_DATABASE_CONNECTIONS", 16, "connections kept at most");
  settings.grpc_address =
      env.Text("OVERROUND_GRPC_ADDRESS", Loopback(port), "where gRPC is served");
  settings.metrics_address = env.Text("OVERROUND_METRICS_ADDRESS", Loopback(port + kMetricsOffset),
                                      "where /metrics is served");
  settings.signing_key_file =
      env.Text("OVERROUND_SIGNING_KEY_FILE", absl::StrCat(".local/secrets/", service, ".key"),
               "the service's Ed25519 key (PEM, mode 0600); made when missing");
  settings.public_keys_dir =
      env.Text("OVERROUND_PUBLIC_KEYS_DIR", ".local/keys", "where every signer's <name>.pub lies");
  settings.seed = env.Text("OVERROUND_SEED", "overround", "what ids, salts and draws derive from");
  settings.mode = ReadMode(env);
  settings.log_level = ReadLevel(env);
  settings.drain_patience = env.Duration("OVERROUND_DRAIN_PATIENCE", absl::Seconds(5),
                                         "how long running calls may take to end on SIGTERM");
  settings.task_threads = CountIn(env, "OVERROUND_TASK_THREADS", 2, "scheduled tasks run at once");
  settings.log_events_kept = env.Integer("OVERROUND_LOG_EVENTS_KEPT", 100'000,
                                         "newest events never pruned, for browsers that resume");
  if (settings.log_events_kept < 0) {
    env.Refuse("OVERROUND_LOG_EVENTS_KEPT", absl::StrCat(settings.log_events_kept), "0 or more");
  }
  for (const std::string& neighbour : neighbours) {
    settings.neighbours[neighbour] =
        env.Text(absl::StrCat("OVERROUND_", absl::AsciiStrToUpper(neighbour), "_ADDRESS"),
                 Loopback(DefaultPort(neighbour)), absl::StrCat("where ", neighbour, " is"));
  }
  return settings;
}

}  // namespace overround::ops
