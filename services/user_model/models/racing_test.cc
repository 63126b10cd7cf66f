// What the owner's lock is for: two replicas of the service at once.
#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/user_model/models/models.h"
#include "services/user_model/test_models.h"

namespace overround::user_model {
namespace {

using testing::Soon;

// Another process of the service on the same database.
struct Replica {
  pg::Pool pool;
  Models models;

  explicit Replica(const ModelsFixture& fixture)
      : pool({.conninfo = fixture.database.AppConninfo()}, testing::Wall()),
        models({pool, fixture.events, fixture.ids, fixture.world}) {}
};

// Runs both at once.
template <typename One, typename Other>
void Race(One&& one, Other&& other) {
  std::atomic<int> ready = 0;
  const auto start = [&](auto& run) {
    ++ready;
    while (ready < 2) std::this_thread::yield();
    run();
  };
  const std::jthread first([&] { start(one); });
  const std::jthread second([&] { start(other); });
}

TEST_CASE("two replicas racing for the last place make five models, never six",
          "[user_model][pg]") {
  ModelsFixture fixture;
  const Replica replica(fixture);
  for (int round = 1; round <= 10; ++round) {
    const UserId owner = UserNumbered(round);
    const auto create = [&](const Models& models, const std::string& name) {
      return models.Create(owner, {.content = TestContent(name), .request_id = name}, Soon());
    };
    for (const char* name : {"a", "b", "c", "d"}) REQUIRE(IsOk(create(fixture.models, name)));
    absl::Status one, other;
    Race([&] { one = create(fixture.models, "one").status(); },
         [&] { other = create(replica.models, "other").status(); });
    CAPTURE(round, one, other);
    CHECK(one.ok() != other.ok());
    CHECK((absl::IsResourceExhausted(one) || absl::IsResourceExhausted(other)));
    CHECK(fixture.models.List(owner, {}, 10, Soon())->size() == 5);
  }
}

TEST_CASE("two replicas answering one request make one model", "[user_model][pg]") {
  ModelsFixture fixture;
  const Replica replica(fixture);
  for (int round = 1; round <= 10; ++round) {
    const UserId owner = UserNumbered(round);
    const NewUserModel asked = {.content = TestContent(), .request_id = "same"};
    absl::StatusOr<UserModel> one, other;
    Race([&] { one = fixture.models.Create(owner, asked, Soon()); },
         [&] { other = replica.models.Create(owner, asked, Soon()); });
    REQUIRE(IsOk(one));
    REQUIRE(IsOk(other));
    CHECK(one->id == other->id);
  }
  CHECK(fixture.EventTypes().size() == 10);
}

TEST_CASE("of two racing updates with one etag one is aborted", "[user_model][pg]") {
  ModelsFixture fixture;
  const Replica replica(fixture);
  UserModel model = fixture.Created();
  for (int round = 1; round <= 10; ++round) {
    const auto weigh = [&](const Models& models, double weight) {
      Content content;
      content.definition.weights = {{"recent_form", weight}};
      return models.Update(
          fixture.owner,
          {.id = model.id, .content = content, .fields = {Field::kWeights}, .etag = model.Etag()},
          Soon());
    };
    absl::Status one, other;
    Race([&] { one = weigh(fixture.models, round / 10.0).status(); },
         [&] { other = weigh(replica.models, -round / 10.0).status(); });
    CAPTURE(round, one, other);
    CHECK(one.ok() != other.ok());
    CHECK((absl::IsAborted(one) || absl::IsAborted(other)));
    model = fixture.Get(model).value();
    CHECK(model.version == round + 1);
  }
  CHECK(fixture.Versions(model)->size() == 11);
}

}  // namespace
}  // namespace overround::user_model
