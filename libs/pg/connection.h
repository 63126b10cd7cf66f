#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/copy.h"
#include "libs/pg/param.h"
#include "libs/pg/rows.h"

struct pg_conn;

namespace overround::pg {

// One session with the server, used by one thread at a time. Statements are prepared once per
// session and kept by their text. Every call takes a Wall deadline; one that passes it without an
// answer closes the session.
class Connection {
 public:
  // `conninfo` as libpq reads it. UNAVAILABLE when the server cannot be reached or refuses,
  // DEADLINE_EXCEEDED. `wall` outlives the connection.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& conninfo,
                                                          absl::Time deadline, const Clock& wall);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs one statement with values bound to $1, $2, ... Fails as sqlstate.h says.
  absl::StatusOr<Rows> Query(absl::string_view sql, Params params, absl::Time deadline);

  // Runs a script of several statements, without values.
  absl::Status RunScript(absl::string_view sql, absl::Time deadline);

  // Runs a `COPY ... FROM STDIN (FORMAT BINARY)`; the number of rows stored.
  absl::StatusOr<int64_t> Copy(absl::string_view sql, const CopyRows& rows, absl::Time deadline);
  // The same with rows that are made while the server takes those before.
  absl::StatusOr<int64_t> Copy(absl::string_view sql, CopySource source, absl::Time deadline);

  // False once the session is lost; only closing it is left.
  bool IsUsable() const;
  // True when the server has closed an idle session, found without asking it.
  bool WasClosedByServer() const;
  bool IsInTransaction() const;
  // True when a statement has failed since BEGIN, so that COMMIT would roll back.
  bool IsInFailedTransaction() const;

  // For the LISTEN loop: the socket to wait on, and the next notification's channel, if one came.
  int socket() const;
  absl::StatusOr<std::vector<std::string>> TakeNotifications();

  const Clock& wall() const { return wall_; }

 private:
  Connection(pg_conn* connection, const Clock& wall);

  absl::StatusOr<std::string> Prepare(absl::string_view sql, Params params, absl::Time deadline);
  absl::StatusOr<Rows> Finish(absl::Time deadline);
  // Sends what is queued and waits until the next result can be taken without blocking.
  absl::Status WaitForResult(absl::Time deadline);
  absl::Status Flush(absl::Time deadline);
  absl::Status SendCopy(absl::string_view bytes, absl::Time deadline);
  absl::StatusOr<int64_t> EndCopy(absl::Time deadline);
  absl::Status WaitForSocket(short events, absl::Time deadline);
  absl::Status Broken();

  pg_conn* connection_;
  const Clock& wall_;
  bool is_lost_ = false;
  // The names of the statements prepared, by their text and types.
  absl::flat_hash_map<std::string, std::string> prepared_;
};

}  // namespace overround::pg
