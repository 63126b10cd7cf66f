#include "libs/rpc/process.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <iostream>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "libs/base/check.h"

namespace overround::rpc {
namespace {

constexpr int kFailed = 1;
constexpr int kRefused = 2;

int BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  OVERROUND_CHECK(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
  // A peer that hangs up is told by write(2), not by our death.
  std::signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

std::string Usage(const Program& program, const Env& env) {
  return absl::StrCat(program.name, " ", BuildVersion(), ": ", program.purpose,
                      "\n\nUsage: ", program.name, program.migrate ? " [--migrate]" : "",
                      " [--help] [--version]\n\nSettings, read from the environment:\n",
                      env.Help());
}

int Ended(const Program& program, const absl::Status& status, std::ostream& err) {
  if (status.ok()) return 0;
  err << program.name << ": " << status.ToString() << std::endl;
  return kFailed;
}

// Runs `run` with the settings `configure` asks for, if they are right.
int RunConfigured(const Program& program, Env& env, const std::function<void(Env&)>& configure,
                  const std::function<absl::Status()>& run, std::ostream& err) {
  configure(env);
  const absl::Status settings = env.status();
  if (settings.ok()) return Ended(program, run(), err);
  err << program.name << ": " << settings.message() << std::endl;
  return kRefused;
}

}  // namespace

absl::string_view BuildVersion() { return OVERROUND_VERSION; }

StopSignal::StopSignal()
    : signal_descriptor_(BlockSignals()), raise_descriptor_(eventfd(0, EFD_CLOEXEC)) {
  OVERROUND_CHECK(signal_descriptor_ >= 0 && raise_descriptor_ >= 0);
}

StopSignal::~StopSignal() {
  close(signal_descriptor_);
  close(raise_descriptor_);
}

bool StopSignal::Wait(absl::Duration limit) {
  const absl::Time until = absl::Now() + limit;
  while (!stopped_) {
    std::array<pollfd, 2> polled = {pollfd{signal_descriptor_, POLLIN, 0},
                                    pollfd{raise_descriptor_, POLLIN, 0}};
    const absl::Duration left = std::max(until - absl::Now(), absl::ZeroDuration());
    const int64_t left_ms = absl::ToInt64Milliseconds(std::min(left, absl::Hours(1)));
    const int ready = poll(polled.data(), polled.size(), static_cast<int>(left_ms));
    if (ready > 0) {
      // The signal is taken, but the other descriptor stays readable for all who wait.
      signalfd_siginfo taken;
      if ((polled[0].revents & POLLIN) != 0 &&
          read(signal_descriptor_, &taken, sizeof(taken)) > 0) {
        Raise();
      }
      stopped_ = true;
    }
    if (ready == 0 && absl::Now() >= until) break;
  }
  return stopped_;
}

void StopSignal::Raise() {
  const uint64_t one = 1;
  OVERROUND_CHECK(write(raise_descriptor_, &one, sizeof(one)) == sizeof(one));
}

int RunProgram(const Program& program, int argc, const char* const* argv,
               const char* const* environment) {
  return RunProgram(program, argc, argv, environment, std::cout, std::cerr);
}

int RunProgram(const Program& program, int argc, const char* const* argv,
               const char* const* environment, std::ostream& out, std::ostream& err) {
  // The detector costs an eighth of a call's CPU inside gRPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const absl::string_view argument = argc > 1 ? argv[1] : "";
  Env env(environment);
  if (argument == "--help") {
    program.configure(env);
    if (program.configure_migrate) program.configure_migrate(env);
    out << Usage(program, env);
    return 0;
  }
  if (argument == "--version") {
    out << program.name << " " << BuildVersion() << std::endl;
    return 0;
  }
  if (argc == 2 && argument == "--migrate" && program.migrate) {
    return RunConfigured(program, env, program.configure_migrate, program.migrate, err);
  }
  if (argc > 1) {
    err << program.name << ": unknown argument \"" << argument << "\", want --help" << std::endl;
    return kRefused;
  }
  StopSignal stop;
  return RunConfigured(
      program, env, program.configure, [&] { return program.serve(stop); }, err);
}

}  // namespace overround::rpc
