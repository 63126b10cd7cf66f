#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/collector/archive/files.h"
#include "services/collector/archive/raw_document.h"

namespace overround::collector {

// One document of a folder or bucket to replay, and when it was received.
struct ReplayEntry {
  std::shared_ptr<const Files> files;
  // Below the root of `files`.
  std::string file;
  // It is one of an archive of ours; else a captured body.
  bool has_sidecar = false;
  absl::Time receive_time;
};

struct ReplayListing {
  // By time, then by name.
  std::vector<ReplayEntry> entries;
  // Files that cannot be dated or read, each with the reason.
  std::vector<std::string> refused;
};

// What a folder holds to be replayed: an archive of ours, or captured bodies (*.json, *.json.gz) in
// any folders of it. A body without a sidecar was received when the newest last_update inside it
// was made, at the earliest. NOT_FOUND where the place is missing.
absl::StatusOr<ReplayListing> ListReplay(const std::shared_ptr<const Files>& files);
absl::StatusOr<ReplayListing> ListReplay(const std::string& folder);

// The document of an entry; a captured one as if the provider had just answered with it, its basis
// saying where its time is from.
absl::StatusOr<RawDocument> LoadReplay(const ReplayEntry& entry);

}  // namespace overround::collector
