#include "libs/pg/wire.h"

#include <array>
#include <cstring>
#include <limits>

namespace overround::pg {
namespace {

// 2000-01-01T00:00:00Z, where PostgreSQL counts from.
constexpr int64_t kPgEpochUnixMicros = 946'684'800'000'000;
constexpr absl::CivilDay kPgEpochDay(2000, 1, 1);

template <typename T>
void AppendBigEndian(T value, std::string* out) {
  std::array<char, sizeof(T)> bytes;
  for (size_t i = 0; i < sizeof(T); ++i) {
    bytes[i] = static_cast<char>(static_cast<uint64_t>(value) >> (8 * (sizeof(T) - 1 - i)));
  }
  out->append(bytes.data(), bytes.size());
}

}  // namespace

void AppendInt16(int16_t value, std::string* out) { AppendBigEndian(value, out); }
void AppendInt32(int32_t value, std::string* out) { AppendBigEndian(value, out); }
void AppendInt64(int64_t value, std::string* out) { AppendBigEndian(value, out); }

void PatchInt32(int32_t value, size_t at, std::string* out) {
  const uint32_t big_endian = __builtin_bswap32(static_cast<uint32_t>(value));
  std::memcpy(out->data() + at, &big_endian, sizeof(big_endian));
}

void Wire<double>::Append(double value, std::string* out) {
  int64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  AppendInt64(bits, out);
}

void Wire<absl::CivilDay>::Append(absl::CivilDay value, std::string* out) {
  AppendInt32(static_cast<int32_t>(value - kPgEpochDay), out);
}

int64_t ToPgMicros(absl::Time time) {
  if (time == absl::InfiniteFuture()) return std::numeric_limits<int64_t>::max();
  if (time == absl::InfinitePast()) return std::numeric_limits<int64_t>::min();
  return absl::ToUnixMicros(time) - kPgEpochUnixMicros;
}

absl::Time FromPgMicros(int64_t micros) {
  if (micros == std::numeric_limits<int64_t>::max()) return absl::InfiniteFuture();
  if (micros == std::numeric_limits<int64_t>::min()) return absl::InfinitePast();
  return absl::FromUnixMicros(micros + kPgEpochUnixMicros);
}

absl::CivilDay FromPgDays(int32_t days) { return kPgEpochDay + days; }

void AppendArrayHeader(uint32_t element_oid, size_t size, std::string* out) {
  AppendInt32(size == 0 ? 0 : 1, out);  // dimensions
  AppendInt32(1, out);                  // there may be NULLs
  AppendInt32(static_cast<int32_t>(element_oid), out);
  if (size == 0) return;
  AppendInt32(static_cast<int32_t>(size), out);
  AppendInt32(1, out);  // arrays begin at 1
}

}  // namespace overround::pg
