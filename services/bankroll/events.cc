#include "services/bankroll/events.h"

#include <absl/strings/match.h>
#include <google/protobuf/any.pb.h>
#include <overround/bankroll/v1/events.pb.h>

#include "libs/base/check.h"
#include "libs/wire/money_wire.h"
#include "libs/wire/resource_name.h"
#include "services/bankroll/convert.h"

namespace overround::bankroll {

eventlog::Event BankrollEvent(const Bankroll& bankroll, const google::protobuf::Message& message,
                              absl::Time world_time) {
  google::protobuf::Any any;
  OVERROUND_CHECK(any.PackFrom(message));
  eventlog::Event event;
  event.aggregate = wire::ResourceName("bankrolls", bankroll.id.ToString());
  event.type = message.GetDescriptor()->name();
  OVERROUND_CHECK(any.SerializeToString(&event.payload));
  event.world_time = world_time;
  if (!absl::StartsWith(bankroll.owner, "agents/")) {
    event.visibility = eventlog::Visibility::kOwner;
    event.owner = bankroll.owner;
  }
  return event;
}

eventlog::Event BetPlaced(const Bet& bet, const Bankroll& after, absl::Time world_time) {
  v1::BetPlaced message;
  *message.mutable_bet() = ToProto(bet);
  *message.mutable_bankroll() = ToProto(after);
  return BankrollEvent(after, message, world_time);
}

eventlog::Event BetSettled(const Bet& bet, const Bankroll& after, absl::Time world_time) {
  const auto tell = [&](auto message) {
    *message.mutable_bet() = ToProto(bet);
    *message.mutable_bankroll() = ToProto(after);
    return BankrollEvent(after, message, world_time);
  };
  return bet.settlement_count == 1 ? tell(v1::BetSettled()) : tell(v1::BetResettled());
}

eventlog::Event BankrollFunded(const Bankroll& after, int64_t amount_minor, absl::Time world_time) {
  v1::BankrollFunded message;
  *message.mutable_bankroll() = ToProto(after);
  *message.mutable_amount() = wire::ToProto(after.MoneyOf(amount_minor));
  return BankrollEvent(after, message, world_time);
}

eventlog::Event LimitReached(const Bankroll& bankroll, const LimitBreach& breach,
                             int64_t stake_minor, absl::Time world_time) {
  v1::LimitReached message;
  message.set_bankroll(wire::ResourceName("bankrolls", bankroll.id.ToString()));
  message.set_owner(bankroll.owner);
  message.set_limit(breach.kind == LimitKind::kStakeMax ? v1::LimitReached::LIMIT_STAKE_MAX
                                                        : v1::LimitReached::LIMIT_DAILY_LOSS_MAX);
  *message.mutable_limit_amount() = wire::ToProto(bankroll.MoneyOf(breach.limit_minor));
  *message.mutable_stake() = wire::ToProto(bankroll.MoneyOf(stake_minor));
  return BankrollEvent(bankroll, message, world_time);
}

}  // namespace overround::bankroll
