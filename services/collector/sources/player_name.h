#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::collector {

// A player's name as the subject of a prop: "A'ja Wilson" is "Aja_Wilson", "José Ramírez Jr." is
// "Jose_Ramirez_Jr". Accents, apostrophes and full stops are what providers disagree about.
// INVALID_ARGUMENT where nothing of a name is left, or more than a subject holds.
absl::StatusOr<std::string> PlayerSubject(absl::string_view name);

}  // namespace overround::collector
