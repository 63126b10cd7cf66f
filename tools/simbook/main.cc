// overround-simbook: a simulated league behind The Odds API v4 and ESPN's site API.
#include <cstdio>
#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <signal.h>
#include <unistd.h>

#include "libs/base/clock.h"
#include "libs/base/env.h"
#include "tools/simbook/serve.h"

namespace overround::simbook {
namespace {

constexpr absl::Duration kDrainPatience = absl::Seconds(2);

ServeOptions Configure(Env& env) {
  ServeOptions options;
  options.address = env.Text("OVERROUND_SIMBOOK_ADDRESS", "127.0.0.1:7100",
                             "where it is served; --address HOST:PORT wins");
  options.seed = static_cast<uint64_t>(env.Integer(
      "OVERROUND_SEED", 1, "the world that is played: the same number, the same games"));
  options.odds_api.api_key =
      env.Text("OVERROUND_SIMBOOK_API_KEY", "", "the one apiKey that is taken; any, if empty");
  options.odds_api.credits =
      env.Integer("OVERROUND_SIMBOOK_CREDITS", 100'000'000, "what a key may use");
  options.odds_api.calls_per_second_max = static_cast<int>(
      env.Integer("OVERROUND_SIMBOOK_CALLS_PER_SECOND_MAX", 30, "calls beyond are answered 429"));
  options.odds_api.scores_kept = env.Duration("OVERROUND_SIMBOOK_SCORES_KEPT", absl::Hours(72),
                                              "how long after its start a game's score is told");
  return options;
}

int Serve(const ServeOptions& options) {
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  const SystemClock wall;
  const auto server = SimbookServer::Start(options, wall);
  if (!server.ok()) {
    std::fprintf(stderr, "overround-simbook: %s\n", server.status().ToString().c_str());
    return 1;
  }
  std::printf("overround-simbook: http://%s seed %llu\n", (*server)->address().c_str(),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stops, &signal);
  return (*server)->Drain(kDrainPatience).ok() ? 0 : 1;
}

int Run(int argc, const char* const* argv) {
  Env env(environ);
  ServeOptions options = Configure(env);
  for (int i = 1; i < argc; ++i) {
    const absl::string_view argument = argv[i];
    if (argument == "--help") {
      std::printf(
          "overround-simbook [--address HOST:PORT]: plays a simulated league behind The "
          "Odds API v4.\n\n%s",
          env.Help().c_str());
      return 0;
    }
    if (argument != "--address" || i + 1 >= argc) {
      std::fprintf(stderr, "overround-simbook: %s, want --help or --address HOST:PORT\n", argv[i]);
      return 2;
    }
    options.address = argv[++i];
  }
  if (!env.status().ok()) {
    std::fprintf(stderr, "overround-simbook: %s\n", env.status().ToString().c_str());
    return 2;
  }
  return Serve(options);
}

}  // namespace
}  // namespace overround::simbook

int main(int argc, char** argv) { return overround::simbook::Run(argc, argv); }
