#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "libs/base/ids.h"
#include "libs/base/strong_id.h"
#include "libs/pg/wire.h"

namespace overround::pg {

// One bound value of a statement, sent in PostgreSQL's binary form under the SQL type its C++ type
// stands for:
//
//   int32_t INTEGER, int64_t BIGINT, bool BOOLEAN, double DOUBLE PRECISION, absl::Time TIMESTAMPTZ
//   (whole microseconds, rounded down), absl::CivilDay DATE, Uuid and StrongId UUID, Bytes and
//   std::array<uint8_t, N> BYTEA, std::optional<T> whatever T is, or NULL; std::vector<T> or of
//   std::optional<T> the array, for `unnest($1::BIGINT[], ...)` batches.
//
// A string (any kind) is sent untyped: the server reads it as whatever the statement wants there
// (TEXT, JSONB, NUMERIC). Owns its bytes.
class Param {
 public:
  // NOLINTBEGIN(google-explicit-constructor): written as {id, stake} at each call.
  template <typename T>
  requires Scalar<T> Param(const T& value) : Param(Wire<Canonical<T>>::kOid, Encoded<T>(value)) {}

  template <typename T>
  requires Scalar<T> Param(const std::optional<T>& value)
      : Param(Wire<Canonical<T>>::kOid, value ? std::optional(Encoded<T>(*value)) : std::nullopt) {}

  template <typename T>
  requires ArrayElement<T> Param(const std::vector<T>& values)
      : Param(ArrayOid<T>(), EncodedArray(values)) {}

  Param(const char* value) : Param(absl::string_view(value)) {}
  Param(std::nullopt_t) : Param(0, std::nullopt) {}
  // NOLINTEND(google-explicit-constructor)

  uint32_t oid() const { return oid_; }
  bool is_null() const { return !bytes_.has_value(); }
  // Requires: !is_null().
  const std::string& bytes() const { return *bytes_; }
  // 1 for the binary form, 0 for a string, which has only one.
  int format() const { return oid_ == 0 ? 0 : 1; }

 private:
  Param(uint32_t oid, std::optional<std::string> bytes) : oid_(oid), bytes_(std::move(bytes)) {}

  template <typename T>
  static std::string Encoded(const T& value) {
    std::string bytes;
    Wire<Canonical<T>>::Append(value, &bytes);
    return bytes;
  }

  template <typename T>
  static std::string EncodedArray(const std::vector<T>& values) {
    std::string bytes;
    AppendArray(values, &bytes);
    return bytes;
  }

  uint32_t oid_;
  std::optional<std::string> bytes_;
};

// What a statement is given: {a, b, c} on the spot, or a std::vector<Param>.
using Params = absl::Span<const Param>;

}  // namespace overround::pg
