#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::collector {

// A page of ListObjectsV2.
struct S3Listing {
  std::vector<std::string> keys;
  // What the keys that were not told have in common, where a delimiter was named: "mlb/2026/".
  std::vector<std::string> folders;
  // Asks for the next page; empty on the last.
  std::string continuation;
};

// Pure. INVALID_ARGUMENT where the text is no such answer.
absl::StatusOr<S3Listing> ParseS3Listing(absl::string_view xml);

// The code and message of an error's body, "NoSuchBucket: ...": empty where it holds none.
std::string S3ErrorText(absl::string_view xml);

}  // namespace overround::collector
