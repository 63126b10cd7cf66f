#include "services/bankroll/limits/store.h"

#include "libs/base/status_macros.h"

namespace overround::bankroll::limits_store {

constexpr char kFindLimits[] = R"sql(
  SELECT stake_max_minor, daily_loss_max_minor, time_zone, previous_time_zone, time_zone_change_time,
         pending_stake_max_minor, pending_daily_loss_max_minor, pending_effective_time
    FROM bankroll.limits
   WHERE bankroll_id = $1
)sql";

absl::StatusOr<Limits> FindLimits(pg::Transaction& tx, const BankrollId& bankroll) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindLimits, {bankroll}));
  if (rows.empty()) return Limits{};
  const pg::Row row = rows.front();
  using Amount = std::optional<int64_t>;
  Limits limits = {
      .amounts = {.stake_max_minor = row.Get<Amount>("stake_max_minor"),
                  .daily_loss_max_minor = row.Get<Amount>("daily_loss_max_minor")},
      .time_zone = row.Get<std::string>("time_zone"),
      .previous_time_zone = row.Get<std::optional<std::string>>("previous_time_zone"),
      .time_zone_change_time = row.Get<std::optional<absl::Time>>("time_zone_change_time")};
  if (const auto effective = row.Get<std::optional<absl::Time>>("pending_effective_time")) {
    limits.pending = {
        .amounts = {.stake_max_minor = row.Get<Amount>("pending_stake_max_minor"),
                    .daily_loss_max_minor = row.Get<Amount>("pending_daily_loss_max_minor")},
        .effective_time = *effective};
  }
  return limits;
}

constexpr char kUpsertLimits[] = R"sql(
  INSERT INTO bankroll.limits (bankroll_id, stake_max_minor, daily_loss_max_minor, time_zone, previous_time_zone,
                               time_zone_change_time, pending_stake_max_minor, pending_daily_loss_max_minor,
                               pending_effective_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (bankroll_id) DO UPDATE
     SET stake_max_minor = EXCLUDED.stake_max_minor, daily_loss_max_minor = EXCLUDED.daily_loss_max_minor,
         time_zone = EXCLUDED.time_zone, previous_time_zone = EXCLUDED.previous_time_zone,
         time_zone_change_time = EXCLUDED.time_zone_change_time,
         pending_stake_max_minor = EXCLUDED.pending_stake_max_minor,
         pending_daily_loss_max_minor = EXCLUDED.pending_daily_loss_max_minor,
         pending_effective_time = EXCLUDED.pending_effective_time
)sql";

absl::Status UpsertLimits(pg::Transaction& tx, const BankrollId& bankroll, const Limits& limits) {
  std::vector<pg::Param> pending = {std::nullopt, std::nullopt, std::nullopt};
  if (limits.pending) {
    const auto& [amounts, effective_time] = *limits.pending;
    pending = {amounts.stake_max_minor, amounts.daily_loss_max_minor, effective_time};
  }
  return tx
      .Execute(kUpsertLimits,
               {bankroll, limits.amounts.stake_max_minor, limits.amounts.daily_loss_max_minor,
                limits.time_zone, limits.previous_time_zone, limits.time_zone_change_time,
                pending[0], pending[1], pending[2]})
      .status();
}

constexpr char kSumDayNet[] = R"sql(
  SELECT coalesce(sum(coalesce(profit_minor, -stake_minor)), 0)::BIGINT
    FROM bankroll.bets
   WHERE bankroll_id = $1 AND place_time >= $2
)sql";

absl::StatusOr<int64_t> SumDayNet(pg::Transaction& tx, const BankrollId& bankroll,
                                  absl::Time begin) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kSumDayNet, {bankroll, begin}));
  return rows.front().Get<int64_t>(0);
}

}  // namespace overround::bankroll::limits_store
