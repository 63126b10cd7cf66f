#include "services/collector/budget/budget.h"

#include <algorithm>

#include "libs/base/status_macros.h"
#include "services/collector/budget/store.h"

namespace overround::collector {
namespace {

constexpr absl::Duration kTooFastWait = absl::Seconds(30);
constexpr absl::Duration kBadKeyWait = absl::Minutes(10);
// A plan may grow, and a provider's month need not end with ours.
constexpr absl::Duration kOutOfCreditsWait = absl::Hours(1);

struct Period {
  absl::Time start;
  absl::Time end;
};

Period MonthOf(absl::Time time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, absl::UTCTimeZone());
  return {absl::FromCivil(month, absl::UTCTimeZone()),
          absl::FromCivil(month + 1, absl::UTCTimeZone())};
}

Budget FreshBudget(absl::string_view source, int64_t granted, absl::Time now) {
  const Period month = MonthOf(now);
  Budget fresh;
  fresh.source = std::string(source);
  fresh.period_start = month.start;
  fresh.period_end = month.end;
  fresh.granted = granted;
  return fresh;
}

// The month's account: a new one where the last has ended.
Budget Renewed(Budget budget, absl::Time now) {
  if (now < budget.period_end) return budget;
  const Period month = MonthOf(now);
  budget.period_start = month.start;
  budget.period_end = month.end;
  budget.spent = 0;
  budget.reported_remaining.reset();
  return budget;
}

}  // namespace

std::optional<absl::Time> Budget::WaitUntil(int64_t cost, absl::Time now) const {
  const bool is_out = refusal == the_odds_api::ToString(the_odds_api::AnswerKind::kOutOfCredits);
  if (refused_until && now < *refused_until && !(cost == 0 && is_out)) return refused_until;
  if (cost == 0) return std::nullopt;
  return spent + cost > granted ? std::optional(period_end) : std::nullopt;
}

double Budget::CreditsWithin(absl::Duration span, absl::Time now) const {
  const absl::Duration period = period_end - period_start;
  const absl::Duration earned = std::min(now + span - period_start, period);
  return std::max(0.0, static_cast<double>(granted) * absl::FDivDuration(earned, period) -
                           static_cast<double>(spent));
}

namespace budgets {

absl::StatusOr<Budget> Find(pg::Transaction& tx, absl::string_view source, int64_t granted,
                            absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Budget> found, FindBudget(tx, source));
  return found ? Renewed(*found, now) : FreshBudget(source, granted, now);
}

absl::StatusOr<std::optional<absl::Time>> Debit(pg::Transaction& tx, const Call& call) {
  OVERROUND_ASSIGN_OR_RETURN(const Budget locked,
                             LockBudget(tx, FreshBudget(call.source, call.granted, call.now)));
  Budget budget = Renewed(locked, call.now);
  if (const auto wait = budget.WaitUntil(call.cost, call.now)) return wait;
  budget.spent += call.cost;
  OVERROUND_RETURN_IF_ERROR(UpdateBudget(tx, budget));
  return std::optional<absl::Time>();
}

absl::Status Report(pg::Transaction& tx, absl::string_view source,
                    const the_odds_api::Answer& answer, absl::Time now) {
  using the_odds_api::AnswerKind;
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Budget> found, FindBudget(tx, source));
  if (!found) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(Budget budget, LockBudget(tx, *found));
  if (answer.credits.remaining && answer.credits.used) {
    budget.reported_remaining = answer.credits.remaining;
    budget.spent = std::max<int64_t>(*answer.credits.used, 0);
    budget.granted = std::max<int64_t>(*answer.credits.used + *answer.credits.remaining, 0);
  }
  // What is free is answered without credits, too.
  const bool is_still_out = budget.refusal == the_odds_api::ToString(AnswerKind::kOutOfCredits) &&
                            answer.kind == AnswerKind::kGood &&
                            answer.credits.remaining.value_or(0) <= 0;
  if (is_still_out) return UpdateBudget(tx, budget);
  budget.refusal.reset();
  budget.refused_until.reset();
  const auto refuse = [&](absl::Time until) {
    budget.refusal = std::string(the_odds_api::ToString(answer.kind));
    budget.refused_until = until;
  };
  if (answer.kind == AnswerKind::kOutOfCredits) {
    refuse(std::min(budget.period_end, now + kOutOfCreditsWait));
  }
  if (answer.kind == AnswerKind::kBadKey) refuse(now + kBadKeyWait);
  if (answer.kind == AnswerKind::kTooFast) refuse(now + answer.retry_after.value_or(kTooFastWait));
  return UpdateBudget(tx, budget);
}

}  // namespace budgets
}  // namespace overround::collector
