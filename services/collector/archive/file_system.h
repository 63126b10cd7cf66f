#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::collector {

// A file, whole. NOT_FOUND, or UNAVAILABLE where it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Makes the file, written through to the disk together with its name, so that it is there whole or
// not at all, whatever crashes. ALREADY_EXISTS, and nothing changed, where the name is taken.
// UNAVAILABLE where the disk refuses. The folder is made when missing.
absl::Status CreateFile(const std::string& path, absl::string_view bytes);

}  // namespace overround::collector
