#include "services/collector/feed/asker.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/budget/budget.h"
#include "services/collector/feed/closer.h"
#include "services/collector/feed/event_poll.h"
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
  OVERROUND_ASSIGN_OR_RETURN(const std::string order,
                             parts_.intake.OrderOf(question.source, question.sport, Soon()));
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, parts_.fetch(request));
  RawDocument document;
  document.source = question.source;
  document.kind = question.kind;
  document.sport = question.sport;
  document.request = question.request;
  document.status = response.status;
  document.headers = response.headers.all();
  document.turn = parts_.intake.turns().Receive(order, parts_.clocks.world);
  document.receive_time = document.turn->receive_time();
  document.body = std::move(response.body);
  return document;
}

absl::StatusOr<ProviderReply> Asker::Ask(const schedule::TaskRun& run,
                                         const ProviderQuestion& question) const {
  OVERROUND_ASSIGN_OR_RETURN(
      const budgets::Debited debited,
      parts_.pool.InTransaction(
          Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<budgets::Debited> {
            OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
            return budgets::Debit(
                tx, {question.source, question.cost, question.credits, WorldNow(), question.share});
          }));
  ProviderReply reply;
  reply.wait = debited.wait;
  if (reply.wait) return reply;
  OVERROUND_ASSIGN_OR_RETURN(reply.document, Fetched(question));
  // What it cost is known before anybody understands it.
  const absl::Status reported = parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
    return budgets::Report(tx, {question.source, debited.call_id, WorldNow(), parts_.patience},
                           AnswerIn(reply.document));
  });
  IntakeHooks hooks;
  hooks.begin = [&](pg::Transaction& tx) { return run.fence.Check(tx); };
  hooks.end = [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(PlanCloses(tx));
    return RecordPoll(tx, reply.document);
  };
  const absl::StatusOr<Taken> taken = parts_.intake.TakeIn(reply.document, Soon(), hooks);
  if (!taken.ok()) {
    // Paid for all the same. Where this fails, too, the recovery of the document remembers it.
    parts_.pool
        .InTransaction(Soon(), [&](pg::Transaction& tx) { return RecordPoll(tx, reply.document); })
        .IgnoreError();
    return taken.status();
  }
  OVERROUND_RETURN_IF_ERROR(reported);
  reply.taken = *taken;
  return reply;
}

}  // namespace overround::collector
