#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/collector/archive/raw_document.h"

namespace overround::collector {

// One document of a folder to replay, and when it was received.
struct ReplayEntry {
  std::string file;
  absl::Time receive_time;
};

struct ReplayListing {
  // By time, then by name.
  std::vector<ReplayEntry> entries;
  // Files that cannot be dated or read, each with the reason.
  std::vector<std::string> refused;
};

// What a folder holds to be replayed: an archive of ours, or captured bodies (*.json, *.json.gz) in
// any folders. A body without a sidecar was received when the newest last_update inside it was
// made, at the earliest. NOT_FOUND where the folder is missing.
absl::StatusOr<ReplayListing> ListReplay(const std::string& folder);

// The document of an entry; a captured one as if the provider had just answered with it, its basis
// saying where its time is from.
absl::StatusOr<RawDocument> LoadReplay(const ReplayEntry& entry);

}  // namespace overround::collector
