#pragma once

#include <overround/bankroll/v1/bankroll_service.grpc.pb.h>

#include "services/bankroll/bets/bets.h"
#include "services/bankroll/ledger/bankrolls.h"
#include "services/bankroll/limits/limit_book.h"
#include "services/bankroll/parts.h"
#include "services/bankroll/portfolio/portfolio.h"

namespace overround::bankroll {

// overround.bankroll.v1.BankrollService: parses, calls the cores, prints.
class Service final : public v1::BankrollService::Service {
 public:
  // All outlive the service.
  Service(const Parts& parts, const Bets& bets)
      : parts_(parts), bankrolls_(parts), bets_(bets), limit_book_(parts), portfolio_(parts) {}

  grpc::Status CreateBankroll(grpc::ServerContext* context,
                              const v1::CreateBankrollRequest* request,
                              v1::Bankroll* response) override;
  grpc::Status GetBankroll(grpc::ServerContext* context, const v1::GetBankrollRequest* request,
                           v1::Bankroll* response) override;
  grpc::Status ListBankrolls(grpc::ServerContext* context, const v1::ListBankrollsRequest* request,
                             v1::ListBankrollsResponse* response) override;
  grpc::Status Deposit(grpc::ServerContext* context, const v1::DepositRequest* request,
                       v1::DepositResponse* response) override;
  grpc::Status Withdraw(grpc::ServerContext* context, const v1::WithdrawRequest* request,
                        v1::WithdrawResponse* response) override;
  grpc::Status VerifyLedger(grpc::ServerContext* context, const v1::VerifyLedgerRequest* request,
                            v1::VerifyLedgerResponse* response) override;
  grpc::Status ListAccounts(grpc::ServerContext* context, const v1::ListAccountsRequest* request,
                            v1::ListAccountsResponse* response) override;
  grpc::Status ListTransactions(grpc::ServerContext* context,
                                const v1::ListTransactionsRequest* request,
                                v1::ListTransactionsResponse* response) override;

  grpc::Status CreateBet(grpc::ServerContext* context, const v1::CreateBetRequest* request,
                         v1::Bet* response) override;
  grpc::Status GetBet(grpc::ServerContext* context, const v1::GetBetRequest* request,
                      v1::Bet* response) override;
  grpc::Status ListBets(grpc::ServerContext* context, const v1::ListBetsRequest* request,
                        v1::ListBetsResponse* response) override;
  grpc::Status ListLimits(grpc::ServerContext* context, const v1::ListLimitsRequest* request,
                          v1::ListLimitsResponse* response) override;
  grpc::Status UpdateLimits(grpc::ServerContext* context, const v1::UpdateLimitsRequest* request,
                            v1::Limits* response) override;
  grpc::Status ListPortfolioSnapshots(grpc::ServerContext* context,
                                      const v1::ListPortfolioSnapshotsRequest* request,
                                      v1::ListPortfolioSnapshotsResponse* response) override;
  grpc::Status GetBennyDashboard(grpc::ServerContext* context,
                                 const v1::GetBennyDashboardRequest* request,
                                 v1::BennyDashboard* response) override;
  grpc::Status ListBennyDecisions(grpc::ServerContext* context,
                                  const v1::ListBennyDecisionsRequest* request,
                                  v1::ListBennyDecisionsResponse* response) override;

 private:
  const Parts parts_;
  const Bankrolls bankrolls_;
  const Bets& bets_;
  const LimitBook limit_book_;
  const Portfolio portfolio_;
};

}  // namespace overround::bankroll
