#pragma once

#include <string>

#include <absl/strings/string_view.h>

namespace overround::collector {

// The franchise behind an NFL code, as nfldata, nfelo and FiveThirtyEight write it; a franchise
// that moved is one team under all its codes. Empty for an unknown code.
std::string NflTeamOfCode(absl::string_view code);

// The franchise behind a nickname of SBR's archive, "Fortyniners" and cities left over included.
// `season` tells whose "LosAngeles" was. Empty for an unknown name and for one of two teams'.
std::string NflTeamOfNickname(absl::string_view nickname, int season);

}  // namespace overround::collector
