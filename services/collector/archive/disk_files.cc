#include "services/collector/archive/disk_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "services/collector/archive/file_system.h"

namespace overround::collector {

absl::Status DiskFiles::Create(const std::string& path, absl::string_view bytes) const {
  return CreateFile(absl::StrCat(root_, "/", path), bytes);
}

absl::StatusOr<std::string> DiskFiles::Read(const std::string& path) const {
  return ReadFile(absl::StrCat(root_, "/", path));
}

// Only what the prefix's own folder holds is looked at.
absl::StatusOr<std::vector<std::string>> DiskFiles::List(const std::string& prefix) const {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(root_, error)) {
    return absl::NotFoundError(absl::StrCat(root_, ": not found, want a folder"));
  }
  const fs::path folder = fs::path(root_) / fs::path(prefix).parent_path();
  std::vector<std::string> files;
  if (!fs::is_directory(folder, error)) return files;
  for (auto it = fs::recursive_directory_iterator(folder, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    // A draft may go while it is looked at.
    std::error_code gone;
    if (!it->is_regular_file(gone)) continue;
    std::string name = it->path().lexically_relative(root_).string();
    if (absl::StartsWith(name, prefix)) files.push_back(std::move(name));
  }
  if (error) return absl::UnavailableError(absl::StrCat(root_, ": ", error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::vector<std::string>> DiskFiles::ListFolders(const std::string& folder) const {
  namespace fs = std::filesystem;
  const fs::path path = fs::path(root_) / folder;
  std::error_code error;
  std::vector<std::string> names;
  if (!fs::is_directory(path, error)) return names;
  for (auto it = fs::directory_iterator(path, error); !error && it != fs::directory_iterator();
       it.increment(error)) {
    std::error_code gone;
    if (it->is_directory(gone)) names.push_back(it->path().filename().string());
  }
  if (error) return absl::UnavailableError(absl::StrCat(path.string(), ": ", error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace overround::collector
