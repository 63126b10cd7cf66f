#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>

namespace overround {

using Sha256Digest = std::array<uint8_t, 32>;

// SHA-256 (FIPS 180-4), by OpenSSL, which uses the processor's own.
Sha256Digest Sha256(absl::string_view bytes);

// The digest as 64 lower-case hexadecimal digits.
std::string Sha256Hex(absl::string_view bytes);

}  // namespace overround
