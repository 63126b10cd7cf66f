#include "services/bankroll/agent/agent.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/bankroll/agent/convert.h"
#include "services/bankroll/agent/store.h"
#include "services/bankroll/agent/week.h"
#include "services/bankroll/bets/store.h"
#include "services/bankroll/events.h"
#include "services/bankroll/games/store.h"
#include "services/bankroll/ledger/store.h"
#include "services/bankroll/limits/store.h"

namespace overround::bankroll {
namespace {

// More weeks than have not been swept, or bets on one game, by far.
constexpr int kWeeksMax = 1000;
constexpr int kBetsOnGameMax = 1000;
// How long proposals are kept after their game's start.
constexpr absl::Duration kProposalAgeMax = absl::Hours(24 * 7);

Decision DecisionOf(const Proposal& proposal, const Ruling& ruling, const Bankroll& week) {
  return {.agent = kBenny,
          .reasons = ruling.reasons,
          .game = proposal.game,
          .game_title = proposal.game_title,
          .sport = proposal.sport,
          .model = proposal.model,
          .forecast = proposal.forecast,
          .edge = ruling.edge,
          .stake_millionths = ruling.stake_millionths,
          .stake_minor = ruling.stake_minor,
          .bankroll = week.id,
          .week = *week.week};
}

}  // namespace

absl::Status Agent::Learn(pg::Transaction& tx, const Proposal& proposal) const {
  OVERROUND_RETURN_IF_ERROR(proposal.forecast ? agent_store::DeleteAbstention(tx, proposal.game)
                                              : agent_store::DeleteProposals(tx, proposal.game));
  OVERROUND_RETURN_IF_ERROR(agent_store::UpsertProposal(tx, proposal));
  return schedule::Wake(tx, kBennyDecideTask, MicrosOf(parts_.world.Now()) + options_.debounce);
}

absl::StatusOr<Bankroll> Agent::OpenWeek(pg::Transaction& tx) const {
  const absl::Time now = MicrosOf(parts_.world.Now());
  const std::string week = IsoWeekOf(now);
  const std::string request_id = absl::StrCat(kBenny, "/", week);
  OVERROUND_ASSIGN_OR_RETURN(Bankroll opened,
                             parts_.ledger.Open(tx, {.owner = kBenny,
                                                     .display_name = absl::StrCat("Benny, ", week),
                                                     .currency = kUsd,
                                                     .week = week,
                                                     .request_id = request_id}));
  if (opened.transfer_count > 0) return opened;
  OVERROUND_RETURN_IF_ERROR(
      parts_.ledger.Deposit(tx, opened, options_.week_minor, request_id).status());
  OVERROUND_RETURN_IF_ERROR(
      limits_store::UpsertLimits(tx, opened.id, {.amounts = options_.limits}));
  OVERROUND_RETURN_IF_ERROR(
      parts_.events.Append(tx, BankrollFunded(opened, options_.week_minor, now)));
  return opened;
}

absl::Status Agent::Sweep(pg::Transaction& tx, const BankrollId& id) const {
  OVERROUND_ASSIGN_OR_RETURN(Bankroll locked, parts_.ledger.Lock(tx, id));
  if (!locked.is_closed) OVERROUND_RETURN_IF_ERROR(parts_.ledger.Close(tx, locked));
  const int64_t left_minor = locked.cash_minor();
  if (left_minor == 0) return absl::OkStatus();
  // Once for each time that something was left: a bet of the week may settle after its end.
  const std::string request_id =
      absl::StrCat(kBenny, "/", *locked.week, "/sweep/", locked.transfer_count + 1);
  OVERROUND_RETURN_IF_ERROR(
      parts_.ledger.Withdraw(tx, locked, left_minor, request_id, TransferKind::kSweep).status());
  return parts_.events.Append(tx,
                              BankrollFunded(locked, -left_minor, MicrosOf(parts_.world.Now())));
}

absl::Status Agent::TurnWeek(const schedule::TaskRun& run) const {
  OVERROUND_ASSIGN_OR_RETURN(
      const auto weeks,
      parts_.pool.InTransaction(
          Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<Bankroll>> {
            OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
            OVERROUND_RETURN_IF_ERROR(OpenWeek(tx).status());
            OVERROUND_RETURN_IF_ERROR(
                agent_store::DeleteProposalsBefore(tx, run.world_time - kProposalAgeMax));
            return ledger_store::ListBankrolls(tx, kBenny, {}, kWeeksMax);
          }));
  const std::string present = IsoWeekOf(run.world_time);
  for (const Bankroll& week : weeks) {
    const bool is_over = *week.week < present;
    if (!is_over || (week.is_closed && week.cash_minor() == 0)) continue;
    OVERROUND_RETURN_IF_ERROR(
        parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
          OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
          return Sweep(tx, week.id);
        }));
  }
  return absl::OkStatus();
}

absl::Status Agent::DecideDue(const schedule::TaskRun& run) const {
  OVERROUND_ASSIGN_OR_RETURN(
      const auto proposals,
      parts_.pool.InTransaction(Soon(),
                                [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<Proposal>> {
                                  OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
                                  OVERROUND_RETURN_IF_ERROR(OpenWeek(tx).status());
                                  return agent_store::ListProposalsAfter(tx, run.world_time);
                                }));
  for (const Proposal& proposal : proposals) {
    if (run.stop.stop_requested()) return absl::CancelledError("benny_decide: stopped");
    // This very forecast was bet on: nothing is left to say of it.
    if (proposal.last_decision == GistOf(proposal, {{ReasonCode::kAllRulesHeld, ""}})) continue;
    const absl::Status decided = Decide(run, proposal);
    // The game began or the price aged between the ruling and the bet: the next run says so.
    if (absl::IsFailedPrecondition(decided)) {
      logger_.Warning("proposal not decided",
                      {{"game", proposal.game.ToString()}, {"reason", decided}});
      continue;
    }
    OVERROUND_RETURN_IF_ERROR(decided);
  }
  return absl::OkStatus();
}

// The price is asked for outside of any transaction, and only where nothing else refuses; under the
// bankroll's lock all is looked at again.
absl::Status Agent::Decide(const schedule::TaskRun& run, const Proposal& proposal) const {
  OVERROUND_ASSIGN_OR_RETURN(
      const Ruling screened,
      parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<Ruling> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll week, OpenWeek(tx));
        OVERROUND_ASSIGN_OR_RETURN(const Situation situation, SituationOf(tx, week, proposal));
        return Screen(proposal, situation, options_.gate);
      }));
  const bool must_ask = screened.reasons.empty();
  if (!must_ask && GistOf(proposal, screened.reasons) == proposal.last_decision) {
    return absl::OkStatus();
  }
  std::optional<Offer> offer;
  if (must_ask) {
    const Forecast& forecast = *proposal.forecast;
    auto asked = bets_.AskFor(forecast.selection, forecast.price->sportsbook, Soon());
    if (!asked.ok() && !absl::IsNotFound(asked.status())) return asked.status();
    if (asked.ok()) offer = *std::move(asked);
  }
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    return DecideIn(tx, proposal, offer, must_ask);
  });
}

absl::Status Agent::DecideIn(pg::Transaction& tx, const Proposal& proposal,
                             const std::optional<Offer>& offer, bool has_asked) const {
  // Opened by an earlier transaction of this run, unless the week has just turned.
  OVERROUND_ASSIGN_OR_RETURN(Bankroll week, OpenWeek(tx));
  OVERROUND_ASSIGN_OR_RETURN(const Situation situation, SituationOf(tx, week, proposal));
  Ruling ruling = has_asked ? Rule(proposal, offer, situation, options_.gate)
                            : Screen(proposal, situation, options_.gate);
  // The situation has become better since it was screened: the next run asks for the price.
  if (ruling.reasons.empty()) return absl::OkStatus();
  std::optional<LimitBreach> breach;
  if (ruling.IsPlaced()) {
    OVERROUND_ASSIGN_OR_RETURN(breach, bets_.FindBreachIn(tx, week, *ruling.stake_minor));
    if (breach) ruling.reasons = {{ReasonCode::kLimit, breach->message}};
  }
  const std::string gist = GistOf(proposal, ruling.reasons);
  if (gist == proposal.last_decision) return absl::OkStatus();

  Decision decision = DecisionOf(proposal, ruling, week);
  if (breach) {
    OVERROUND_RETURN_IF_ERROR(
        parts_.events.Append(tx, LimitReached(week, *breach, *ruling.stake_minor, situation.now)));
  }
  if (ruling.IsPlaced()) {
    OVERROUND_ASSIGN_OR_RETURN(decision.bet,
                               Place(tx, week, proposal, *offer, *ruling.stake_minor));
  }
  decision.decide_time = situation.now;
  decision.game_start_time = situation.game_start_time;
  if (offer) decision.forecast->price->price = offer->price;
  decision.id = DecisionId(
      parts_.ids.Derive(situation.now, "decision",
                        absl::StrCat(proposal.game.ToString(), "/", proposal.key, "/", gist)));
  OVERROUND_RETURN_IF_ERROR(agent_store::InsertDecision(tx, decision));
  OVERROUND_RETURN_IF_ERROR(agent_store::UpdateLastDecision(tx, proposal, gist));
  return parts_.events.Append(tx, DecisionMade(decision, week));
}

absl::StatusOr<BetId> Agent::Place(pg::Transaction& tx, Bankroll& locked, const Proposal& proposal,
                                   const Offer& offer, int64_t stake_minor) const {
  const Forecast& forecast = *proposal.forecast;
  const std::string prediction = absl::StrCat("predictions/", forecast.prediction.ToString());
  const NewBet asked = {.bankroll = locked.id,
                        .selection = forecast.selection,
                        .sportsbook = forecast.price->sportsbook,
                        .stake = locked.MoneyOf(stake_minor),
                        .odds = offer.price.odds,
                        .prediction = prediction,
                        .request_id = prediction};
  OVERROUND_ASSIGN_OR_RETURN(const Bets::Opened opened, bets_.OpenIn(tx, locked, asked, offer));
  const auto* bet = std::get_if<Bet>(&opened);
  // No limit refused it just now, under the same lock.
  OVERROUND_CHECK(bet != nullptr);
  return bet->id;
}

void Agent::Weigh(const Bet& bet, const Proposal& proposal, Situation& situation) {
  if (bet.state == BetState::kVoid) return;
  if (bet.state == BetState::kOpen) situation.game_stake_minor += bet.asked.stake.minor_units;
  if (proposal.forecast &&
      IsSameSlot(bet.asked.selection.market, proposal.forecast->selection.market)) {
    situation.has_bet_on_market = true;
  }
}

absl::StatusOr<Situation> Agent::SituationOf(pg::Transaction& tx, const Bankroll& week,
                                             const Proposal& proposal) const {
  Situation situation = {.now = MicrosOf(parts_.world.Now()),
                         .game_start_time = proposal.game_start_time,
                         .worth_minor = week.worth_minor(),
                         .cash_minor = week.cash_minor(),
                         .takes_stakes = !week.is_closed && week.owed_minor() == 0};
  OVERROUND_ASSIGN_OR_RETURN(const auto game, game_store::FindGame(tx, proposal.game));
  if (game) {
    situation.game_start_time = game->start_time;
    situation.is_upcoming =
        !game->has_started && game->outcome == GameOutcome::kNone && !game->merged_into;
  }
  // A bet on a record that has become part of this game is a bet on it.
  OVERROUND_ASSIGN_OR_RETURN(const auto records, game_store::ListRecords(tx, proposal.game));
  for (const GameId& record : records) {
    // Of all weeks: so is a bet of last week.
    OVERROUND_ASSIGN_OR_RETURN(
        const auto bets,
        bet_store::ListBets(tx, {.owner = kBenny, .game = record, .limit = kBetsOnGameMax}));
    for (const Bet& bet : bets) Weigh(bet, proposal, situation);
  }
  return situation;
}

}  // namespace overround::bankroll
