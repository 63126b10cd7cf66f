#pragma once

#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>

#include "libs/pg/param.h"

namespace overround::pg {

// Rows on their way into `COPY table (columns) FROM STDIN (FORMAT BINARY)`, the fastest way in.
// Binary COPY converts nothing: each value's type must be exactly the column's (int32_t for
// INTEGER, int64_t for BIGINT, a string for TEXT).
//
//   CopyRows rows;
//   for (const Quote& quote : quotes) rows.Add({quote.id, quote.profit, quote.stake});
//   OVERROUND_RETURN_IF_ERROR(tx.Copy(kCopyQuotes, rows).status());
class CopyRows {
 public:
  CopyRows();

  void Add(Params values);
  int64_t size() const { return size_; }

  // The rows in COPY's binary form, without its trailer.
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  int64_t size_ = 0;
};

}  // namespace overround::pg
