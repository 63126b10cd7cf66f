#include "libs/pg/pool.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::pg {
namespace {

constexpr absl::Duration kRollbackTimeout = absl::Seconds(2);

// What a standard clock can still add to its own time; no deadline at all is an infinite one.
constexpr absl::Duration kWaitMax = absl::Hours(24);

absl::string_view IsolationText(Isolation isolation) {
  switch (isolation) {
    case Isolation::kReadCommitted:
      return "READ COMMITTED";
    case Isolation::kRepeatableRead:
      return "REPEATABLE READ";
    case Isolation::kSerializable:
      return "SERIALIZABLE";
  }
  OVERROUND_CHECK(false);
}

// Sent in one trip. The idle time-out frees the locks of a process that hangs between two
// statements.
std::string BeginScript(const TransactionOptions& options, absl::Duration left) {
  const int64_t timeout_ms =
      std::clamp<int64_t>(absl::ToInt64Milliseconds(left), 1, std::numeric_limits<int32_t>::max());
  return absl::StrCat("BEGIN ISOLATION LEVEL ", IsolationText(options.isolation),
                      options.is_read_only ? " READ ONLY" : " READ WRITE",
                      "; SET LOCAL statement_timeout = ", timeout_ms,
                      "; SET LOCAL idle_in_transaction_session_timeout = ", timeout_ms);
}

}  // namespace

Session::Session(Pool& pool, std::unique_ptr<Connection> connection, absl::Time deadline)
    : pool_(&pool),
      connection_(std::move(connection)),
      transaction_(new Transaction(*connection_, deadline)) {}

Session::Session(Session&& other) noexcept = default;

Session::~Session() {
  if (connection_ == nullptr) return;
  Rollback();
  pool_->GiveBack(std::move(connection_));
}

absl::Status Session::Finish(const absl::Status& outcome) {
  absl::Status finished = outcome;
  if (outcome.ok()) finished = Commit();
  if (!finished.ok()) Rollback();
  pool_->GiveBack(std::move(connection_));
  if (!finished.ok()) return finished;
  for (const auto& action : transaction_->on_commit_) action();
  return absl::OkStatus();
}

absl::Status Session::Commit() {
  // PostgreSQL answers COMMIT of a failed transaction with a rollback and no error.
  if (!connection_->IsUsable() || connection_->IsInFailedTransaction()) {
    if (!transaction_->failure_.ok()) return transaction_->failure_;
    return absl::UnavailableError("postgresql: the connection was lost before COMMIT");
  }
  absl::Status committed = connection_->RunScript("COMMIT", transaction_->deadline());
  if (committed.ok() || connection_->IsUsable()) return committed;
  return absl::Status(committed.code(),
                      absl::StrCat("while committing, outcome unknown: ", committed.message()));
}

void Session::Rollback() {
  if (!connection_->IsUsable() || !connection_->IsInTransaction()) return;
  // When it fails the connection is lost, which rolls back too.
  connection_->RunScript("ROLLBACK", pool_->wall().Now() + kRollbackTimeout).IgnoreError();
}

Pool::Pool(PoolOptions options, const Clock& wall) : options_(std::move(options)), wall_(wall) {
  OVERROUND_CHECK(options_.connections_max > 0);
}

Pool::~Pool() { OVERROUND_CHECK(in_use_ == 0); }

absl::StatusOr<Rows> Pool::Query(absl::Time deadline, absl::string_view sql, Params params) {
  return InTransaction(deadline, TransactionOptions{.is_read_only = true},
                       [&](Transaction& tx) { return tx.Query(sql, params); });
}

absl::Status Pool::Check(absl::Time deadline) { return Query(deadline, "SELECT 1").status(); }

int Pool::in_use() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return in_use_;
}

absl::StatusOr<Session> Pool::Begin(absl::Time deadline, const TransactionOptions& options) {
  while (true) {
    const absl::Duration left = deadline - wall_.Now();
    if (left <= absl::ZeroDuration())
      return absl::DeadlineExceededError("deadline: passed before the transaction began");
    OVERROUND_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Take(deadline));
    const bool is_new = connection == nullptr;
    if (is_new) {
      auto opened = Connection::Open(options_.conninfo, deadline, wall_);
      if (!opened.ok()) {
        GiveBack(nullptr);
        return opened.status();
      }
      connection = *std::move(opened);
    }
    const absl::Status begun = connection->RunScript(BeginScript(options, left), deadline);
    if (begun.ok()) return Session(*this, std::move(connection), deadline);
    const bool is_usable = connection->IsUsable();
    GiveBack(is_usable ? std::move(connection) : nullptr);
    // Nothing has been done yet. An old connection that turned out dead (the server restarted)
    // costs only another try; the loop ends, because each turn uses up an old one.
    if (is_new || is_usable) return begun;
  }
}

absl::StatusOr<std::unique_ptr<Connection>> Pool::Take(absl::Time deadline) {
  std::unique_lock<std::mutex> lock(mutex_);
  const bool is_free =
      freed_.wait_for(lock, absl::ToChronoMilliseconds(std::min(deadline - wall_.Now(), kWaitMax)),
                      [&] { return in_use_ < options_.connections_max; });
  if (!is_free) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "database connections: all ", options_.connections_max, " in use until the deadline"));
  }
  ++in_use_;
  std::unique_ptr<Connection> connection;
  while (connection == nullptr && !idle_.empty()) {
    connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->WasClosedByServer()) connection = nullptr;
  }
  return connection;
}

void Pool::GiveBack(std::unique_ptr<Connection> connection) {
  const bool is_kept =
      connection != nullptr && connection->IsUsable() && !connection->IsInTransaction();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    --in_use_;
    if (is_kept) idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

}  // namespace overround::pg
