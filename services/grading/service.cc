#include "services/grading/service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/field.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/grading/convert.h"

namespace overround::grading {
namespace {

template <typename Id>
absl::StatusOr<std::optional<Id>> OptionalId(const std::string& name, absl::string_view collection,
                                             absl::string_view field) {
  if (name.empty()) return std::optional<Id>();
  OVERROUND_ASSIGN_OR_RETURN(const Id id, wire::IdFromName<Id>(name, collection, field));
  return std::optional<Id>(id);
}

absl::StatusOr<std::optional<std::string>> OptionalKey(const std::string& name,
                                                       absl::string_view collection,
                                                       absl::string_view field) {
  if (name.empty()) return std::optional<std::string>();
  OVERROUND_ASSIGN_OR_RETURN(std::string key, wire::KeyFromName(name, collection, field));
  return std::optional<std::string>(std::move(key));
}

// A page after a time and an id, which is how grades are sorted.
template <typename Id>
absl::StatusOr<std::optional<std::pair<absl::Time, Id>>> AfterOf(const wire::Page& page) {
  if (page.is_first()) return std::optional<std::pair<absl::Time, Id>>();
  int64_t micros = 0;
  if (!absl::SimpleAtoi(page.after[0], &micros))
    return wire::Refused("page_token", "damaged", "one we gave");
  OVERROUND_ASSIGN_OR_RETURN(const Id id, Id::Parse(page.after[1]));
  return std::optional(std::pair(absl::FromUnixMicros(micros), id));
}

template <typename Id>
std::vector<std::string> SortKey(absl::Time time, const Id& id) {
  return {absl::StrCat(absl::ToUnixMicros(time)), id.ToString()};
}

// Everybody may see an agent's; others their own, services and operators all.
absl::StatusOr<std::string> OwnerFor(const Caller& caller, const std::string& asked) {
  const std::string owner = asked.empty() ? caller.principal() : asked;
  const bool allowed = owner.starts_with("agents/") || caller.IsService() || caller.IsOperator() ||
                       (!owner.empty() && owner == caller.principal());
  if (!allowed)
    return absl::PermissionDeniedError("owner: another's bets, want your own or an agent's");
  return owner;
}

std::optional<absl::Time> StartOfWindow(absl::Time now, int32_t days) {
  return days == 0 ? std::nullopt : std::optional(now - absl::Hours(24 * days));
}

// The filters that lists of performances and of comparisons share.
template <typename Request>
absl::StatusOr<PerformanceQuery> ParsePerformanceQuery(const Request& request, absl::Time now) {
  PerformanceQuery query;
  OVERROUND_ASSIGN_OR_RETURN(query.sport, OptionalKey(request.sport(), "sports", "sport"));
  if (request.has_kind()) {
    OVERROUND_ASSIGN_OR_RETURN(query.kind, wire::FromProto(request.kind(), "kind"));
  }
  OVERROUND_ASSIGN_OR_RETURN(const int32_t days, ParseDays(request.days()));
  query.start_min = StartOfWindow(now, days);
  return query;
}

// The part of a list that a page shows: lists as short as these are made whole and cut by position.
struct Cut {
  size_t begin;
  size_t end;
};
absl::StatusOr<Cut> CutOf(const wire::Page& page, size_t size) {
  size_t begin = 0;
  if (!page.is_first() && !absl::SimpleAtoi(page.after[0], &begin)) {
    return wire::Refused("page_token", "damaged", "one we gave");
  }
  begin = std::min(begin, size);
  return Cut{begin, std::min(size, begin + static_cast<size_t>(page.size))};
}

}  // namespace

grpc::Status Service::ListPredictionResults(grpc::ServerContext* context,
                                            const v1::ListPredictionResultsRequest* request,
                                            v1::ListPredictionResultsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListPredictionResultsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        ResultQuery query = {.official_only = request->official_only(), .limit = page.size + 1};
        OVERROUND_ASSIGN_OR_RETURN(query.game,
                                   OptionalId<GameId>(request->game(), "games", "game"));
        OVERROUND_ASSIGN_OR_RETURN(query.model, OptionalKey(request->model(), "models", "model"));
        OVERROUND_ASSIGN_OR_RETURN(query.sport, OptionalKey(request->sport(), "sports", "sport"));
        if (request->has_inverse()) query.inverse = request->inverse();
        OVERROUND_ASSIGN_OR_RETURN(
            query.start_min, wire::OptionalFromProto(request->has_start_time_min(),
                                                     request->start_time_min(), "start_time_min"));
        OVERROUND_ASSIGN_OR_RETURN(
            query.start_max, wire::OptionalFromProto(request->has_start_time_max(),
                                                     request->start_time_max(), "start_time_max"));
        OVERROUND_ASSIGN_OR_RETURN(query.after, AfterOf<PredictionId>(page));
        OVERROUND_ASSIGN_OR_RETURN(auto results,
                                   pool_.InTransaction(call.deadline, [&](pg::Transaction& tx) {
                                     return grading::ListPredictionResults(tx, query);
                                   }));
        v1::ListPredictionResultsResponse listed;
        if (results.size() > static_cast<size_t>(page.size)) {
          results.resize(page.size);
          listed.set_next_page_token(wire::NextPageToken(
              *request, SortKey(results.back().grade_time, results.back().prediction.id)));
        }
        for (const PredictionResult& result : results)
          *listed.add_prediction_results() = ToProto(result);
        return listed;
      });
}

grpc::Status Service::ListBetGrades(grpc::ServerContext* context,
                                    const v1::ListBetGradesRequest* request,
                                    v1::ListBetGradesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListBetGradesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2));
        BetGradeQuery query = {.limit = page.size + 1};
        OVERROUND_ASSIGN_OR_RETURN(query.owner, OwnerFor(call.caller, request->owner()));
        OVERROUND_ASSIGN_OR_RETURN(
            query.bankroll, OptionalId<BankrollId>(request->bankroll(), "bankrolls", "bankroll"));
        OVERROUND_ASSIGN_OR_RETURN(query.after, AfterOf<BetId>(page));
        OVERROUND_ASSIGN_OR_RETURN(auto grades,
                                   pool_.InTransaction(call.deadline, [&](pg::Transaction& tx) {
                                     return grading::ListBetGrades(tx, query);
                                   }));
        v1::ListBetGradesResponse listed;
        if (grades.size() > static_cast<size_t>(page.size)) {
          grades.resize(page.size);
          listed.set_next_page_token(wire::NextPageToken(
              *request, SortKey(grades.back().grade_time, grades.back().bet.id)));
        }
        for (const BetGrade& grade : grades) *listed.add_bet_grades() = ToProto(grade);
        return listed;
      });
}

grpc::Status Service::ListModelPerformances(grpc::ServerContext* context,
                                            const v1::ListModelPerformancesRequest* request,
                                            v1::ListModelPerformancesResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListModelPerformancesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1));
        OVERROUND_ASSIGN_OR_RETURN(PerformanceQuery query,
                                   ParsePerformanceQuery(*request, world_.Now()));
        OVERROUND_ASSIGN_OR_RETURN(query.model, OptionalKey(request->model(), "models", "model"));
        if (request->has_inverse()) query.inverse = request->inverse();
        OVERROUND_ASSIGN_OR_RETURN(const auto rows,
                                   pool_.InTransaction(call.deadline, [&](pg::Transaction& tx) {
                                     return ListPerformances(tx, query);
                                   }));
        OVERROUND_ASSIGN_OR_RETURN(const Cut cut, CutOf(page, rows.size()));
        v1::ListModelPerformancesResponse listed;
        for (size_t i = cut.begin; i < cut.end; ++i) {
          *listed.add_model_performances() = ToProto(rows[i], request->days());
        }
        if (cut.end < rows.size())
          listed.set_next_page_token(wire::NextPageToken(*request, {absl::StrCat(cut.end)}));
        return listed;
      });
}

grpc::Status Service::ListModelComparisons(grpc::ServerContext* context,
                                           const v1::ListModelComparisonsRequest* request,
                                           v1::ListModelComparisonsResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListModelComparisonsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1));
        const absl::Time now = world_.Now();
        OVERROUND_ASSIGN_OR_RETURN(const PerformanceQuery query,
                                   ParsePerformanceQuery(*request, now));
        OVERROUND_ASSIGN_OR_RETURN(const auto rows,
                                   pool_.InTransaction(call.deadline, [&](pg::Transaction& tx) {
                                     return ListComparisons(tx, query);
                                   }));
        OVERROUND_ASSIGN_OR_RETURN(const Cut cut, CutOf(page, rows.size()));
        v1::ListModelComparisonsResponse listed;
        for (size_t i = cut.begin; i < cut.end; ++i) {
          v1::ModelComparison& comparison = *listed.add_model_comparisons();
          comparison.set_model(wire::ResourceName("models", rows[i].original.model));
          comparison.set_model_display_name(rows[i].original.model);
          *comparison.mutable_original() = ToProto(rows[i].original, request->days());
          *comparison.mutable_inverse() = ToProto(rows[i].inverse, request->days());
          *comparison.mutable_end_time() = wire::ToProto(now);
        }
        if (cut.end < rows.size())
          listed.set_next_page_token(wire::NextPageToken(*request, {absl::StrCat(cut.end)}));
        return listed;
      });
}

}  // namespace overround::grading
