#include "services/collector/feed/order_book_feed.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {
namespace {

using the_odds_api::AnswerKind;

// Asked so often on the way to a start, each way shorter than the one before.
constexpr int kShare = 6;

}  // namespace

absl::Time OrderBookFeed::DueTime(const feed::ContractToAsk& contract) const {
  const absl::Time first = contract.start - options_.ahead;
  if (!contract.last_ask) return first;
  return std::max(
      first, *contract.last_ask +
                 std::max(options_.interval_min, (contract.start - asker_.WorldNow()) / kShare));
}

absl::StatusOr<std::vector<feed::ContractToAsk>> OrderBookFeed::Contracts() const {
  return asker_.pool().InTransaction(asker_.Soon(), [&](pg::Transaction& tx) {
    return feed::ListContractsToAsk(tx, {kalshi::kSource, asker_.WorldNow(),
                                         asker_.WorldNow() + options_.ahead + options_.idle});
  });
}

absl::StatusOr<absl::Time> OrderBookFeed::AskAbout(const schedule::TaskRun& run,
                                                   const feed::ContractToAsk& contract) {
  ProviderQuestion question;
  question.source = kalshi::kSource;
  question.kind = DocumentKind::kOrderBook;
  question.sport = contract.provider_key;
  question.url = options_.url;
  question.request = kalshi::OrderBookPath(contract.ticker);
  OVERROUND_ASSIGN_OR_RETURN(const ProviderReply reply, asker_.Ask(run, question));
  if (reply.wait) return *reply.wait;
  const AnswerKind kind = reply.taken.answer.kind;
  const bool is_unknown = kind == AnswerKind::kUnknownSport || kind == AnswerKind::kBadRequest;
  if (!is_unknown) OVERROUND_RETURN_IF_ERROR(reply.taken.answer.ToStatus());
  return asker_.WorldNow();
}

std::vector<feed::ContractToAsk> OrderBookFeed::DueAmong(
    std::vector<feed::ContractToAsk> contracts) const {
  std::erase_if(contracts, [&](const feed::ContractToAsk& contract) {
    return DueTime(contract) > asker_.WorldNow();
  });
  std::stable_sort(contracts.begin(), contracts.end(),
                   [&](const feed::ContractToAsk& a, const feed::ContractToAsk& b) {
                     return DueTime(a) < DueTime(b);
                   });
  return contracts;
}

// One that fails keeps none waiting; where all do, the run has failed.
absl::Status OrderBookFeed::Poll(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(std::vector<feed::ContractToAsk> contracts, Contracts());
  const std::vector<feed::ContractToAsk> due = DueAmong(std::move(contracts));
  const size_t count = std::min(due.size(), static_cast<size_t>(options_.run_max));
  absl::Time earliest = asker_.WorldNow();
  absl::Status failure;
  bool has_answer = false;
  for (size_t i = 0; i < count; ++i) {
    if (run.stop.stop_requested()) return absl::CancelledError("poll_order_books: asked to stop");
    const absl::StatusOr<absl::Time> back = AskAbout(run, due[i]);
    if (absl::IsResourceExhausted(back.status())) return back.status();
    has_answer |= back.ok();
    if (!back.ok()) failure = back.status();
    if (!back.ok() || *back <= asker_.WorldNow()) continue;
    earliest = *back;
    break;
  }
  if (!failure.ok() && !has_answer) return failure;
  // What failed, and what was too much for one run, is due still.
  if (!failure.ok() || count < due.size()) {
    earliest = std::max(earliest, asker_.WorldNow() + options_.interval_min);
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<feed::ContractToAsk> after, Contracts());
  absl::Time next = asker_.WorldNow() + options_.idle;
  for (const feed::ContractToAsk& contract : after) next = std::min(next, DueTime(contract));
  run.next_run_time = std::max(next, earliest);
  return absl::OkStatus();
}

}  // namespace overround::collector
