#pragma once

#include <array>

#include <absl/strings/string_view.h>

#include "libs/base/check.h"

namespace overround::bankroll {

// The words a table spells an enum's values with, in their order.
template <size_t N>
using Words = std::array<const char*, N>;

template <typename Enum, size_t N>
absl::string_view WordOf(const Words<N>& words, Enum value) {
  return words[static_cast<size_t>(value)];
}

// The schema allows no other word, so an unknown one is our own mistake.
template <typename Enum, size_t N>
Enum FromWord(const Words<N>& words, absl::string_view text) {
  for (size_t i = 0; i < N; ++i) {
    if (text == words[i]) return static_cast<Enum>(i);
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::bankroll
