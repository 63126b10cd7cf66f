#include "libs/domain/scoring_rules.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"

namespace overround {

double LogLoss(double probability_of_happened) {
  return -std::log(std::clamp(probability_of_happened, kLogLossClip, 1 - kLogLossClip));
}

double Brier(double probability, bool happened) {
  const double error = probability - (happened ? 1 : 0);
  return error * error;
}

double BrierOf(std::span<const double> probabilities, size_t happened) {
  OVERROUND_CHECK(happened < probabilities.size());
  double sum = 0;
  for (size_t i = 0; i < probabilities.size(); ++i) sum += Brier(probabilities[i], i == happened);
  return sum;
}

double RankedProbability(std::span<const double> probabilities, size_t happened) {
  OVERROUND_CHECK(probabilities.size() >= 2 && happened < probabilities.size());
  double sum = 0;
  double cumulative = 0;
  for (size_t i = 0; i + 1 < probabilities.size(); ++i) {
    cumulative += probabilities[i];
    sum += Brier(cumulative, happened <= i);
  }
  return sum / static_cast<double>(probabilities.size() - 1);
}

absl::StatusOr<ScoreSummary> Summarize(std::span<const Scored> forecasts) {
  if (forecasts.empty()) {
    return absl::InvalidArgumentError("forecasts: none, want at least one");
  }
  ScoreSummary summary{};
  for (const auto& [probability, happened] : forecasts) {
    if (!(probability >= 0 && probability <= 1)) {
      return absl::InvalidArgumentError(
          absl::StrCat("probability: ", probability, ", want one in [0, 1]"));
    }
    summary.log_loss += LogLoss(happened ? probability : 1 - probability);
    summary.brier += Brier(probability, happened);
    summary.accuracy += probability == 0.5 ? 0.5 : (probability > 0.5) == happened ? 1 : 0;
  }
  const double count = static_cast<double>(forecasts.size());
  summary.count = forecasts.size();
  summary.log_loss /= count;
  summary.brier /= count;
  summary.accuracy /= count;
  summary.calibration_error = CalibrationError(forecasts, kCalibrationBins);
  return summary;
}

std::vector<CalibrationBin> CalibrationCurve(std::span<const Scored> forecasts, size_t bins) {
  OVERROUND_CHECK(bins > 0);
  std::vector<CalibrationBin> curve(bins, CalibrationBin{0, 0, 0});
  for (const auto& [probability, happened] : forecasts) {
    const auto place = static_cast<size_t>(probability * static_cast<double>(bins));
    CalibrationBin& bin = curve[std::min(place, bins - 1)];
    ++bin.count;
    bin.mean_forecast += probability;
    bin.frequency += happened ? 1 : 0;
  }
  for (CalibrationBin& bin : curve) {
    if (bin.count == 0) continue;
    bin.mean_forecast /= static_cast<double>(bin.count);
    bin.frequency /= static_cast<double>(bin.count);
  }
  return curve;
}

double CalibrationError(std::span<const Scored> forecasts, size_t bins) {
  if (forecasts.empty()) return 0;
  double gap = 0;
  for (const CalibrationBin& bin : CalibrationCurve(forecasts, bins)) {
    gap += static_cast<double>(bin.count) * std::abs(bin.mean_forecast - bin.frequency);
  }
  return gap / static_cast<double>(forecasts.size());
}

}  // namespace overround
