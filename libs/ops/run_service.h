#pragma once

#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/types/span.h>

#include "libs/base/env.h"
#include "libs/ops/service_host.h"
#include "libs/pg/migration.h"

namespace overround::ops {

// What tells one service's binary from another's.
struct ServiceSpec {
  // "user_model": also the schema, the key's name and the audience of its tokens.
  std::string name;
  // One line for --help.
  std::string purpose;
  // The services it calls or follows.
  std::vector<std::string> neighbours;
  // Its own migrations; those of the shared libraries come first.
  absl::Span<const pg::Migration> migrations;
  // Asks for its own settings; unset where it has none.
  std::function<void(Env&)> configure;
  // Builds the service on the host and returns host.Serve().
  std::function<absl::Status(ServiceHost&)> build;
};

// The whole of a service's main: --help, --version, --migrate, or serve until SIGTERM. The exit
// code, as rpc::RunProgram.
int RunService(const ServiceSpec& spec, int argc, const char* const* argv,
               const char* const* environment);

// The migrations of the shared libraries, and then `own`.
std::vector<pg::MigrationSet> MigrationSetsOf(absl::string_view service,
                                              absl::Span<const pg::Migration> own);

}  // namespace overround::ops
