#include "services/bankroll/requests.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/field.h"
#include "libs/wire/money_wire.h"
#include "libs/wire/time_wire.h"
#include "services/bankroll/agent/agent.h"
#include "services/bankroll/convert.h"

namespace overround::bankroll {
namespace {

constexpr size_t kTextMax = 100;

// Characters, not bytes: the wire has checked that it is UTF-8.
absl::Status CheckText(const std::string& text, absl::string_view field) {
  size_t characters = 0;
  for (const char c : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return wire::Refused(field, "a control character", "text");
    }
    const bool is_continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!is_continuation) ++characters;
  }
  if (characters >= 1 && characters <= kTextMax) return absl::OkStatus();
  return wire::Refused(field, absl::StrCat(characters, " characters"), "1 to 100");
}

absl::Status DamagedToken() { return wire::Refused("page_token", "damaged", "one we gave"); }

absl::StatusOr<int64_t> ParseInteger(const std::string& text) {
  int64_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) return DamagedToken();
  return value;
}

absl::StatusOr<std::optional<Money>> OptionalMoney(bool is_set, const common::v1::Money& message,
                                                   absl::string_view field) {
  if (!is_set) return std::optional<Money>();
  OVERROUND_ASSIGN_OR_RETURN(const Money amount, wire::FromProto(message, field));
  return std::optional<Money>(amount);
}

// Sets `time` where the field is set.
absl::Status TakeTime(bool is_set, const google::protobuf::Timestamp& message,
                      absl::string_view field, absl::Time& time) {
  if (!is_set) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(time, wire::FromProto(message, field));
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRequestId(const std::string& request_id) {
  OVERROUND_RETURN_IF_ERROR(CheckText(request_id, "request_id"));
  if (!absl::StartsWith(request_id, "/")) return absl::OkStatus();
  return wire::Refused("request_id", absl::StrCat("\"", request_id, "\""),
                       "one that does not begin with a slash");
}

absl::StatusOr<NewBankroll> ParseNewBankroll(const v1::CreateBankrollRequest& request,
                                             const std::string& owner) {
  OVERROUND_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  const v1::Bankroll& bankroll = request.bankroll();
  OVERROUND_RETURN_IF_ERROR(CheckText(bankroll.display_name(), "bankroll.display_name"));
  const auto currency = Currency::Parse(bankroll.currency_code(), bankroll.scale());
  if (!currency.ok()) return wire::Below("bankroll", currency.status());
  return NewBankroll{.owner = owner,
                     .display_name = bankroll.display_name(),
                     .currency = *currency,
                     .request_id = request.request_id()};
}

template <typename Request>
absl::StatusOr<Bankrolls::Funding> ParseFunding(const Request& request) {
  OVERROUND_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  OVERROUND_ASSIGN_OR_RETURN(const BankrollId id,
                             wire::IdFromName<BankrollId>(request.name(), "bankrolls", "name"));
  OVERROUND_ASSIGN_OR_RETURN(const Money amount,
                             wire::PositiveFromProto(request.amount(), "amount"));
  return Bankrolls::Funding{.bankroll = id, .amount = amount, .request_id = request.request_id()};
}
template absl::StatusOr<Bankrolls::Funding> ParseFunding(const v1::DepositRequest& request);
template absl::StatusOr<Bankrolls::Funding> ParseFunding(const v1::WithdrawRequest& request);

absl::StatusOr<std::string> ParseOwner(const std::string& owner, const std::string& principal) {
  if (owner.empty()) return principal;
  const absl::string_view collection = absl::StartsWith(owner, "agents/") ? "agents" : "users";
  OVERROUND_RETURN_IF_ERROR(wire::KeyFromName(owner, collection, "owner").status());
  return owner;
}

template <typename Id>
absl::StatusOr<AfterTime<Id>> ParseAfterTime(const wire::Page& page) {
  AfterTime<Id> after;
  if (page.is_first()) return after;
  OVERROUND_ASSIGN_OR_RETURN(const int64_t micros, ParseInteger(page.after[0]));
  const auto id = Id::Parse(page.after[1]);
  if (!id.ok()) return DamagedToken();
  return AfterTime<Id>{absl::FromUnixMicros(micros), *id};
}
template absl::StatusOr<AfterTime<BankrollId>> ParseAfterTime(const wire::Page& page);

template <typename Id>
std::vector<std::string> SortKey(absl::Time time, const Id& id) {
  return {absl::StrCat(absl::ToUnixMicros(time)), id.ToString()};
}
template std::vector<std::string> SortKey(absl::Time time, const BankrollId& id);
template std::vector<std::string> SortKey(absl::Time time, const BetId& id);
template std::vector<std::string> SortKey(absl::Time time, const DecisionId& id);

absl::StatusOr<int64_t> ParseSequence(const wire::Page& page) {
  if (page.is_first()) return INT64_MAX;
  return ParseInteger(page.after[0]);
}

absl::StatusOr<bet_store::BetFilter> ParseBetFilter(const v1::ListBetsRequest& request,
                                                    const std::string& principal,
                                                    const wire::Page& page) {
  OVERROUND_ASSIGN_OR_RETURN(const auto after, ParseAfterTime<BetId>(page));
  bet_store::BetFilter filter = {
      .before_time = after.time, .before_id = after.id, .limit = page.size + 1};
  OVERROUND_ASSIGN_OR_RETURN(filter.owner, ParseOwner(request.owner(), principal));
  OVERROUND_ASSIGN_OR_RETURN(filter.bankroll,
                             OptionalId<BankrollId>(request.bankroll(), "bankrolls", "bankroll"));
  OVERROUND_ASSIGN_OR_RETURN(filter.game, OptionalId<GameId>(request.game(), "games", "game"));
  for (const int state : request.states()) {
    OVERROUND_ASSIGN_OR_RETURN(const BetState parsed,
                               FromProto(static_cast<v1::Bet::State>(state), "states"));
    filter.states.push_back(parsed);
  }
  OVERROUND_RETURN_IF_ERROR(TakeTime(request.has_place_time_min(), request.place_time_min(),
                                     "place_time_min", filter.place_time_min));
  OVERROUND_RETURN_IF_ERROR(TakeTime(request.has_place_time_max(), request.place_time_max(),
                                     "place_time_max", filter.place_time_max));
  return filter;
}

absl::StatusOr<ledger_store::TransferFilter> ParseTransferFilter(
    const v1::ListTransactionsRequest& request, const wire::Page& page) {
  ledger_store::TransferFilter filter = {.limit = page.size + 1};
  OVERROUND_ASSIGN_OR_RETURN(filter.before, ParseSequence(page));
  if (request.has_kind()) {
    OVERROUND_ASSIGN_OR_RETURN(filter.kind, FromProto(request.kind(), "kind"));
  }
  OVERROUND_ASSIGN_OR_RETURN(filter.bet, OptionalId<BetId>(request.bet(), "bets", "bet"));
  return filter;
}

absl::StatusOr<SnapshotFilter> ParseSnapshotFilter(const v1::ListPortfolioSnapshotsRequest& request,
                                                   const wire::Page& page) {
  SnapshotFilter filter = {.limit = page.size + 1};
  if (!page.is_first()) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t micros, ParseInteger(page.after[0]));
    filter.before = absl::FromUnixMicros(micros);
  }
  OVERROUND_RETURN_IF_ERROR(TakeTime(request.has_snapshot_time_min(), request.snapshot_time_min(),
                                     "snapshot_time_min", filter.time_min));
  OVERROUND_RETURN_IF_ERROR(TakeTime(request.has_snapshot_time_max(), request.snapshot_time_max(),
                                     "snapshot_time_max", filter.time_max));
  return filter;
}

absl::StatusOr<agent_store::DecisionFilter> ParseDecisionFilter(
    const v1::ListBennyDecisionsRequest& request, const wire::Page& page) {
  OVERROUND_ASSIGN_OR_RETURN(const auto after, ParseAfterTime<DecisionId>(page));
  agent_store::DecisionFilter filter = {
      .agent = kBenny, .before_time = after.time, .before_id = after.id, .limit = page.size + 1};
  if (request.has_verdict()) {
    const v1::Decision::Verdict verdict = request.verdict();
    if (verdict != v1::Decision::VERDICT_PLACED && verdict != v1::Decision::VERDICT_REFUSED) {
      return wire::Refused("verdict", v1::Decision::Verdict_Name(verdict),
                           "VERDICT_PLACED or VERDICT_REFUSED");
    }
    filter.is_placed = verdict == v1::Decision::VERDICT_PLACED;
  }
  OVERROUND_ASSIGN_OR_RETURN(filter.game, OptionalId<GameId>(request.game(), "games", "game"));
  if (!request.week().empty()) {
    OVERROUND_RETURN_IF_ERROR(CheckText(request.week(), "week"));
    filter.week = request.week();
  }
  return filter;
}

absl::StatusOr<BankrollId> ParseLimitsName(const std::string& name) {
  OVERROUND_ASSIGN_OR_RETURN(const auto parts,
                             wire::MatchName(name, "bankrolls/*/limits", "limits.name"));
  const auto id = BankrollId::Parse(parts[0]);
  if (!id.ok()) return wire::Refused("limits.name", parts[0], "a UUID");
  return *id;
}

absl::StatusOr<LimitBook::Asked> ParseLimits(const v1::UpdateLimitsRequest& request) {
  std::vector<std::string> paths(request.update_mask().paths().begin(),
                                 request.update_mask().paths().end());
  if (paths.empty()) paths = {"stake_max", "daily_loss_max", "time_zone"};
  const v1::Limits& limits = request.limits();
  LimitBook::Asked asked;
  for (const std::string& path : paths) {
    if (path == "stake_max") {
      OVERROUND_ASSIGN_OR_RETURN(
          asked.stake_max,
          OptionalMoney(limits.has_stake_max(), limits.stake_max(), "limits.stake_max"));
    } else if (path == "daily_loss_max") {
      OVERROUND_ASSIGN_OR_RETURN(asked.daily_loss_max,
                                 OptionalMoney(limits.has_daily_loss_max(), limits.daily_loss_max(),
                                               "limits.daily_loss_max"));
    } else if (path == "time_zone") {
      asked.time_zone = limits.time_zone().empty() ? "UTC" : limits.time_zone();
    } else {
      return wire::Refused("update_mask", path, "stake_max, daily_loss_max or time_zone");
    }
  }
  return asked;
}

}  // namespace overround::bankroll
