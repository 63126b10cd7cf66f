#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::collector {

// Where an archive lies: a folder (DiskFiles) or a bucket (S3Files). Names are paths below its
// root. Safe to share between threads and between processes.
class Files {
 public:
  virtual ~Files() = default;

  // Makes the file, there whole or not at all. ALREADY_EXISTS, and nothing changed, where the name
  // is taken; UNAVAILABLE where the store refuses.
  virtual absl::Status Create(const std::string& path, absl::string_view bytes) const = 0;
  // NOT_FOUND; UNAVAILABLE.
  virtual absl::StatusOr<std::string> Read(const std::string& path) const = 0;
  // Every file whose name begins with `prefix`, by name. NOT_FOUND where there is no such place;
  // UNAVAILABLE.
  virtual absl::StatusOr<std::vector<std::string>> List(const std::string& prefix) const = 0;
  // The folders in a folder ("" is the root) by their own names; none where it is missing.
  // UNAVAILABLE.
  virtual absl::StatusOr<std::vector<std::string>> ListFolders(const std::string& folder) const = 0;
  // For logs and errors: "/var/archive", "s3://bucket/prefix".
  virtual std::string place() const = 0;
};

}  // namespace overround::collector
