#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround {

// A UUID (RFC 9562), ordered by its bytes: version 7 ids made later sort later.
class Uuid {
 public:
  // The nil UUID; only a place to assign to.
  Uuid() : bytes_{} {}
  explicit Uuid(const std::array<uint8_t, 16>& bytes) : bytes_(bytes) {}

  // The 36-character form, either case. INVALID_ARGUMENT for anything else.
  static absl::StatusOr<Uuid> Parse(absl::string_view text);

  // Lower case, 36 characters.
  std::string ToString() const;
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const Uuid& id) {
    return H::combine(std::move(h), id.bytes_);
  }

 private:
  std::array<uint8_t, 16> bytes_;
};

// Makes ids that depend on nothing but what they name, so a replay makes the same ones.
class IdSource {
 public:
  explicit IdSource(absl::string_view seed) : seed_(seed) {}

  // A version 7 UUID: the milliseconds of `world_time`, then 74 bits of SHA-256 over the seed, the
  // kind and the natural key. The same arguments give the same id on every replica and in every
  // run.
  Uuid Derive(absl::Time world_time, absl::string_view kind, absl::string_view natural_key) const;

 private:
  std::string seed_;
};

// A version 7 UUID with random bits, for what no replay may depend on: sessions, request ids, log
// ids.
Uuid RandomUuid(absl::Time wall_time);

}  // namespace overround
