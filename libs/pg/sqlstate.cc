#include "libs/pg/sqlstate.h"

#include <utility>

#include <absl/strings/cord.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <libpq-fe.h>

namespace overround::pg {
namespace {

constexpr char kSqlStateUrl[] = "overround/sqlstate";
constexpr char kConstraintUrl[] = "overround/constraint";

std::string PayloadOf(const absl::Status& status, absl::string_view url) {
  const auto payload = status.GetPayload(url);
  return payload ? std::string(*payload) : std::string();
}

absl::string_view FieldOf(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? absl::string_view() : absl::string_view(text);
}

}  // namespace

absl::StatusCode CodeOf(absl::string_view sqlstate) {
  if (sqlstate == "23505") return absl::StatusCode::kAlreadyExists;
  if (sqlstate == "23503") return absl::StatusCode::kFailedPrecondition;
  if (sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03")
    return absl::StatusCode::kAborted;
  if (sqlstate == "57014") return absl::StatusCode::kDeadlineExceeded;
  if (absl::StartsWith(sqlstate, "08") || absl::StartsWith(sqlstate, "53") ||
      absl::StartsWith(sqlstate, "57P0")) {
    return absl::StatusCode::kUnavailable;
  }
  return absl::StatusCode::kInternal;
}

absl::Status StatusOf(absl::string_view sqlstate, absl::string_view message,
                      absl::string_view constraint) {
  absl::Status status(CodeOf(sqlstate), absl::StrCat("postgresql: ", message, " (", sqlstate, ")"));
  status.SetPayload(kSqlStateUrl, absl::Cord(sqlstate));
  if (!constraint.empty()) status.SetPayload(kConstraintUrl, absl::Cord(constraint));
  return status;
}

absl::Status StatusOf(const pg_result* result) {
  const absl::string_view sqlstate = FieldOf(result, PG_DIAG_SQLSTATE);
  if (sqlstate.empty()) {  // libpq's own words: the connection went away
    return absl::UnavailableError(absl::StrCat(
        "postgresql: ", absl::StripTrailingAsciiWhitespace(PQresultErrorMessage(result))));
  }
  return StatusOf(sqlstate, FieldOf(result, PG_DIAG_MESSAGE_PRIMARY),
                  FieldOf(result, PG_DIAG_CONSTRAINT_NAME));
}

std::string SqlStateOf(const absl::Status& status) { return PayloadOf(status, kSqlStateUrl); }

std::string ConstraintOf(const absl::Status& status) { return PayloadOf(status, kConstraintUrl); }

bool IsSerializationFailure(const absl::Status& status) {
  if (status.ok()) return false;
  const std::string sqlstate = SqlStateOf(status);
  return sqlstate == "40001" || sqlstate == "40P01";
}

}  // namespace overround::pg
