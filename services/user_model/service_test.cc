#include "services/user_model/service.h"

#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "libs/testing/status_matchers.h"
#include "services/user_model/test_models.h"

namespace overround::user_model {
namespace {

using absl::StatusCode;
using Stub = v1::UserModelService::Stub;

// The service over a real channel; the fixture's owner calls unless a test says otherwise.
struct ServiceFixture : ModelsFixture {
  Service service{models};
  rpc::TestServer server{"user_model", {&service}};
  std::unique_ptr<Stub> stub = v1::UserModelService::NewStub(server.channel());
  Caller caller = Caller::User("users/" + owner.ToString());

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    const auto context = server.As(caller);
    Response response;
    const absl::Status status =
        rpc::FromGrpc((stub.get()->*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }

  static v1::CreateUserModelRequest NewRequest(const std::string& request_id) {
    v1::CreateUserModelRequest request;
    request.set_request_id(request_id);
    v1::UserModel& model = *request.mutable_user_model();
    model.set_display_name(request_id);
    model.set_description("Follows the money.");
    model.add_sports("sports/nfl");
    model.add_kinds(common::v1::MarketKey::KIND_SPREAD);
    (*model.mutable_weights())["odds_movement"] = 1.5;
    model.mutable_thresholds()->set_edge_min(0.02);
    model.mutable_staking_plan()->set_kind(v1::StakingPlan::KIND_KELLY);
    model.mutable_staking_plan()->set_fraction(0.5);
    return request;
  }
  absl::StatusOr<v1::UserModel> Make(const v1::CreateUserModelRequest& request) {
    return Call(&Stub::CreateUserModel, request);
  }
  v1::UserModel Made(const std::string& request_id) { return Make(NewRequest(request_id)).value(); }

  template <typename Request>
  static Request Naming(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }
  absl::StatusOr<v1::UserModel> Read(const std::string& name) {
    return Call(&Stub::GetUserModel, Naming<v1::GetUserModelRequest>(name));
  }
};

TEST_CASE("a model is made, read, changed, paused and deleted over the wire", "[user_model][pg]") {
  ServiceFixture fixture;
  const v1::UserModel made = fixture.Made("first");
  CHECK(made.owner() == fixture.caller.subject);
  CHECK(made.state() == v1::UserModel::STATE_ACTIVE);
  CHECK(made.version() == 1);
  CHECK(made.sports(0) == "sports/nfl");
  CHECK(made.kinds(0) == common::v1::MarketKey::KIND_SPREAD);
  CHECK(made.weights().at("odds_movement") == 1.5);
  CHECK(made.staking_plan().fraction() == 0.5);
  CHECK_FALSE(made.staking_plan().has_fraction_max());
  CHECK(made.create_time().seconds() == absl::ToUnixSeconds(TestTime()));

  v1::UpdateUserModelRequest update;
  *update.mutable_user_model() = made;
  update.mutable_user_model()->clear_thresholds();
  const auto changed = fixture.Call(&Stub::UpdateUserModel, update);
  REQUIRE(IsOk(changed));
  CHECK(changed->version() == 2);
  CHECK_FALSE(changed->has_thresholds());
  CHECK(Fails(fixture.Call(&Stub::UpdateUserModel, update), StatusCode::kAborted, "etag"));

  const auto paused =
      fixture.Call(&Stub::PauseUserModel, fixture.Naming<v1::PauseUserModelRequest>(made.name()));
  CHECK(paused->state() == v1::UserModel::STATE_PAUSED);
  const auto resumed =
      fixture.Call(&Stub::ResumeUserModel, fixture.Naming<v1::ResumeUserModelRequest>(made.name()));
  CHECK(resumed->state() == v1::UserModel::STATE_ACTIVE);
  CHECK(fixture.Read(made.name())->SerializeAsString() == resumed->SerializeAsString());

  auto remove = fixture.Naming<v1::DeleteUserModelRequest>(made.name());
  remove.set_etag(made.etag());
  CHECK(Fails(fixture.Call(&Stub::DeleteUserModel, remove), StatusCode::kAborted, "etag"));
  remove.set_etag(resumed->etag());
  CHECK(IsOk(fixture.Call(&Stub::DeleteUserModel, remove).status()));
  CHECK(Fails(fixture.Read(made.name()), StatusCode::kNotFound));
}

TEST_CASE("a mask sets what it names and reads nothing else", "[user_model][pg]") {
  ServiceFixture fixture;
  const v1::UserModel made = fixture.Made("first");
  v1::UpdateUserModelRequest update;
  update.mutable_user_model()->set_name(made.name());
  update.mutable_user_model()->set_display_name("Renamed");
  update.mutable_update_mask()->add_paths("display_name");
  const auto renamed = fixture.Call(&Stub::UpdateUserModel, update);
  REQUIRE(IsOk(renamed));
  CHECK(renamed->display_name() == "Renamed");
  CHECK(renamed->sports(0) == "sports/nfl");
  CHECK(renamed->version() == 1);
  const std::string wrong = GENERATE("version", "name", "etag", "thresholds.edge_min", "*", "");
  update.mutable_update_mask()->set_paths(0, wrong);
  CHECK(Fails(fixture.Call(&Stub::UpdateUserModel, update), StatusCode::kInvalidArgument,
              "update_mask"));
  update.mutable_update_mask()->set_paths(0, "weights");
  CHECK(Fails(fixture.Call(&Stub::UpdateUserModel, update), StatusCode::kInvalidArgument,
              "user_model.weights"));
}

TEST_CASE("lists are paged: models oldest first, versions newest first", "[user_model][pg]") {
  ServiceFixture fixture;
  for (const char* name : {"a", "b", "c"}) {
    fixture.Made(name);
    fixture.world.Advance(absl::Seconds(1));
  }
  v1::ListUserModelsRequest list;
  list.set_page_size(2);
  const auto first = fixture.Call(&Stub::ListUserModels, list);
  REQUIRE(first->user_models_size() == 2);
  CHECK(first->user_models(0).display_name() == "a");
  list.set_page_token(first->next_page_token());
  const auto rest = fixture.Call(&Stub::ListUserModels, list);
  REQUIRE(rest->user_models_size() == 1);
  CHECK(rest->user_models(0).display_name() == "c");
  CHECK(rest->next_page_token().empty());

  v1::UpdateUserModelRequest update;
  *update.mutable_user_model() = first->user_models(0);
  (*update.mutable_user_model()->mutable_weights())["injuries"] = -1;
  REQUIRE(IsOk(fixture.Call(&Stub::UpdateUserModel, update)));
  v1::ListUserModelVersionsRequest versions;
  versions.set_parent(first->user_models(0).name());
  versions.set_page_size(1);
  const auto newest = fixture.Call(&Stub::ListUserModelVersions, versions);
  REQUIRE(newest->versions_size() == 1);
  CHECK(newest->versions(0).version() == 2);
  versions.set_page_token(newest->next_page_token());
  const auto oldest = fixture.Call(&Stub::ListUserModelVersions, versions);
  REQUIRE(oldest->versions_size() == 1);
  CHECK(oldest->versions(0).weights_size() == 1);
  CHECK(oldest->next_page_token().empty());
  versions.set_page_token("damaged");
  CHECK(Fails(fixture.Call(&Stub::ListUserModelVersions, versions), StatusCode::kInvalidArgument,
              "page_token"));
}

TEST_CASE("a caller sees only its own, and only users own models", "[user_model][pg]") {
  ServiceFixture fixture;
  const v1::UserModel made = fixture.Made("first");
  fixture.caller = Caller::User("users/" + UserNumbered(2).ToString());
  CHECK(Fails(fixture.Read(made.name()), StatusCode::kNotFound));
  CHECK(fixture.Call(&Stub::ListUserModels, v1::ListUserModelsRequest())->user_models_size() == 0);
  fixture.caller = Caller::Anonymous();
  CHECK(Fails(fixture.Read(made.name()), StatusCode::kUnauthenticated));
  CHECK(Fails(fixture.Call(&Stub::ListUserModels, v1::ListUserModelsRequest()),
              StatusCode::kUnauthenticated));
  CHECK(Fails(fixture.Make(fixture.NewRequest("x")), StatusCode::kUnauthenticated));
  fixture.caller = Caller::Service("gateway");
  CHECK(Fails(fixture.Make(fixture.NewRequest("x")), StatusCode::kPermissionDenied));
  fixture.caller.on_behalf_of = made.owner();
  CHECK(IsOk(fixture.Read(made.name())));
}

TEST_CASE("malformed models are refused, naming the field", "[user_model][pg]") {
  ServiceFixture fixture;
  const auto refused = [&](const char* field, auto&& spoil) {
    v1::CreateUserModelRequest request = fixture.NewRequest("main");
    spoil(request, *request.mutable_user_model());
    return Fails(fixture.Make(request), StatusCode::kInvalidArgument, field);
  };
  CHECK(refused("request_id", [](auto& request, auto&) { request.clear_request_id(); }));
  CHECK(
      refused("user_model.display_name", [](auto& request, auto&) { request.clear_user_model(); }));
  CHECK(refused("user_model.sports: \"nfl\", want sports/*",
                [](auto&, auto& model) { model.set_sports(0, "nfl"); }));
  CHECK(refused("user_model.sports: sports/nfl twice",
                [](auto&, auto& model) { model.add_sports("sports/nfl"); }));
  CHECK(refused("user_model.kinds", [](auto&, auto& model) { model.clear_kinds(); }));
  CHECK(refused("user_model.kinds", [](auto&, auto& model) {
    model.add_kinds(common::v1::MarketKey::KIND_UNSPECIFIED);
  }));
  CHECK(refused("user_model.kinds: KIND_PROP",
                [](auto&, auto& model) { model.add_kinds(common::v1::MarketKey::KIND_PROP); }));
  CHECK(refused("user_model.weights[injuries]: 11",
                [](auto&, auto& model) { (*model.mutable_weights())["injuries"] = 11; }));
  CHECK(refused("user_model.thresholds.edge_min: 2",
                [](auto&, auto& model) { model.mutable_thresholds()->set_edge_min(2); }));
  CHECK(refused("user_model.staking_plan.kind",
                [](auto&, auto& model) { model.mutable_staking_plan()->clear_kind(); }));
  CHECK(refused("user_model.staking_plan.fraction: unset",
                [](auto&, auto& model) { model.mutable_staking_plan()->clear_fraction(); }));
  CHECK(Fails(fixture.Read("user-models/1"), StatusCode::kInvalidArgument, "name"));
  CHECK(fixture.EventTypes().empty());
}

}  // namespace
}  // namespace overround::user_model
