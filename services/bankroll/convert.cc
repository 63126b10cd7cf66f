#include "services/bankroll/convert.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/domain/settlement.h"
#include "libs/wire/enum_wire.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/money_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"

namespace overround::bankroll {
namespace {

namespace pc = collector::v1;
using wire::ResourceName;

constexpr wire::EnumTable<Account, v1::Account::Kind, kAccountCount> kAccounts = {{
    {Account::kCash, v1::Account::KIND_CASH},
    {Account::kHeld, v1::Account::KIND_HELD},
    {Account::kReceivable, v1::Account::KIND_RECEIVABLE},
    {Account::kFunding, v1::Account::KIND_FUNDING},
    {Account::kHouse, v1::Account::KIND_HOUSE},
}};

constexpr wire::EnumTable<TransferKind, v1::Transaction::Kind, 10> kKinds = {{
    {TransferKind::kDeposit, v1::Transaction::KIND_DEPOSIT},
    {TransferKind::kWithdrawal, v1::Transaction::KIND_WITHDRAWAL},
    {TransferKind::kHold, v1::Transaction::KIND_HOLD},
    {TransferKind::kRelease, v1::Transaction::KIND_RELEASE},
    {TransferKind::kLoss, v1::Transaction::KIND_LOSS},
    {TransferKind::kProfit, v1::Transaction::KIND_PROFIT},
    {TransferKind::kReversal, v1::Transaction::KIND_REVERSAL},
    {TransferKind::kReceivable, v1::Transaction::KIND_RECEIVABLE},
    {TransferKind::kRepayment, v1::Transaction::KIND_REPAYMENT},
    {TransferKind::kSweep, v1::Transaction::KIND_SWEEP},
}};

constexpr wire::EnumTable<BetState, v1::Bet::State, 7> kStates = {{
    {BetState::kOpen, v1::Bet::STATE_OPEN},
    {BetState::kWon, v1::Bet::STATE_WON},
    {BetState::kLost, v1::Bet::STATE_LOST},
    {BetState::kPush, v1::Bet::STATE_PUSH},
    {BetState::kHalfWon, v1::Bet::STATE_HALF_WON},
    {BetState::kHalfLost, v1::Bet::STATE_HALF_LOST},
    {BetState::kVoid, v1::Bet::STATE_VOID},
}};

constexpr wire::EnumTable<Ending, pc::Result::Ending, 4> kEndings = {{
    {Ending::kPlayed, pc::Result::ENDING_PLAYED},
    {Ending::kRetired, pc::Result::ENDING_RETIRED},
    {Ending::kWalkover, pc::Result::ENDING_WALKOVER},
    {Ending::kShortened, pc::Result::ENDING_SHORTENED},
}};

std::string HexOf(const Sha256Digest& digest) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

v1::Bankroll::State StateOf(const Bankroll& bankroll) {
  if (bankroll.is_closed) return v1::Bankroll::STATE_CLOSED;
  return bankroll.owed_minor() > 0 ? v1::Bankroll::STATE_BLOCKED : v1::Bankroll::STATE_OPEN;
}

v1::Bet::Settlement ToProto(const Settlement& settlement, const Currency& currency) {
  v1::Bet::Settlement message;
  message.set_number(settlement.number);
  message.set_state(wire::ToTable(kStates, settlement.state));
  *message.mutable_payout() = wire::ToProto(Money{settlement.payout_minor, currency});
  *message.mutable_profit() = wire::ToProto(Money{settlement.profit_minor, currency});
  message.set_result_revision(settlement.result_revision);
  message.set_reason(settlement.reason);
  *message.mutable_settle_time() = wire::ToProto(settlement.settle_time);
  return message;
}

absl::StatusOr<GameResult> ResultFromProto(const pc::Result& message) {
  GameResult result = {.revision = message.revision(),
                       .score = {message.home_score(), message.away_score()}};
  OVERROUND_ASSIGN_OR_RETURN(
      result.ending, wire::FromTable(kEndings, message.ending(),
                                     pc::Result::Ending_Name(message.ending()), "result.ending"));
  if (message.has_overtime()) result.has_overtime = message.overtime();
  for (const pc::Result::PeriodScore& part : message.period_scores()) {
    OVERROUND_ASSIGN_OR_RETURN(const Period period,
                               wire::FromProto(part.period(), "result.period_scores.period"));
    result.periods.push_back({period, {part.home_score(), part.away_score()}});
  }
  return result;
}

void AddAmounts(const LimitAmounts& amounts, const Currency& currency, auto& message) {
  if (amounts.stake_max_minor) {
    *message.mutable_stake_max() = wire::ToProto(Money{*amounts.stake_max_minor, currency});
  }
  if (amounts.daily_loss_max_minor) {
    *message.mutable_daily_loss_max() =
        wire::ToProto(Money{*amounts.daily_loss_max_minor, currency});
  }
}

std::string TitleOf(const pc::Game& game) {
  return absl::StrCat(game.away_display_name(), " at ", game.home_display_name());
}

}  // namespace

v1::Bankroll ToProto(const Bankroll& bankroll) {
  v1::Bankroll message;
  message.set_name(ResourceName("bankrolls", bankroll.id.ToString()));
  message.set_owner(bankroll.owner);
  message.set_display_name(bankroll.display_name);
  message.set_currency_code(std::string(bankroll.currency.code()));
  message.set_scale(bankroll.currency.scale());
  message.set_state(StateOf(bankroll));
  const auto money = [&](int64_t minor) { return wire::ToProto(bankroll.MoneyOf(minor)); };
  *message.mutable_cash() = money(bankroll.cash_minor());
  *message.mutable_held() = money(bankroll.held_minor());
  *message.mutable_receivable() = money(bankroll.owed_minor());
  *message.mutable_deposited() = money(bankroll.deposited_minor());
  *message.mutable_profit() = money(bankroll.profit_minor());
  *message.mutable_peak() = money(bankroll.peak_minor);
  *message.mutable_low() = money(bankroll.low_minor.value_or(0));
  message.set_transfer_count(bankroll.transfer_count);
  message.set_ledger_head(HexOf(bankroll.ledger_head));
  *message.mutable_create_time() = wire::ToProto(bankroll.create_time);
  if (bankroll.week) message.set_week(*bankroll.week);
  return message;
}

v1::Account ToProto(const Bankroll& bankroll, Account account) {
  v1::Account message;
  message.set_name(ResourceName("bankrolls", bankroll.id.ToString(), "accounts",
                                absl::AsciiStrToLower(ToString(account))));
  message.set_kind(wire::ToTable(kAccounts, account));
  *message.mutable_balance() = wire::ToProto(bankroll.MoneyOf(bankroll.BalanceOf(account)));
  return message;
}

v1::Transaction ToProto(const Transfer& transfer, const Currency& currency) {
  const Posting& posting = transfer.posting;
  v1::Transaction message;
  message.set_name(ResourceName("transactions", transfer.id.ToString()));
  message.set_bankroll(ResourceName("bankrolls", transfer.bankroll.ToString()));
  message.set_sequence(transfer.sequence);
  message.set_kind(wire::ToTable(kKinds, posting.kind));
  *message.mutable_amount() = wire::ToProto(Money{posting.amount_minor, currency});
  message.set_from_account(wire::ToTable(kAccounts, posting.from));
  message.set_to_account(wire::ToTable(kAccounts, posting.to));
  *message.mutable_cash_after() = wire::ToProto(Money{transfer.cash_after_minor, currency});
  *message.mutable_balance_after() = wire::ToProto(Money{transfer.balance_after_minor, currency});
  if (posting.bet) message.set_bet(ResourceName("bets", posting.bet->ToString()));
  if (posting.settlement_number) message.set_settlement_number(*posting.settlement_number);
  message.set_request_id(posting.request_id);
  *message.mutable_create_time() = wire::ToProto(transfer.create_time);
  message.set_previous_hash(HexOf(transfer.previous_hash));
  message.set_hash(HexOf(transfer.hash));
  return message;
}

common::v1::Odds ToProto(const Price& price) {
  const auto format = wire::ParseOddsFormat(price.format);
  OVERROUND_CHECK(format.ok());
  return wire::ToProto(wire::QuotedOdds{.odds = price.odds, .format = *format, .text = price.text});
}

v1::Bet ToProto(const Bet& bet) {
  const Currency& currency = bet.asked.stake.currency;
  v1::Bet message;
  message.set_name(ResourceName("bets", bet.id.ToString()));
  message.set_bankroll(ResourceName("bankrolls", bet.asked.bankroll.ToString()));
  message.set_owner(bet.owner);
  *message.mutable_selection() = wire::ToProto(bet.asked.selection);
  message.set_sportsbook(ResourceName("sportsbooks", bet.asked.sportsbook));
  *message.mutable_stake() = wire::ToProto(bet.asked.stake);
  *message.mutable_odds() = ToProto(bet.price);
  message.set_venue(v1::Bet::VENUE_PAPER);
  if (bet.asked.prediction) message.set_prediction(*bet.asked.prediction);
  message.set_sport(ResourceName("sports", bet.sport));
  message.set_game_title(bet.game_title);
  *message.mutable_game_start_time() = wire::ToProto(bet.game_start_time);
  message.set_quote(bet.quote);
  // Checked to be in range when the bet was opened.
  const auto payout = Payout(bet.asked.stake, bet.price.odds, Outcome::kWin);
  OVERROUND_CHECK(payout.ok());
  *message.mutable_potential_payout() = wire::ToProto(*payout);
  message.set_state(wire::ToTable(kStates, bet.state));
  *message.mutable_place_time() = wire::ToProto(bet.place_time);
  if (bet.settle_time) *message.mutable_settle_time() = wire::ToProto(*bet.settle_time);
  if (bet.profit_minor) {
    *message.mutable_profit() = wire::ToProto(Money{*bet.profit_minor, currency});
  }
  for (const Settlement& settlement : bet.settlements) {
    *message.add_settlements() = ToProto(settlement, currency);
  }
  return message;
}

v1::Limits ToProto(const BankrollId& bankroll, const Limits& limits, const Currency& currency) {
  v1::Limits message;
  message.set_name(absl::StrCat(ResourceName("bankrolls", bankroll.ToString()), "/limits"));
  AddAmounts(limits.amounts, currency, message);
  message.set_time_zone(limits.time_zone);
  if (limits.pending) {
    AddAmounts(limits.pending->amounts, currency, *message.mutable_pending());
    *message.mutable_pending()->mutable_effective_time() =
        wire::ToProto(limits.pending->effective_time);
  }
  return message;
}

v1::PortfolioSnapshot ToProto(const BankrollId& bankroll, const Snapshot& snapshot,
                              const Currency& currency) {
  v1::PortfolioSnapshot message;
  message.set_bankroll(ResourceName("bankrolls", bankroll.ToString()));
  *message.mutable_snapshot_time() = wire::ToProto(snapshot.time);
  const auto money = [&](int64_t minor) { return wire::ToProto(Money{minor, currency}); };
  *message.mutable_value() = money(snapshot.cash_minor + snapshot.at_risk_minor);
  *message.mutable_cash() = money(snapshot.cash_minor);
  *message.mutable_at_risk() = money(snapshot.at_risk_minor);
  *message.mutable_realised_profit() = money(snapshot.realised_profit_minor);
  message.set_open_bet_count(snapshot.open_bet_count);
  return message;
}

absl::StatusOr<Price> PriceFromProto(const common::v1::Odds& message, absl::string_view field) {
  OVERROUND_ASSIGN_OR_RETURN(const wire::QuotedOdds quoted, wire::QuotedFromProto(message, field));
  return Price{.odds = quoted.odds,
               .format = std::string(wire::ToString(quoted.format)),
               .text = quoted.text};
}

absl::StatusOr<NewBet> NewBetFromProto(const v1::Bet& message, const std::string& request_id) {
  OVERROUND_ASSIGN_OR_RETURN(const Money stake,
                             wire::PositiveFromProto(message.stake(), "bet.stake"));
  OVERROUND_ASSIGN_OR_RETURN(const Odds odds, wire::FromProto(message.odds(), "bet.odds"));
  NewBet asked = {.stake = stake, .odds = odds, .request_id = request_id};
  OVERROUND_ASSIGN_OR_RETURN(asked.bankroll, wire::IdFromName<BankrollId>(
                                                 message.bankroll(), "bankrolls", "bet.bankroll"));
  OVERROUND_ASSIGN_OR_RETURN(asked.selection,
                             wire::FromProto(message.selection(), "bet.selection"));
  OVERROUND_ASSIGN_OR_RETURN(
      asked.sportsbook, wire::KeyFromName(message.sportsbook(), "sportsbooks", "bet.sportsbook"));
  if (message.has_venue() && message.venue() != v1::Bet::VENUE_PAPER) {
    return wire::Refused("bet.venue", v1::Bet::Venue_Name(message.venue()), "VENUE_PAPER");
  }
  if (message.has_prediction()) {
    OVERROUND_RETURN_IF_ERROR(
        wire::IdFromName<Uuid>(message.prediction(), "predictions", "bet.prediction").status());
    asked.prediction = message.prediction();
  }
  return asked;
}

absl::StatusOr<TransferKind> FromProto(v1::Transaction::Kind kind, absl::string_view field) {
  return wire::FromTable(kKinds, kind, v1::Transaction::Kind_Name(kind), field);
}

absl::StatusOr<BetState> FromProto(v1::Bet::State state, absl::string_view field) {
  return wire::FromTable(kStates, state, v1::Bet::State_Name(state), field);
}

absl::StatusOr<Game> GameFromProto(const pc::Game& message) {
  const bool has_begun =
      message.status() == pc::Game::STATUS_IN_PLAY || message.status() == pc::Game::STATUS_FINAL;
  // A start known only to the day says nothing of what came before it.
  Game game = {
      .title = TitleOf(message),
      .has_started = has_begun && message.start_precision() != pc::Game::START_PRECISION_DAY};
  OVERROUND_ASSIGN_OR_RETURN(game.id, wire::IdFromName<GameId>(message.name(), "games", "name"));
  OVERROUND_ASSIGN_OR_RETURN(game.sport, wire::KeyFromName(message.sport(), "sports", "sport"));
  OVERROUND_ASSIGN_OR_RETURN(game.start_time, wire::FromProto(message.start_time(), "start_time"));
  if (message.has_merged_into()) {
    OVERROUND_ASSIGN_OR_RETURN(
        game.merged_into, wire::IdFromName<GameId>(message.merged_into(), "games", "merged_into"));
  }
  if (message.has_result()) {
    OVERROUND_ASSIGN_OR_RETURN(game.result, ResultFromProto(message.result()));
    game.outcome = GameOutcome::kResult;
  }
  if (message.status() == pc::Game::STATUS_VOID) {
    game.outcome = GameOutcome::kVoid;
    game.void_reason = "the game does not count";
  }
  return game;
}

absl::StatusOr<Offer> OfferFromProto(const pc::FindOfferedQuoteResponse& message) {
  const pc::Quote& quote = message.quote();
  OVERROUND_ASSIGN_OR_RETURN(const Price price, PriceFromProto(quote.odds(), "quote.odds"));
  Offer offer = {.price = price,
                 .quote = quote.name(),
                 .is_offered = quote.state() == pc::Quote::STATE_OFFERED,
                 .is_takeable = quote.bettable() && !quote.lay() && !quote.in_play(),
                 .game_title = TitleOf(message.game()),
                 .is_upcoming = message.game().status() == pc::Game::STATUS_SCHEDULED};
  OVERROUND_ASSIGN_OR_RETURN(offer.sight_time,
                             wire::FromProto(quote.sight_time(), "quote.sight_time"));
  OVERROUND_ASSIGN_OR_RETURN(offer.sport,
                             wire::KeyFromName(message.game().sport(), "sports", "game.sport"));
  OVERROUND_ASSIGN_OR_RETURN(offer.game_start_time,
                             wire::FromProto(message.game().start_time(), "game.start_time"));
  return offer;
}

}  // namespace overround::bankroll
