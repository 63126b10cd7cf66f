#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/strings/string_view.h>

#include "libs/pg/wire.h"

namespace overround::pg {

// Rows on their way into `COPY table (columns) FROM STDIN (FORMAT BINARY)`, the fastest way in.
// Binary COPY converts nothing: each value's type must be exactly the column's (int32_t for
// INTEGER, int64_t for BIGINT, a string for TEXT, a vector for an array, an empty optional for
// NULL).
//
//   CopyRows rows;
//   for (const Quote& quote : quotes) rows.Add(quote.id, quote.profit, quote.stake);
//   OVERROUND_RETURN_IF_ERROR(tx.Copy(kCopyQuotes, rows).status());
class CopyRows {
 public:
  CopyRows();

  template <typename... Values>
  void Add(const Values&... values) {
    AppendInt16(static_cast<int16_t>(sizeof...(values)), &bytes_);
    (AddValue(values), ...);
    ++size_;
  }
  int64_t size() const { return size_; }

  // The rows in COPY's binary form, without its trailer.
  const std::string& bytes() const { return bytes_; }

  // Makes room for the rows that follow those in bytes(), which have been sent.
  void ClearSent() { bytes_.clear(); }

 private:
  template <typename T>
  requires Scalar<T>
  void AddValue(const T& value) {
    AppendSized([&](std::string* out) { Wire<Canonical<T>>::Append(value, out); }, &bytes_);
  }
  template <typename T>
  requires ArrayElement<T>
  void AddValue(const std::vector<T>& values) {
    AppendSized([&](std::string* out) { AppendArray(values, out); }, &bytes_);
  }
  template <typename T>
  void AddValue(const std::optional<T>& value) {
    if (value) {
      AddValue(*value);
    } else {
      AddNull();
    }
  }
  void AddValue(const char* value) { AddValue(absl::string_view(value)); }
  void AddNull() { AppendInt32(-1, &bytes_); }

  std::string bytes_;
  int64_t size_ = 0;
};

// Adds the next rows, some hundreds, and says whether there may be more.
using CopySource = absl::FunctionRef<bool(CopyRows&)>;

}  // namespace overround::pg
