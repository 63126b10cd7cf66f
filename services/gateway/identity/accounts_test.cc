#include "services/gateway/identity/accounts.h"

#include <future>
#include <set>

#include "migrations/gateway_migrations.h"
#include <catch2/catch.hpp>

#include "libs/ops/run_service.h"
#include "libs/testing/catalogue.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::gateway {
namespace {

using Code = absl::StatusCode;

const Client kHome{"192.0.2.7", "request-1"};
constexpr char kPassword[] = "correct horse battery";

// Two replicas of identity on one database, with a clock that only the test moves.
struct Identity {
  explicit Identity(AttemptLimits limits = {})
      : accounts(MakeAccounts(limits)), replica(MakeAccounts(limits)) {
    keys.Add("gateway", key.public_key());
  }

  Accounts MakeAccounts(AttemptLimits limits) {
    return Accounts(database.pool(), passwords, access_tokens, clock, limits);
  }

  absl::StatusOr<OpenedSession> Ada() {
    return accounts.Register({"Ada@Example.com ", kPassword, "Ada"}, kHome, testing::Soon());
  }
  absl::StatusOr<OpenedSession> Refresh(const std::string& token) {
    return accounts.Refresh(token, kHome, testing::Soon());
  }
  std::vector<std::string> Audit() {
    std::vector<std::string> actions;
    const absl::Status read =
        database.pool().InTransaction(testing::Soon(), [&](pg::Transaction& tx) -> absl::Status {
          const auto rows =
              tx.Query("SELECT action FROM gateway.audit_log ORDER BY create_time, entry_id");
          if (!rows.ok()) return rows.status();
          for (const pg::Row row : *rows) actions.push_back(row.Get<std::string>(0));
          return absl::OkStatus();
        });
    REQUIRE(IsOk(read));
    return actions;
  }

  // Now, for the deadlines are the system's.
  SettableClock clock{absl::Now()};
  testing::TestDatabase database{"gateway", ops::MigrationSetsOf("gateway", kMigrations)};
  rpc::SigningKey key = rpc::SigningKey::Generate("gateway");
  rpc::PublicKeys keys{"", clock};
  Passwords passwords{{.operations = 1, .memory_bytes = 8192}, 2, testing::Wall()};
  AccessTokens access_tokens{key, keys, clock};
  Accounts accounts;
  Accounts replica;
};

TEST_CASE("a new user is logged in, under the address in lower case", "[identity][pg]") {
  Identity identity;
  const auto session = identity.Ada();
  REQUIRE(IsOk(session));
  CHECK(session->user.email == "ada@example.com");
  const auto caller = identity.access_tokens.Verify(session->access.token);
  REQUIRE(IsOk(caller));
  CHECK(caller->subject == "users/" + session->user.id.ToString());
  CHECK(caller->HasRole("user"));
  CHECK_FALSE(caller->IsOperator());
  CHECK(IsOk(identity.accounts.GetUser(*caller, testing::Soon())));
  CHECK(identity.Audit() == std::vector<std::string>{"REGISTERED"});
}

TEST_CASE("an address has one account, however it is written", "[identity][pg]") {
  Identity identity;
  REQUIRE(IsOk(identity.Ada()));
  CHECK(Fails(
      identity.accounts.Register({"ADA@example.COM", kPassword, "Eve"}, kHome, testing::Soon()),
      Code::kAlreadyExists, "email"));
}

TEST_CASE("weak passwords and wrong addresses are refused", "[identity][pg]") {
  Identity identity;
  const auto registers = [&](const char* email, const char* password, const char* name) {
    return identity.accounts.Register({email, password, name}, kHome, testing::Soon());
  };
  CHECK(Fails(registers("a@b.c", "short", "A"), Code::kInvalidArgument, "password"));
  CHECK(Fails(registers("a@b.c", "aaaaaaaaaaaa", "A"), Code::kInvalidArgument, "password"));
  CHECK(Fails(registers("a@b.c", "Password123", "A"), Code::kInvalidArgument, "password"));
  CHECK(Fails(registers("long@example.com", "Long@Example.com", "A"), Code::kInvalidArgument));
  CHECK(Fails(registers("a@b.c", kPassword, " "), Code::kInvalidArgument, "display_name"));
  for (const char* email : {"", "a", "@b", "a@", "a@b@c", "a b@c.d", "a@.b", "a@b..c", "a@b,c"}) {
    CAPTURE(email);
    CHECK(Fails(registers(email, kPassword, "A"), Code::kInvalidArgument, "email"));
  }
}

TEST_CASE("log-in tells neither which part was wrong nor whether the address exists",
          "[identity][pg]") {
  Identity identity;
  REQUIRE(IsOk(identity.Ada()));
  identity.clock.Advance(absl::Seconds(1));
  const auto wrong =
      identity.accounts.LogIn("ada@example.com", "not her password", kHome, testing::Soon());
  identity.clock.Advance(absl::Seconds(1));
  const auto unknown =
      identity.accounts.LogIn("eve@example.com", kPassword, kHome, testing::Soon());
  CHECK(wrong.status() == unknown.status());
  CHECK(Fails(wrong, Code::kUnauthenticated));
  identity.clock.Advance(absl::Seconds(1));
  CHECK(IsOk(identity.replica.LogIn(" ADA@example.com", kPassword, kHome, testing::Soon())));
  CHECK(identity.Audit() ==
        std::vector<std::string>{"REGISTERED", "LOG_IN_REFUSED", "LOG_IN_REFUSED", "LOGGED_IN"});
}

TEST_CASE("guessing is slowed down on all replicas together, until the window has passed",
          "[identity][pg]") {
  Identity identity({.log_ins_by_account_and_address = 3});
  REQUIRE(IsOk(identity.Ada()));
  const auto tries = [&](Accounts& accounts, const char* password) {
    return accounts.LogIn("ada@example.com", password, kHome, testing::Soon());
  };
  CHECK(Fails(tries(identity.accounts, "guess number 1"), Code::kUnauthenticated));
  CHECK(Fails(tries(identity.replica, "guess number 2"), Code::kUnauthenticated));
  CHECK(Fails(tries(identity.accounts, "guess number 3"), Code::kUnauthenticated));
  CHECK(Fails(tries(identity.replica, kPassword), Code::kResourceExhausted));
  // From elsewhere she still gets in.
  CHECK(IsOk(identity.accounts.LogIn("ada@example.com", kPassword, {"198.51.100.2", "r"},
                                     testing::Soon())));
  identity.clock.Advance(kAttemptWindow + absl::Seconds(1));
  CHECK(IsOk(tries(identity.replica, kPassword)));
}

TEST_CASE("a refresh gives new tokens, and the old one no more after the grace", "[identity][pg]") {
  Identity identity;
  const auto first = identity.Ada();
  REQUIRE(IsOk(first));
  const auto second = identity.Refresh(first->refresh_token);
  REQUIRE(IsOk(second));
  CHECK(second->refresh_token != first->refresh_token);
  const auto third = identity.Refresh(second->refresh_token);
  REQUIRE(IsOk(third));
  CHECK(IsOk(identity.Refresh(third->refresh_token)));
}

TEST_CASE("a client that lost the answer gets the same token again for ten seconds",
          "[identity][pg]") {
  Identity identity;
  const auto first = identity.Ada();
  const auto second = identity.Refresh(first->refresh_token);
  identity.clock.Advance(kRefreshGrace);
  const auto again = identity.replica.Refresh(first->refresh_token, kHome, testing::Soon());
  REQUIRE(IsOk(again));
  CHECK(again->refresh_token == second->refresh_token);
  CHECK(IsOk(identity.Refresh(again->refresh_token)));
}

TEST_CASE("a token seen again later ends the session for thief and owner", "[identity][pg]") {
  Identity identity;
  const auto first = identity.Ada();
  const auto elsewhere =
      identity.accounts.LogIn("ada@example.com", kPassword, kHome, testing::Soon());
  const auto second = identity.Refresh(first->refresh_token);
  identity.clock.Advance(kRefreshGrace + absl::Seconds(1));
  CHECK(Fails(identity.Refresh(first->refresh_token), Code::kUnauthenticated));
  CHECK(Fails(identity.Refresh(second->refresh_token), Code::kUnauthenticated));
  CHECK(identity.Audit().back() == "TOKEN_REUSED");
  // Her other log-in is another family.
  CHECK(IsOk(identity.Refresh(elsewhere->refresh_token)));
}

TEST_CASE("refreshes at once on two replicas give everybody the same next token",
          "[identity][pg]") {
  Identity identity;
  std::string token = identity.Ada()->refresh_token;
  for (int round = 0; round < 5; ++round) {
    std::vector<std::future<absl::StatusOr<OpenedSession>>> racing;
    for (int i = 0; i < 6; ++i) {
      Accounts& accounts = i % 2 == 0 ? identity.accounts : identity.replica;
      racing.push_back(std::async(std::launch::async, [&accounts, token] {
        return accounts.Refresh(token, kHome, testing::Soon());
      }));
    }
    std::set<std::string> next;
    for (auto& one : racing) {
      const auto session = one.get();
      REQUIRE(IsOk(session));
      next.insert(session->refresh_token);
    }
    REQUIRE(next.size() == 1);
    token = *next.begin();
  }
}

TEST_CASE("an invented secret does not renew a session, and ends it", "[identity][pg]") {
  Identity identity;
  const auto session = identity.Ada();
  const auto token = RefreshToken::Parse(session->refresh_token);
  const RefreshToken invented = RefreshToken::Make(token->user(), token->session());
  CHECK(Fails(identity.Refresh(invented.ToString()), Code::kUnauthenticated));
  CHECK(Fails(identity.Refresh(session->refresh_token), Code::kUnauthenticated));
  CHECK(Fails(identity.Refresh("nonsense"), Code::kUnauthenticated));
  CHECK(Fails(identity.Refresh(""), Code::kUnauthenticated));
}

TEST_CASE("a session ends by logging out and by age", "[identity][pg]") {
  Identity identity;
  const auto session = identity.Ada();
  CHECK(IsOk(identity.accounts.LogOut("nonsense", kHome, testing::Soon())));
  CHECK(IsOk(identity.accounts.LogOut(session->refresh_token, kHome, testing::Soon())));
  CHECK(IsOk(identity.accounts.LogOut(session->refresh_token, kHome, testing::Soon())));
  CHECK(Fails(identity.Refresh(session->refresh_token), Code::kUnauthenticated));
  const auto other = identity.accounts.LogIn("ada@example.com", kPassword, kHome, testing::Soon());
  identity.clock.Advance(kRefreshTokenLifetime + absl::Seconds(1));
  CHECK(Fails(identity.Refresh(other->refresh_token), Code::kUnauthenticated));
  CHECK(
      Fails(identity.access_tokens.Verify(other->access.token), Code::kUnauthenticated, "expired"));
  identity.clock.Advance(absl::Hours(24 * 8));
  CHECK(*identity.accounts.Sweep(testing::Soon()) >= 2);
}

TEST_CASE("a user keeps at most twenty sessions", "[identity][pg]") {
  Identity identity;
  const auto oldest = identity.Ada();
  for (int i = 0; i < 20; ++i) {
    identity.clock.Advance(absl::Minutes(16));
    REQUIRE(IsOk(identity.accounts.LogIn("ada@example.com", kPassword, kHome, testing::Soon())));
  }
  CHECK(Fails(identity.Refresh(oldest->refresh_token), Code::kUnauthenticated));
}

TEST_CASE("preferences start at their defaults and change one by one", "[identity][pg]") {
  Identity identity;
  const Caller ada = *identity.access_tokens.Verify(identity.Ada()->access.token);
  auto& accounts = identity.accounts;
  CHECK(accounts.GetPreferences(ada, testing::Soon())->time_zone == "UTC");
  const auto changed =
      accounts.UpdatePreferences(ada, {.time_zone = "America/New_York"}, kHome, testing::Soon());
  REQUIRE(IsOk(changed));
  CHECK(changed->odds_format == "AMERICAN");
  CHECK(IsOk(accounts.UpdatePreferences(ada, {.odds_format = "DECIMAL"}, kHome, testing::Soon())));
  CHECK(accounts.GetPreferences(ada, testing::Soon())->time_zone == "America/New_York");
  CHECK(accounts.GetPreferences(ada, testing::Soon())->odds_format == "DECIMAL");
  CHECK(
      Fails(accounts.UpdatePreferences(ada, {.time_zone = "Mars/Olympus"}, kHome, testing::Soon()),
            Code::kInvalidArgument, "time_zone"));
  CHECK(
      Fails(accounts.GetPreferences(Caller::Anonymous(), testing::Soon()), Code::kUnauthenticated));
  CHECK(Fails(accounts.GetPreferences(Caller::Service("grading"), testing::Soon()),
              Code::kUnauthenticated));
}

TEST_CASE("an access token is good for the gateway alone, and only as it was signed",
          "[identity]") {
  SettableClock clock{absl::FromUnixSeconds(1'800'000'000)};
  const rpc::SigningKey key = rpc::SigningKey::Generate("gateway");
  rpc::PublicKeys keys("", clock);
  keys.Add("gateway", key.public_key());
  AccessTokens tokens(key, keys, clock);
  const std::string token = tokens.Mint("users/x", {"user", "admin"}).token;
  REQUIRE(IsOk(tokens.Verify(token)));
  CHECK(tokens.Verify(token)->IsOperator());
  // A caller's token, which services take, is none for clients, and the other way round.
  const std::string inner = rpc::MintToken(key, Caller::User("users/x"), "gateway", clock.Now());
  CHECK(Fails(tokens.Verify(inner), Code::kUnauthenticated));
  rpc::TokenVerifier service({.audience = "gateway"}, keys, clock);
  CHECK(Fails(service.Verify(token), Code::kUnauthenticated));
  for (size_t i = 0; i < token.size(); i += 7) {
    std::string broken = token;
    broken[i] = broken[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK(Fails(tokens.Verify(broken), Code::kUnauthenticated));
  }
  clock.Advance(kAccessTokenLifetime);
  CHECK(Fails(tokens.Verify(token), Code::kUnauthenticated, "expired"));
}

TEST_CASE("the gateway's tables keep the rules of distributed tables", "[identity][pg]") {
  Identity identity;
  CHECK(testing::CatalogueFaults(identity.database, "gateway") == std::vector<std::string>{});
}

}  // namespace
}  // namespace overround::gateway
