#include "libs/domain/scoring_rules.h"

#include <array>
#include <cmath>

#include <catch2/catch.hpp>

namespace overround {
namespace {

TEST_CASE("a coin costs ln 2 and a uniform three-way forecast ln 3", "[scoring]") {
  CHECK(LogLoss(0.5) == Approx(std::log(2)));
  CHECK(LogLoss(1.0 / 3) == Approx(1.0986).margin(1e-4));
}

TEST_CASE("one certain error does not cost everything", "[scoring]") {
  CHECK(LogLoss(0) == Approx(27.631).margin(1e-3));
  CHECK(LogLoss(1) == Approx(0).margin(1e-11));
}

TEST_CASE("the ranked score forgives a near miss", "[scoring]") {
  const std::array forecast = {0.6, 0.3, 0.1};
  CHECK(RankedProbability(forecast, 0) == Approx((0.16 + 0.01) / 2));
  CHECK(RankedProbability(forecast, 1) == Approx((0.36 + 0.01) / 2));
  CHECK(RankedProbability(forecast, 2) == Approx((0.36 + 0.81) / 2));
  CHECK(BrierOf(forecast, 1) == Approx(0.36 + 0.49 + 0.01));
}

TEST_CASE("two outcomes score alike by either Brier, up to a factor of two", "[scoring]") {
  CHECK(BrierOf(std::array{0.7, 0.3}, 0) == Approx(2 * Brier(0.7, true)));
}

TEST_CASE("a summary counts, averages and calls a coin half right", "[scoring]") {
  const std::array forecasts = {Scored{0.8, true}, Scored{0.8, false}, Scored{0.5, true},
                                Scored{1.0, true}};
  const auto summary = Summarize(forecasts);
  REQUIRE(summary.ok());
  CHECK(summary->count == 4);
  CHECK(summary->accuracy == Approx(2.5 / 4));
  CHECK(summary->brier == Approx((0.04 + 0.64 + 0.25 + 0) / 4));
  // Bins: two at 0.8 of which half came, one at 0.5 that came, one at 1 that came.
  CHECK(summary->calibration_error == Approx((2 * 0.3 + 0.5 + 0) / 4));
}

TEST_CASE("nothing to score, or no probability, is refused", "[scoring]") {
  CHECK_FALSE(Summarize({}).ok());
  CHECK_FALSE(Summarize(std::array{Scored{1.1, true}}).ok());
  CHECK_FALSE(Summarize(std::array{Scored{std::nan(""), true}}).ok());
  CHECK(CalibrationError({}, 10) == 0);
}

TEST_CASE("no forecast scores better on average than the truth", "[scoring][property]") {
  const auto truth = GENERATE(take(20, random(0.02, 0.98)));
  const auto claim = GENERATE(take(20, random(0.0, 1.0)));
  CAPTURE(Catch::rngSeed(), truth, claim);
  const auto expected = [&](auto score) {
    return [=](double p) { return truth * score(p, true) + (1 - truth) * score(p, false); };
  };
  const auto log_loss =
      expected([](double p, bool happened) { return LogLoss(happened ? p : 1 - p); });
  const auto brier = expected([](double p, bool happened) { return Brier(p, happened); });
  CHECK(log_loss(truth) <= log_loss(claim) + 1e-12);
  CHECK(brier(truth) <= brier(claim) + 1e-12);
}

}  // namespace
}  // namespace overround
