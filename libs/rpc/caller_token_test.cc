#include "libs/rpc/caller_token.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "libs/rpc/caller_keys.h"

namespace overround::rpc {
namespace {

using Catch::Contains;

const Caller kUser = Caller::User("users/0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55", {"user", "admin"});

// A directory of its own, gone with the test.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "overround.XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string operator/(const std::string& name) const { return path + "/" + name; }

  std::string path;
};

// The service "bankroll", which knows the keys of the gateway, of an operator and of the collector.
struct Bankroll {
  Bankroll() {
    for (const SigningKey* key : {&gateway, &operator_key, &collector}) {
      keys.Add(key->kid(), key->public_key());
    }
  }
  absl::Status Verify(const std::string& token) { return verifier.Verify(token).status(); }
  std::string ByGateway(const Caller& caller) {
    return MintToken(gateway, caller, "bankroll", wall.Now());
  }

  SettableClock wall{absl::FromUnixSeconds(1'790'000'000)};
  SigningKey gateway = SigningKey::Generate("gateway");
  SigningKey operator_key = SigningKey::Generate("operator");
  SigningKey collector = SigningKey::Generate("collector");
  PublicKeys keys{"", wall};
  TokenVerifier verifier{{.audience = "bankroll", .cache_size_max = 8}, keys, wall};
};

TEST_CASE("a token tells who calls", "[caller]") {
  Bankroll bankroll;
  for (const Caller& caller : {kUser, Caller::Anonymous(), Caller::Service("grading"),
                               Caller{.subject = "agents/benny", .kind = Caller::Kind::kAgent}}) {
    const auto verified = bankroll.verifier.Verify(bankroll.ByGateway(caller));
    REQUIRE(verified.ok());
    CHECK(*verified == caller);
  }
}

TEST_CASE("a token changed in any one character is refused", "[caller]") {
  Bankroll bankroll;
  const std::string token = bankroll.ByGateway(kUser);
  // The last character of a segment may carry unused bits, which say nothing.
  for (size_t i = 0; i + 1 < token.size(); i += 3) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK(bankroll.Verify(changed).code() == absl::StatusCode::kUnauthenticated);
  }
}

TEST_CASE("a token is good from its minting to its expiry, give or take the skew", "[caller]") {
  Bankroll bankroll;
  const std::string token = bankroll.ByGateway(kUser);
  bankroll.wall.Advance(-kClockSkew);
  CHECK(bankroll.Verify(token).ok());
  bankroll.wall.Advance(absl::Seconds(-1));
  CHECK_FALSE(Bankroll{}.Verify(token).ok());
  bankroll.wall.Advance(absl::Seconds(1) + kClockSkew + kTokenLifetime);
  CHECK(bankroll.Verify(token).ok());
  bankroll.wall.Advance(kClockSkew);
  CHECK_THAT(std::string(bankroll.Verify(token).message()), Contains("expired"));
}

TEST_CASE("a token from the future is refused", "[caller]") {
  Bankroll bankroll;
  const std::string token =
      MintToken(bankroll.gateway, kUser, "bankroll", bankroll.wall.Now() + absl::Seconds(6));
  CHECK_THAT(std::string(bankroll.Verify(token).message()), Contains("future"));
}

TEST_CASE("a token for another service is refused", "[caller]") {
  Bankroll bankroll;
  const std::string token = MintToken(bankroll.gateway, kUser, "grading", bankroll.wall.Now());
  CHECK_THAT(std::string(bankroll.Verify(token).message()), Contains("another service"));
}

TEST_CASE("a service's key signs for that service alone", "[caller]") {
  Bankroll bankroll;
  const auto by = [&](const SigningKey& key, const Caller& caller) {
    return bankroll.Verify(MintToken(key, caller, "bankroll", bankroll.wall.Now()));
  };
  CHECK(by(bankroll.collector, Caller::Service("collector")).ok());
  CHECK_FALSE(by(bankroll.collector, Caller::Service("gateway")).ok());
  CHECK_FALSE(by(bankroll.collector, kUser).ok());
  CHECK(by(bankroll.operator_key, kUser).ok());
  CHECK_FALSE(by(bankroll.operator_key, Caller::Service("collector")).ok());
}

TEST_CASE("a subject that does not fit its kind is refused", "[caller]") {
  Bankroll bankroll;
  const Caller posing{.subject = "services/gateway", .kind = Caller::Kind::kUser};
  CHECK_FALSE(bankroll.Verify(bankroll.ByGateway(posing)).ok());
  const Caller nobody{.subject = "users/", .kind = Caller::Kind::kUser};
  CHECK_FALSE(bankroll.Verify(bankroll.ByGateway(nobody)).ok());
}

TEST_CASE("only listed services may act for others", "[caller]") {
  Bankroll bankroll;
  Caller worker = Caller::Service("user_model");
  worker.on_behalf_of = kUser.subject;
  const auto verified = bankroll.verifier.Verify(bankroll.ByGateway(worker));
  REQUIRE(verified.ok());
  CHECK(verified->principal() == kUser.subject);
  worker.subject = "services/collector";
  CHECK_FALSE(bankroll.Verify(bankroll.ByGateway(worker)).ok());
  Caller user = kUser;
  user.on_behalf_of = "users/somebody-else";
  CHECK_FALSE(bankroll.Verify(bankroll.ByGateway(user)).ok());
}

TEST_CASE("nonsense is refused, and never repeated in the answer", "[caller]") {
  Bankroll bankroll;
  const std::string token = GENERATE(
      std::string(), std::string("a.b"), std::string("a.b.c"), std::string("e30.e30.e30"),
      std::string(kTokenBytesMax + 1, 'A'),
      absl::StrCat(absl::WebSafeBase64Escape(R"({"alg":"none","kid":"gateway"})"), ".e30."));
  const absl::Status status = bankroll.Verify(token);
  CHECK(status.code() == absl::StatusCode::kUnauthenticated);
  if (token.size() > 3) CHECK_THAT(std::string(status.message()), !Contains(token));
}

TEST_CASE("more callers than are remembered are still verified", "[caller]") {
  Bankroll bankroll;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 30; ++i) {
      const Caller caller = Caller::User(absl::StrCat("users/", i));
      const auto verified = bankroll.verifier.Verify(bankroll.ByGateway(caller));
      REQUIRE(verified.ok());
      CHECK(verified->subject == caller.subject);
    }
  }
}

TEST_CASE("a token source keeps a token, and makes a new one well before it expires", "[caller]") {
  Bankroll bankroll;
  TokenSource tokens(bankroll.collector, bankroll.wall);
  const std::string first = tokens.ForService("bankroll");
  CHECK(bankroll.verifier.Verify(first)->IsService("collector"));
  bankroll.wall.Advance(absl::Seconds(30));
  CHECK(tokens.ForService("bankroll") == first);
  CHECK(tokens.ForService("grading") != first);
  bankroll.wall.Advance(absl::Seconds(15));
  const std::string renewed = tokens.ForService("bankroll");
  CHECK(renewed != first);
  CHECK(bankroll.Verify(renewed).ok());
}

TEST_CASE("a key is made once, closed to others, and its public half is published", "[keys]") {
  const Folder folder;
  const auto made = SigningKey::LoadOrCreate("grading", folder / "s/grading.pem", folder / "pub");
  const auto again = SigningKey::LoadOrCreate("grading", folder / "s/grading.pem", folder / "pub");
  REQUIRE(made.ok());
  REQUIRE(again.ok());
  CHECK(made->public_key() == again->public_key());
  struct stat found {};
  REQUIRE(stat((folder / "s/grading.pem").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  CHECK(std::filesystem::exists(folder / "pub/grading.pub"));
}

TEST_CASE("a key file others can read is refused", "[keys]") {
  const Folder folder;
  REQUIRE(SigningKey::LoadOrCreate("grading", folder / "grading.pem", folder.path).ok());
  REQUIRE(chmod((folder / "grading.pem").c_str(), 0644) == 0);
  const auto loaded = SigningKey::Load("grading", folder / "grading.pem");
  CHECK(loaded.status().code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("a key made by openssl is read: the one of RFC 8410", "[keys]") {
  const Folder folder;
  std::ofstream(folder / "key.pem")
      << "-----BEGIN PRIVATE KEY-----\n"
         "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
         "-----END PRIVATE KEY-----\n";
  REQUIRE(chmod((folder / "key.pem").c_str(), 0600) == 0);
  const auto key = SigningKey::Load("operator", folder / "key.pem");
  REQUIRE(key.ok());
  REQUIRE(key->Publish(folder.path).ok());
  std::ifstream file(folder / "operator.pub");
  const std::string published{std::istreambuf_iterator<char>(file), {}};
  CHECK_THAT(published, Contains("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="));
}

TEST_CASE("a key published later, or replaced, is found when a token asks for it", "[keys]") {
  const Folder folder;
  SettableClock wall(absl::FromUnixSeconds(1'790'000'000));
  PublicKeys keys(folder.path, wall);
  TokenVerifier verifier({.audience = "bankroll"}, keys, wall);
  const SigningKey first = SigningKey::Generate("grading");
  const auto verify = [&](const SigningKey& key) {
    return verifier.Verify(MintToken(key, Caller::Service("grading"), "bankroll", wall.Now()));
  };
  CHECK_FALSE(verify(first).ok());
  REQUIRE(first.Publish(folder.path).ok());
  CHECK_FALSE(verify(first).ok());  // The directory is read once a second at most.
  wall.Advance(absl::Seconds(1));
  CHECK(verify(first).ok());
  const SigningKey second = SigningKey::Generate("grading");
  REQUIRE(second.Publish(folder.path).ok());
  wall.Advance(absl::Seconds(1));
  CHECK(verify(second).ok());
}

}  // namespace
}  // namespace overround::rpc
