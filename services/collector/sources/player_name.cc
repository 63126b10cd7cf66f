#include "services/collector/sources/player_name.h"

#include <cstdint>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

namespace overround::collector {
namespace {

constexpr size_t kSubjectLengthMax = 64;
// The letter below the accent, for U+00C0 to U+00FF and U+0100 to U+017F; '*' where there is none.
constexpr absl::string_view kLatin1 =
    "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
constexpr absl::string_view kLatinExtended =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

// The plain letter that the two bytes of a character stand for; nothing where there is none.
char LetterOf(uint8_t first, uint8_t second) {
  char letter = '*';
  if (first == 0xC3) letter = kLatin1[second & 0x3F];
  if (first == 0xC4) letter = kLatinExtended[second & 0x3F];
  if (first == 0xC5) letter = kLatinExtended[0x40 + (second & 0x3F)];
  return letter;
}

}  // namespace

absl::StatusOr<std::string> PlayerSubject(absl::string_view name) {
  std::string subject;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<uint8_t>(name[i]);
    if (absl::ascii_isalnum(byte)) {
      subject.push_back(name[i]);
    } else if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < name.size()) {
      const char letter = LetterOf(byte, static_cast<uint8_t>(name[++i]));
      if (letter != '*') subject.push_back(letter);
    } else if (byte == ' ' || byte == '-' || byte == '_' || byte == '/') {
      // A lone or leading separator is no part of a name.
      if (!subject.empty() && subject.back() != '_') subject.push_back('_');
    }
  }
  while (!subject.empty() && subject.back() == '_') subject.pop_back();
  if (subject.empty() || subject.size() > kSubjectLengthMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("player: ", name, ", want a name of ", kSubjectLengthMax, " letters at most"));
  }
  return subject;
}

}  // namespace overround::collector
