#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "services/collector/import/rows.h"

namespace overround::collector {

// Rows the gate holds, as JSON: with all it takes to import them later.
std::string WriteHeldRows(const ImportBatch& batch);
// `now` is left unset. INVALID_ARGUMENT for anything WriteHeldRows did not write.
absl::StatusOr<ImportBatch> ParseHeldRows(std::string text);

}  // namespace overround::collector
