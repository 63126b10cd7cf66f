#pragma once

#include "libs/base/clock.h"
#include "libs/pg/pool.h"
#include "overround/grading/v1/grading_service.grpc.pb.h"

namespace overround::grading {

// The gRPC face: reads only. Grades come about by following the logs.
class Service final : public v1::GradingService::Service {
 public:
  // Both outlive the service.
  Service(pg::Pool& pool, const Clock& world) : pool_(pool), world_(world) {}

  grpc::Status ListPredictionResults(grpc::ServerContext* context,
                                     const v1::ListPredictionResultsRequest* request,
                                     v1::ListPredictionResultsResponse* response) override;
  grpc::Status ListBetGrades(grpc::ServerContext* context, const v1::ListBetGradesRequest* request,
                             v1::ListBetGradesResponse* response) override;
  grpc::Status ListModelPerformances(grpc::ServerContext* context,
                                     const v1::ListModelPerformancesRequest* request,
                                     v1::ListModelPerformancesResponse* response) override;
  grpc::Status ListModelComparisons(grpc::ServerContext* context,
                                    const v1::ListModelComparisonsRequest* request,
                                    v1::ListModelComparisonsResponse* response) override;

 private:
  pg::Pool& pool_;
  const Clock& world_;
};

}  // namespace overround::grading
