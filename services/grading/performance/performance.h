#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/settlement.h"
#include "libs/pg/transaction.h"

namespace overround::grading {

// One official row, as performance counts it.
struct OfficialRow {
  std::string model = {};
  std::string model_version = {};
  std::string sport = {};
  MarketKind kind = MarketKind::kMoneyline;
  bool inverse = false;
  double probability = 0;
  double push_probability = 0;
  Outcome outcome = Outcome::kVoid;
  std::optional<double> profit_units = std::nullopt;
  bool has_close = false;
  bool has_no_close = false;
  std::optional<double> close_value = std::nullopt;
  std::optional<double> close_probability = std::nullopt;
};

// How well one model, or its inverse, did. A ratio is none where nothing counts for it.
struct Performance {
  std::string model = {};
  std::vector<std::string> model_versions = {};
  std::optional<std::string> sport = std::nullopt;
  std::optional<MarketKind> kind = std::nullopt;
  bool inverse = false;
  int64_t official = 0;
  int64_t wins = 0;
  int64_t losses = 0;
  int64_t pushes = 0;
  int64_t voids = 0;
  std::optional<double> accuracy = std::nullopt;
  int64_t priced = 0;
  double profit_units = 0;
  std::optional<double> roi = std::nullopt;
  std::optional<double> brier_score = std::nullopt;
  std::optional<double> log_loss = std::nullopt;
  std::optional<double> close_log_loss = std::nullopt;
  std::optional<double> log_loss_where_closed = std::nullopt;
  std::optional<double> closing_value_mean = std::nullopt;
  int64_t closing_values = 0;
  int64_t no_closes = 0;
};

// Adds up rows of one subject. The score of a forecast is of its probability given that the bet is
// decided; half results count as what they are half of; pushes and voids leave accuracy and the
// scores. ROI is flat-stake over the rows that had odds, pushes among them at zero, voids left out.
// Requires: one model, all originals or all inverses.
Performance Summarise(std::span<const OfficialRow> rows);

// What to count.
struct PerformanceQuery {
  std::optional<std::string> model = std::nullopt;
  std::optional<std::string> sport = std::nullopt;
  std::optional<MarketKind> kind = std::nullopt;
  std::optional<bool> inverse = std::nullopt;
  // Of games starting at this time or later.
  std::optional<absl::Time> start_min = std::nullopt;
};

// One for each model, sport and kind, originals before inverses; in that order.
absl::StatusOr<std::vector<Performance>> ListPerformances(pg::Transaction& tx,
                                                          const PerformanceQuery& query);

// Over all sports or the one asked for, and all kinds or the one asked for; by model, the original
// and its inverse.
struct Comparison {
  Performance original = {};
  Performance inverse = {};
};
absl::StatusOr<std::vector<Comparison>> ListComparisons(pg::Transaction& tx,
                                                        const PerformanceQuery& query);

}  // namespace overround::grading
