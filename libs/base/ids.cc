#include "libs/base/ids.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <sodium.h>

#include "libs/base/sha256.h"

namespace overround {
namespace {

constexpr std::array<size_t, 4> kDashes = {8, 13, 18, 23};
// Where each byte's digits stand in the text.
constexpr std::array<size_t, 16> kDigitsAt = {0,  2,  4,  6,  9,  11, 14, 16,
                                              19, 21, 24, 26, 28, 30, 32, 34};

Uuid Version7(absl::Time time, const uint8_t* tail) {
  std::array<uint8_t, 16> bytes;
  const int64_t millis = absl::ToUnixMillis(time);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(millis >> (40 - 8 * i));
  std::copy(tail, tail + 10, bytes.begin() + 6);
  bytes[6] = static_cast<uint8_t>(0x70 | (bytes[6] & 0x0f));
  bytes[8] = static_cast<uint8_t>(0x80 | (bytes[8] & 0x3f));
  return Uuid(bytes);
}

bool IsDash(size_t index) {
  return std::find(kDashes.begin(), kDashes.end(), index) != kDashes.end();
}

}  // namespace

absl::StatusOr<Uuid> Uuid::Parse(absl::string_view text) {
  const auto refused = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("id: \"", absl::CHexEscape(text.substr(0, 64)),
                     "\", want a UUID such as 0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55"));
  };
  if (text.size() != 36) return refused();
  std::string digits;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsDash(i) ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return refused();
    if (!IsDash(i)) digits.push_back(text[i]);
  }
  const std::string raw = absl::HexStringToBytes(digits);
  std::array<uint8_t, 16> bytes;
  std::copy(raw.begin(), raw.end(), bytes.begin());
  return Uuid(bytes);
}

std::string Uuid::ToString() const {
  constexpr absl::string_view kDigits = "0123456789abcdef";
  std::string text(36, '-');
  for (size_t i = 0; i < bytes_.size(); ++i) {
    text[kDigitsAt[i]] = kDigits[bytes_[i] >> 4];
    text[kDigitsAt[i] + 1] = kDigits[bytes_[i] & 0x0f];
  }
  return text;
}

Uuid IdSource::Derive(absl::Time world_time, absl::string_view kind,
                      absl::string_view natural_key) const {
  // Lengths in front keep ("ab", "c") apart from ("a", "bc").
  const Sha256Digest digest = Sha256(absl::StrCat(seed_.size(), ":", seed_, kind.size(), ":", kind,
                                                  natural_key.size(), ":", natural_key));
  return Version7(world_time, digest.data());
}

Uuid RandomUuid(absl::Time wall_time) {
  std::array<uint8_t, 10> tail;
  randombytes_buf(tail.data(), tail.size());
  return Version7(wall_time, tail.data());
}

}  // namespace overround
