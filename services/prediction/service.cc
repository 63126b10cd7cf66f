#include "services/prediction/service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/field.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/prediction/convert.h"
#include "services/prediction/edges/store.h"
#include "services/prediction/forecasting/listing.h"

namespace overround::prediction {
namespace {

// Sets the filters that a request leaves empty to none.
absl::Status ReadKey(const std::string& name, absl::string_view collection, absl::string_view field,
                     std::optional<std::string>& key) {
  if (name.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(key, wire::KeyFromName(name, collection, field));
  return absl::OkStatus();
}

// `game`, `model` and `sport`, which all lists filter by.
template <typename Request, typename Query>
absl::Status ReadFilters(const Request& request, Query& query) {
  if (!request.game().empty()) {
    OVERROUND_ASSIGN_OR_RETURN(query.game,
                               wire::IdFromName<GameId>(request.game(), "games", "game"));
  }
  OVERROUND_RETURN_IF_ERROR(ReadKey(request.model(), "models", "model", query.model));
  return ReadKey(request.sport(), "sports", "sport", query.sport);
}

template <typename Request, typename Query>
absl::Status ReadStarts(const Request& request, Query& query) {
  OVERROUND_ASSIGN_OR_RETURN(query.start_min,
                             wire::OptionalFromProto(request.has_start_time_min(),
                                                     request.start_time_min(), "start_time_min"));
  OVERROUND_ASSIGN_OR_RETURN(query.start_max,
                             wire::OptionalFromProto(request.has_start_time_max(),
                                                     request.start_time_max(), "start_time_max"));
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> TimeOfToken(const std::string& text) {
  int64_t micros = 0;
  if (!absl::SimpleAtoi(text, &micros))
    return wire::Refused("page_token", "damaged", "one we gave");
  return absl::FromUnixMicros(micros);
}

std::string MicrosOf(absl::Time time) { return absl::StrCat(absl::ToUnixMicros(time)); }

// Adds one page of `rows` by position, for lists so short that they are made whole.
template <typename Request, typename Response, typename Rows, typename Add>
absl::Status AddCut(const Request& request, const Rows& rows, Response& response, const Add& add) {
  OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(request, 1));
  size_t begin = 0;
  if (!page.is_first() && !absl::SimpleAtoi(page.after[0], &begin)) {
    return wire::Refused("page_token", "damaged", "one we gave");
  }
  const size_t end = std::min(rows.size(), begin + static_cast<size_t>(page.size));
  for (size_t i = begin; i < end; ++i) add(rows[i]);
  if (end < rows.size())
    response.set_next_page_token(wire::NextPageToken(request, {absl::StrCat(end)}));
  return absl::OkStatus();
}

v1::Model ModelToProto(const ModelEntry& entry) {
  v1::Model message;
  message.set_name(wire::ResourceName("models", entry.model->key()));
  message.set_display_name(entry.display_name);
  message.set_description(entry.description);
  message.set_kind(v1::Model::KIND_SYSTEM);
  message.set_version(std::string(entry.model->version()));
  for (const std::string& sport : entry.sports)
    message.add_sports(wire::ResourceName("sports", sport));
  message.set_active(true);
  return message;
}

v1::FairPrice FairPriceOf(const GameId& game, const models::MarketConsensus& consensus, size_t side,
                          absl::Time time) {
  v1::FairPrice message;
  *message.mutable_selection() =
      wire::ToProto(Selection{game, consensus.market, SidesOf(consensus.market)[side]});
  message.set_probability(consensus.fair[side]);
  for (const models::BookOpinion& opinion : consensus.books[side]) {
    v1::FairPrice::Book& book = *message.add_books();
    book.set_sportsbook(wire::ResourceName("sportsbooks", opinion.sportsbook));
    book.set_probability(opinion.fair);
    book.set_margin(opinion.margin);
    book.set_method(prediction::ToProto(opinion.method));
    book.set_weight(opinion.weight);
  }
  *message.mutable_time() = wire::ToProto(time);
  return message;
}

}  // namespace

grpc::Status Service::ListModels(grpc::ServerContext* context, const v1::ListModelsRequest* request,
                                 v1::ListModelsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call&) -> absl::StatusOr<v1::ListModelsResponse> {
        v1::ListModelsResponse listed;
        OVERROUND_RETURN_IF_ERROR(
            AddCut(*request, parts_.models, listed,
                   [&](const ModelEntry& entry) { *listed.add_models() = ModelToProto(entry); }));
        return listed;
      });
}

grpc::Status Service::GetModel(grpc::ServerContext* context, const v1::GetModelRequest* request,
                               v1::Model* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call&) -> absl::StatusOr<v1::Model> {
    OVERROUND_ASSIGN_OR_RETURN(const std::string key,
                               wire::KeyFromName(request->name(), "models", "name"));
    for (const ModelEntry& entry : parts_.models) {
      if (entry.model->key() == key) return ModelToProto(entry);
    }
    return absl::NotFoundError(
        absl::StrCat("name: ", request->name(), ", want a model that exists"));
  });
}

grpc::Status Service::GetPrediction(grpc::ServerContext* context,
                                    const v1::GetPredictionRequest* request,
                                    v1::Prediction* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Prediction> {
        PredictionQuery query = {.limit = 1};
        OVERROUND_ASSIGN_OR_RETURN(
            query.id, wire::IdFromName<PredictionId>(request->name(), "predictions", "name"));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto found, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return prediction::ListPredictions(tx, query);
            }));
        if (found.empty())
          return absl::NotFoundError(
              absl::StrCat("name: ", request->name(), ", want one that exists"));
        return prediction::ToProto(found[0].analysis, found[0].prediction);
      });
}

grpc::Status Service::ListPredictions(grpc::ServerContext* context,
                                      const v1::ListPredictionsRequest* request,
                                      v1::ListPredictionsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListPredictionsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        PredictionQuery query = {.limit = page.size + 1};
        OVERROUND_RETURN_IF_ERROR(ReadFilters(*request, query));
        OVERROUND_RETURN_IF_ERROR(ReadStarts(*request, query));
        if (request->has_inverse()) query.inverse = request->inverse();
        if (request->has_kind()) {
          OVERROUND_ASSIGN_OR_RETURN(query.kind, wire::FromProto(request->kind(), "kind"));
        }
        if (!page.is_first()) {
          OVERROUND_ASSIGN_OR_RETURN(const absl::Time time, TimeOfToken(page.after[0]));
          OVERROUND_ASSIGN_OR_RETURN(const PredictionId id, PredictionId::Parse(page.after[1]));
          query.after = {time, id};
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto rows, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return prediction::ListPredictions(tx, query);
            }));
        v1::ListPredictionsResponse listed;
        if (rows.size() > static_cast<size_t>(page.size)) {
          rows.resize(page.size);
          listed.set_next_page_token(wire::NextPageToken(
              *request,
              {MicrosOf(rows.back().analysis.make_time), rows.back().prediction.id.ToString()}));
        }
        for (const ListedPrediction& row : rows) {
          *listed.add_predictions() = prediction::ToProto(row.analysis, row.prediction);
        }
        return listed;
      });
}

grpc::Status Service::GetAnalysis(grpc::ServerContext* context,
                                  const v1::GetAnalysisRequest* request, v1::Analysis* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Analysis> {
    AnalysisQuery query = {.limit = 1};
    OVERROUND_ASSIGN_OR_RETURN(query.id,
                               wire::IdFromName<AnalysisId>(request->name(), "analyses", "name"));
    OVERROUND_ASSIGN_OR_RETURN(const auto found,
                               parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
                                 return prediction::ListAnalyses(tx, query);
                               }));
    if (found.empty())
      return absl::NotFoundError(absl::StrCat("name: ", request->name(), ", want one that exists"));
    return prediction::ToProto(found[0]);
  });
}

grpc::Status Service::ListAnalyses(grpc::ServerContext* context,
                                   const v1::ListAnalysesRequest* request,
                                   v1::ListAnalysesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListAnalysesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page,
                                   wire::ParsePage(*request, 3, {.preset = 100, .max = 500}));
        AnalysisQuery query = {.limit = page.size + 1};
        OVERROUND_RETURN_IF_ERROR(ReadFilters(*request, query));
        OVERROUND_RETURN_IF_ERROR(ReadStarts(*request, query));
        if (!query.game && !query.start_min) query.start_min = parts_.world.Now();
        if (request->has_state())
          query.abstained = request->state() == v1::Analysis::STATE_ABSTAINED;
        if (!page.is_first()) {
          OVERROUND_ASSIGN_OR_RETURN(const absl::Time start, TimeOfToken(page.after[0]));
          OVERROUND_ASSIGN_OR_RETURN(const GameId game, GameId::Parse(page.after[1]));
          query.after = {start, {game, page.after[2]}};
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto rows, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return prediction::ListAnalyses(tx, query);
            }));
        v1::ListAnalysesResponse listed;
        if (rows.size() > static_cast<size_t>(page.size)) {
          rows.resize(page.size);
          const Analysis& last = rows.back();
          listed.set_next_page_token(wire::NextPageToken(
              *request, {MicrosOf(last.game.start_time), last.game.game.ToString(), last.model}));
        }
        for (const Analysis& analysis : rows)
          *listed.add_analyses() = prediction::ToProto(analysis);
        return listed;
      });
}

grpc::Status Service::ListEdges(grpc::ServerContext* context, const v1::ListEdgesRequest* request,
                                v1::ListEdgesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListEdgesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        edge_store::EdgeQuery query = {.edge_min = request->edge_min(), .limit = page.size + 1};
        OVERROUND_RETURN_IF_ERROR(ReadFilters(*request, query));
        // The states are numbered alike, the wire's from 1.
        if (request->has_state()) {
          if (request->state() < 1 || request->state() > 4)
            return wire::Refused("state", "unknown", "one that is named");
          query.state = static_cast<EdgeState>(request->state() - 1);
        }
        if (!page.is_first()) {
          double value = 0;
          if (!absl::SimpleAtod(page.after[0], &value))
            return wire::Refused("page_token", "damaged", "one we gave");
          OVERROUND_ASSIGN_OR_RETURN(const EdgeId id, EdgeId::Parse(page.after[1]));
          query.after = {value, id};
        }
        OVERROUND_ASSIGN_OR_RETURN(
            auto rows, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return edge_store::ListEdges(tx, query);
            }));
        v1::ListEdgesResponse listed;
        if (rows.size() > static_cast<size_t>(page.size)) {
          rows.resize(page.size);
          listed.set_next_page_token(wire::NextPageToken(
              *request, {absl::StrFormat("%.17g", rows.back().prediction.price->edge),
                         rows.back().id.ToString()}));
        }
        for (const Edge& edge : rows) *listed.add_edges() = prediction::ToProto(edge);
        return listed;
      });
}

grpc::Status Service::ListFairPrices(grpc::ServerContext* context,
                                     const v1::ListFairPricesRequest* request,
                                     v1::ListFairPricesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call&) -> absl::StatusOr<v1::ListFairPricesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const GameId game,
                                   wire::IdFromName<GameId>(request->parent(), "games", "parent"));
        std::optional<MarketKind> kind;
        if (request->has_kind()) {
          OVERROUND_ASSIGN_OR_RETURN(kind, wire::FromProto(request->kind(), "kind"));
        }
        OVERROUND_ASSIGN_OR_RETURN(const auto prices, FairPrices(game, kind));
        if (prices.empty()) {
          return absl::NotFoundError(
              absl::StrCat("parent: ", request->parent(), ", want a game that books quote"));
        }
        v1::ListFairPricesResponse listed;
        OVERROUND_RETURN_IF_ERROR(AddCut(*request, prices, listed, [&](const v1::FairPrice& price) {
          *listed.add_fair_prices() = price;
        }));
        return listed;
      });
}

absl::StatusOr<std::vector<v1::FairPrice>> Service::FairPrices(
    const GameId& game, const std::optional<MarketKind>& kind) const {
  const eventlog::Cursor reached = parts_.reached();
  return parts_.keeper.Look(
      [&](const history::History& history) -> absl::StatusOr<std::vector<v1::FairPrice>> {
        const absl::Time now = parts_.world.Now();
        const auto as_of = history::AsOf::Live(history, reached.position, now);
        std::vector<v1::FairPrice> prices;
        for (const models::MarketConsensus& consensus : models::ConsensusOf(as_of, game, {})) {
          if (kind && consensus.market.kind != *kind) continue;
          for (size_t side = 0; side < consensus.fair.size(); ++side) {
            prices.push_back(FairPriceOf(game, consensus, side, now));
          }
        }
        return prices;
      });
}

}  // namespace overround::prediction
