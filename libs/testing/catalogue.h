#pragma once

#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "libs/testing/postgres.h"

namespace overround::testing {

// What in a schema breaks the rules that let it outgrow one machine (DESIGN section 6) or say what
// it means (STYLE section 6), one sentence each. Every service's tests hold it empty:
//   CHECK_THAT(CatalogueFaults(database, "bankroll"), Catch::Equals(std::vector<std::string>()));
//
// Refused: a table without `@dist key`, `@ref` or `@local` at the head of its comment; a key that
// is missing, may be NULL, is neither BIGINT nor UUID, or is not in every primary key, unique
// constraint and unique index; a table without primary key; triggers and rules; a foreign key into
// another schema, or between tables that may lie on different machines; sequences other than BIGINT
// identities; defaults and functions that read a clock or draw at random; enum types, VARCHAR(n),
// TIMESTAMP without zone; an amount (`_minor`) that is not BIGINT.
std::vector<std::string> CatalogueFaults(const TestDatabase& database, absl::string_view schema);

}  // namespace overround::testing
