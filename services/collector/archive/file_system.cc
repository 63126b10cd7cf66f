#include "services/collector/archive/file_system.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <unistd.h>

#include "libs/base/status_macros.h"

namespace overround::collector {
namespace {

absl::Status Refused(absl::string_view path, absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(path, ": ", what, ": ", std::strerror(errno)));
}

absl::Status WriteAll(int descriptor, absl::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Refused(path, "write");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status WriteThrough(const std::string& path, absl::string_view bytes) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return Refused(path, "open");
  absl::Status status = WriteAll(descriptor, bytes, path);
  if (status.ok() && fsync(descriptor) != 0) status = Refused(path, "fsync");
  if (close(descriptor) != 0 && status.ok()) status = Refused(path, "close");
  return status;
}

absl::Status SyncFolder(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Refused(folder, "open");
  absl::Status status = fsync(descriptor) == 0 ? absl::OkStatus() : Refused(folder, "fsync");
  close(descriptor);
  return status;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": not found, want a file"));
  std::stringstream bytes;
  bytes << file.rdbuf();
  if (file.bad()) return absl::UnavailableError(absl::StrCat(path, ": cannot be read"));
  return std::move(bytes).str();
}

absl::Status CreateFile(const std::string& path, absl::string_view bytes) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat(path, ": ", error.message()));
  const std::string draft = absl::StrCat(path, ".", getpid(), ".draft");
  if (absl::Status written = WriteThrough(draft, bytes); !written.ok()) {
    // A full disk gets its room back.
    unlink(draft.c_str());
    return written;
  }
  // link refuses a name that is taken, where rename would replace it.
  const int linked = link(draft.c_str(), path.c_str());
  const int link_error = errno;
  unlink(draft.c_str());
  if (linked != 0) {
    errno = link_error;
    return link_error == EEXIST
               ? absl::AlreadyExistsError(absl::StrCat(path, ": taken, want a free name"))
               : Refused(path, "link");
  }
  return SyncFolder(folder.string());
}

}  // namespace overround::collector
