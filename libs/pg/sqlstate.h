#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

struct pg_result;

namespace overround::pg {

// What PostgreSQL's five-letter codes tell a caller to do (STYLE section 4): fix the state, redo
// the transaction, wait, or call us.
absl::StatusCode CodeOf(absl::string_view sqlstate);

// The failed result as a Status: the server's primary message (never its detail, which quotes
// values), with the SQLSTATE and the name of the broken constraint attached.
absl::Status StatusOf(const pg_result* result);
absl::Status StatusOf(absl::string_view sqlstate, absl::string_view message,
                      absl::string_view constraint = "");

// The SQLSTATE a Status was made from; empty when PostgreSQL did not make it.
std::string SqlStateOf(const absl::Status& status);

// The constraint a statement broke; empty when it broke none.
// A caller that tells one broken rule from another asks here, not in the message.
std::string ConstraintOf(const absl::Status& status);

// True for 40001 and 40P01: the transaction would have succeeded alone, so running it again is all
// it needs.
bool IsSerializationFailure(const absl::Status& status);

}  // namespace overround::pg
