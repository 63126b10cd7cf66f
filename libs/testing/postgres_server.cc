#include "libs/testing/postgres_server.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libs/base/clock.h"
#include "libs/pg/connection.h"

namespace overround::testing {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr char kServerUser[] = "postgres";

[[noreturn]] void Die(const std::string& reason) {
  std::fprintf(stderr, "test server: %s\n", reason.c_str());
  std::abort();
}

// Debian keeps each version's programs in a folder of their own; the newest serves.
std::string FindPrograms() {
  std::vector<std::string> folders;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const fs::path bin = version.path() / "bin";
    if (fs::exists(bin / "postgres", ignored) && fs::exists(bin / "initdb", ignored))
      folders.push_back(bin);
  }
  if (folders.empty()) Die("PostgreSQL is not installed under /usr/lib/postgresql");
  return *std::max_element(folders.begin(), folders.end());
}

const passwd* ServerUser() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam(kServerUser);
  if (user == nullptr) Die("there is no user postgres to run the server as");
  return user;
}

// Runs in the forked child: only async-signal-safe calls.
[[noreturn]] void BecomeServer(const passwd* user, const char* folder, const char* log,
                               char* const* command) {
  if (user != nullptr && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
  // After the change of user, which clears it: whoever started the server takes it along.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int output = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (output < 0 || chdir(folder) != 0) _exit(126);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(command[0], command);
  _exit(127);
}

}  // namespace

PostgresServer::PostgresServer() {
  const std::string programs = FindPrograms();
  MakeFolder();
  const std::string cluster = folder_ + "/data";
  RunToEnd({programs + "/initdb", "--pgdata=" + cluster, "--username=postgres", "--auth=trust",
            "--no-sync", "--encoding=UTF8", "--locale=C"});
  conninfo_ = absl::StrCat("host=", folder_, " user=postgres");
  server_ =
      Start({programs + "/postgres", "-D", cluster, "-k", folder_, "-c", "listen_addresses=", "-c",
             "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c",
             "max_connections=200", "-c", "shared_buffers=64MB", "-c", "autovacuum=off"});
  WaitUntilReady();
}

PostgresServer::~PostgresServer() {
  kill(server_, SIGQUIT);  // nothing in it is worth a clean shutdown
  waitpid(server_, nullptr, 0);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PostgresServer::MakeFolder() {
  // Not TMPDIR: a socket's path has at most 107 bytes, and the server's user must be able to enter
  // every parent.
  std::string pattern = "/tmp/overround-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) Die("cannot make a folder in /tmp");
  folder_ = pattern;
  const passwd* user = ServerUser();
  if (user != nullptr && chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
    Die("cannot give the folder away");
}

pid_t PostgresServer::Start(const std::vector<std::string>& command) const {
  const passwd* user = ServerUser();
  const std::string log = folder_ + "/log";
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) BecomeServer(user, folder_.c_str(), log.c_str(), arguments.data());
  if (child < 0) Die("cannot start a process");
  return child;
}

void PostgresServer::RunToEnd(const std::vector<std::string>& command) const {
  int status = 0;
  const pid_t child = Start(command);
  if (waitpid(child, &status, 0) != child || status != 0) {
    Die(absl::StrCat(command.front(), " failed, see ", folder_, "/log"));
  }
}

void PostgresServer::WaitUntilReady() const {
  const SystemClock wall;
  const absl::Time deadline = wall.Now() + kStartTimeout;
  while (!pg::Connection::Open(conninfo_ + " dbname=postgres", deadline, wall).ok()) {
    if (wall.Now() > deadline || waitpid(server_, nullptr, WNOHANG) != 0) {
      Die(absl::StrCat("the server did not start, see ", folder_, "/log"));
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
}

}  // namespace overround::testing
