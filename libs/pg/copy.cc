#include "libs/pg/copy.h"

#include <cstring>

namespace overround::pg {
namespace {

constexpr char kSignature[] = "PGCOPY\n\377\r\n";  // its terminating zero belongs to it

}  // namespace

CopyRows::CopyRows() : bytes_(kSignature, sizeof(kSignature)) {
  AppendInt32(0, &bytes_);  // flags
  AppendInt32(0, &bytes_);  // length of the header's extension
}

void CopyRows::Add(Params values) {
  AppendInt16(static_cast<int16_t>(values.size()), &bytes_);
  for (const Param& value : values) {
    if (value.is_null()) {
      AppendInt32(-1, &bytes_);
      continue;
    }
    AppendInt32(static_cast<int32_t>(value.bytes().size()), &bytes_);
    bytes_ += value.bytes();
  }
  ++size_;
}

}  // namespace overround::pg
