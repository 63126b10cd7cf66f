#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/collector/archive/files.h"

namespace overround::collector {

// Files in a folder, written through to the disk.
class DiskFiles : public Files {
 public:
  explicit DiskFiles(std::string root) : root_(std::move(root)) {}

  absl::Status Create(const std::string& path, absl::string_view bytes) const override;
  absl::StatusOr<std::string> Read(const std::string& path) const override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& prefix) const override;
  absl::StatusOr<std::vector<std::string>> ListFolders(const std::string& folder) const override;
  std::string place() const override { return root_; }

 private:
  const std::string root_;
};

}  // namespace overround::collector
