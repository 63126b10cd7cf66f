#include "libs/testing/postgres.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "sql/roles.h"
#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "libs/base/check.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/pg/connection.h"
#include "libs/testing/postgres_server.h"

namespace overround::testing {
namespace {

constexpr char kTemplateExists[] = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)";

// Roles belong to the whole server, and test binaries share it: one makes a template at a time.
constexpr char kLock[] = "SELECT pg_advisory_lock(hashtextextended('overround test templates', 0))";

const std::string& ServerConninfo() {
  static const std::string conninfo = [] {
    const char* named = std::getenv("OVERROUND_TEST_POSTGRES");
    if (named != nullptr && *named != '\0') return std::string(named);
    static const PostgresServer server;
    return server.conninfo();
  }();
  return conninfo;
}

template <typename T>
T OrDie(absl::StatusOr<T> result, absl::string_view what) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "test database: %s: %s\n", std::string(what).c_str(),
               result.status().ToString().c_str());
  std::abort();
}

void OrDie(const absl::Status& status, absl::string_view what) {
  OrDie(status.ok() ? absl::StatusOr<bool>(true) : absl::StatusOr<bool>(status), what);
}

std::unique_ptr<pg::Connection> ConnectAsAdmin(absl::string_view database) {
  return OrDie(pg::Connection::Open(AdminConninfoOf(database), Soon(), Wall()), "connecting");
}

void Run(absl::string_view database, absl::string_view sql) {
  OrDie(ConnectAsAdmin(database)->RunScript(sql, Soon()), sql);
}

std::string ConninfoFor(absl::string_view database, absl::string_view role) {
  return absl::StrCat(ServerConninfo(), " dbname=", database, " user=", role);
}

// The same schemas and migrations share a template, and any change makes another.
std::string TemplateName(const std::vector<TestSchema>& schemas) {
  std::string text(RolesScript());
  for (const TestSchema& schema : schemas) {
    absl::StrAppend(&text, "\n@@", schema.schema);
    for (const pg::MigrationSet& set : schema.sets) {
      for (const pg::Migration& migration : set.migrations) {
        absl::StrAppend(&text, "\n@", set.source, "/", migration.name, "\n", migration.sql);
      }
    }
  }
  return absl::StrCat("overround_template_", Sha256Hex(text).substr(0, 16));
}

void MakeTemplate(const std::string& name, const std::vector<TestSchema>& schemas) {
  const std::string building = name + "_building";
  Run("postgres", absl::StrCat("DROP DATABASE IF EXISTS ", building));
  Run("postgres", absl::StrCat("CREATE DATABASE ", building));
  Run(building, RolesScript());
  for (const TestSchema& schema : schemas) {
    const pg::MigrateOptions options = {
        .owner_conninfo =
            ConninfoFor(building, absl::StrCat("overround_", schema.schema, "_owner")),
        .schema = schema.schema};
    OrDie(pg::Migrate(options, schema.sets, Wall(), Soon()), "migrating");
  }
  // Sessions end a moment after their connections close, and a database in use is not renamed.
  Run("postgres",
      absl::StrCat("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '",
                   building, "'"));
  Run("postgres", absl::StrCat("ALTER DATABASE ", building, " RENAME TO ", name));
}

void MustHaveTemplate(const std::string& name, const std::vector<TestSchema>& schemas) {
  static std::string last_seen;
  if (last_seen == name) return;
  const auto connection = ConnectAsAdmin("postgres");
  OrDie(connection->Query(kLock, {}, Soon()), "locking");
  if (!OrDie(connection->Query(kTemplateExists, {name}, Soon()), "looking").front().Get<bool>(0)) {
    MakeTemplate(name, schemas);
  }
  last_seen = name;
}

std::string Clone(const std::vector<TestSchema>& schemas) {
  static std::atomic<int> count{0};
  OVERROUND_CHECK(!schemas.empty());
  const std::string original = TemplateName(schemas);
  MustHaveTemplate(original, schemas);
  const std::string name = absl::StrCat("overround_test_", getpid(), "_", ++count);
  Run("postgres", absl::StrCat("DROP DATABASE IF EXISTS ", name, " WITH (FORCE)"));
  Run("postgres", absl::StrCat("CREATE DATABASE ", name, " TEMPLATE ", original));
  return name;
}

}  // namespace

const Clock& Wall() {
  static const SystemClock wall;
  return wall;
}

absl::Time Soon() { return Wall().Now() + absl::Seconds(30); }

std::string AdminConninfoOf(absl::string_view database) {
  return absl::StrCat(ServerConninfo(), " dbname=", database);
}

absl::string_view RolesScript() { return roles::kMigrations[0].sql; }

void RunAsAdmin(const TestDatabase& database, absl::string_view sql) { Run(database.name(), sql); }

TestDatabase::TestDatabase(std::string schema, std::vector<pg::MigrationSet> sets)
    : TestDatabase(std::vector<TestSchema>{{std::move(schema), std::move(sets)}}) {}

TestDatabase::TestDatabase(std::vector<TestSchema> schemas)
    : schemas_(std::move(schemas)), name_(Clone(schemas_)) {
  for (const TestSchema& schema : schemas_) {
    pools_[schema.schema] = std::make_unique<pg::Pool>(
        pg::PoolOptions{.conninfo = AppConninfo(schema.schema), .connections_max = 8}, Wall());
  }
}

TestDatabase::~TestDatabase() {
  pools_.clear();
  Run("postgres", absl::StrCat("DROP DATABASE IF EXISTS ", name_, " WITH (FORCE)"));
}

pg::Pool& TestDatabase::pool(const std::string& schema) const {
  const auto found = pools_.find(schema);
  OVERROUND_CHECK(found != pools_.end());
  return *found->second;
}

std::string TestDatabase::AppConninfo(absl::string_view schema) const {
  return ConninfoFor(name_, absl::StrCat("overround_", schema, "_app"));
}

std::string TestDatabase::OwnerConninfo(absl::string_view schema) const {
  return ConninfoFor(name_, absl::StrCat("overround_", schema, "_owner"));
}

std::string TestDatabase::AdminConninfo() const { return AdminConninfoOf(name_); }

}  // namespace overround::testing
