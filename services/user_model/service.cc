#include "services/user_model/service.h"

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "services/user_model/access.h"
#include "services/user_model/convert.h"
#include "services/user_model/requests.h"

namespace overround::user_model {
namespace {

// Pauses or resumes.
template <typename Request>
absl::StatusOr<v1::UserModel> SetState(const Models& models, const rpc::Call& call,
                                       const Request& request, State state) {
  OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
  OVERROUND_ASSIGN_OR_RETURN(const UserModelId id, ParseName(request.name()));
  OVERROUND_ASSIGN_OR_RETURN(const UserModel changed,
                             models.SetState(owner, id, state, call.deadline));
  return ToProto(changed);
}

}  // namespace

grpc::Status Service::CreateUserModel(grpc::ServerContext* context,
                                      const v1::CreateUserModelRequest* request,
                                      v1::UserModel* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::UserModel> {
        OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
        OVERROUND_ASSIGN_OR_RETURN(const NewUserModel asked, ParseNewUserModel(*request));
        OVERROUND_ASSIGN_OR_RETURN(const UserModel made,
                                   models_.Create(owner, asked, call.deadline));
        return ToProto(made);
      });
}

grpc::Status Service::GetUserModel(grpc::ServerContext* context,
                                   const v1::GetUserModelRequest* request,
                                   v1::UserModel* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::UserModel> {
        OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
        OVERROUND_ASSIGN_OR_RETURN(const UserModelId id, ParseName(request->name()));
        OVERROUND_ASSIGN_OR_RETURN(const UserModel found, models_.Get(owner, id, call.deadline));
        return ToProto(found);
      });
}

grpc::Status Service::ListUserModels(grpc::ServerContext* context,
                                     const v1::ListUserModelsRequest* request,
                                     v1::ListUserModelsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListUserModelsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page,
                                   wire::ParsePage(*request, kModelKeyParts));
        OVERROUND_ASSIGN_OR_RETURN(const auto after, ParseAfterModel(page));
        OVERROUND_ASSIGN_OR_RETURN(auto found,
                                   models_.List(owner, after, page.size + 1, call.deadline));
        v1::ListUserModelsResponse answer;
        if (found.size() > static_cast<size_t>(page.size)) {
          found.resize(page.size);
          answer.set_next_page_token(wire::NextPageToken(*request, ModelKey(found.back())));
        }
        for (const UserModel& model : found) *answer.add_user_models() = ToProto(model);
        return answer;
      });
}

grpc::Status Service::UpdateUserModel(grpc::ServerContext* context,
                                      const v1::UpdateUserModelRequest* request,
                                      v1::UserModel* response) {
  return rpc::Reply(*context, response,
                    [&](const rpc::Call& call) -> absl::StatusOr<v1::UserModel> {
                      OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
                      OVERROUND_ASSIGN_OR_RETURN(const Change asked, ParseChange(*request));
                      OVERROUND_ASSIGN_OR_RETURN(const UserModel changed,
                                                 models_.Update(owner, asked, call.deadline));
                      return ToProto(changed);
                    });
}

grpc::Status Service::DeleteUserModel(grpc::ServerContext* context,
                                      const v1::DeleteUserModelRequest* request,
                                      v1::DeleteUserModelResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::DeleteUserModelResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
        OVERROUND_ASSIGN_OR_RETURN(const UserModelId id, ParseName(request->name()));
        OVERROUND_RETURN_IF_ERROR(models_.Delete(owner, id, request->etag(), call.deadline));
        return v1::DeleteUserModelResponse();
      });
}

grpc::Status Service::ListUserModelVersions(grpc::ServerContext* context,
                                            const v1::ListUserModelVersionsRequest* request,
                                            v1::ListUserModelVersionsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListUserModelVersionsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const UserId owner, OwnerOf(call.caller));
        OVERROUND_ASSIGN_OR_RETURN(const UserModelId id, ParseName(request->parent(), "parent"));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page,
                                   wire::ParsePage(*request, kVersionKeyParts));
        OVERROUND_ASSIGN_OR_RETURN(const int32_t before, ParseBeforeVersion(page));
        OVERROUND_ASSIGN_OR_RETURN(
            auto found, models_.ListVersions(owner, id, before, page.size + 1, call.deadline));
        v1::ListUserModelVersionsResponse answer;
        if (found.size() > static_cast<size_t>(page.size)) {
          found.resize(page.size);
          answer.set_next_page_token(wire::NextPageToken(*request, VersionKey(found.back())));
        }
        for (const UserModel& version : found) *answer.add_versions() = ToProto(version);
        return answer;
      });
}

grpc::Status Service::PauseUserModel(grpc::ServerContext* context,
                                     const v1::PauseUserModelRequest* request,
                                     v1::UserModel* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) {
    return SetState(models_, call, *request, State::kPaused);
  });
}

grpc::Status Service::ResumeUserModel(grpc::ServerContext* context,
                                      const v1::ResumeUserModelRequest* request,
                                      v1::UserModel* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) {
    return SetState(models_, call, *request, State::kActive);
  });
}

}  // namespace overround::user_model
