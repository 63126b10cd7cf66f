#include "services/bankroll/service.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "services/bankroll/convert.h"
#include "services/bankroll/requests.h"

// Bankrolls, their money and their ledgers; bets and all else in service_bets.cc.
namespace overround::bankroll {
namespace {

// By kind, as ListAccounts lists them.
constexpr std::array<Account, kAccountCount> kAccounts = {
    Account::kCash, Account::kHeld, Account::kReceivable, Account::kFunding, Account::kHouse};

template <typename Response>
Response ToResponse(const Bankrolls::Funded& funded) {
  Response response;
  *response.mutable_transaction() = ToProto(funded.transfer, funded.after.currency);
  *response.mutable_bankroll() = ToProto(funded.after);
  return response;
}

v1::VerifyLedgerResponse ToResponse(const Audit& audit) {
  v1::VerifyLedgerResponse response;
  response.set_chain_intact(audit.chain_intact);
  response.set_balanced(audit.balanced);
  response.set_transfer_count(audit.transfer_count);
  response.set_ledger_head(absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(audit.head.data()), audit.head.size())));
  if (audit.fault) response.set_fault(*audit.fault);
  return response;
}

// Those after the account the page before ended with.
absl::StatusOr<v1::ListAccountsResponse> AccountPage(const v1::ListAccountsRequest& request,
                                                     const Bankroll& bankroll) {
  OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(request, 1));
  auto next = kAccounts.begin();
  if (!page.is_first()) {
    const auto last = std::find_if(kAccounts.begin(), kAccounts.end(), [&](Account account) {
      return ToString(account) == page.after[0];
    });
    if (last == kAccounts.end()) {
      return wire::Refused("page_token", "damaged", "one we gave");
    }
    next = last + 1;
  }
  v1::ListAccountsResponse response;
  for (; next != kAccounts.end(); ++next) {
    if (response.accounts_size() == page.size) {
      response.set_next_page_token(
          wire::NextPageToken(request, {std::string(ToString(*(next - 1)))}));
      break;
    }
    *response.add_accounts() = ToProto(bankroll, *next);
  }
  return response;
}

}  // namespace

grpc::Status Service::CreateBankroll(grpc::ServerContext* context,
                                     const v1::CreateBankrollRequest* request,
                                     v1::Bankroll* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Bankroll> {
    OVERROUND_ASSIGN_OR_RETURN(const NewBankroll asked,
                               ParseNewBankroll(*request, call.caller.principal()));
    OVERROUND_ASSIGN_OR_RETURN(const Bankroll opened, bankrolls_.Open(asked, call.deadline));
    return ToProto(opened);
  });
}

grpc::Status Service::GetBankroll(grpc::ServerContext* context,
                                  const v1::GetBankrollRequest* request, v1::Bankroll* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Bankroll> {
    OVERROUND_ASSIGN_OR_RETURN(const BankrollId id,
                               wire::IdFromName<BankrollId>(request->name(), "bankrolls", "name"));
    OVERROUND_ASSIGN_OR_RETURN(const Bankroll found,
                               bankrolls_.Get(call.caller.principal(), id, call.deadline));
    return ToProto(found);
  });
}

grpc::Status Service::ListBankrolls(grpc::ServerContext* context,
                                    const v1::ListBankrollsRequest* request,
                                    v1::ListBankrollsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListBankrollsResponse> {
        const std::string& principal = call.caller.principal();
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        OVERROUND_ASSIGN_OR_RETURN(const auto after, ParseAfterTime<BankrollId>(page));
        OVERROUND_ASSIGN_OR_RETURN(const std::string owner,
                                   ParseOwner(request->owner(), principal));
        OVERROUND_ASSIGN_OR_RETURN(
            auto found, bankrolls_.List(principal, owner, {after.time, after.id}, page.size + 1,
                                        call.deadline));
        v1::ListBankrollsResponse answer;
        if (found.size() > static_cast<size_t>(page.size)) {
          found.resize(page.size);
          answer.set_next_page_token(
              wire::NextPageToken(*request, SortKey(found.back().create_time, found.back().id)));
        }
        for (const Bankroll& bankroll : found) *answer.add_bankrolls() = ToProto(bankroll);
        return answer;
      });
}

grpc::Status Service::Deposit(grpc::ServerContext* context, const v1::DepositRequest* request,
                              v1::DepositResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::DepositResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const auto asked, ParseFunding(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto funded, bankrolls_.Deposit(call.caller.principal(), asked, call.deadline));
        return ToResponse<v1::DepositResponse>(funded);
      });
}

grpc::Status Service::Withdraw(grpc::ServerContext* context, const v1::WithdrawRequest* request,
                               v1::WithdrawResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::WithdrawResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const auto asked, ParseFunding(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto funded, bankrolls_.Withdraw(call.caller.principal(), asked, call.deadline));
        return ToResponse<v1::WithdrawResponse>(funded);
      });
}

grpc::Status Service::VerifyLedger(grpc::ServerContext* context,
                                   const v1::VerifyLedgerRequest* request,
                                   v1::VerifyLedgerResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::VerifyLedgerResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const BankrollId id, wire::IdFromName<BankrollId>(
                                                            request->name(), "bankrolls", "name"));
        OVERROUND_ASSIGN_OR_RETURN(const Audit audit,
                                   bankrolls_.Verify(call.caller.principal(), id, call.deadline));
        return ToResponse(audit);
      });
}

grpc::Status Service::ListAccounts(grpc::ServerContext* context,
                                   const v1::ListAccountsRequest* request,
                                   v1::ListAccountsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListAccountsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(
            const BankrollId id,
            wire::IdFromName<BankrollId>(request->parent(), "bankrolls", "parent"));
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll found,
                                   bankrolls_.Get(call.caller.principal(), id, call.deadline));
        return AccountPage(*request, found);
      });
}

grpc::Status Service::ListTransactions(grpc::ServerContext* context,
                                       const v1::ListTransactionsRequest* request,
                                       v1::ListTransactionsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListTransactionsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1));
        OVERROUND_ASSIGN_OR_RETURN(
            const BankrollId id,
            wire::IdFromName<BankrollId>(request->bankroll(), "bankrolls", "bankroll"));
        OVERROUND_ASSIGN_OR_RETURN(const auto filter, ParseTransferFilter(*request, page));
        OVERROUND_ASSIGN_OR_RETURN(auto found, bankrolls_.ListTransfers(call.caller.principal(), id,
                                                                        filter, call.deadline));
        v1::ListTransactionsResponse answer;
        if (found.transfers.size() > static_cast<size_t>(page.size)) {
          found.transfers.resize(page.size);
          answer.set_next_page_token(
              wire::NextPageToken(*request, {absl::StrCat(found.transfers.back().sequence)}));
        }
        for (const Transfer& transfer : found.transfers) {
          *answer.add_transactions() = ToProto(transfer, found.bankroll.currency);
        }
        return answer;
      });
}

}  // namespace overround::bankroll
