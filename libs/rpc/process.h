#pragma once

#include <atomic>
#include <functional>
#include <iosfwd>
#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/env.h"

namespace overround::rpc {

// Told to stop by SIGTERM or SIGINT. One per process, made before any other thread, because it
// blocks these signals in its thread and those started later.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Blocks until a signal comes or `limit` has passed; true when one came, now or earlier.
  bool Wait(absl::Duration limit = absl::InfiniteDuration());
  // As if a signal had come. Any thread may call it.
  void Raise();

 private:
  const int signal_descriptor_;
  const int raise_descriptor_;
  std::atomic<bool> stopped_{false};
};

// What a binary does besides the ceremony of being one.
struct Program {
  // "overround-bankroll".
  std::string name;
  // One line for --help.
  std::string purpose;
  // Asks for the settings of serving.
  std::function<void(Env&)> configure;
  // Serves until `stop` says so. Called with checked settings.
  std::function<absl::Status(StopSignal& stop)> serve;
  // Asks for the settings of --migrate; both unset where there is nothing to migrate.
  std::function<void(Env&)> configure_migrate = nullptr;
  std::function<absl::Status()> migrate = nullptr;
};

// The common main: --help names every setting, --version, --migrate, or serve. Returns the exit
// code: 0, 1 when serving or migrating failed, 2 for a wrong argument or setting, told in one line.
int RunProgram(const Program& program, int argc, const char* const* argv,
               const char* const* environment);
// The same, writing to `out` and `err` instead of the standard streams.
int RunProgram(const Program& program, int argc, const char* const* argv,
               const char* const* environment, std::ostream& out, std::ostream& err);

// The version the binary was built as.
absl::string_view BuildVersion();

}  // namespace overround::rpc
