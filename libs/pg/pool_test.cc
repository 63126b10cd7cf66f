#include "libs/pg/pool.h"

#include <array>
#include <thread>

#include <catch2/catch.hpp>

#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::pg {
namespace {

using testing::Soon;
using testing::TestDatabase;
using testing::Wall;

constexpr char kCreate[] = R"sql(
  CREATE TABLE accounts (
    account_id BIGINT CONSTRAINT accounts_pkey PRIMARY KEY,
    balance_minor BIGINT NOT NULL CONSTRAINT accounts_balance_not_negative CHECK (balance_minor >= 0),
    owner_id BIGINT CONSTRAINT accounts_owner_exists REFERENCES accounts (account_id)
  )
)sql";

constexpr char kInsert[] =
    "INSERT INTO collector.accounts (account_id, balance_minor) VALUES ($1, $2)";
constexpr char kBalance[] = "SELECT balance_minor FROM collector.accounts WHERE account_id = $1";
constexpr char kAdd[] =
    "UPDATE collector.accounts SET balance_minor = balance_minor + $2 WHERE account_id = $1";

constexpr Migration kMigrations[] = {{"0001_create_accounts", kCreate}};

// A pool at a database with one account of 100.
struct Accounts {
  TestDatabase database{"collector", {{"collector", kMigrations}}};
  Pool& pool = database.pool();

  Accounts() { REQUIRE(IsOk(Insert(1, 100))); }

  absl::StatusOr<int64_t> Insert(int64_t id, int64_t balance) {
    return pool.InTransaction(Soon(), [&](Transaction& tx) {
      return tx.Execute(kInsert, {id, balance});
    });
  }
  int64_t Balance(int64_t id) {
    const auto rows = pool.Query(Soon(), kBalance, {id});
    REQUIRE(IsOk(rows));
    return rows->empty() ? -1 : rows->front().Get<int64_t>(0);
  }
};

TEST_CASE("what a body that fails has written is not there afterwards", "[pg]") {
  Accounts accounts;
  const auto outcome = accounts.pool.InTransaction(Soon(), [&](Transaction& tx) -> absl::Status {
    CHECK(*tx.Execute(kAdd, {1, 50}) == 1);
    return absl::FailedPreconditionError("no");
  });
  CHECK(Fails(outcome, absl::StatusCode::kFailedPrecondition, "no"));
  CHECK(accounts.Balance(1) == 100);
}

TEST_CASE("a body that swallows a failed statement does not pass for committed", "[pg]") {
  Accounts accounts;
  bool was_told = false;
  const auto outcome = accounts.pool.InTransaction(Soon(), [&](Transaction& tx) -> absl::Status {
    tx.OnCommit([&] { was_told = true; });
    CHECK(IsOk(tx.Execute(kAdd, {1, 50})));
    CHECK_FALSE(IsOk(tx.Query("SELECT 1 / 0")));
    return absl::OkStatus();
  });
  CHECK(Fails(outcome, absl::StatusCode::kInternal, "division by zero"));
  CHECK_FALSE(was_told);
  CHECK(accounts.Balance(1) == 100);
}

TEST_CASE("what was asked for on commit happens once it has committed", "[pg]") {
  Accounts accounts;
  int64_t seen = 0;
  const auto outcome = accounts.pool.InTransaction(Soon(), [&](Transaction& tx) -> absl::Status {
    tx.OnCommit([&] { seen = accounts.Balance(1); });
    return tx.Execute(kAdd, {1, 50}).status();
  });
  CHECK(IsOk(outcome));
  CHECK(seen == 150);
}

TEST_CASE("a broken rule has its code and names its constraint", "[pg]") {
  Accounts accounts;
  const auto twice = accounts.Insert(1, 5);
  CHECK(Fails(twice, absl::StatusCode::kAlreadyExists));
  CHECK(ConstraintOf(twice.status()) == "accounts_pkey");
  const auto negative = accounts.Insert(2, -5);
  CHECK(Fails(negative, absl::StatusCode::kInternal));
  CHECK(ConstraintOf(negative.status()) == "accounts_balance_not_negative");
  CHECK(SqlStateOf(negative.status()) == "23514");
}

TEST_CASE("SQLSTATE classes tell the caller what to do", "[pg]") {
  CHECK(CodeOf("23505") == absl::StatusCode::kAlreadyExists);
  CHECK(CodeOf("23503") == absl::StatusCode::kFailedPrecondition);
  CHECK(CodeOf("40001") == absl::StatusCode::kAborted);
  CHECK(CodeOf("40P01") == absl::StatusCode::kAborted);
  CHECK(CodeOf("55P03") == absl::StatusCode::kAborted);
  CHECK(CodeOf("57014") == absl::StatusCode::kDeadlineExceeded);
  CHECK(CodeOf("08006") == absl::StatusCode::kUnavailable);
  CHECK(CodeOf("53300") == absl::StatusCode::kUnavailable);
  CHECK(CodeOf("57P01") == absl::StatusCode::kUnavailable);
  CHECK(CodeOf("23514") == absl::StatusCode::kInternal);
}

TEST_CASE("a statement that outlives its deadline is ended by the server", "[pg]") {
  Accounts accounts;
  const auto outcome = accounts.pool.InTransaction(
      Wall().Now() + absl::Milliseconds(50),
      [&](Transaction& tx) { return tx.Query("SELECT pg_sleep(20)").status(); });
  CHECK(Fails(outcome, absl::StatusCode::kDeadlineExceeded));
  CHECK(accounts.Balance(1) == 100);
}

TEST_CASE("a pool with nothing free waits until the deadline and no longer", "[pg]") {
  Accounts accounts;
  Pool narrow({.conninfo = accounts.database.AppConninfo(), .connections_max = 1}, Wall());
  const auto outer = narrow.InTransaction(Soon(), [&](Transaction&) -> absl::Status {
    CHECK(narrow.in_use() == 1);
    return narrow.Check(Wall().Now() + absl::Milliseconds(20));
  });
  CHECK(Fails(outer, absl::StatusCode::kResourceExhausted, "all 1 in use"));
  CHECK(IsOk(narrow.Check(Soon())));
}

TEST_CASE("after the server ended every session the next call works", "[pg]") {
  Accounts accounts;
  REQUIRE(accounts.Balance(1) == 100);
  testing::RunAsAdmin(accounts.database,
                      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  CHECK(accounts.Balance(1) == 100);
}

TEST_CASE("a session ended while it works is UNAVAILABLE, and its connection is not used again",
          "[pg]") {
  Accounts accounts;
  const auto outcome = accounts.pool.InTransaction(Soon(), [&](Transaction& tx) -> absl::Status {
    CHECK(IsOk(tx.Execute(kAdd, {1, 50})));
    return tx.Query("SELECT pg_terminate_backend(pg_backend_pid())").status();
  });
  CHECK(Fails(outcome, absl::StatusCode::kUnavailable));
  CHECK(accounts.Balance(1) == 100);
}

TEST_CASE("a server that is not there is UNAVAILABLE", "[pg]") {
  Pool nowhere({.conninfo = "host=/nonexistent dbname=none"}, Wall());
  CHECK(Fails(nowhere.Check(Soon()), absl::StatusCode::kUnavailable));
  CHECK(nowhere.in_use() == 0);
}

TEST_CASE("a read-only snapshot sees one instant and cannot write", "[pg]") {
  Accounts accounts;
  const auto outcome =
      accounts.pool.InTransaction(Soon(), kReadSnapshot, [&](Transaction& tx) -> absl::Status {
        CHECK(tx.Query(kBalance, {1})->front().Get<int64_t>(0) == 100);
        const auto other = accounts.pool.InTransaction(Soon(), [&](Transaction& writer) {
          return writer.Execute(kAdd, {1, 7}).status();
        });
        CHECK(IsOk(other));
        CHECK(tx.Query(kBalance, {1})->front().Get<int64_t>(0) == 100);
        return tx.Execute(kAdd, {1, 1}).status();
      });
  CHECK(SqlStateOf(outcome) == "25006");
  CHECK(accounts.Balance(1) == 107);
}

// Runs a body that another transaction makes unserializable the first time.
absl::Status Collide(Accounts& accounts, int attempts_max, int* runs) {
  const TransactionOptions options = {.isolation = Isolation::kRepeatableRead,
                                      .attempts_max = attempts_max};
  return accounts.pool.InTransaction(Soon(), options, [&](Transaction& tx) -> absl::Status {
    if (!tx.Query(kBalance, {1}).ok()) return absl::InternalError("cannot read");
    if (++*runs == 1) {
      const auto other = accounts.pool.InTransaction(Soon(), [&](Transaction& writer) {
        return writer.Execute(kAdd, {1, 1}).status();
      });
      if (!other.ok()) return other;
    }
    return tx.Execute(kAdd, {1, 10}).status();
  });
}

TEST_CASE("a serialization failure is tried again only when asked, so often and no more", "[pg]") {
  Accounts accounts;
  int runs = 0;
  CHECK(Fails(Collide(accounts, 1, &runs), absl::StatusCode::kAborted));
  CHECK(runs == 1);
  runs = 0;
  CHECK(IsOk(Collide(accounts, 3, &runs)));
  CHECK(runs == 2);
  CHECK(accounts.Balance(1) == 112);
}

TEST_CASE("COPY stores every row, and a refused one stores none", "[pg]") {
  Accounts accounts;
  constexpr char kCopy[] =
      "COPY collector.accounts (account_id, balance_minor, owner_id) FROM STDIN (FORMAT BINARY)";
  const auto copy = [&](const CopyRows& rows) {
    return accounts.pool.InTransaction(Soon(),
                                       [&](Transaction& tx) { return tx.Copy(kCopy, rows); });
  };
  CopyRows rows;
  for (int64_t id = 10; id < 20'010; ++id) rows.Add(id, id * 2, std::optional<int64_t>());
  const auto stored = copy(rows);
  REQUIRE(IsOk(stored));
  CHECK(*stored == 20'000);
  CHECK(accounts.Balance(20'009) == 40'018);
  CopyRows refused;
  refused.Add(int64_t{50'000}, int64_t{1}, std::optional<int64_t>());
  refused.Add(int64_t{50'001}, int64_t{-1}, std::optional<int64_t>());
  CHECK(ConstraintOf(copy(refused).status()) == "accounts_balance_not_negative");
  CHECK(accounts.Balance(50'000) == -1);
}

TEST_CASE("COPY takes rows while they are made, and a refused one stores none", "[pg]") {
  Accounts accounts;
  constexpr char kCopy[] =
      "COPY collector.accounts (account_id, balance_minor, owner_id) FROM STDIN (FORMAT BINARY)";
  constexpr int64_t kFirst = 100'000;
  constexpr int64_t kRows = 60'000;
  const auto copy = [&](int64_t refused) {
    return accounts.pool.InTransaction(Soon(), [&](Transaction& tx) {
      int64_t made = 0;
      return tx.Copy(kCopy, [&](CopyRows& rows) {
        for (const int64_t end = made + 250; made < end; ++made) {
          rows.Add(kFirst + made, made == refused ? int64_t{-1} : made, std::optional<int64_t>());
        }
        return made < kRows;
      });
    });
  };
  // Early, so that most rows are made after the server has said no.
  CHECK(ConstraintOf(copy(3).status()) == "accounts_balance_not_negative");
  CHECK(accounts.Balance(kFirst) == -1);
  const auto stored = copy(-1);
  REQUIRE(IsOk(stored));
  CHECK(*stored == kRows);
  CHECK(accounts.Balance(kFirst + 59'999) == 59'999);
}

TEST_CASE("threads share a pool smaller than they are many", "[pg]") {
  Accounts accounts;
  Pool narrow({.conninfo = accounts.database.AppConninfo(), .connections_max = 3}, Wall());
  {
    std::array<std::jthread, 8> threads;
    for (std::jthread& thread : threads) {
      thread = std::jthread([&] {
        for (int n = 0; n < 25; ++n) {
          const auto added = narrow.InTransaction(Soon(), [&](Transaction& tx) {
            return tx.Execute(kAdd, {1, 1}).status();
          });
          if (!added.ok()) std::abort();
        }
      });
    }
  }
  CHECK(accounts.Balance(1) == 300);
}

}  // namespace
}  // namespace overround::pg
