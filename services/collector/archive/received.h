#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/collector/archive/files.h"
#include "services/collector/archive/raw_document.h"

namespace overround::collector {

// A document of an archive of ours, by its name alone.
struct ReceivedDocument {
  std::string file;
  DocumentKind kind = DocumentKind::kOdds;
  absl::Time receive_time;
};

// The documents that were received in [since, until], in that order. Only the days between are
// looked at, and of those only what is there. NOT_FOUND, UNAVAILABLE as Files.
absl::StatusOr<std::vector<ReceivedDocument>> ListReceived(const Files& files, absl::Time since,
                                                           absl::Time until);

}  // namespace overround::collector
