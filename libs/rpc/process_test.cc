#include "libs/rpc/process.h"

#include <csignal>
#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <unistd.h>

namespace overround::rpc {
namespace {

using Catch::Contains;

// A program with one setting to serve and one to migrate, and what it said.
struct Run {
  Run(std::vector<const char*> arguments, std::vector<const char*> environment) {
    arguments.insert(arguments.begin(), "overround-test");
    environment.push_back(nullptr);
    const Program program{
        .name = "overround-test",
        .purpose = "tests",
        .configure = [](Env& env) { env.Integer("OVERROUND_PORT", 1, "a port"); },
        .serve =
            [this](StopSignal& stop) {
              served = true;
              kill(getpid(), SIGTERM);
              stopped = stop.Wait();
              return outcome;
            },
        .configure_migrate = [](Env& env) { env.RequiredText("OVERROUND_OWNER", "a conninfo"); },
        .migrate =
            [this] {
              migrated = true;
              return absl::OkStatus();
            }};
    code = RunProgram(program, static_cast<int>(arguments.size()), arguments.data(),
                      environment.data(), out, err);
  }

  absl::Status outcome;
  int code = -1;
  bool served = false;
  bool stopped = false;
  bool migrated = false;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_CASE("a program serves until SIGTERM and ends well", "[process]") {
  const Run run({}, {});
  CHECK(run.served);
  CHECK(run.stopped);
  CHECK(run.code == 0);
}

TEST_CASE("a wrong setting stops the program at boot, in one line, with code 2", "[process]") {
  const Run run({}, {"OVERROUND_PORT=many"});
  CHECK_FALSE(run.served);
  CHECK(run.code == 2);
  CHECK(run.err.str() == "overround-test: OVERROUND_PORT: \"many\", want a whole number\n");
}

TEST_CASE("--help names the settings of serving and of migrating", "[process]") {
  const Run run({"--help"}, {});
  CHECK(run.code == 0);
  CHECK_THAT(run.out.str(), Contains("OVERROUND_PORT") && Contains("OVERROUND_OWNER"));
  CHECK_FALSE(run.served);
}

TEST_CASE("--migrate asks only for what migrating needs", "[process]") {
  const Run run({"--migrate"}, {"OVERROUND_PORT=many", "OVERROUND_OWNER=dbname=x"});
  CHECK(run.migrated);
  CHECK(run.code == 0);
  CHECK(Run({"--migrate"}, {}).code == 2);
}

TEST_CASE("an unknown argument is refused with code 2", "[process]") {
  const Run run({"--fly"}, {});
  CHECK(run.code == 2);
  CHECK_THAT(run.err.str(), Contains("want --help"));
}

TEST_CASE("a stop that is raised is seen by every later wait", "[process]") {
  StopSignal stop;
  CHECK_FALSE(stop.Wait(absl::ZeroDuration()));
  stop.Raise();
  CHECK(stop.Wait(absl::ZeroDuration()));
  CHECK(stop.Wait());
}

}  // namespace
}  // namespace overround::rpc
