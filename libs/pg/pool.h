#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/connection.h"
#include "libs/pg/sqlstate.h"
#include "libs/pg/transaction.h"

namespace overround::pg {

struct PoolOptions {
  // As libpq reads it: "host=/run/postgresql dbname=overround user=overround_bankroll_app" or a
  // postgresql:// URL.
  std::string conninfo;
  int connections_max = 8;
};

class Pool;

// A transaction with the connection it runs on. Used through Pool::InTransaction.
class Session {
 public:
  Session(Session&& other) noexcept;
  Session& operator=(Session&&) = delete;
  ~Session();

  Transaction& transaction() { return *transaction_; }
  // Commits if `outcome` is OK, rolls back otherwise, and gives the connection back. The status the
  // caller shall see. UNAVAILABLE when the connection was lost while committing: whether it did is
  // then unknown.
  absl::Status Finish(const absl::Status& outcome);

 private:
  friend class Pool;
  Session(Pool& pool, std::unique_ptr<Connection> connection, absl::Time deadline);

  absl::Status Commit();
  void Rollback();

  Pool* pool_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Transaction> transaction_;
};

// A bounded set of connections to one database, opened when first needed and again after the server
// restarts. Safe to share between threads. Outlives whatever runs in it.
class Pool {
 public:
  // Does not connect yet. `wall` outlives the pool.
  Pool(PoolOptions options, const Clock& wall);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Runs `body(Transaction&)`, which returns absl::Status or absl::StatusOr<T>, in a transaction,
  // and returns what it returned once that has committed. The deadline bounds waiting for a
  // connection and each statement.
  //
  // RESOURCE_EXHAUSTED: no connection came free in time. UNAVAILABLE: the server is not there. Else
  // as sqlstate.h.
  template <typename Body>
  auto InTransaction(absl::Time deadline, Body&& body)
      -> std::invoke_result_t<Body&, Transaction&> {
    return InTransaction(deadline, TransactionOptions{}, std::forward<Body>(body));
  }

  template <typename Body>
  auto InTransaction(absl::Time deadline, const TransactionOptions& options, Body&& body)
      -> std::invoke_result_t<Body&, Transaction&> {
    for (int attempt = 1;; ++attempt) {
      auto result = RunOnce(deadline, options, body);
      if (attempt >= options.attempts_max || !IsSerializationFailure(StatusIn(result)))
        return result;
    }
  }

  // One statement in a read-only transaction of its own.
  absl::StatusOr<Rows> Query(absl::Time deadline, absl::string_view sql, Params params = {});

  // OK when the server answers.
  absl::Status Check(absl::Time deadline);

  // Connections handed out just now, for metrics.
  int in_use() const;
  int connections_max() const { return options_.connections_max; }
  const std::string& conninfo() const { return options_.conninfo; }
  const Clock& wall() const { return wall_; }

 private:
  friend class Session;

  static const absl::Status& StatusIn(const absl::Status& status) { return status; }
  template <typename T>
  static const absl::Status& StatusIn(const absl::StatusOr<T>& result) {
    return result.status();
  }

  template <typename Body>
  auto RunOnce(absl::Time deadline, const TransactionOptions& options, Body& body)
      -> std::invoke_result_t<Body&, Transaction&> {
    absl::StatusOr<Session> session = Begin(deadline, options);
    if (!session.ok()) return session.status();
    auto result = body(session->transaction());
    absl::Status finished = session->Finish(StatusIn(result));
    if (!finished.ok()) return finished;
    return result;
  }

  absl::StatusOr<Session> Begin(absl::Time deadline, const TransactionOptions& options);
  // An idle connection, or nullptr with the right to open one.
  absl::StatusOr<std::unique_ptr<Connection>> Take(absl::Time deadline);
  // Gives a connection, or (nullptr) the right to open one, back.
  void GiveBack(std::unique_ptr<Connection> connection);

  const PoolOptions options_;
  const Clock& wall_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int in_use_ = 0;
};

}  // namespace overround::pg
