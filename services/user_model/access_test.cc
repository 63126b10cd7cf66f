#include "services/user_model/access.h"

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::user_model {
namespace {

using absl::StatusCode;

constexpr char kUser[] = "0198a2f4-7c1e-7a10-8f00-3b1f6c2d9e55";

TEST_CASE("a user reaches its own models, a service those of whom it works for") {
  const auto owner = OwnerOf(Caller::User(std::string("users/") + kUser));
  REQUIRE(IsOk(owner));
  CHECK(owner->ToString() == kUser);
  Caller service = Caller::Service("gateway");
  service.on_behalf_of = std::string("users/") + kUser;
  CHECK(OwnerOf(service) == owner);
}

TEST_CASE("nobody is unauthenticated, and who is no user owns no models") {
  CHECK(Fails(OwnerOf(Caller::Anonymous()), StatusCode::kUnauthenticated));
  CHECK(Fails(OwnerOf(Caller::Service("grading")), StatusCode::kPermissionDenied));
  CHECK(Fails(OwnerOf(Caller::User("users/operator")), StatusCode::kPermissionDenied));
  Caller service = Caller::Service("gateway");
  service.on_behalf_of = "agents/benny";
  CHECK(Fails(OwnerOf(service), StatusCode::kPermissionDenied, "agents/benny"));
}

}  // namespace
}  // namespace overround::user_model
