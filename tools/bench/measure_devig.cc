#include <random>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/domain/devig.h"
#include "tools/bench/measures.h"

namespace overround::bench {
namespace {

constexpr size_t kMarkets = 200'000;
constexpr int kRuns = 5;
// Fixed: the same markets in every run.
constexpr unsigned kSeed = 7;

struct Columns {
  std::vector<double> home = std::vector<double>(kMarkets);
  std::vector<double> draw = std::vector<double>(kMarkets);
  std::vector<double> away = std::vector<double>(kMarkets);
};

Columns SomeMarkets() {
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> share(0.1, 1.0);
  std::uniform_real_distribution<double> margin(1.02, 1.10);
  Columns implied;
  for (size_t i = 0; i < kMarkets; ++i) {
    const double shares[] = {share(random), share(random), share(random)};
    const double scale = margin(random) / (shares[0] + shares[1] + shares[2]);
    implied.home[i] = shares[0] * scale;
    implied.draw[i] = shares[1] * scale;
    implied.away[i] = shares[2] * scale;
  }
  return implied;
}

double MarketsPerSecond(DevigMethod method, const Columns& implied) {
  Columns fair;
  return static_cast<double>(kMarkets) / LeastSecondsOf(kRuns, [&] {
           const size_t refused = DevigThreeWay(method, {implied.home, implied.draw, implied.away},
                                                {fair.home, fair.draw, fair.away});
           OVERROUND_CHECK(refused == 0);
         });
}

}  // namespace

std::vector<Figure> MeasureDevig() {
  const Columns implied = SomeMarkets();
  const double reference = MarketsPerSecond(DevigMethod::kMultiplicative, implied);
  std::vector<Figure> figures;
  for (const DevigMethod method : {DevigMethod::kPower, DevigMethod::kShin}) {
    figures.push_back({.name = absl::StrCat("de-vig, ", ToString(method)),
                       .value = MarketsPerSecond(method, implied),
                       .reference = reference,
                       .unit = "three-way markets",
                       .against = "multiplicative"});
  }
  return figures;
}

}  // namespace overround::bench
