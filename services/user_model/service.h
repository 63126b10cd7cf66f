#pragma once

#include <overround/user_model/v1/user_model_service.grpc.pb.h>

#include "services/user_model/models/models.h"

namespace overround::user_model {

// overround.user_model.v1.UserModelService: parses, calls the core, prints.
class Service final : public v1::UserModelService::Service {
 public:
  // `models` outlives the service.
  explicit Service(const Models& models) : models_(models) {}

  grpc::Status CreateUserModel(grpc::ServerContext* context,
                               const v1::CreateUserModelRequest* request,
                               v1::UserModel* response) override;
  grpc::Status GetUserModel(grpc::ServerContext* context, const v1::GetUserModelRequest* request,
                            v1::UserModel* response) override;
  grpc::Status ListUserModels(grpc::ServerContext* context,
                              const v1::ListUserModelsRequest* request,
                              v1::ListUserModelsResponse* response) override;
  grpc::Status UpdateUserModel(grpc::ServerContext* context,
                               const v1::UpdateUserModelRequest* request,
                               v1::UserModel* response) override;
  grpc::Status DeleteUserModel(grpc::ServerContext* context,
                               const v1::DeleteUserModelRequest* request,
                               v1::DeleteUserModelResponse* response) override;
  grpc::Status ListUserModelVersions(grpc::ServerContext* context,
                                     const v1::ListUserModelVersionsRequest* request,
                                     v1::ListUserModelVersionsResponse* response) override;
  grpc::Status PauseUserModel(grpc::ServerContext* context,
                              const v1::PauseUserModelRequest* request,
                              v1::UserModel* response) override;
  grpc::Status ResumeUserModel(grpc::ServerContext* context,
                               const v1::ResumeUserModelRequest* request,
                               v1::UserModel* response) override;

 private:
  const Models& models_;
};

}  // namespace overround::user_model
