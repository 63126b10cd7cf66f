#include "services/collector/feed/asker.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/budget/budget.h"
#include "services/collector/feed/closer.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {
namespace {

the_odds_api::Answer AnswerIn(const RawDocument& document) {
  return document.source == kalshi::kSource
             ? kalshi::ReadAnswer(document.status, document.headers, document.body,
                                  document.receive_time)
             : the_odds_api::ReadAnswer(document.status, document.headers, document.body,
                                        document.receive_time);
}

}  // namespace

absl::StatusOr<RawDocument> Asker::Fetched(const ProviderQuestion& question) const {
  http::Request request;
  request.url = absl::StrCat(question.url, question.request, question.secret);
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, parts_.fetch(request));
  RawDocument document;
  document.source = question.source;
  document.kind = question.kind;
  document.sport = question.sport;
  document.request = question.request;
  document.status = response.status;
  document.headers = response.headers.all();
  document.receive_time = WorldNow();
  document.body = std::move(response.body);
  return document;
}

absl::StatusOr<ProviderReply> Asker::Ask(
    const schedule::TaskRun& run, const ProviderQuestion& question,
    const std::function<absl::Status(pg::Transaction&)>& at_end) const {
  ProviderReply reply;
  OVERROUND_ASSIGN_OR_RETURN(
      reply.wait,
      parts_.pool.InTransaction(
          Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<std::optional<absl::Time>> {
            OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
            return budgets::Debit(tx,
                                  {question.source, question.cost, question.credits, WorldNow()});
          }));
  if (reply.wait) return reply;
  OVERROUND_ASSIGN_OR_RETURN(reply.document, Fetched(question));
  // What it cost is known before anybody understands it.
  OVERROUND_RETURN_IF_ERROR(parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
    return budgets::Report(tx, question.source, AnswerIn(reply.document), WorldNow());
  }));
  IntakeHooks hooks;
  hooks.begin = [&](pg::Transaction& tx) { return run.fence.Check(tx); };
  hooks.end = [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(PlanCloses(tx));
    return at_end ? at_end(tx) : absl::OkStatus();
  };
  OVERROUND_ASSIGN_OR_RETURN(reply.taken, parts_.intake.TakeIn(reply.document, Soon(), hooks));
  return reply;
}

}  // namespace overround::collector
