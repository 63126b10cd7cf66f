#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "services/bankroll/agent/agent.h"
#include "services/bankroll/agent/convert.h"
#include "services/bankroll/agent/dashboard.h"
#include "services/bankroll/convert.h"
#include "services/bankroll/requests.h"
#include "services/bankroll/service.h"

// Bets, limits, portfolios and the agent.
namespace overround::bankroll {

grpc::Status Service::CreateBet(grpc::ServerContext* context, const v1::CreateBetRequest* request,
                                v1::Bet* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Bet> {
    OVERROUND_RETURN_IF_ERROR(CheckRequestId(request->request_id()));
    OVERROUND_ASSIGN_OR_RETURN(const NewBet asked,
                               NewBetFromProto(request->bet(), request->request_id()));
    OVERROUND_ASSIGN_OR_RETURN(const Bet opened,
                               bets_.Open(call.caller.principal(), asked, call.deadline));
    return ToProto(opened);
  });
}

grpc::Status Service::GetBet(grpc::ServerContext* context, const v1::GetBetRequest* request,
                             v1::Bet* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Bet> {
    OVERROUND_ASSIGN_OR_RETURN(const BetId id,
                               wire::IdFromName<BetId>(request->name(), "bets", "name"));
    OVERROUND_ASSIGN_OR_RETURN(const Bet found,
                               bets_.Get(call.caller.principal(), id, call.deadline));
    return ToProto(found);
  });
}

grpc::Status Service::ListBets(grpc::ServerContext* context, const v1::ListBetsRequest* request,
                               v1::ListBetsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListBetsResponse> {
        const std::string& principal = call.caller.principal();
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        OVERROUND_ASSIGN_OR_RETURN(const auto filter, ParseBetFilter(*request, principal, page));
        OVERROUND_ASSIGN_OR_RETURN(auto found, bets_.List(principal, filter, call.deadline));
        v1::ListBetsResponse answer;
        if (found.size() > static_cast<size_t>(page.size)) {
          found.erase(found.begin() + page.size, found.end());
          answer.set_next_page_token(
              wire::NextPageToken(*request, SortKey(found.back().place_time, found.back().id)));
        }
        for (const Bet& bet : found) *answer.add_bets() = ToProto(bet);
        return answer;
      });
}

grpc::Status Service::ListLimits(grpc::ServerContext* context, const v1::ListLimitsRequest* request,
                                 v1::ListLimitsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListLimitsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto bankroll,
            OptionalId<BankrollId>(request->bankroll(), "bankrolls", "bankroll"));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto found, limit_book_.List(call.caller.principal(), bankroll, call.deadline));
        v1::ListLimitsResponse answer;
        std::string last;
        for (const BankrollLimits& each : found) {
          const std::string id = each.bankroll.ToString();
          if (!page.is_first() && id <= page.after[0]) continue;
          if (answer.limits_size() == page.size) {
            answer.set_next_page_token(wire::NextPageToken(*request, {last}));
            break;
          }
          *answer.add_limits() = ToProto(each.bankroll, each.limits, each.currency);
          last = id;
        }
        return answer;
      });
}

grpc::Status Service::UpdateLimits(grpc::ServerContext* context,
                                   const v1::UpdateLimitsRequest* request, v1::Limits* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Limits> {
    OVERROUND_ASSIGN_OR_RETURN(const BankrollId id, ParseLimitsName(request->limits().name()));
    OVERROUND_ASSIGN_OR_RETURN(const auto asked, ParseLimits(*request));
    OVERROUND_ASSIGN_OR_RETURN(
        const BankrollLimits changed,
        limit_book_.Update(call.caller.principal(), id, asked, call.deadline));
    return ToProto(changed.bankroll, changed.limits, changed.currency);
  });
}

grpc::Status Service::ListPortfolioSnapshots(grpc::ServerContext* context,
                                             const v1::ListPortfolioSnapshotsRequest* request,
                                             v1::ListPortfolioSnapshotsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListPortfolioSnapshotsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page,
                                   wire::ParsePage(*request, 1, {.preset = 1000, .max = 5000}));
        OVERROUND_ASSIGN_OR_RETURN(
            const BankrollId id,
            wire::IdFromName<BankrollId>(request->bankroll(), "bankrolls", "bankroll"));
        OVERROUND_ASSIGN_OR_RETURN(const auto filter, ParseSnapshotFilter(*request, page));
        OVERROUND_ASSIGN_OR_RETURN(
            auto found, portfolio_.List(call.caller.principal(), id, filter, call.deadline));
        v1::ListPortfolioSnapshotsResponse answer;
        if (found.snapshots.size() > static_cast<size_t>(page.size)) {
          found.snapshots.resize(page.size);
          answer.set_next_page_token(wire::NextPageToken(
              *request, {absl::StrCat(absl::ToUnixMicros(found.snapshots.back().time))}));
        }
        for (const Snapshot& snapshot : found.snapshots) {
          *answer.add_portfolio_snapshots() = ToProto(id, snapshot, found.bankroll.currency);
        }
        return answer;
      });
}

grpc::Status Service::GetBennyDashboard(grpc::ServerContext* context,
                                        const v1::GetBennyDashboardRequest* /*request*/,
                                        v1::BennyDashboard* response) {
  return rpc::Reply(*context, response,
                    [&](const rpc::Call& call) -> absl::StatusOr<v1::BennyDashboard> {
                      OVERROUND_ASSIGN_OR_RETURN(
                          const Dashboard dashboard,
                          ReadDashboard(parts_.pool, kBenny, parts_.world.Now(), call.deadline));
                      return ToProto(dashboard);
                    });
}

grpc::Status Service::ListBennyDecisions(grpc::ServerContext* context,
                                         const v1::ListBennyDecisionsRequest* request,
                                         v1::ListBennyDecisionsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListBennyDecisionsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        OVERROUND_ASSIGN_OR_RETURN(const auto filter, ParseDecisionFilter(*request, page));
        OVERROUND_ASSIGN_OR_RETURN(
            auto found,
            parts_.pool.InTransaction(call.deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) {
              return agent_store::ListDecisions(tx, filter);
            }));
        v1::ListBennyDecisionsResponse answer;
        if (found.size() > static_cast<size_t>(page.size)) {
          found.erase(found.begin() + page.size, found.end());
          answer.set_next_page_token(
              wire::NextPageToken(*request, SortKey(found.back().decide_time, found.back().id)));
        }
        for (const Decision& decision : found) *answer.add_decisions() = ToProto(decision);
        return answer;
      });
}

}  // namespace overround::bankroll
