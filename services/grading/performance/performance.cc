#include "services/grading/performance/performance.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/domain/scoring_rules.h"
#include "services/grading/performance/store.h"

namespace overround::grading {
namespace {

bool IsWin(Outcome outcome) { return outcome == Outcome::kWin || outcome == Outcome::kHalfWin; }
bool IsDecided(Outcome outcome) { return outcome != Outcome::kPush && outcome != Outcome::kVoid; }

// That the bet wins, given that it is decided.
double DecidedProbability(const OfficialRow& row) {
  const double decided = 1 - row.push_probability;
  return decided > 0 ? std::clamp(row.probability / decided, 0.0, 1.0) : 0.5;
}

std::optional<double> MeanOf(double sum, int64_t count) {
  return count > 0 ? std::optional(sum / static_cast<double>(count)) : std::nullopt;
}

// Sums of proper scores over the decided rows.
struct Scores {
  std::vector<Scored> all;
  std::vector<Scored> closed;
  std::vector<Scored> closes;

  void Add(const OfficialRow& row) {
    const Scored own = {DecidedProbability(row), IsWin(row.outcome)};
    all.push_back(own);
    if (!row.close_probability) return;
    closed.push_back(own);
    closes.push_back({*row.close_probability, own.happened});
  }
};

std::optional<double> LogLossOf(const std::vector<Scored>& rows) {
  const auto summary = Summarize(rows);
  return summary.ok() ? std::optional(summary->log_loss) : std::nullopt;
}

void Count(const OfficialRow& row, Performance& performance) {
  ++performance.official;
  performance.wins += IsWin(row.outcome);
  performance.losses += IsDecided(row.outcome) && !IsWin(row.outcome);
  performance.pushes += row.outcome == Outcome::kPush;
  performance.voids += row.outcome == Outcome::kVoid;
  performance.no_closes += row.has_no_close;
  if (row.profit_units && row.outcome != Outcome::kVoid) {
    ++performance.priced;
    performance.profit_units += *row.profit_units;
  }
}

// Splits sorted rows into runs that `subject` maps to the same key, and summarises each.
template <typename Subject>
std::vector<Performance> SummariseRuns(std::span<const OfficialRow> rows, const Subject& subject) {
  std::vector<Performance> performances;
  for (size_t begin = 0; begin < rows.size();) {
    size_t end = begin + 1;
    while (end < rows.size() && subject(rows[end]) == subject(rows[begin])) ++end;
    performances.push_back(Summarise(rows.subspan(begin, end - begin)));
    begin = end;
  }
  return performances;
}

}  // namespace

Performance Summarise(std::span<const OfficialRow> rows) {
  Performance performance;
  Scores scores;
  double close_value_sum = 0;
  for (const OfficialRow& row : rows) {
    Count(row, performance);
    if (IsDecided(row.outcome)) scores.Add(row);
    if (row.close_value) {
      ++performance.closing_values;
      close_value_sum += *row.close_value;
    }
    if (std::find(performance.model_versions.begin(), performance.model_versions.end(),
                  row.model_version) == performance.model_versions.end()) {
      performance.model_versions.push_back(row.model_version);
    }
  }
  std::sort(performance.model_versions.begin(), performance.model_versions.end(), std::greater<>());
  if (!rows.empty()) {
    performance.model = rows.front().model;
    performance.inverse = rows.front().inverse;
  }
  if (const auto summary = Summarize(scores.all); summary.ok()) {
    performance.brier_score = summary->brier;
    performance.log_loss = summary->log_loss;
  }
  performance.accuracy =
      MeanOf(static_cast<double>(performance.wins), performance.wins + performance.losses);
  performance.roi = MeanOf(performance.profit_units, performance.priced);
  performance.close_log_loss = LogLossOf(scores.closes);
  performance.log_loss_where_closed = LogLossOf(scores.closed);
  performance.closing_value_mean = MeanOf(close_value_sum, performance.closing_values);
  return performance;
}

absl::StatusOr<std::vector<Performance>> ListPerformances(pg::Transaction& tx,
                                                          const PerformanceQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(const auto rows, performance_store::ListOfficialRows(tx, query));
  const auto subject = [](const OfficialRow& row) {
    return std::tie(row.model, row.sport, row.kind, row.inverse);
  };
  std::vector<Performance> performances = SummariseRuns(rows, subject);
  size_t begin = 0;
  for (Performance& performance : performances) {
    performance.sport = rows[begin].sport;
    performance.kind = rows[begin].kind;
    begin += static_cast<size_t>(performance.official);
  }
  return performances;
}

absl::StatusOr<std::vector<Comparison>> ListComparisons(pg::Transaction& tx,
                                                        const PerformanceQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(auto rows, performance_store::ListOfficialRows(tx, query));
  const auto subject = [](const OfficialRow& row) { return std::tie(row.model, row.inverse); };
  std::stable_sort(rows.begin(), rows.end(), [&](const OfficialRow& a, const OfficialRow& b) {
    return subject(a) < subject(b);
  });
  std::map<std::string, Comparison> by_model;
  for (Performance& performance : SummariseRuns(rows, subject)) {
    performance.sport = query.sport;
    performance.kind = query.kind;
    Comparison& comparison = by_model[performance.model];
    (performance.inverse ? comparison.inverse : comparison.original) = performance;
  }
  std::vector<Comparison> comparisons;
  for (auto& [model, comparison] : by_model) {
    comparison.original.model = comparison.inverse.model = model;
    comparison.inverse.inverse = true;
    comparisons.push_back(std::move(comparison));
  }
  return comparisons;
}

}  // namespace overround::grading
