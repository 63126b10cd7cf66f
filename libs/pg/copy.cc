#include "libs/pg/copy.h"

namespace overround::pg {
namespace {

constexpr char kSignature[] = "PGCOPY\n\377\r\n";  // its terminating zero belongs to it

}  // namespace

CopyRows::CopyRows() : bytes_(kSignature, sizeof(kSignature)) {
  AppendInt32(0, &bytes_);  // flags
  AppendInt32(0, &bytes_);  // length of the header's extension
}

}  // namespace overround::pg
