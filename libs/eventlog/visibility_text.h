#pragma once

#include <absl/strings/string_view.h>

#include "libs/base/check.h"
#include "libs/eventlog/event.h"

namespace overround::eventlog {

// How the tables spell a visibility.
inline absl::string_view VisibilityText(Visibility visibility) {
  switch (visibility) {
    case Visibility::kPublic:
      return "PUBLIC";
    case Visibility::kOwner:
      return "OWNER";
    case Visibility::kOperators:
      return "OPERATORS";
  }
  OVERROUND_CHECK(false);
}

inline Visibility VisibilityFromText(absl::string_view text) {
  if (text == "PUBLIC") return Visibility::kPublic;
  return text == "OWNER" ? Visibility::kOwner : Visibility::kOperators;
}

}  // namespace overround::eventlog
