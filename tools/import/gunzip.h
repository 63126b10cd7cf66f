#pragma once

#include <cstddef>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::import {

// DATA_LOSS where `gzipped` is cut off or damaged; OUT_OF_RANGE where it holds more than
// `bytes_max`.
absl::StatusOr<std::string> Gunzip(absl::string_view gzipped, size_t bytes_max);

}  // namespace overround::import
