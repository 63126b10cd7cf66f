#include "services/collector/budget/budget.h"

#include <algorithm>
#include <cmath>

#include "libs/base/status_macros.h"
#include "services/collector/budget/store.h"

namespace overround::collector {
namespace {

// What a share may spend ahead of what it has earned.
constexpr absl::Duration kAhead = absl::Hours(24);
// No answer comes later.
constexpr absl::Duration kUnderWayMax = absl::Minutes(2);

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
  budget.spent = budget.event_odds_spent = budget.backfill_spent = 0;
  budget.reported_remaining.reset();
  return budget;
}

void SpendOn(Purpose purpose, int64_t cost, Budget& budget) {
  budget.spent = std::max<int64_t>(budget.spent + cost, 0);
  int64_t* const on = purpose == Purpose::kEventOdds  ? &budget.event_odds_spent
                      : purpose == Purpose::kBackfill ? &budget.backfill_spent
                                                      : nullptr;
  if (on != nullptr) *on = std::max<int64_t>(*on + cost, 0);
}

}  // namespace

int64_t Budget::SpentOn(Purpose purpose) const {
  if (purpose == Purpose::kEventOdds) return event_odds_spent;
  if (purpose == Purpose::kBackfill) return backfill_spent;
  return std::max<int64_t>(spent - event_odds_spent - backfill_spent, 0);
}

std::optional<absl::Time> Budget::WaitUntil(int64_t cost, absl::Time now,
                                            const Share& share) const {
  const bool is_out = refusal == the_odds_api::ToString(the_odds_api::AnswerKind::kOutOfCredits);
  if (refused_until && now < *refused_until && !(cost == 0 && is_out)) return refused_until;
  if (cost == 0) return std::nullopt;
  if (spent + cost > granted) return period_end;
  const double allowed = static_cast<double>(granted) * share.of_month;
  const auto wanted = static_cast<double>(SpentOn(share.purpose) + cost);
  if (wanted > allowed) return period_end;
  if (!share.is_earned) return std::nullopt;
  const absl::Time earned =
      period_start + (period_end - period_start) * (wanted / allowed) - kAhead;
  return earned > now ? std::optional(earned) : std::nullopt;
}

double Budget::CreditsWithin(absl::Duration span, absl::Time now, double share_of_month) const {
  const absl::Duration period = period_end - period_start;
  const absl::Duration earned = std::min(now + span - period_start, period);
  const double all = static_cast<double>(granted) * absl::FDivDuration(earned, period);
  return std::max(0.0, all * share_of_month - static_cast<double>(SpentOn(Purpose::kMain)));
}

namespace budgets {
namespace {

// What was debited for a call is put right: a month that began since knows nothing of it.
void Correct(const CallUnderWay& call, int64_t cost, Budget& budget) {
  if (call.ask_time >= budget.period_start) SpendOn(call.purpose, cost - call.cost, budget);
}

// Calls that nobody will answer any more cost nothing, as far as we know: where they did, the next
// answer tells.
absl::Status GiveUpCalls(pg::Transaction& tx, absl::Time now, Budget& budget) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<CallUnderWay> calls,
                             TakeCallsBefore(tx, budget.source, now - kUnderWayMax));
  for (const CallUnderWay& call : calls) Correct(call, 0, budget);
  return absl::OkStatus();
}

// What calls under way may give back is known once they are answered or given up.
absl::StatusOr<absl::Time> SoonerOf(pg::Transaction& tx, const Budget& budget, absl::Time wait,
                                    absl::Time now) {
  if (budget.refused_until && now < *budget.refused_until) return wait;
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<CallUnderWay> calls,
                             ListCallsUnderWay(tx, budget.source));
  for (const CallUnderWay& call : calls) {
    if (call.cost > 0) wait = std::min(wait, call.ask_time + kUnderWayMax + absl::Seconds(1));
  }
  return wait;
}

}  // namespace

absl::StatusOr<Budget> Find(pg::Transaction& tx, absl::string_view source, int64_t granted,
                            absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Budget> found, FindBudget(tx, source));
  return found ? Renewed(*found, now) : FreshBudget(source, granted, now);
}

absl::StatusOr<Debited> Debit(pg::Transaction& tx, const Call& call) {
  OVERROUND_ASSIGN_OR_RETURN(const Budget locked,
                             LockBudget(tx, FreshBudget(call.source, call.granted, call.now)));
  Budget budget = Renewed(locked, call.now);
  // Else nobody would ever be asked who could say that there is something left.
  OVERROUND_RETURN_IF_ERROR(GiveUpCalls(tx, call.now, budget));
  Debited debited;
  debited.wait = budget.WaitUntil(call.cost, call.now, call.share);
  if (!debited.wait) SpendOn(call.share.purpose, call.cost, budget);
  OVERROUND_RETURN_IF_ERROR(UpdateBudget(tx, budget));
  if (debited.wait) {
    OVERROUND_ASSIGN_OR_RETURN(debited.wait, SoonerOf(tx, budget, *debited.wait, call.now));
    return debited;
  }
  OVERROUND_ASSIGN_OR_RETURN(
      debited.call_id, InsertCall(tx, {call.source, call.share.purpose, call.cost, call.now}));
  return debited;
}

namespace {

// What was used by when the provider last told, if it did in this period.
std::optional<int64_t> ToldUsed(const Budget& budget) {
  if (!budget.report_time || !budget.reported_remaining) return std::nullopt;
  return budget.granted - *budget.reported_remaining;
}

// What a call cost whose answer does not say so: nothing, unless it was a good one.
int64_t CostOf(const CallUnderWay& call, const the_odds_api::Answer& answer) {
  if (answer.credits.last_cost) return std::max<int64_t>(*answer.credits.last_cost, 0);
  return answer.kind == the_odds_api::AnswerKind::kGood ? call.cost : 0;
}

absl::Status PutRight(pg::Transaction& tx, const Answered& answered,
                      const the_odds_api::Answer& answer, Budget& budget) {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<CallUnderWay> call,
                             TakeCall(tx, answered.call_id));
  OVERROUND_RETURN_IF_ERROR(GiveUpCalls(tx, answered.now, budget));
  if (call) Correct(*call, CostOf(*call, answer), budget);
  const the_odds_api::Credits& credits = answer.credits;
  if (!credits.remaining || !credits.used) return absl::OkStatus();
  const std::optional<int64_t> told = ToldUsed(budget);
  const int64_t told_now = std::max<int64_t>(*credits.used, 0);
  // An answer that overtook another knows less of what was used than was told before.
  const bool is_overtaken = call && told && *budget.report_time > call->ask_time;
  // Else a lower figure is a new month of the provider's, which need not begin with ours.
  const bool is_new_month = call && told && !is_overtaken && told_now < *told;
  const int64_t used = is_overtaken ? std::max(told_now, *told) : told_now;
  if (is_new_month) budget.event_odds_spent = budget.backfill_spent = 0;
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<CallUnderWay> under_way,
                             ListCallsUnderWay(tx, answered.source));
  if (is_new_month) {
    SpendOn(call->purpose, CostOf(*call, answer), budget);
    for (const CallUnderWay& each : under_way) SpendOn(each.purpose, each.cost, budget);
  }
  budget.granted = std::max<int64_t>(*credits.used + *credits.remaining, 0);
  budget.reported_remaining = budget.granted - used;
  budget.report_time = answered.now;
  budget.spent = used;
  for (const CallUnderWay& each : under_way) budget.spent += each.cost;
  return absl::OkStatus();
}

}  // namespace

absl::Status Report(pg::Transaction& tx, const Answered& call, const the_odds_api::Answer& answer) {
  using the_odds_api::AnswerKind;
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Budget> found, FindBudget(tx, call.source));
  if (!found) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(Budget budget, LockBudget(tx, *found));
  OVERROUND_RETURN_IF_ERROR(PutRight(tx, call, answer, budget));
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
    refuse(std::min(budget.period_end, call.now + call.patience.out_of_credits));
  }
  if (answer.kind == AnswerKind::kBadKey) refuse(call.now + call.patience.bad_key);
  if (answer.kind == AnswerKind::kTooFast) {
    refuse(call.now + answer.retry_after.value_or(call.patience.too_fast));
  }
  return UpdateBudget(tx, budget);
}

}  // namespace budgets
}  // namespace overround::collector
