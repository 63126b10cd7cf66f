#pragma once

#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "libs/base/clock.h"
#include "services/collector/archive/files.h"
#include "services/collector/archive/s3_files.h"

namespace overround::collector {

// The files of "s3://bucket/prefix", or of the folder of any other name. An S3 is asked whether it
// opens: NOT_FOUND and UNAVAILABLE say in one line why not; INVALID_ARGUMENT where the place or
// what `s3` says of the store makes no sense. `wall` outlives what is made.
absl::StatusOr<std::shared_ptr<const Files>> OpenFiles(const std::string& place,
                                                       const S3Options& s3, const Clock& wall);

}  // namespace overround::collector
