#include "libs/domain/devig.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "libs/base/status_macros.h"

namespace overround {
namespace {

constexpr int kIterationsMax = 100;
constexpr double kStepTolerance = 1e-15;

absl::Status ValidateBook(std::span<const double> implied) {
  const double sum = std::accumulate(implied.begin(), implied.end(), 0.0);
  const bool inside =
      std::all_of(implied.begin(), implied.end(), [](double b) { return b > 0 && b < 1; });
  if (implied.size() >= 2 && inside && sum >= kBookMin && sum <= kBookMax) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("implied: ", absl::StrJoin(implied, " "),
                                                 ", want two or more in (0, 1) with a sum in [",
                                                 kBookMin, ", ", kBookMax, "]"));
}

absl::StatusOr<Devigged> Additive(std::span<const double> implied) {
  const double margin = Margin(implied);
  Devigged result{{implied.begin(), implied.end()}, margin};
  for (double& p : result.fair) {
    p -= margin / static_cast<double>(implied.size());
    if (p <= 0 || p >= 1) {
      return absl::InvalidArgumentError(absl::StrCat("implied: ", absl::StrJoin(implied, " "),
                                                     ", want a book the additive method can take"));
    }
  }
  return result;
}

Devigged Multiplicative(std::span<const double> implied) {
  const double margin = Margin(implied);
  Devigged result{{implied.begin(), implied.end()}, margin};
  for (double& p : result.fair) p /= 1 + margin;
  return result;
}

// Newton on ln(sum(b^k)), which is convex and falls in k: after one step it closes in from the
// left.
Devigged Power(std::span<const double> implied) {
  std::vector<double> logs(implied.size());
  std::transform(implied.begin(), implied.end(), logs.begin(),
                 [](double b) { return std::log(b); });
  double k = 1;
  for (int i = 0; i < kIterationsMax; ++i) {
    double sum = 0;
    double slope = 0;
    for (const double log : logs) {
      const double p = std::exp(k * log);
      sum += p;
      slope += log * p;
    }
    const double step = std::log(sum) * sum / slope;
    k -= step;
    if (std::abs(step) <= kStepTolerance * k) break;
  }
  Devigged result{std::move(logs), k};
  for (double& p : result.fair) p = std::exp(k * p);
  return result;
}

// Shin's probabilities sum to one where F(z) = sum(sqrt(q_i)) - 2 - (n - 2) z is zero, with
// q_i = z^2 + 4 (1 - z) c_i and c_i = b_i^2 / sum(b). F is convex and falls at z = 0, so Newton
// from there finds the lower root and never the empty one at z = 1.
Devigged Shin(std::span<const double> implied) {
  const double sum = 1 + Margin(implied);
  const double others = static_cast<double>(implied.size()) - 2;
  double z = 0;
  for (int i = 0; i < kIterationsMax; ++i) {
    double value = -2 - others * z;
    double slope = -others;
    for (const double b : implied) {
      const double c = b * b / sum;
      const double root = std::sqrt(z * z + 4 * (1 - z) * c);
      value += root;
      slope += (z - 2 * c) / root;
    }
    const double step = value / slope;
    z -= step;
    if (std::abs(step) <= kStepTolerance) break;
  }
  Devigged result{{implied.begin(), implied.end()}, z};
  for (double& p : result.fair) {
    // The textbook form subtracts two nearly equal numbers for a long shot; this one does not.
    const double c = p * p / sum;
    const double root = std::sqrt(z * z + 4 * (1 - z) * c);
    p = z >= 0 ? 2 * c / (root + z) : (root - z) / (2 * (1 - z));
  }
  return result;
}

// Finds the t where the sum of logistic(logit(b_i) + t) is one: Newton, kept inside a bracket.
Devigged OddsRatio(std::span<const double> implied) {
  std::vector<double> logits(implied.size());
  std::transform(implied.begin(), implied.end(), logits.begin(),
                 [](double b) { return std::log(b / (1 - b)); });
  double low = -50;
  double high = 50;
  double t = 0;
  for (int i = 0; i < kIterationsMax; ++i) {
    double value = -1;
    double slope = 0;
    for (const double logit : logits) {
      const double p = 1 / (1 + std::exp(-logit - t));
      value += p;
      slope += p * (1 - p);
    }
    (value > 0 ? high : low) = t;
    double next = t - value / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    const double step = std::abs(next - t);
    t = next;
    if (step <= kStepTolerance * std::max(1.0, std::abs(t))) break;
  }
  Devigged result{std::move(logits), std::exp(t)};
  for (double& p : result.fair) p = 1 / (1 + std::exp(-p - t));
  return result;
}

}  // namespace

absl::StatusOr<Devigged> DevigWithParameter(DevigMethod method, std::span<const double> implied) {
  OVERROUND_RETURN_IF_ERROR(ValidateBook(implied));
  switch (method) {
    case DevigMethod::kMultiplicative:
      return Multiplicative(implied);
    case DevigMethod::kAdditive:
      return Additive(implied);
    case DevigMethod::kPower:
      return Power(implied);
    case DevigMethod::kShin:
      return Shin(implied);
    case DevigMethod::kOddsRatio:
      return OddsRatio(implied);
  }
  return absl::InvalidArgumentError("method: unknown, want one of DevigMethod");
}

absl::StatusOr<std::vector<double>> Devig(DevigMethod method, std::span<const double> implied) {
  OVERROUND_ASSIGN_OR_RETURN(Devigged result, DevigWithParameter(method, implied));
  return std::move(result.fair);
}

double Margin(std::span<const double> implied) {
  return std::accumulate(implied.begin(), implied.end(), -1.0);
}

absl::string_view ToString(DevigMethod method) {
  switch (method) {
    case DevigMethod::kMultiplicative:
      return "multiplicative";
    case DevigMethod::kAdditive:
      return "additive";
    case DevigMethod::kPower:
      return "power";
    case DevigMethod::kShin:
      return "shin";
    case DevigMethod::kOddsRatio:
      return "odds_ratio";
  }
  return "";
}

absl::StatusOr<DevigMethod> ParseDevigMethod(absl::string_view text) {
  for (const DevigMethod method :
       {DevigMethod::kMultiplicative, DevigMethod::kAdditive, DevigMethod::kPower,
        DevigMethod::kShin, DevigMethod::kOddsRatio}) {
    if (ToString(method) == text) return method;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("method: \"", text, "\", want one such as power or shin"));
}

}  // namespace overround
