#include <map>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/budget/budget.h"
#include "services/collector/convert.h"
#include "services/collector/intake/quarantine.h"
#include "services/collector/intake/store.h"
#include "services/collector/listing.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr wire::PageSizes kPages = {100, 1000};
constexpr size_t kRefusedRowsMax = 100;

absl::Status RequireOperator(const rpc::Call& call) {
  if (call.caller.IsOperator()) return absl::OkStatus();
  return absl::PermissionDeniedError("caller: want an operator");
}

v1::Budget ToProto(const Budget& budget) {
  v1::Budget message;
  message.set_name(absl::StrCat("budgets/", budget.source));
  message.set_granted_count(budget.granted);
  message.set_spent_count(budget.spent);
  if (budget.reported_remaining) message.set_reported_remaining_count(*budget.reported_remaining);
  *message.mutable_period_start_time() = wire::ToProto(budget.period_start);
  *message.mutable_period_end_time() = wire::ToProto(budget.period_end);
  if (budget.refusal) message.set_refusal(*budget.refusal);
  message.set_event_odds_spent_count(budget.SpentOn(Purpose::kEventOdds));
  message.set_backfill_spent_count(budget.SpentOn(Purpose::kBackfill));
  return message;
}

v1::QuarantinedBatch::State StateOf(const std::string& text) {
  if (text == "HELD") return v1::QuarantinedBatch::STATE_HELD;
  return text == "RELEASED" ? v1::QuarantinedBatch::STATE_RELEASED
                            : v1::QuarantinedBatch::STATE_DISMISSED;
}

absl::StatusOr<std::string> StateText(v1::QuarantinedBatch::State state) {
  for (const char* text : {"HELD", "RELEASED", "DISMISSED"}) {
    if (StateOf(text) == state) return std::string(text);
  }
  return wire::Refused("state", absl::StrCat(static_cast<int>(state)), "a state");
}

v1::QuarantinedBatch ToProto(const intake::QuarantinedBatch& batch) {
  v1::QuarantinedBatch message;
  message.set_name(absl::StrCat("quarantine/", batch.id.ToString()));
  message.set_state(StateOf(batch.state));
  message.set_check_type(batch.check_type);
  message.set_details(batch.details);
  message.set_source(batch.source);
  if (batch.game) message.set_game(GameName(*batch.game));
  message.set_sportsbook(absl::StrCat("sportsbooks/", batch.sportsbook));
  message.set_row_count(batch.row_count);
  message.set_raw_document(batch.raw_document);
  *message.mutable_receive_time() = wire::ToProto(batch.receive_time);
  if (batch.decide_time) *message.mutable_decide_time() = wire::ToProto(*batch.decide_time);
  if (batch.decided_by) message.set_decided_by(*batch.decided_by);
  return message;
}

v1::ImportRowsResponse ToProto(const ImportCounts& counts) {
  v1::ImportRowsResponse message;
  message.set_stored_count(counts.stored);
  message.set_known_count(counts.known);
  std::map<Refusal, int64_t> refused;
  for (const RefusedImport& row : counts.refused) {
    ++refused[row.reason];
    if (message.refused_rows_size() == static_cast<int>(kRefusedRowsMax)) continue;
    v1::RefusedRow* out = message.add_refused_rows();
    out->set_row_number(row.row_number);
    out->set_reason(std::string(ToString(row.reason)));
    out->set_message(row.message);
  }
  const auto add = [](const std::map<Refusal, int64_t>& reasons, auto* out) {
    for (const auto& [reason, count] : reasons) {
      v1::RefusedCount* each = out->Add();
      each->set_reason(std::string(ToString(reason)));
      each->set_count(count);
    }
  };
  add(refused, message.mutable_refused_counts());
  add(counts.refused_prices, message.mutable_refused_price_counts());
  return message;
}

absl::StatusOr<Decision> ParseDecision(const std::string& name, const rpc::Call& call,
                                       absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const std::string key, wire::KeyFromName(name, "quarantine", "name"));
  OVERROUND_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(key));
  return Decision{id, call.caller.subject, now};
}

absl::StatusOr<intake::QuarantinePage> ParseQuarantinePage(
    const v1::ListQuarantinedBatchesRequest& request) {
  intake::QuarantinePage query;
  if (request.has_state()) {
    OVERROUND_ASSIGN_OR_RETURN(query.state, StateText(request.state()));
  }
  OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(request, 2, kPages));
  query.limit = page.size + 1;
  if (page.is_first()) return query;
  OVERROUND_ASSIGN_OR_RETURN(query.before_time, TimeAfter(page));
  OVERROUND_ASSIGN_OR_RETURN(query.before_id, Uuid::Parse(page.after[1]));
  return query;
}

}  // namespace

grpc::Status Service::ImportRows(grpc::ServerContext* context, const v1::ImportRowsRequest* request,
                                 v1::ImportRowsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ImportRowsResponse> {
        OVERROUND_RETURN_IF_ERROR(RequireOperator(call));
        if (request->first_row_number() < 2) {
          return wire::Refused("first_row_number", absl::StrCat(request->first_row_number()),
                               "at least 2");
        }
        ImportBatch batch;
        batch.layout = request->layout();
        batch.file_name = request->file_name();
        batch.header = request->header();
        batch.first_row_number = request->first_row_number();
        batch.rows.assign(request->rows().begin(), request->rows().end());
        batch.now = parts_.clocks.world.Now();
        OVERROUND_ASSIGN_OR_RETURN(const ImportCounts counts,
                                   importer_.Import(batch, call.deadline));
        return ToProto(counts);
      });
}

grpc::Status Service::ListQuarantinedBatches(grpc::ServerContext* context,
                                             const v1::ListQuarantinedBatchesRequest* request,
                                             v1::ListQuarantinedBatchesResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListQuarantinedBatchesResponse> {
        OVERROUND_RETURN_IF_ERROR(RequireOperator(call));
        OVERROUND_ASSIGN_OR_RETURN(const intake::QuarantinePage query,
                                   ParseQuarantinePage(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            auto batches, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return intake::ListQuarantined(tx, query);
            }));
        v1::ListQuarantinedBatchesResponse listed;
        if (static_cast<int>(batches.size()) == query.limit) {
          batches.pop_back();
          const intake::QuarantinedBatch& last = batches.back();
          listed.set_next_page_token(wire::NextPageToken(
              *request, {absl::StrCat(absl::ToUnixMicros(last.receive_time)), last.id.ToString()}));
        }
        for (const auto& batch : batches) *listed.add_quarantined_batches() = ToProto(batch);
        return listed;
      });
}

absl::StatusOr<intake::QuarantinedBatch> Service::Release(pg::Transaction& tx,
                                                          const Decision& decision) {
  OVERROUND_ASSIGN_OR_RETURN(const auto held, intake::LockQuarantined(tx, decision.batch));
  OVERROUND_ASSIGN_OR_RETURN(auto released, ReleaseBatch(tx, parts_.quotes, parts_.ids, decision));
  if (held && held->state != "RELEASED" && held->import_rows) {
    OVERROUND_RETURN_IF_ERROR(importer_.Release(tx, *held, decision.now));
  }
  return released;
}

grpc::Status Service::ReleaseQuarantinedBatch(grpc::ServerContext* context,
                                              const v1::ReleaseQuarantinedBatchRequest* request,
                                              v1::QuarantinedBatch* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::QuarantinedBatch> {
        OVERROUND_RETURN_IF_ERROR(RequireOperator(call));
        OVERROUND_ASSIGN_OR_RETURN(const Decision decision,
                                   ParseDecision(request->name(), call, parts_.clocks.world.Now()));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto batch, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return Release(tx, decision);
            }));
        return ToProto(batch);
      });
}

grpc::Status Service::DismissQuarantinedBatch(grpc::ServerContext* context,
                                              const v1::DismissQuarantinedBatchRequest* request,
                                              v1::QuarantinedBatch* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::QuarantinedBatch> {
        OVERROUND_RETURN_IF_ERROR(RequireOperator(call));
        OVERROUND_ASSIGN_OR_RETURN(const Decision decision,
                                   ParseDecision(request->name(), call, parts_.clocks.world.Now()));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto batch, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return DismissBatch(tx, decision);
            }));
        return ToProto(batch);
      });
}

grpc::Status Service::GetBudget(grpc::ServerContext* context, const v1::GetBudgetRequest* request,
                                v1::Budget* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Budget> {
    OVERROUND_RETURN_IF_ERROR(RequireOperator(call));
    OVERROUND_ASSIGN_OR_RETURN(const std::string source,
                               wire::KeyFromName(request->name(), "budgets", "name"));
    OVERROUND_ASSIGN_OR_RETURN(const auto budget,
                               parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
                                 return budgets::FindBudget(tx, source);
                               }));
    if (!budget) {
      return absl::NotFoundError(
          absl::StrCat("name: ", request->name(), ", want a provider we have asked"));
    }
    return ToProto(*budget);
  });
}

grpc::Status Service::ListBudgets(grpc::ServerContext* context,
                                  const v1::ListBudgetsRequest* request,
                                  v1::ListBudgetsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListBudgetsResponse> {
        OVERROUND_RETURN_IF_ERROR(RequireOperator(call));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 1, kPages));
        const std::string after = page.is_first() ? "" : page.after[0];
        OVERROUND_ASSIGN_OR_RETURN(
            auto budgets, parts_.pool.InTransaction(call.deadline, [&](pg::Transaction& tx) {
              return budgets::ListBudgets(tx, after, page.size + 1);
            }));
        v1::ListBudgetsResponse listed;
        if (static_cast<int>(budgets.size()) > page.size) {
          budgets.pop_back();
          listed.set_next_page_token(wire::NextPageToken(*request, {budgets.back().source}));
        }
        for (const Budget& budget : budgets) *listed.add_budgets() = ToProto(budget);
        return listed;
      });
}

}  // namespace overround::collector
