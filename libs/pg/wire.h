#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/base/strong_id.h"

namespace overround::pg {

// A BYTEA value. As a parameter it borrows; read from a row it borrows from the Rows.
struct Bytes {
  absl::string_view value;
};

// PostgreSQL's binary wire form, type by type: big-endian integers, times as microseconds since the
// year 2000. `Wire<T>` names the SQL type (and that of its arrays) and encodes a T. Rows decode.
template <typename T>
struct Wire;

void AppendInt16(int16_t value, std::string* out);
void AppendInt32(int32_t value, std::string* out);
void AppendInt64(int64_t value, std::string* out);
// Infinite times become PostgreSQL's 'infinity' and '-infinity'.
int64_t ToPgMicros(absl::Time time);
absl::Time FromPgMicros(int64_t micros);
absl::CivilDay FromPgDays(int32_t days);

template <>
struct Wire<bool> {
  static constexpr uint32_t kOid = 16, kArrayOid = 1000;
  static void Append(bool value, std::string* out) { out->push_back(value ? 1 : 0); }
};

template <>
struct Wire<int32_t> {
  static constexpr uint32_t kOid = 23, kArrayOid = 1007;
  static void Append(int32_t value, std::string* out) { AppendInt32(value, out); }
};

template <>
struct Wire<int64_t> {
  static constexpr uint32_t kOid = 20, kArrayOid = 1016;
  static void Append(int64_t value, std::string* out) { AppendInt64(value, out); }
};

template <>
struct Wire<double> {
  static constexpr uint32_t kOid = 701, kArrayOid = 1022;
  static void Append(double value, std::string* out);
};

// Untyped alone, TEXT[] in an array.
template <>
struct Wire<absl::string_view> {
  static constexpr uint32_t kOid = 0, kElementOid = 25, kArrayOid = 1009;
  static void Append(absl::string_view value, std::string* out) {
    out->append(value.data(), value.size());
  }
};

template <>
struct Wire<Bytes> {
  static constexpr uint32_t kOid = 17, kArrayOid = 1001;
  static void Append(Bytes value, std::string* out) {
    out->append(value.value.data(), value.value.size());
  }
};

template <size_t N>
struct Wire<std::array<uint8_t, N>> {
  static constexpr uint32_t kOid = 17, kArrayOid = 1001;
  static void Append(const std::array<uint8_t, N>& value, std::string* out) {
    out->append(reinterpret_cast<const char*>(value.data()), N);
  }
};

template <>
struct Wire<absl::Time> {
  static constexpr uint32_t kOid = 1184, kArrayOid = 1185;
  static void Append(absl::Time value, std::string* out) { AppendInt64(ToPgMicros(value), out); }
};

template <>
struct Wire<absl::CivilDay> {
  static constexpr uint32_t kOid = 1082, kArrayOid = 1182;
  static void Append(absl::CivilDay value, std::string* out);
};

template <>
struct Wire<Uuid> {
  static constexpr uint32_t kOid = 2950, kArrayOid = 2951;
  static void Append(const Uuid& value, std::string* out) {
    Wire<std::array<uint8_t, 16>>::Append(value.bytes(), out);
  }
};

template <typename Tag>
struct Wire<StrongId<Tag>> : Wire<Uuid> {
  static void Append(const StrongId<Tag>& value, std::string* out) {
    Wire<Uuid>::Append(value.value(), out);
  }
};

// The type whose Wire carries a T: std::string and literals travel as views, `long long` and
// `short` as the integer of their width. Unsigned integers and `char` have none on purpose.
template <typename T>
struct CanonicalOf {
  using type = T;
};
template <>
struct CanonicalOf<std::string> {
  using type = absl::string_view;
};
template <typename T>
requires(std::signed_integral<T> && !std::same_as<T, char> &&
         !std::same_as<T, signed char>) struct CanonicalOf<T> {
  using type = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;
};
template <typename T>
using Canonical = typename CanonicalOf<T>::type;

template <typename T>
concept Scalar = requires {
  Wire<Canonical<T>>::kOid;
};

template <typename T>
struct ElementOf {
  using type = T;
  static const T* Value(const T& element) { return &element; }
};
template <typename T>
struct ElementOf<std::optional<T>> {
  using type = T;
  static const T* Value(const std::optional<T>& element) { return element ? &*element : nullptr; }
};

template <typename T>
concept ArrayElement = Scalar<typename ElementOf<T>::type>;

template <typename T>
constexpr uint32_t ArrayOid() {
  return Wire<Canonical<typename ElementOf<T>::type>>::kArrayOid;
}

// Writes the size at `at`, where as many bytes as an AppendInt32 writes were left for it.
void PatchInt32(int32_t value, size_t at, std::string* out);

// Appends what `append` writes, with its length in front, as array elements and fields of COPY are.
template <typename Append>
void AppendSized(const Append& append, std::string* out) {
  const size_t at = out->size();
  AppendInt32(0, out);
  append(out);
  PatchInt32(static_cast<int32_t>(out->size() - at - sizeof(int32_t)), at, out);
}

// Writes the header of a one-dimensional array of `size` elements.
void AppendArrayHeader(uint32_t element_oid, size_t size, std::string* out);

template <typename T>
void AppendArray(const std::vector<T>& values, std::string* out) {
  using ElementWire = Wire<Canonical<typename ElementOf<T>::type>>;
  uint32_t element_oid = ElementWire::kOid;
  if constexpr (requires { ElementWire::kElementOid; }) element_oid = ElementWire::kElementOid;
  AppendArrayHeader(element_oid, values.size(), out);
  for (size_t i = 0; i < values.size(); ++i) {
    const T& element = values[i];
    const auto* value = ElementOf<T>::Value(element);
    if (value == nullptr) {
      AppendInt32(-1, out);
    } else {
      AppendSized([&](std::string* bytes) { ElementWire::Append(*value, bytes); }, out);
    }
  }
}

}  // namespace overround::pg
