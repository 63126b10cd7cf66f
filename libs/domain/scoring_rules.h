#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/status/statusor.h>

namespace overround {

// Proper scores of probability forecasts; lower is better for all but accuracy. Pushes and voids
// are left out by the caller.

// Log loss clips probabilities to [kLogLossClip, 1 - kLogLossClip], so that one certain error costs
// 27.6 and not infinity.
inline constexpr double kLogLossClip = 1e-12;

// Of one forecast: the probability given to what happened.
double LogLoss(double probability_of_happened);
// Of one binary forecast.
double Brier(double probability, bool happened);
// Of one forecast over several outcomes: sum of squared errors. For two outcomes it is twice the
// binary one. Requires: happened < probabilities.size().
double BrierOf(std::span<const double> probabilities, size_t happened);
// Ranked probability score over ordered outcomes (home, draw, away), divided by n - 1.
// Requires: at least two outcomes and happened < probabilities.size().
double RankedProbability(std::span<const double> probabilities, size_t happened);

// A binary forecast and what came of it.
struct Scored {
  double probability;
  bool happened;
};

struct ScoreSummary {
  size_t count;
  double log_loss;
  double brier;
  double accuracy;           // a forecast of exactly one half is half right
  double calibration_error;  // expected calibration error, kCalibrationBins equal bins
};

inline constexpr size_t kCalibrationBins = 10;

// INVALID_ARGUMENT where there is nothing to score or a probability lies outside [0, 1].
absl::StatusOr<ScoreSummary> Summarize(std::span<const Scored> forecasts);

// Mean absolute gap between forecast and frequency over `bins` equal bins, weighted by count; a
// probability of one belongs to the last bin. Zero for no forecasts. Requires: bins > 0.
double CalibrationError(std::span<const Scored> forecasts, size_t bins);

// One bin of a calibration curve.
struct CalibrationBin {
  size_t count;
  double mean_forecast;  // NaN-free: zero where count is zero
  double frequency;      // the same
};
std::vector<CalibrationBin> CalibrationCurve(std::span<const Scored> forecasts, size_t bins);

}  // namespace overround
