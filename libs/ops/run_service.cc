#include "libs/ops/run_service.h"

#include <iostream>
#include <utility>

#include "migrations/eventlog_migrations.h"
#include "migrations/schedule_migrations.h"
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/process.h"

namespace overround::ops {
namespace {

constexpr absl::Duration kMigrateTimeout = absl::Minutes(10);

absl::Status Migrate(const ServiceSpec& spec, const std::string& owner_conninfo) {
  const SystemClock wall;
  OVERROUND_ASSIGN_OR_RETURN(
      const int applied,
      pg::Migrate({.owner_conninfo = owner_conninfo, .schema = spec.name},
                  MigrationSetsOf(spec.name, spec.migrations), wall, wall.Now() + kMigrateTimeout));
  std::cout << spec.name << ": " << applied << " migrations applied" << std::endl;
  return absl::OkStatus();
}

absl::Status Serve(const ServiceSpec& spec, const HostSettings& settings, rpc::StopSignal& stop) {
  auto host = ServiceHost::Create(settings, MigrationSetsOf(spec.name, spec.migrations), stop);
  // Told to stop before there was anything to stop.
  if (absl::IsCancelled(host.status())) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(host.status());
  return spec.build(**host);
}

}  // namespace

std::vector<pg::MigrationSet> MigrationSetsOf(absl::string_view service,
                                              absl::Span<const pg::Migration> own) {
  return {{.source = "eventlog", .migrations = eventlog::kMigrations},
          {.source = "schedule", .migrations = schedule::kMigrations},
          {.source = service, .migrations = own}};
}

int RunService(const ServiceSpec& spec, int argc, const char* const* argv,
               const char* const* environment) {
  HostSettings settings;
  std::string owner_conninfo;
  const rpc::Program program{
      .name = absl::StrCat("overround-", spec.name),
      .purpose = spec.purpose,
      .configure =
          [&](Env& env) {
            settings = ReadHostSettings(env, spec.name, spec.neighbours);
            if (spec.configure) spec.configure(env);
          },
      .serve = [&](rpc::StopSignal& stop) { return Serve(spec, settings, stop); },
      .configure_migrate =
          [&](Env& env) {
            owner_conninfo = env.RequiredText("OVERROUND_OWNER_DATABASE_URL",
                                              "a libpq conninfo of the schema's owner (--migrate)");
          },
      .migrate = [&] { return Migrate(spec, owner_conninfo); }};
  return rpc::RunProgram(program, argc, argv, environment);
}

}  // namespace overround::ops
