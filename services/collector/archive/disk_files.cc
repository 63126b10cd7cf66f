#include "services/collector/archive/disk_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <absl/strings/str_cat.h>

#include "services/collector/archive/file_system.h"

namespace overround::collector {

absl::Status DiskFiles::Create(const std::string& path, absl::string_view bytes) const {
  return CreateFile(absl::StrCat(root_, "/", path), bytes);
}

absl::StatusOr<std::string> DiskFiles::Read(const std::string& path) const {
  return ReadFile(absl::StrCat(root_, "/", path));
}

absl::StatusOr<std::vector<std::string>> DiskFiles::List() const {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> files;
  for (auto it = fs::recursive_directory_iterator(root_, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_regular_file()) files.push_back(it->path().lexically_relative(root_).string());
  }
  if (error) return absl::NotFoundError(absl::StrCat(root_, ": ", error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace overround::collector
