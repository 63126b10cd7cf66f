#include "services/bankroll/service.h"

#include <catch2/catch.hpp>

#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "libs/testing/status_matchers.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/odds_wire.h"
#include "services/bankroll/test_bets.h"

namespace overround::bankroll {
namespace {

using absl::StatusCode;

// The service over a real channel; the fixture's owner calls unless a test says otherwise.
struct ServiceFixture : BetsFixture {
  Service service{parts, bets};
  rpc::TestServer server{"bankroll", {&service}};
  std::unique_ptr<v1::BankrollService::Stub> stub = v1::BankrollService::NewStub(server.channel());
  Caller caller = Caller::User(kOwner);

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(grpc::Status (v1::BankrollService::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    const auto context = server.As(caller);
    Response response;
    const absl::Status status =
        rpc::FromGrpc((stub.get()->*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }

  static common::v1::Money Dollars(int64_t minor) {
    common::v1::Money money;
    money.set_minor_units(minor);
    money.set_scale(2);
    money.set_currency_code("USD");
    return money;
  }
  absl::StatusOr<v1::Bankroll> Create(const std::string& request_id,
                                      const std::string& display_name = "Main") {
    v1::CreateBankrollRequest request;
    request.set_request_id(request_id);
    request.mutable_bankroll()->set_display_name(display_name);
    request.mutable_bankroll()->set_currency_code("USD");
    request.mutable_bankroll()->set_scale(2);
    return Call(&v1::BankrollService::Stub::CreateBankroll, request);
  }
  absl::StatusOr<v1::DepositResponse> DepositTo(const std::string& name, int64_t minor,
                                                const std::string& request_id) {
    v1::DepositRequest request;
    request.set_name(name);
    *request.mutable_amount() = Dollars(minor);
    request.set_request_id(request_id);
    return Call(&v1::BankrollService::Stub::Deposit, request);
  }
  std::string Funded(int64_t minor) {
    const std::string name = Create("open")->name();
    REQUIRE(IsOk(DepositTo(name, minor, "first")));
    return name;
  }
  v1::CreateBetRequest BetRequest(const std::string& bankroll, int64_t stake) {
    SetOffer(HomeToWin(), -110);
    v1::CreateBetRequest request;
    request.set_request_id("bet");
    v1::Bet& bet = *request.mutable_bet();
    bet.set_bankroll(bankroll);
    bet.set_sportsbook("sportsbooks/book");
    *bet.mutable_selection() = wire::ToProto(HomeToWin());
    *bet.mutable_stake() = Dollars(stake);
    *bet.mutable_odds() = wire::ToProto(*Odds::FromAmerican(-110));
    return request;
  }
};

using Stub = v1::BankrollService::Stub;

TEST_CASE("a bankroll is opened, funded, read and verified over the wire", "[bankroll][pg]") {
  ServiceFixture fixture;
  const std::string name = fixture.Funded(100'00);
  v1::GetBankrollRequest get;
  get.set_name(name);
  const auto read = fixture.Call(&Stub::GetBankroll, get);
  REQUIRE(IsOk(read));
  CHECK(read->cash().minor_units() == 100'00);
  CHECK(read->state() == v1::Bankroll::STATE_OPEN);
  CHECK(read->owner() == kOwner);
  v1::VerifyLedgerRequest verify;
  verify.set_name(name);
  const auto audit = fixture.Call(&Stub::VerifyLedger, verify);
  CHECK(audit->chain_intact());
  CHECK(audit->balanced());
  CHECK(audit->ledger_head() == read->ledger_head());
  v1::ListAccountsRequest accounts;
  accounts.set_parent(name);
  accounts.set_page_size(3);
  const auto first = fixture.Call(&Stub::ListAccounts, accounts);
  CHECK(first->accounts_size() == 3);
  accounts.set_page_token(first->next_page_token());
  const auto rest = fixture.Call(&Stub::ListAccounts, accounts);
  CHECK(rest->accounts_size() == 2);
  CHECK(rest->next_page_token().empty());
  CHECK(rest->accounts(0).balance().minor_units() == -100'00);
}

TEST_CASE("a caller sees only its own, everybody sees the agents'", "[bankroll][pg]") {
  ServiceFixture fixture;
  const std::string name = fixture.Funded(100'00);
  fixture.Trigger(kBennyWeekTask);
  v1::GetBankrollRequest get;
  get.set_name(name);
  v1::ListBankrollsRequest list;
  list.set_owner(kOwner);
  fixture.caller = Caller::User("users/another");
  CHECK(Fails(fixture.Call(&Stub::GetBankroll, get), StatusCode::kNotFound));
  CHECK(Fails(fixture.Call(&Stub::ListBankrolls, list), StatusCode::kNotFound));
  CHECK(Fails(fixture.DepositTo(name, 1, "second"), StatusCode::kNotFound));
  list.set_owner(kBenny);
  const auto weeks = fixture.Call(&Stub::ListBankrolls, list);
  REQUIRE(IsOk(weeks));
  REQUIRE(weeks->bankrolls_size() == 1);
  CHECK(Fails(fixture.DepositTo(weeks->bankrolls(0).name(), 1, "gift"), StatusCode::kNotFound));
  fixture.caller = Caller::Anonymous();
  CHECK(IsOk(fixture.Call(&Stub::ListBankrolls, list)));
  CHECK(IsOk(fixture.Call(&Stub::GetBennyDashboard, v1::GetBennyDashboardRequest())));
  CHECK(IsOk(fixture.Call(&Stub::ListBennyDecisions, v1::ListBennyDecisionsRequest())));
  CHECK(Fails(fixture.Call(&Stub::GetBankroll, get), StatusCode::kNotFound));
  CHECK(Fails(fixture.Create("x"), StatusCode::kUnauthenticated));
  fixture.caller = Caller::Service("grading");
  CHECK(Fails(fixture.Create("x"), StatusCode::kPermissionDenied));
}

TEST_CASE("malformed requests are refused, naming the field", "[bankroll][pg]") {
  ServiceFixture fixture;
  const std::string name = fixture.Funded(100'00);
  CHECK(Fails(fixture.Create(""), StatusCode::kInvalidArgument, "request_id"));
  CHECK(Fails(fixture.Create("/bets"), StatusCode::kInvalidArgument, "request_id"));
  CHECK(Fails(fixture.Create("a", ""), StatusCode::kInvalidArgument, "display_name"));
  CHECK(Fails(fixture.Create("b", std::string("a\0b", 3)), StatusCode::kInvalidArgument));
  CHECK(Fails(fixture.Create("c", std::string(101, 'x')), StatusCode::kInvalidArgument));
  std::string long_name;
  for (int i = 0; i < 100; ++i) long_name += "é";
  CHECK(IsOk(fixture.Create("d", long_name)));
  CHECK(Fails(fixture.DepositTo(name, 0, "a"), StatusCode::kInvalidArgument, "amount"));
  CHECK(Fails(fixture.DepositTo("bankrolls/1", 1, "a"), StatusCode::kInvalidArgument, "name"));
  CHECK(Fails(fixture.DepositTo(name, INT64_MAX, "a"), StatusCode::kOutOfRange, "amount"));
  auto bet = fixture.BetRequest(name, 10'00);
  bet.mutable_bet()->clear_selection();
  CHECK(Fails(fixture.Call(&Stub::CreateBet, bet), StatusCode::kInvalidArgument, "bet.selection"));
}

TEST_CASE("the twenty-first bankroll is refused", "[bankroll][pg]") {
  ServiceFixture fixture;
  for (int i = 0; i < 20; ++i) REQUIRE(IsOk(fixture.Create(std::to_string(i))));
  CHECK(Fails(fixture.Create("20"), StatusCode::kResourceExhausted));
  CHECK(IsOk(fixture.Create("7")));
}

TEST_CASE("a bet is placed, settled, listed and found in the transactions", "[bankroll][pg]") {
  ServiceFixture fixture;
  const std::string name = fixture.Funded(100'00);
  const auto placed = fixture.Call(&Stub::CreateBet, fixture.BetRequest(name, 11'00));
  REQUIRE(IsOk(placed));
  CHECK(placed->odds().quoted_text() == "-110");
  CHECK(placed->potential_payout().minor_units() == 21'00);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));

  v1::ListBetsRequest list;
  list.add_states(v1::Bet::STATE_WON);
  list.set_bankroll(name);
  const auto bets = fixture.Call(&Stub::ListBets, list);
  REQUIRE(IsOk(bets));
  REQUIRE(bets->bets_size() == 1);
  CHECK(bets->bets(0).settlements(0).payout().minor_units() == 21'00);
  v1::GetBetRequest get;
  get.set_name(placed->name());
  CHECK(fixture.Call(&Stub::GetBet, get)->state() == v1::Bet::STATE_WON);
  v1::ListTransactionsRequest transactions;
  transactions.set_bankroll(name);
  transactions.set_bet(placed->name());
  transactions.set_page_size(2);
  const auto first = fixture.Call(&Stub::ListTransactions, transactions);
  REQUIRE(first->transactions_size() == 2);
  CHECK(first->transactions(0).kind() == v1::Transaction::KIND_PROFIT);
  transactions.set_page_token(first->next_page_token());
  const auto rest = fixture.Call(&Stub::ListTransactions, transactions);
  CHECK(rest->transactions_size() == 1);
  CHECK(rest->transactions(0).kind() == v1::Transaction::KIND_HOLD);
  fixture.caller = Caller::User("users/another");
  CHECK(Fails(fixture.Call(&Stub::GetBet, get), StatusCode::kNotFound));
}

TEST_CASE("limits tighten at once and loosen a day later, over the wire", "[bankroll][pg]") {
  ServiceFixture fixture;
  const std::string name = fixture.Funded(100'00);
  v1::UpdateLimitsRequest update;
  update.mutable_limits()->set_name(name + "/limits");
  *update.mutable_limits()->mutable_stake_max() = fixture.Dollars(10'00);
  update.mutable_update_mask()->add_paths("stake_max");
  REQUIRE(IsOk(fixture.Call(&Stub::UpdateLimits, update)));
  CHECK(Fails(fixture.Call(&Stub::CreateBet, fixture.BetRequest(name, 10'01)),
              StatusCode::kFailedPrecondition, "stake_max"));
  *update.mutable_limits()->mutable_stake_max() = fixture.Dollars(20'00);
  const auto loosened = fixture.Call(&Stub::UpdateLimits, update);
  CHECK(loosened->stake_max().minor_units() == 10'00);
  CHECK(loosened->pending().stake_max().minor_units() == 20'00);
  fixture.world.Advance(absl::Hours(24));
  const auto listed = fixture.Call(&Stub::ListLimits, v1::ListLimitsRequest());
  REQUIRE(listed->limits_size() == 1);
  CHECK(listed->limits(0).stake_max().minor_units() == 20'00);
  CHECK(listed->limits(0).time_zone() == "UTC");
  update.mutable_update_mask()->set_paths(0, "name");
  CHECK(Fails(fixture.Call(&Stub::UpdateLimits, update), StatusCode::kInvalidArgument, "mask"));
}

TEST_CASE("portfolios are valued hour by hour", "[bankroll][pg]") {
  ServiceFixture fixture;
  const std::string name = fixture.Funded(100'00);
  REQUIRE(IsOk(fixture.Call(&Stub::CreateBet, fixture.BetRequest(name, 11'00))));
  fixture.Trigger(kSnapshotTask);
  fixture.Trigger(kSnapshotTask);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  fixture.world.Advance(absl::Hours(1));
  fixture.Trigger(kSnapshotTask);
  v1::ListPortfolioSnapshotsRequest list;
  list.set_bankroll(name);
  const auto found = fixture.Call(&Stub::ListPortfolioSnapshots, list);
  REQUIRE(IsOk(found));
  REQUIRE(found->portfolio_snapshots_size() == 2);
  CHECK(found->portfolio_snapshots(0).realised_profit().minor_units() == 10'00);
  CHECK(found->portfolio_snapshots(1).at_risk().minor_units() == 11'00);
  CHECK(found->portfolio_snapshots(1).value().minor_units() == 100'00);
  CHECK(found->portfolio_snapshots(1).open_bet_count() == 1);
}

}  // namespace
}  // namespace overround::bankroll
