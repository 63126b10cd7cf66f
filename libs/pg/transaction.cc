#include "libs/pg/transaction.h"

#include "libs/base/status_macros.h"

namespace overround::pg {

template <typename T>
absl::StatusOr<T> Transaction::Noted(absl::StatusOr<T> result) {
  if (!result.ok() && failure_.ok()) failure_ = result.status();
  return result;
}

absl::StatusOr<Rows> Transaction::Query(absl::string_view sql, Params params) {
  return Noted(connection_.Query(sql, params, deadline_));
}

absl::StatusOr<int64_t> Transaction::Execute(absl::string_view sql, Params params) {
  OVERROUND_ASSIGN_OR_RETURN(const Rows rows, Query(sql, params));
  return rows.affected();
}

absl::StatusOr<int64_t> Transaction::Copy(absl::string_view sql, const CopyRows& rows) {
  return Noted(connection_.Copy(sql, rows, deadline_));
}

absl::StatusOr<int64_t> Transaction::Copy(absl::string_view sql, CopySource source) {
  return Noted(connection_.Copy(sql, source, deadline_));
}

}  // namespace overround::pg
