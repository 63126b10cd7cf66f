#pragma once

#include <functional>
#include <vector>

#include "libs/base/clock.h"
#include "libs/eventlog/event.h"
#include "libs/pg/pool.h"
#include "overround/prediction/v1/prediction_service.grpc.pb.h"
#include "services/prediction/facts/history_keeper.h"
#include "services/prediction/forecasting/models.h"

namespace overround::prediction {

struct ServiceParts {
  pg::Pool& pool;
  const Clock& world;
  const HistoryKeeper& keeper;
  std::function<eventlog::Cursor()> reached;
  std::vector<ModelEntry> models;
};

// The gRPC face: reads only. Forecasts come about by following the collector's log.
class Service final : public v1::PredictionService::Service {
 public:
  explicit Service(ServiceParts parts) : parts_(std::move(parts)) {}

  grpc::Status ListModels(grpc::ServerContext* context, const v1::ListModelsRequest* request,
                          v1::ListModelsResponse* response) override;
  grpc::Status GetModel(grpc::ServerContext* context, const v1::GetModelRequest* request,
                        v1::Model* response) override;
  grpc::Status GetPrediction(grpc::ServerContext* context, const v1::GetPredictionRequest* request,
                             v1::Prediction* response) override;
  grpc::Status ListPredictions(grpc::ServerContext* context,
                               const v1::ListPredictionsRequest* request,
                               v1::ListPredictionsResponse* response) override;
  grpc::Status GetAnalysis(grpc::ServerContext* context, const v1::GetAnalysisRequest* request,
                           v1::Analysis* response) override;
  grpc::Status ListAnalyses(grpc::ServerContext* context, const v1::ListAnalysesRequest* request,
                            v1::ListAnalysesResponse* response) override;
  grpc::Status ListEdges(grpc::ServerContext* context, const v1::ListEdgesRequest* request,
                         v1::ListEdgesResponse* response) override;
  grpc::Status ListFairPrices(grpc::ServerContext* context,
                              const v1::ListFairPricesRequest* request,
                              v1::ListFairPricesResponse* response) override;

 private:
  absl::StatusOr<std::vector<v1::FairPrice>> FairPrices(
      const GameId& game, const std::optional<MarketKind>& kind) const;

  const ServiceParts parts_;
};

}  // namespace overround::prediction
