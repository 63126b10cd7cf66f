#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/pg/migration.h"

namespace overround::pg {

// The migrations of one folder, in order. `source` tells those of the shared libraries from the
// service's own.
struct MigrationSet {
  absl::string_view source;
  absl::Span<const Migration> migrations;
};

struct MigrateOptions {
  // A connection as the schema's owner, direct and not pooled.
  std::string owner_conninfo;
  // The service's schema; made by deploy/postgres/roles.sql, together with its roles.
  std::string schema;
};

// Brings a schema up to date: applies what is missing, set by set in the order given (shared
// libraries first), each migration in a transaction of its own, under an advisory lock so that two
// replicas may try at once. What was applied is recorded with its checksum in
// <schema>.schema_migrations, which the app role may only read. The number applied now.
// FAILED_PRECONDITION when an applied migration's text has changed, when one was recorded that this
// binary does not know, or when the connected role does not own the schema.
//
//   pg::Migrate({.owner_conninfo = url, .schema = "bankroll"},
//               {{"eventlog", eventlog::kMigrations}, {"schedule", schedule::kMigrations},
//               {"bankroll", kMigrations}}, wall, deadline);
absl::StatusOr<int> Migrate(const MigrateOptions& options, absl::Span<const MigrationSet> sets,
                            const Clock& wall, absl::Time deadline);

// OK when every migration of `sets` has been applied, so that serving may begin;
// FAILED_PRECONDITION naming the first that has not. Reads as the app role.
absl::Status CheckMigrated(const std::string& app_conninfo, absl::string_view schema,
                           absl::Span<const MigrationSet> sets, const Clock& wall,
                           absl::Time deadline);

}  // namespace overround::pg
