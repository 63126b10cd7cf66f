#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <overround/bankroll/v1/bankroll_service.pb.h>

#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "services/bankroll/agent/store.h"
#include "services/bankroll/bets/store.h"
#include "services/bankroll/ledger/bankrolls.h"
#include "services/bankroll/limits/limit_book.h"
#include "services/bankroll/portfolio/store.h"

namespace overround::bankroll {

// What the requests ask for, checked: INVALID_ARGUMENT throughout.

// 1 to 100 characters, the first not a slash: those are the ledger's own.
absl::Status CheckRequestId(const std::string& request_id);

absl::StatusOr<NewBankroll> ParseNewBankroll(const v1::CreateBankrollRequest& request,
                                             const std::string& owner);

template <typename Request>
absl::StatusOr<Bankrolls::Funding> ParseFunding(const Request& request);

template <typename Id>
absl::StatusOr<std::optional<Id>> OptionalId(const std::string& name, absl::string_view collection,
                                             absl::string_view field) {
  if (name.empty()) return std::optional<Id>();
  absl::StatusOr<Id> id = wire::IdFromName<Id>(name, collection, field);
  if (!id.ok()) return id.status();
  return std::optional<Id>(*id);
}

// The owner asked for; the caller where none is.
absl::StatusOr<std::string> ParseOwner(const std::string& owner, const std::string& principal);

// A page after a time and an id, newest first.
template <typename Id>
struct AfterTime {
  absl::Time time = absl::InfiniteFuture();
  Id id = {};
};
template <typename Id>
absl::StatusOr<AfterTime<Id>> ParseAfterTime(const wire::Page& page);
template <typename Id>
std::vector<std::string> SortKey(absl::Time time, const Id& id);

// A page below a sequence.
absl::StatusOr<int64_t> ParseSequence(const wire::Page& page);

absl::StatusOr<bet_store::BetFilter> ParseBetFilter(const v1::ListBetsRequest& request,
                                                    const std::string& principal,
                                                    const wire::Page& page);
absl::StatusOr<ledger_store::TransferFilter> ParseTransferFilter(
    const v1::ListTransactionsRequest& request, const wire::Page& page);
absl::StatusOr<SnapshotFilter> ParseSnapshotFilter(const v1::ListPortfolioSnapshotsRequest& request,
                                                   const wire::Page& page);
absl::StatusOr<agent_store::DecisionFilter> ParseDecisionFilter(
    const v1::ListBennyDecisionsRequest& request, const wire::Page& page);

absl::StatusOr<BankrollId> ParseLimitsName(const std::string& name);
absl::StatusOr<LimitBook::Asked> ParseLimits(const v1::UpdateLimitsRequest& request);

}  // namespace overround::bankroll
