#pragma once

#include <cstddef>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::http {

// One or more gzip members (RFC 1952), to their last byte. Failure::kBadEncoding for anything else,
// a cut stream included; Failure::kTooLarge as soon as more than `bytes_max` come out. Private to
// this library.
absl::StatusOr<std::string> Gunzip(absl::string_view compressed, size_t bytes_max);

}  // namespace overround::http
