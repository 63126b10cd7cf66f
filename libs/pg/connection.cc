#include "libs/pg/connection.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <libpq-fe.h>
#include <poll.h>

#include "libs/base/status_macros.h"
#include "libs/pg/copy.h"
#include "libs/pg/sqlstate.h"

namespace overround::pg {
namespace {

// The server gives up at the deadline by itself (statement_timeout) and says so; only a server that
// says nothing for this much longer costs the connection.
constexpr absl::Duration kGrace = absl::Milliseconds(500);
constexpr int kPreparedMax = 1000;
constexpr int kCopyChunkBytes = 1 << 16;

// 1 ready, 0 too late, -1 failed.
int WaitFor(int socket, short events, absl::Time deadline, const Clock& wall) {
  pollfd waited = {.fd = socket, .events = events, .revents = 0};
  while (true) {
    int timeout_ms = -1;
    if (deadline != absl::InfiniteFuture()) {
      const absl::Duration left = std::max(deadline - wall.Now(), absl::ZeroDuration()) + kGrace;
      timeout_ms = static_cast<int>(
          std::min<int64_t>(absl::ToInt64Milliseconds(left), std::numeric_limits<int>::max()));
    }
    const int ready = poll(&waited, 1, timeout_ms);
    if (ready >= 0) return ready;
    if (errno != EINTR) return -1;
  }
}

PGconn* StartConnecting(const std::string& conninfo) {
  const char* const names[] = {"dbname", "client_encoding", "fallback_application_name", nullptr};
  const char* const values[] = {conninfo.c_str(), "UTF8", "overround", nullptr};
  return PQconnectStartParams(names, values, 1);
}

absl::Status ConnectError(PGconn* connection) {
  return absl::UnavailableError(
      absl::StrCat("postgresql: ", absl::StripTrailingAsciiWhitespace(PQerrorMessage(connection))));
}

absl::Status FinishConnecting(PGconn* connection, absl::Time deadline, const Clock& wall) {
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (next == PGRES_POLLING_FAILED || PQstatus(connection) == CONNECTION_BAD)
      return ConnectError(connection);
    const short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    const int ready = WaitFor(PQsocket(connection), events, deadline, wall);
    if (ready == 0) return absl::DeadlineExceededError("postgresql: connecting took too long");
    if (ready < 0) return absl::UnavailableError("postgresql: cannot wait for the connection");
    next = PQconnectPoll(connection);
  }
  return absl::OkStatus();
}

void IgnoreNotice(void* /*argument*/, const PGresult* /*notice*/) {}

// The statement and the types of its values: the same text with other types is another statement.
std::string PreparedKey(absl::string_view sql, Params params) {
  std::string key(sql);
  for (const Param& param : params) absl::StrAppend(&key, "|", param.oid());
  return key;
}

std::vector<Oid> OidsOf(Params params) {
  std::vector<Oid> oids;
  oids.reserve(params.size());
  for (const Param& param : params) oids.push_back(param.oid());
  return oids;
}

// The plan the session kept no longer fits the tables, or is gone: a fresh session plans anew.
bool IsStalePlan(const absl::Status& status) {
  const std::string sqlstate = SqlStateOf(status);
  return sqlstate == "26000" ||
         (sqlstate == "0A000" &&
          absl::StrContains(status.message(), "cached plan must not change"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& conninfo,
                                                             absl::Time deadline,
                                                             const Clock& wall) {
  PGconn* raw = StartConnecting(conninfo);
  if (raw == nullptr) return absl::ResourceExhaustedError("postgresql: no memory for a connection");
  std::unique_ptr<Connection> connection(new Connection(raw, wall));
  OVERROUND_RETURN_IF_ERROR(FinishConnecting(raw, deadline, wall));
  PQsetNoticeReceiver(raw, IgnoreNotice, nullptr);
  if (PQsetnonblocking(raw, 1) != 0) return ConnectError(raw);
  return connection;
}

Connection::Connection(pg_conn* connection, const Clock& wall)
    : connection_(connection), wall_(wall) {}

Connection::~Connection() { PQfinish(connection_); }

absl::StatusOr<Rows> Connection::Query(absl::string_view sql, Params params, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const std::string name, Prepare(sql, params, deadline));
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const Param& param : params) {
    values.push_back(param.is_null() ? nullptr : param.bytes().c_str());
    lengths.push_back(param.is_null() ? 0 : static_cast<int>(param.bytes().size()));
    formats.push_back(param.format());
  }
  if (PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(params.size()), values.data(),
                          lengths.data(), formats.data(), 1) != 1) {
    return Broken();
  }
  absl::StatusOr<Rows> rows = Finish(deadline);
  if (!rows.ok() && IsStalePlan(rows.status())) is_lost_ = true;
  return rows;
}

absl::StatusOr<std::string> Connection::Prepare(absl::string_view sql, Params params,
                                                absl::Time deadline) {
  if (!IsUsable()) return Broken();
  std::string key = PreparedKey(sql, params);
  if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
  // A full cache means statements made on the fly, which are not worth keeping.
  const bool is_kept = prepared_.size() < kPreparedMax;
  const std::string name = is_kept ? absl::StrCat("s", prepared_.size()) : "";
  const std::vector<Oid> oids = OidsOf(params);
  if (PQsendPrepare(connection_, name.c_str(), std::string(sql).c_str(),
                    static_cast<int>(oids.size()), oids.data()) != 1) {
    return Broken();
  }
  OVERROUND_RETURN_IF_ERROR(Finish(deadline).status());
  if (is_kept) prepared_.emplace(std::move(key), name);
  return name;
}

absl::Status Connection::RunScript(absl::string_view sql, absl::Time deadline) {
  if (!IsUsable() || PQsendQuery(connection_, std::string(sql).c_str()) != 1) return Broken();
  return Finish(deadline).status();
}

absl::StatusOr<int64_t> Connection::Copy(absl::string_view sql, const CopyRows& rows,
                                         absl::Time deadline) {
  OVERROUND_RETURN_IF_ERROR(RunScript(sql, deadline));
  OVERROUND_RETURN_IF_ERROR(SendCopy(rows.bytes(), deadline));
  return EndCopy(deadline);
}

absl::StatusOr<int64_t> Connection::Copy(absl::string_view sql, CopySource source,
                                         absl::Time deadline) {
  OVERROUND_RETURN_IF_ERROR(RunScript(sql, deadline));
  CopyRows rows;
  bool more = true;
  while (more) {
    more = source(rows);
    OVERROUND_RETURN_IF_ERROR(SendCopy(rows.bytes(), deadline));
    rows.ClearSent();
  }
  return EndCopy(deadline);
}

// All but what the socket holds has been read by the server when this returns: libpq would move
// what is left to the front of its buffer again and again.
absl::Status Connection::SendCopy(absl::string_view bytes, absl::Time deadline) {
  for (size_t sent = 0; sent < bytes.size();) {
    const size_t size = std::min<size_t>(kCopyChunkBytes, bytes.size() - sent);
    const int put = PQputCopyData(connection_, bytes.data() + sent, static_cast<int>(size));
    if (put < 0) return Broken();
    if (put == 1) sent += size;
    OVERROUND_RETURN_IF_ERROR(Flush(deadline));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Connection::EndCopy(absl::Time deadline) {
  std::string trailer;
  AppendInt16(-1, &trailer);
  if (PQputCopyData(connection_, trailer.data(), static_cast<int>(trailer.size())) != 1)
    return Broken();
  if (PQputCopyEnd(connection_, nullptr) != 1) return Broken();
  OVERROUND_ASSIGN_OR_RETURN(const Rows done, Finish(deadline));
  return done.affected();
}

absl::StatusOr<Rows> Connection::Finish(absl::Time deadline) {
  absl::Status failure;
  Rows last(PQmakeEmptyPGresult(connection_, PGRES_COMMAND_OK));
  while (true) {
    OVERROUND_RETURN_IF_ERROR(WaitForResult(deadline));
    PGresult* result = PQgetResult(connection_);
    if (result == nullptr) break;
    Rows rows(result);
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COPY_IN) return rows;
    if (status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
      is_lost_ = true;
      return absl::InternalError("postgresql: COPY TO is not spoken here");
    }
    if (status == PGRES_FATAL_ERROR && failure.ok()) failure = StatusOf(result);
    last = rows;
  }
  if (PQstatus(connection_) != CONNECTION_OK) is_lost_ = true;
  if (!failure.ok()) return failure;
  return last;
}

absl::Status Connection::WaitForResult(absl::Time deadline) {
  OVERROUND_RETURN_IF_ERROR(Flush(deadline));
  while (PQisBusy(connection_) == 1) {
    OVERROUND_RETURN_IF_ERROR(WaitForSocket(POLLIN, deadline));
    // A lost connection shows as a result, with the server's last words if it had any.
    if (PQconsumeInput(connection_) != 1) break;
  }
  return absl::OkStatus();
}

absl::Status Connection::Flush(absl::Time deadline) {
  while (true) {
    const int left = PQflush(connection_);
    if (left == 0) return absl::OkStatus();
    if (left < 0) return absl::OkStatus();  // the reason comes as a result
    // The server may be waiting for us to read before it reads on.
    OVERROUND_RETURN_IF_ERROR(WaitForSocket(POLLIN | POLLOUT, deadline));
    if (PQconsumeInput(connection_) != 1) return absl::OkStatus();
  }
}

absl::Status Connection::WaitForSocket(short events, absl::Time deadline) {
  const int ready = WaitFor(PQsocket(connection_), events, deadline, wall_);
  if (ready > 0) return absl::OkStatus();
  is_lost_ = true;  // its answer may still come, and would be taken for the next statement's
  if (ready == 0) return absl::DeadlineExceededError("postgresql: no answer in time");
  return absl::UnavailableError("postgresql: cannot wait for the server");
}

absl::Status Connection::Broken() {
  is_lost_ = true;
  const absl::string_view reason = absl::StripTrailingAsciiWhitespace(PQerrorMessage(connection_));
  return absl::UnavailableError(
      absl::StrCat("postgresql: ", reason.empty() ? "the connection is lost" : reason));
}

bool Connection::IsUsable() const { return !is_lost_ && PQstatus(connection_) == CONNECTION_OK; }

bool Connection::IsInFailedTransaction() const {
  return PQtransactionStatus(connection_) == PQTRANS_INERROR;
}

bool Connection::IsInTransaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool Connection::WasClosedByServer() const {
  // An idle session hears nothing from the server but its goodbye.
  pollfd waited = {.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
  return !IsUsable() || poll(&waited, 1, 0) != 0;
}

int Connection::socket() const { return PQsocket(connection_); }

absl::StatusOr<std::vector<std::string>> Connection::TakeNotifications() {
  if (PQconsumeInput(connection_) != 1) return Broken();
  std::vector<std::string> channels;
  while (PGnotify* notification = PQnotifies(connection_)) {
    channels.emplace_back(notification->relname);
    PQfreemem(notification);
  }
  return channels;
}

}  // namespace overround::pg
