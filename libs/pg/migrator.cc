#include "libs/pg/migrator.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/pg/connection.h"

namespace overround::pg {
namespace {

// $1 is the schema. A role that does not own it could create tables the owner cannot alter later.
constexpr char kOwnsSchema[] = R"sql(
  SELECT pg_get_userbyid(nspowner) = current_user FROM pg_namespace WHERE nspname = $1
)sql";

constexpr char kSetSearchPath[] = "SELECT set_config('search_path', quote_ident($1), false)";

// Held by the session, so until the connection closes.
constexpr char kLock[] =
    "SELECT pg_advisory_lock(hashtextextended('overround migrations of ' || $1, 0))";

constexpr char kCreateRecords[] = R"sql(
  CREATE TABLE IF NOT EXISTS schema_migrations (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    apply_time TIMESTAMPTZ NOT NULL,
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (source, name)
  );
  COMMENT ON TABLE schema_migrations IS '@local Which migrations have been applied (Wall time), and what they said.';
)sql";

// Whoever has been given more than reading by the schema's default privileges loses it here.
constexpr char kProtectRecords[] = R"sql(
  DO $protect$
  DECLARE
    grantee TEXT;
  BEGIN
    FOR grantee IN
      SELECT DISTINCT a.grantee::REGROLE::TEXT
        FROM pg_class c, aclexplode(c.relacl) a
       WHERE c.oid = 'schema_migrations'::REGCLASS AND a.grantee NOT IN (0, c.relowner)
    LOOP
      EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON schema_migrations FROM %s', grantee);
    END LOOP;
  END
  $protect$
)sql";

constexpr char kListRecords[] = "SELECT source, name, checksum FROM schema_migrations";

constexpr char kRecord[] = R"sql(
  INSERT INTO schema_migrations (source, name, checksum, apply_time) VALUES ($1, $2, $3, $4)
)sql";

using Key = std::pair<std::string, std::string>;
using Records = std::map<Key, std::string>;

absl::StatusOr<Records> LoadRecords(Connection& connection, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const Rows rows, connection.Query(kListRecords, {}, deadline));
  Records records;
  for (const Row row : rows) {
    records[{row.Get<std::string>(0), row.Get<std::string>(1)}] = row.Get<std::string>(2);
  }
  return records;
}

absl::Status MustOwn(Connection& connection, const std::string& schema, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const Rows rows, connection.Query(kOwnsSchema, {schema}, deadline));
  if (!rows.empty() && rows.front().Get<bool>(0)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "schema ", schema,
      ": missing or not the connected role's, want what deploy/postgres/roles.sql makes"));
}

// FAILED_PRECONDITION when what was applied is not what this binary carries.
absl::Status CheckRecords(const Records& records, absl::Span<const MigrationSet> sets) {
  std::map<Key, std::string> carried;
  for (const MigrationSet& set : sets) {
    for (const Migration& migration : set.migrations) {
      carried[{std::string(set.source), migration.name}] = Sha256Hex(migration.sql);
    }
  }
  for (const auto& [key, checksum] : records) {
    const auto found = carried.find(key);
    if (found == carried.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration ", key.first, "/", key.second,
                       ": applied, but unknown to this binary, want a newer one"));
    }
    if (found->second != checksum) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration ", key.first, "/", key.second,
                       ": changed since it was applied, want a new migration"));
    }
  }
  return absl::OkStatus();
}

absl::Status Apply(Connection& connection, absl::string_view source, const Migration& migration,
                   absl::Time deadline) {
  const auto run = [&]() -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(connection.RunScript("BEGIN", deadline));
    OVERROUND_RETURN_IF_ERROR(connection.RunScript(migration.sql, deadline));
    if (!connection.IsInTransaction())
      return absl::FailedPreconditionError("it ends its transaction, want it not to");
    const std::string checksum = Sha256Hex(migration.sql);
    OVERROUND_RETURN_IF_ERROR(
        connection
            .Query(kRecord, {source, migration.name, checksum, connection.wall().Now()}, deadline)
            .status());
    return connection.RunScript("COMMIT", deadline);
  };
  absl::Status applied = run();
  if (applied.ok()) return applied;
  return absl::Status(applied.code(), absl::StrCat("migration ", source, "/", migration.name, ": ",
                                                   applied.message()));
}

}  // namespace

absl::StatusOr<int> Migrate(const MigrateOptions& options, absl::Span<const MigrationSet> sets,
                            const Clock& wall, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const auto connection,
                             Connection::Open(options.owner_conninfo, deadline, wall));
  OVERROUND_RETURN_IF_ERROR(MustOwn(*connection, options.schema, deadline));
  OVERROUND_RETURN_IF_ERROR(connection->Query(kSetSearchPath, {options.schema}, deadline).status());
  OVERROUND_RETURN_IF_ERROR(connection->Query(kLock, {options.schema}, deadline).status());
  OVERROUND_RETURN_IF_ERROR(connection->RunScript(kCreateRecords, deadline));
  OVERROUND_RETURN_IF_ERROR(connection->RunScript(kProtectRecords, deadline));
  OVERROUND_ASSIGN_OR_RETURN(const Records records, LoadRecords(*connection, deadline));
  OVERROUND_RETURN_IF_ERROR(CheckRecords(records, sets));
  int applied = 0;
  for (const MigrationSet& set : sets) {
    for (const Migration& migration : set.migrations) {
      if (records.contains({std::string(set.source), migration.name})) continue;
      OVERROUND_RETURN_IF_ERROR(Apply(*connection, set.source, migration, deadline));
      ++applied;
    }
  }
  return applied;
}

absl::Status CheckMigrated(const std::string& app_conninfo, absl::string_view schema,
                           absl::Span<const MigrationSet> sets, const Clock& wall,
                           absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const auto connection, Connection::Open(app_conninfo, deadline, wall));
  OVERROUND_RETURN_IF_ERROR(connection->Query(kSetSearchPath, {schema}, deadline).status());
  absl::StatusOr<Records> records = LoadRecords(*connection, deadline);
  if (!records.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "schema ", schema, ": ", records.status().message(), ", want it migrated: run --migrate"));
  }
  for (const MigrationSet& set : sets) {
    for (const Migration& migration : set.migrations) {
      if (records->contains({std::string(set.source), migration.name})) continue;
      return absl::FailedPreconditionError(
          absl::StrCat("schema ", schema, ": migration ", set.source, "/", migration.name,
                       " is missing, want it applied: run --migrate"));
    }
  }
  return absl::OkStatus();
}

}  // namespace overround::pg
