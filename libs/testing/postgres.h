#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/pg/migrator.h"
#include "libs/pg/pool.h"

namespace overround::testing {

// The Wall clock of tests that do not turn it.
const Clock& Wall();

// A deadline no healthy test reaches.
absl::Time Soon();

// A schema as a service has it: one of roles.sql's, with the migrations that fill it.
struct TestSchema {
  std::string schema;
  std::vector<pg::MigrationSet> sets = {};
};

// A database of its own for one test case, cloned from a template that is migrated once, and
// dropped at the end. The server is a private one, started by the first test of the process and
// stopped with it, or the one that OVERROUND_TEST_POSTGRES names (a superuser's conninfo as
// keyword=value pairs, with which one server can serve all test binaries). Stops the process, with
// the reason, when the database cannot be made.
//
//   const TestDatabase database({{"bankroll", {{"eventlog", eventlog::kMigrations}, {"bankroll",
//   kMigrations}}}}); Bets bets(database.pool(), ...);
class TestDatabase {
 public:
  explicit TestDatabase(std::string schema, std::vector<pg::MigrationSet> sets = {});
  // With the schemas of several services, for tests of how they meet.
  explicit TestDatabase(std::vector<TestSchema> schemas);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // Connections as the app role of a schema; of the first one where none is named.
  pg::Pool& pool() const { return pool(schemas_.front().schema); }
  pg::Pool& pool(const std::string& schema) const;

  std::string AppConninfo() const { return AppConninfo(schemas_.front().schema); }
  std::string AppConninfo(absl::string_view schema) const;
  std::string OwnerConninfo() const { return OwnerConninfo(schemas_.front().schema); }
  std::string OwnerConninfo(absl::string_view schema) const;
  // A superuser's.
  std::string AdminConninfo() const;

  const std::string& name() const { return name_; }

 private:
  const std::vector<TestSchema> schemas_;
  const std::string name_;
  mutable std::map<std::string, std::unique_ptr<pg::Pool>> pools_;
};

// A conninfo of the test server for a superuser, at the database named.
std::string AdminConninfoOf(absl::string_view database);

// deploy/postgres/roles.sql, with which the test server's roles and schemas were made.
absl::string_view RolesScript();

// Runs a script as a superuser; stops the process when it fails.
void RunAsAdmin(const TestDatabase& database, absl::string_view sql);

}  // namespace overround::testing
