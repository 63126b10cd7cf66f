#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround {

// Ways to take a bookmaker's margin out of the prices of one market. Written with b_i the implied
// probabilities (one over the decimal odds) and p_i the fair ones, which sum to one:
enum class DevigMethod : uint8_t {
  kMultiplicative,  // p_i = b_i / sum(b)
  kAdditive,        // p_i = b_i - (sum(b) - 1) / n
  kPower,           // p_i = b_i^k
  kShin,  // a share z of insiders: p_i = (sqrt(z^2 + 4 (1 - z) b_i^2 / sum(b)) - z) / (2 (1 - z))
  kOddsRatio,  // p_i / (1 - p_i) = c * b_i / (1 - b_i)
};

// The fair probabilities behind `implied`, which holds every side of one market.
//
// INVALID_ARGUMENT for fewer than two sides, a probability outside (0, 1), a sum outside
// [kBookMin, kBookMax], or where the method leaves no probability in (0, 1) (the additive method
// may take more from a long shot than it has). Books under 100 % are accepted by every method; a
// negative margin is shared out as a positive one is, Shin's z then being negative.
absl::StatusOr<std::vector<double>> Devig(DevigMethod method, std::span<const double> implied);

inline constexpr double kBookMin = 0.8;
inline constexpr double kBookMax = 2.0;

// As Devig, with the parameter the method found: k of power, z of Shin, c of odds-ratio; the
// margin, sum(b) - 1, of the others.
struct Devigged {
  std::vector<double> fair;
  double parameter;
};
absl::StatusOr<Devigged> DevigWithParameter(DevigMethod method, std::span<const double> implied);

// sum(implied) - 1.
double Margin(std::span<const double> implied);

// Columns of three-way markets, all of one length.
struct ThreeWayColumns {
  std::span<const double> home;
  std::span<const double> draw;
  std::span<const double> away;
};
struct ThreeWayFair {
  std::span<double> home;
  std::span<double> draw;
  std::span<double> away;
};

// Many markets at once: agrees with Devig to 1e-12. A market Devig would refuse becomes three NaN
// and is counted in the answer. Requires: all six columns are equally long.
size_t DevigThreeWay(DevigMethod method, const ThreeWayColumns& implied, const ThreeWayFair& fair);

absl::string_view ToString(DevigMethod method);
// INVALID_ARGUMENT unless one of "multiplicative", "additive", "power", "shin", "odds_ratio".
absl::StatusOr<DevigMethod> ParseDevigMethod(absl::string_view text);

}  // namespace overround
