#pragma once

#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/domain/market.h"
#include "libs/domain/odds.h"
#include "libs/pg/rows.h"
#include "services/grading/results/results.h"

// How rows become values. The schema and our own writing keep them well formed, so a fault here is
// our mistake.
namespace overround::grading {

template <typename T>
T Sound(absl::StatusOr<T> parsed) {
  OVERROUND_CHECK(parsed.ok());
  return *std::move(parsed);
}

inline std::optional<Odds> OddsFrom(const pg::Row& row) {
  const auto profit = row.Get<std::optional<int32_t>>("odds_profit");
  if (!profit) return std::nullopt;
  return Sound(Odds::FromFraction(*profit, row.Get<int32_t>("odds_stake")));
}

inline std::optional<int32_t> ProfitPart(const std::optional<Odds>& odds) {
  return odds ? std::optional(odds->profit()) : std::nullopt;
}
inline std::optional<int32_t> StakePart(const std::optional<Odds>& odds) {
  return odds ? std::optional(odds->stake()) : std::nullopt;
}

absl::string_view ToString(ClosingValue::State state);
ClosingValue ClosingValueFrom(const pg::Row& row);
Prediction PredictionFrom(const pg::Row& row);
// Of a row that also has its prediction's and its game's columns.
PredictionResult PredictionResultFrom(const pg::Row& row);
BetGrade BetGradeFrom(const pg::Row& row);

inline std::optional<int64_t> SecondsOf(const std::optional<absl::Duration>& age) {
  return age ? std::optional(absl::ToInt64Seconds(*age)) : std::nullopt;
}

}  // namespace overround::grading
