#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <overround/bankroll/v1/bankroll.pb.h>
#include <overround/bankroll/v1/bet.pb.h>
#include <overround/bankroll/v1/limits.pb.h>
#include <overround/bankroll/v1/portfolio.pb.h>
#include <overround/bankroll/v1/transaction.pb.h>
#include <overround/collector/v1/collector_service.pb.h>
#include <overround/collector/v1/game.pb.h>
#include <overround/common/v1/odds.pb.h>

#include "services/bankroll/bets/bet.h"
#include "services/bankroll/games/game.h"
#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/limits/limits.h"
#include "services/bankroll/portfolio/store.h"
#include "services/bankroll/venues/offer.h"

namespace overround::bankroll {

// This service's messages and its values. What comes in is checked: INVALID_ARGUMENT.

v1::Bankroll ToProto(const Bankroll& bankroll);
v1::Account ToProto(const Bankroll& bankroll, Account account);
v1::Transaction ToProto(const Transfer& transfer, const Currency& currency);
v1::Bet ToProto(const Bet& bet);
v1::Limits ToProto(const BankrollId& bankroll, const Limits& limits, const Currency& currency);
v1::PortfolioSnapshot ToProto(const BankrollId& bankroll, const Snapshot& snapshot,
                              const Currency& currency);
common::v1::Odds ToProto(const Price& price);

absl::StatusOr<Price> PriceFromProto(const common::v1::Odds& message, absl::string_view field);
absl::StatusOr<NewBet> NewBetFromProto(const v1::Bet& message, const std::string& request_id);
// Which transfers, which bets: the wire's numbers of the words of the tables.
absl::StatusOr<TransferKind> FromProto(v1::Transaction::Kind kind, absl::string_view field);
absl::StatusOr<BetState> FromProto(v1::Bet::State state, absl::string_view field);

// What collector tells.
absl::StatusOr<Game> GameFromProto(const collector::v1::Game& message);
absl::StatusOr<Offer> OfferFromProto(const collector::v1::FindOfferedQuoteResponse& message);

}  // namespace overround::bankroll
