#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace overround::testing {

// A PostgreSQL server of this process's own, in a private folder, reached by a socket alone, with
// nothing made durable. As root it runs as the user postgres, because the server refuses root. It
// dies with this process, however that ends.
class PostgresServer {
 public:
  // Stops the process when the server cannot be started.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // For a superuser, without a database.
  const std::string& conninfo() const { return conninfo_; }

 private:
  void MakeFolder();
  // Starts a program of the server's, as the server's user, writing to a log in the folder.
  pid_t Start(const std::vector<std::string>& command) const;
  void RunToEnd(const std::vector<std::string>& command) const;
  void WaitUntilReady() const;

  std::string folder_;
  std::string conninfo_;
  pid_t server_ = -1;
};

}  // namespace overround::testing
