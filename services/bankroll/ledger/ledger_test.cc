#include "services/bankroll/ledger/ledger.h"

#include <atomic>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testing/catalogue.h"
#include "libs/testing/status_matchers.h"
#include "services/bankroll/test_ledger.h"

namespace overround::bankroll {
namespace {

using testing::Soon;

TEST_CASE("the schema may outgrow one machine", "[pg]") {
  const LedgerFixture fixture;
  CHECK(CatalogueFaults(fixture.database, "bankroll") == std::vector<std::string>{});
}

TEST_CASE("a deposit comes from funding and the accounts sum to zero", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bankroll bankroll = fixture.Read(id);
  CHECK(bankroll.cash_minor() == 100'00);
  CHECK(bankroll.BalanceOf(Account::kFunding) == -100'00);
  CHECK(bankroll.transfer_count == 1);
  CHECK(bankroll.ledger_head != FirstHead(id));
  CHECK(fixture.IsSound(id));
}

TEST_CASE("the same opening twice is one bankroll, another content is refused", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(0);
  fixture.world.Advance(absl::Hours(1));
  CHECK(fixture.Open(0) == id);
  const auto other = fixture.InTransaction([&](pg::Transaction& tx) {
    return fixture.ledger.Open(
        tx,
        {.owner = "users/owner", .display_name = "Other", .currency = kUsd, .request_id = "open"});
  });
  CHECK(Fails(other, absl::StatusCode::kAlreadyExists, "request_id"));
  CHECK(fixture.Open(0, "users/another") != id);
}

TEST_CASE("a repeated deposit moves money once, with another amount it is refused",
          "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  CHECK(IsOk(fixture.Deposit(id, 100'00, "first")));
  CHECK(fixture.Read(id).cash_minor() == 100'00);
  CHECK(Fails(fixture.Deposit(id, 200'00, "first"), absl::StatusCode::kAlreadyExists));
  CHECK(Fails(fixture.Withdraw(id, 100'00, "first"), absl::StatusCode::kAlreadyExists));
  CHECK(Fails(fixture.Deposit(id, 0, "none"), absl::StatusCode::kInvalidArgument));
}

TEST_CASE("a withdrawal takes no more than the cash", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  REQUIRE(IsOk(fixture.Hold(id, fixture.BetNumbered(1), 60'00)));
  CHECK(Fails(fixture.Withdraw(id, 40'01, "out"), absl::StatusCode::kFailedPrecondition));
  CHECK(IsOk(fixture.Withdraw(id, 40'00, "out")));
  CHECK(fixture.Read(id).cash_minor() == 0);
  CHECK(fixture.Read(id).held_minor() == 60'00);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("racing holds never spend a balance twice", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  std::atomic<int> held = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        for (int j = 0; j < 4; ++j) {
          if (fixture.Hold(id, fixture.BetNumbered(i * 10 + j), 10'00).ok()) ++held;
        }
      });
    }
  }
  CHECK(held == 10);
  CHECK(fixture.Read(id).cash_minor() == 0);
  CHECK(fixture.Read(id).held_minor() == 100'00);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("racing deposits of one request move money once", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(0);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] { CHECK(fixture.Deposit(id, 5'00, "same").ok()); });
    }
  }
  CHECK(fixture.Read(id).cash_minor() == 5'00);
}

TEST_CASE("each way a bet can end moves its own sums", "[bankroll][pg]") {
  struct Ending {
    const char* name;
    int64_t payout;
    int64_t cash;
  };
  const Ending ending =
      GENERATE(Ending{"won at 10/11", 210'00, 310'00}, Ending{"lost", 0, 100'00},
               Ending{"push or void", 100'00, 200'00}, Ending{"half won", 150'00, 250'00},
               Ending{"half lost", 50'00, 150'00});
  CAPTURE(ending.name);
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(200'00);
  const BetId bet = fixture.BetNumbered(1);
  REQUIRE(IsOk(fixture.Hold(id, bet, 100'00)));
  REQUIRE(IsOk(fixture.Settle(id, bet, 1, 100'00, ending.payout)));
  const Bankroll bankroll = fixture.Read(id);
  CHECK(bankroll.cash_minor() == ending.cash);
  CHECK(bankroll.held_minor() == 0);
  CHECK(bankroll.profit_minor() == ending.payout - 100'00);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("a settlement repeated moves nothing", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(200'00);
  const BetId bet = fixture.BetNumbered(1);
  REQUIRE(IsOk(fixture.Hold(id, bet, 100'00)));
  REQUIRE(IsOk(fixture.Settle(id, bet, 1, 100'00, 190'00)));
  const Sha256Digest head = fixture.Read(id).ledger_head;
  CHECK(IsOk(fixture.Settle(id, bet, 1, 100'00, 190'00)));
  CHECK(fixture.Read(id).ledger_head == head);
}

TEST_CASE("settlement n reverses settlement n - 1", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(200'00);
  const BetId bet = fixture.BetNumbered(1);
  REQUIRE(IsOk(fixture.Hold(id, bet, 100'00)));
  const std::vector<int64_t> payouts = {190'00, 0, 100'00, 50'00, 145'00, 0, 190'00};
  for (size_t n = 0; n < payouts.size(); ++n) {
    REQUIRE(IsOk(fixture.Settle(id, bet, static_cast<int32_t>(n) + 1, 100'00, payouts[n])));
    CHECK(fixture.Read(id).cash_minor() == 100'00 + payouts[n]);
    CHECK(fixture.Read(id).held_minor() == 0);
    CHECK(fixture.IsSound(id));
  }
}

TEST_CASE("peak and low are not touched by what lies between the movements of a change",
          "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(200'00);
  const BetId bet = fixture.BetNumbered(1);
  REQUIRE(IsOk(fixture.Hold(id, bet, 100'00)));
  REQUIRE(IsOk(fixture.Settle(id, bet, 1, 100'00, 190'00)));
  REQUIRE(IsOk(fixture.Settle(id, bet, 2, 100'00, 145'00)));
  CHECK(fixture.Read(id).peak_minor == 290'00);
  CHECK(fixture.Read(id).low_minor == 200'00);
}

TEST_CASE("winnings already withdrawn become owed, block stakes and are repaid by a deposit",
          "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const BetId bet = fixture.BetNumbered(1);
  REQUIRE(IsOk(fixture.Hold(id, bet, 100'00)));
  REQUIRE(IsOk(fixture.Settle(id, bet, 1, 100'00, 300'00)));
  REQUIRE(IsOk(fixture.Withdraw(id, 250'00, "out")));

  REQUIRE(IsOk(fixture.Settle(id, bet, 2, 100'00, 0)));
  CHECK(fixture.Read(id).cash_minor() == 0);
  CHECK(fixture.Read(id).owed_minor() == 250'00);
  CHECK(Fails(fixture.Hold(id, fixture.BetNumbered(2), 1), absl::StatusCode::kFailedPrecondition,
              "owes"));

  REQUIRE(IsOk(fixture.Deposit(id, 200'00, "part")));
  CHECK(fixture.Read(id).cash_minor() == 0);
  CHECK(fixture.Read(id).owed_minor() == 50'00);
  REQUIRE(IsOk(fixture.Deposit(id, 80'00, "rest")));
  CHECK(fixture.Read(id).cash_minor() == 30'00);
  CHECK(fixture.Read(id).owed_minor() == 0);
  CHECK(fixture.Read(id).peak_minor == 300'00);
  CHECK(IsOk(fixture.Hold(id, fixture.BetNumbered(2), 30'00)));
  CHECK(fixture.IsSound(id));
}

TEST_CASE("what is owed is repaid by a win", "[bankroll][pg]") {
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(200'00);
  const BetId first = fixture.BetNumbered(1);
  const BetId second = fixture.BetNumbered(2);
  REQUIRE(IsOk(fixture.Hold(id, first, 100'00)));
  REQUIRE(IsOk(fixture.Hold(id, second, 100'00)));
  REQUIRE(IsOk(fixture.Settle(id, first, 1, 100'00, 200'00)));
  REQUIRE(IsOk(fixture.Withdraw(id, 200'00, "out")));
  REQUIRE(IsOk(fixture.Settle(id, first, 2, 100'00, 0)));
  CHECK(fixture.Read(id).owed_minor() == 200'00);
  REQUIRE(IsOk(fixture.Settle(id, second, 1, 100'00, 250'00)));
  CHECK(fixture.Read(id).owed_minor() == 0);
  CHECK(fixture.Read(id).cash_minor() == 50'00);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("the service may not alter what the ledger holds", "[bankroll][pg]") {
  LedgerFixture fixture;
  fixture.Open(100'00);
  const bool is_after_grants = GENERATE(false, true);
  if (is_after_grants) testing::RunAsAdmin(fixture.database, testing::RolesScript());
  for (const char* sql : {"UPDATE bankroll.transfers SET amount_minor = 1",
                          "DELETE FROM bankroll.transfers", "TRUNCATE bankroll.transfers",
                          "DELETE FROM bankroll.settlements", "DELETE FROM bankroll.decisions"}) {
    CAPTURE(sql);
    const auto refused =
        fixture.InTransaction([&](pg::Transaction& tx) { return tx.Execute(sql).status(); });
    CHECK(!refused.ok());
  }
}

TEST_CASE("what an administrator alters in a ledger is found", "[bankroll][pg]") {
  const char* tampering = GENERATE(
      "UPDATE bankroll.transfers SET amount_minor = 90000 WHERE sequence = 2",
      "UPDATE bankroll.transfers SET create_time = create_time + INTERVAL '1 s' WHERE sequence = 2",
      "DELETE FROM bankroll.transfers WHERE sequence = 3",
      "DELETE FROM bankroll.transfers WHERE sequence = 2",
      "UPDATE bankroll.accounts SET balance_minor = balance_minor + 1 WHERE kind = 'CASH'");
  CAPTURE(tampering);
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  REQUIRE(IsOk(fixture.Deposit(id, 5'00, "second")));
  REQUIRE(IsOk(fixture.Deposit(id, 6'00, "third")));
  REQUIRE(fixture.IsSound(id));
  testing::RunAsAdmin(fixture.database, tampering);
  const Audit audit = fixture.Verify(id);
  CHECK(!(audit.chain_intact && audit.balanced));
  CHECK(audit.fault.has_value());
}

// One random change after another; some are refused, all must leave the ledger sound.
class RandomLife {
 public:
  RandomLife(LedgerFixture& fixture, const BankrollId& id) : fixture_(fixture), id_(id) {}

  void Step(int what, int64_t amount) {
    const std::string request_id = "step-" + std::to_string(++steps_);
    absl::Status status;
    if (what == 0) status = fixture_.Deposit(id_, amount, request_id);
    if (what == 1) status = fixture_.Withdraw(id_, amount, request_id);
    if (what == 2) status = Bet(amount);
    if (what >= 3 && !bets_.empty()) status = SettleOne(amount);
    CHECK((status.ok() || absl::IsFailedPrecondition(status)));
  }

 private:
  struct Open {
    BetId id;
    int64_t stake;
    int32_t settlements;
  };

  absl::Status Bet(int64_t stake) {
    const BetId bet = fixture_.BetNumbered(++steps_);
    absl::Status status = fixture_.Hold(id_, bet, stake);
    if (status.ok()) bets_.push_back({bet, stake, 0});
    return status;
  }
  absl::Status SettleOne(int64_t amount) {
    Open& bet = bets_[static_cast<size_t>(amount) % bets_.size()];
    const std::array<int64_t, 5> payouts = {0, bet.stake, bet.stake / 2, bet.stake * 3 / 2,
                                            bet.stake * 4};
    return fixture_.Settle(id_, bet.id, ++bet.settlements, bet.stake,
                           payouts[static_cast<size_t>(amount) % payouts.size()]);
  }

  LedgerFixture& fixture_;
  const BankrollId id_;
  std::vector<Open> bets_;
  int steps_ = 0;
};

TEST_CASE("after any sequence of changes every ledger verifies and sums to zero",
          "[bankroll][pg][property]") {
  const int life = GENERATE(range(0, 5));
  CAPTURE(Catch::rngSeed(), life);
  std::mt19937 random(Catch::rngSeed() + static_cast<unsigned>(life));
  LedgerFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  RandomLife changes(fixture, id);
  for (int step = 0; step < 60; ++step) {
    changes.Step(static_cast<int>(random() % 7), 1 + static_cast<int64_t>(random() % 80'00));
    fixture.world.Advance(absl::Seconds(1));
  }
  const Bankroll bankroll = fixture.Read(id);
  CHECK(fixture.IsSound(id));
  CHECK(bankroll.cash_minor() >= 0);
  CHECK(bankroll.owed_minor() >= 0);
  CHECK((bankroll.owed_minor() == 0 || bankroll.cash_minor() == 0));
}

}  // namespace
}  // namespace overround::bankroll
