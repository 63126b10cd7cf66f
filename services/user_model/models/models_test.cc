#include "services/user_model/models/models.h"

#include <vector>

#include <catch2/catch.hpp>
#include <google/protobuf/any.pb.h>
#include <overround/user_model/v1/events.pb.h>

#include "libs/testing/catalogue.h"
#include "libs/testing/status_matchers.h"
#include "services/user_model/test_models.h"

namespace overround::user_model {
namespace {

using absl::StatusCode;
using testing::Soon;

TEST_CASE("the schema of user models may outgrow one machine", "[user_model][pg]") {
  const ModelsFixture fixture;
  CHECK(testing::CatalogueFaults(fixture.database, "user_model") == std::vector<std::string>{});
}

TEST_CASE("a model is read as it was made", "[user_model][pg]") {
  ModelsFixture fixture;
  const Content asked = TestContent();
  const auto made = fixture.Create("first", asked);
  REQUIRE(IsOk(made));
  const auto read = fixture.Get(*made);
  REQUIRE(IsOk(read));
  CHECK(read->content == asked);
  CHECK(read->owner == fixture.owner);
  CHECK(read->state == State::kActive);
  CHECK(read->version == 1);
  CHECK(read->create_time == TestTime());
  CHECK(read->update_time == TestTime());
  Content plain = TestContent("Plain");
  plain.definition.thresholds.reset();
  plain.definition.staking_plan.reset();
  CHECK(fixture.Get(*fixture.Create("second", plain))->content == plain);
}

TEST_CASE("the same request again is the same model, with other content it is refused",
          "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  fixture.world.Advance(absl::Hours(1));
  CHECK(fixture.Created().id == made.id);
  REQUIRE(IsOk(fixture.Weigh(made, 3)));
  const auto again = fixture.Create("main", TestContent("main"));
  REQUIRE(IsOk(again));
  CHECK(again->version == 2);
  CHECK(Fails(fixture.Create("main", TestContent("Other")), StatusCode::kAlreadyExists,
              "request_id"));
  CHECK(fixture.EventTypes().size() == 2);
  REQUIRE(IsOk(fixture.models.Delete(fixture.owner, made.id, "", Soon())));
  CHECK(Fails(fixture.Create("main", TestContent("main")), StatusCode::kAlreadyExists,
              "deleted since"));
}

TEST_CASE("a display name is unique among the owner's", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel first = fixture.Created("one");
  const UserModel second = fixture.Created("two");
  CHECK(Fails(fixture.Create("three", TestContent("one")), StatusCode::kAlreadyExists,
              "display_name"));
  CHECK(Fails(fixture.Rename(second, "one"), StatusCode::kAlreadyExists, "display_name"));
  CHECK(IsOk(fixture.Rename(first, "one")));
  CHECK(IsOk(fixture.models.Create(UserNumbered(2),
                                   {.content = TestContent("one"), .request_id = "one"}, Soon())));
}

TEST_CASE("what it computes makes a version, a name does not", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  fixture.world.Advance(absl::Hours(1));
  const auto renamed = fixture.Rename(made, "Renamed");
  REQUIRE(IsOk(renamed));
  CHECK(renamed->version == 1);
  CHECK(renamed->Etag() != made.Etag());
  CHECK(renamed->update_time == TestTime() + absl::Hours(1));
  CHECK(renamed->create_time == TestTime());
  const Field changed = GENERATE(Field::kSports, Field::kKinds, Field::kWeights, Field::kThresholds,
                                 Field::kStakingPlan);
  const Content other = {.definition = {.sports = {"nba"},
                                        .kinds = {MarketKind::kTotal},
                                        .weights = {{"head_to_head", -1}},
                                        .staking_plan = StakingPlan{}}};
  const auto updated = fixture.Update(made, other, {changed});
  REQUIRE(IsOk(updated));
  CHECK(updated->version == 2);
  CHECK(fixture.Get(made)->content == updated->content);
  CHECK(updated->content.display_name == "Renamed");
}

TEST_CASE("an update that changes nothing leaves no trace", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  fixture.world.Advance(absl::Hours(1));
  const auto same = fixture.Update(made, made.content, {Field::kDisplayName, Field::kWeights});
  REQUIRE(IsOk(same));
  CHECK(same->Etag() == made.Etag());
  CHECK(same->update_time == made.update_time);
  CHECK(fixture.EventTypes() == std::vector<std::string>{"UserModelChanged"});
}

TEST_CASE("versions keep the model as it was then, newest first", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  REQUIRE(IsOk(fixture.Rename(made, "Renamed")));
  fixture.world.Advance(absl::Hours(1));
  const UserModel second = fixture.Weigh(made, 2).value();
  REQUIRE(IsOk(fixture.models.SetState(fixture.owner, made.id, State::kPaused, Soon())));
  const UserModel third = fixture.Weigh(made, 3).value();
  const auto versions = fixture.Versions(made);
  REQUIRE(IsOk(versions));
  REQUIRE(versions->size() == 3);
  CHECK((*versions)[0].content == third.content);
  CHECK((*versions)[0].state == State::kPaused);
  CHECK((*versions)[1].content == second.content);
  CHECK((*versions)[1].Etag() == second.Etag());
  CHECK((*versions)[1].update_time == TestTime() + absl::Hours(1));
  CHECK((*versions)[1].state == State::kActive);
  CHECK((*versions)[2].content == made.content);
  CHECK((*versions)[2].content.display_name == "main");
  const auto page = fixture.models.ListVersions(fixture.owner, made.id, 3, 1, Soon());
  REQUIRE(page->size() == 1);
  CHECK(page->front().version == 2);
}

TEST_CASE("a stale etag aborts, none takes what is there", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  const auto updated = fixture.Weigh(made, 2, made.Etag());
  REQUIRE(IsOk(updated));
  CHECK(Fails(fixture.Weigh(made, 3, made.Etag()), StatusCode::kAborted, "etag"));
  CHECK(Fails(fixture.models.Delete(fixture.owner, made.id, made.Etag(), Soon()),
              StatusCode::kAborted, "etag"));
  CHECK(IsOk(fixture.Weigh(made, 3)));
  CHECK(IsOk(fixture.models.Delete(fixture.owner, made.id, fixture.Get(made)->Etag(), Soon())));
}

TEST_CASE("pausing twice is pausing once", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  const auto pause = [&](State state) {
    return fixture.models.SetState(fixture.owner, made.id, state, Soon());
  };
  const auto paused = pause(State::kPaused);
  REQUIRE(IsOk(paused));
  CHECK(paused->state == State::kPaused);
  CHECK(paused->version == 1);
  CHECK(pause(State::kPaused)->Etag() == paused->Etag());
  CHECK(pause(State::kActive)->state == State::kActive);
  CHECK(fixture.EventTypes().size() == 3);
}

TEST_CASE("a deleted model is gone with its versions and makes room", "[user_model][pg]") {
  ModelsFixture fixture;
  std::vector<UserModel> made;
  for (int i = 0; i < kModelsMax; ++i) made.push_back(fixture.Created(std::to_string(i)));
  REQUIRE(IsOk(fixture.Weigh(made[0], 2)));
  CHECK(Fails(fixture.Create("sixth", TestContent("sixth")), StatusCode::kResourceExhausted));
  CHECK(fixture.Created("3").id == made[3].id);
  REQUIRE(IsOk(fixture.models.Delete(fixture.owner, made[0].id, "", Soon())));
  CHECK(Fails(fixture.Get(made[0]), StatusCode::kNotFound));
  CHECK(Fails(fixture.Versions(made[0]), StatusCode::kNotFound));
  CHECK(Fails(fixture.models.Delete(fixture.owner, made[0].id, "", Soon()), StatusCode::kNotFound));
  const auto left = fixture.database.pool().Query(
      Soon(), "SELECT count(*) FROM user_model.user_model_versions WHERE user_model_id = $1",
      {made[0].id});
  CHECK(left->front().Get<int64_t>(0) == 0);
  CHECK(IsOk(fixture.Create("sixth", TestContent("0"))));
}

TEST_CASE("another's model is as if it were not there", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  const UserId stranger = UserNumbered(2);
  const Models& models = fixture.models;
  CHECK(Fails(models.Get(stranger, made.id, Soon()), StatusCode::kNotFound));
  CHECK(Fails(models.ListVersions(stranger, made.id, 9, 9, Soon()), StatusCode::kNotFound));
  CHECK(Fails(models.Update(stranger, {.id = made.id}, Soon()), StatusCode::kNotFound));
  CHECK(Fails(models.SetState(stranger, made.id, State::kPaused, Soon()), StatusCode::kNotFound));
  CHECK(Fails(models.Delete(stranger, made.id, "", Soon()), StatusCode::kNotFound));
  CHECK(models.List(stranger, {}, 10, Soon())->empty());
  CHECK(fixture.Get(made)->Etag() == made.Etag());
}

TEST_CASE("each change is told whole, to the owner alone", "[user_model][pg]") {
  ModelsFixture fixture;
  const UserModel made = fixture.Created();
  REQUIRE(IsOk(fixture.Weigh(made, 2)));
  REQUIRE(IsOk(fixture.models.Delete(fixture.owner, made.id, "", Soon())));
  CHECK(fixture.EventTypes() ==
        std::vector<std::string>{"UserModelChanged", "UserModelChanged", "UserModelDeleted"});
  const auto rows = fixture.database.pool().Query(
      Soon(),
      "SELECT aggregate, visibility, owner, payload FROM user_model.events_pending "
      "ORDER BY event_id DESC");
  REQUIRE(IsOk(rows));
  const pg::Row last = rows->front();
  CHECK(last.Get<std::string>(0) == "user-models/" + made.id.ToString());
  CHECK(last.Get<std::string>(1) == "OWNER");
  CHECK(last.Get<std::string>(2) == "users/" + fixture.owner.ToString());
  google::protobuf::Any any;
  v1::UserModelDeleted told;
  REQUIRE(any.ParseFromString(last.Get<std::string>(3)));
  REQUIRE(any.UnpackTo(&told));
  CHECK(told.user_model().version() == 2);
  CHECK(told.user_model().weights().at("recent_form") == 2);
}

TEST_CASE("the service may not alter or drop a version or a request", "[user_model][pg]") {
  ModelsFixture fixture;
  REQUIRE(IsOk(fixture.Create("main", TestContent())));
  const std::string statement =
      GENERATE("UPDATE user_model.user_model_versions SET version = 7",
               "DELETE FROM user_model.user_model_versions",
               "UPDATE user_model.user_model_requests SET request_id = 'other'",
               "DELETE FROM user_model.user_model_requests");
  const auto tried = fixture.database.pool().InTransaction(
      Soon(), [&](pg::Transaction& tx) { return tx.Execute(statement).status(); });
  CHECK(Fails(tried, StatusCode::kInternal, "permission denied"));
}

}  // namespace
}  // namespace overround::user_model
