#pragma once

#include "overround/prediction/v1/prediction_service.pb.h"
#include "services/prediction/edges/edge.h"
#include "services/prediction/forecasting/forecast.h"

// Prediction's values <-> the messages of its contract.
namespace overround::prediction {

// `analysis` is what the prediction belongs to: its game, model and as-of.
v1::Prediction ToProto(const Analysis& analysis, const Prediction& prediction);
v1::Analysis ToProto(const Analysis& analysis);
v1::Edge ToProto(const Edge& edge);
v1::FairPrice::Method ToProto(DevigMethod method);

}  // namespace overround::prediction
