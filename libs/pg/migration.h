#pragma once

#include <absl/strings/string_view.h>

namespace overround::pg {

// One file of migrations/, compiled in by tools/cmake/embed_sql.cmake: the name without ".sql", and
// its text.
struct Migration {
  const char* name;
  const char* sql;
};

}  // namespace overround::pg
