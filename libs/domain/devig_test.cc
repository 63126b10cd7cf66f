#include "libs/domain/devig.h"

#include <array>
#include <cmath>
#include <numeric>
#include <random>

#include <catch2/catch.hpp>

namespace overround {
namespace {

constexpr std::array kMethods = {DevigMethod::kMultiplicative, DevigMethod::kAdditive,
                                 DevigMethod::kPower, DevigMethod::kShin, DevigMethod::kOddsRatio};

double Logit(double p) { return std::log(p / (1 - p)); }

// A book of `count` fair probabilities raised by margins between -3 and 12 %.
std::vector<double> RandomBook(std::mt19937_64& random, size_t count) {
  std::uniform_real_distribution<double> weight(0.15, 1);
  std::uniform_real_distribution<double> margin(-0.03, 0.12);
  std::vector<double> book(count);
  for (double& b : book) b = weight(random);
  const double scale = (1 + margin(random)) / std::accumulate(book.begin(), book.end(), 0.0);
  for (double& b : book) b *= scale;
  return book;
}

TEST_CASE("Shin's method gives the published values at 2.6, 2.4, 4.3", "[devig]") {
  const auto shin = DevigWithParameter(DevigMethod::kShin, std::array{1 / 2.6, 1 / 2.4, 1 / 4.3});
  REQUIRE(shin.ok());
  CHECK(shin->fair[0] == Approx(0.372994).margin(5e-7));
  CHECK(shin->fair[1] == Approx(0.404779).margin(5e-7));
  CHECK(shin->fair[2] == Approx(0.222227).margin(5e-7));
  CHECK(shin->parameter == Approx(0.0169425).margin(5e-8));
}

TEST_CASE("each method satisfies the equation that defines it", "[devig][property]") {
  const auto seed = GENERATE(take(100, random(0, 1 << 30)));
  const auto count = GENERATE(2u, 3u, 8u);
  CAPTURE(Catch::rngSeed(), seed, count);
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  const std::vector<double> book = RandomBook(random, count);
  const double sum = 1 + Margin(book);

  const auto power = DevigWithParameter(DevigMethod::kPower, book);
  const auto shin = DevigWithParameter(DevigMethod::kShin, book);
  const auto odds_ratio = DevigWithParameter(DevigMethod::kOddsRatio, book);
  REQUIRE((power.ok() && shin.ok() && odds_ratio.ok()));
  const double z = shin->parameter;
  for (size_t i = 0; i < count; ++i) {
    const double b = book[i];
    CHECK(power->fair[i] == Approx(std::pow(b, power->parameter)).epsilon(1e-12));
    // Shin's probability, put back into the price it explains.
    const double p = shin->fair[i];
    CHECK(b * b / sum == Approx(z * p + (1 - z) * p * p).epsilon(1e-10));
    CHECK(Logit(odds_ratio->fair[i]) - Logit(b) ==
          Approx(std::log(odds_ratio->parameter)).margin(1e-11));
  }
}

TEST_CASE("fair probabilities sum to one and keep the order of the prices", "[devig][property]") {
  const auto seed = GENERATE(take(60, random(0, 1 << 30)));
  const auto method = GENERATE(from_range(kMethods));
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  const std::vector<double> book = RandomBook(random, 5);
  CAPTURE(Catch::rngSeed(), seed, ToString(method));
  const auto fair = Devig(method, book);
  REQUIRE(fair.ok());
  CHECK(std::accumulate(fair->begin(), fair->end(), 0.0) == Approx(1).epsilon(1e-12));
  for (size_t i = 1; i < book.size(); ++i) {
    CHECK((book[i] < book[i - 1]) == ((*fair)[i] < (*fair)[i - 1]));
  }
}

TEST_CASE("a book without margin is its own fair book", "[devig]") {
  const auto method = GENERATE(from_range(kMethods));
  const auto fair = Devig(method, std::array{0.5, 0.3, 0.2});
  REQUIRE(fair.ok());
  CHECK((*fair)[0] == Approx(0.5).epsilon(1e-12));
  CHECK((*fair)[2] == Approx(0.2).epsilon(1e-12));
}

TEST_CASE("for two outcomes Shin equals additive", "[devig][property]") {
  const auto seed = GENERATE(take(200, random(0, 1 << 30)));
  CAPTURE(Catch::rngSeed(), seed);
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  const std::vector<double> book = RandomBook(random, 2);
  CHECK((*Devig(DevigMethod::kShin, book))[0] ==
        Approx((*Devig(DevigMethod::kAdditive, book))[0]).epsilon(1e-11));
}

TEST_CASE("power and Shin take more from the long shot than multiplicative does", "[devig]") {
  const std::array book = {0.85, 0.15, 0.07};
  const auto multiplicative = Devig(DevigMethod::kMultiplicative, book);
  CHECK((*Devig(DevigMethod::kPower, book))[2] < (*multiplicative)[2]);
  CHECK((*Devig(DevigMethod::kShin, book))[2] < (*multiplicative)[2]);
}

TEST_CASE("what is no book is refused by every method", "[devig]") {
  const auto method = GENERATE(from_range(kMethods));
  const double nan = std::nan("");
  const std::vector<std::vector<double>> books = {
      {}, {0.9}, {0.5, 0.0}, {1.0, 0.1}, {0.5, -0.5}, {0.5, nan}, {0.3, 0.3}, {0.9, 0.9, 0.9}};
  for (const std::vector<double>& book : books) {
    CAPTURE(ToString(method), book.size());
    CHECK(Devig(method, book).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("additive refuses to take more from a long shot than it has", "[devig]") {
  CHECK(Devig(DevigMethod::kAdditive, std::array{0.9, 0.15, 0.02}).status().code() ==
        absl::StatusCode::kInvalidArgument);
}

TEST_CASE("freak margins and long shots are solved too", "[devig]") {
  const std::array book = {0.999, 0.9, 0.0001};
  for (const DevigMethod method :
       {DevigMethod::kPower, DevigMethod::kShin, DevigMethod::kOddsRatio}) {
    const auto fair = Devig(method, book);
    REQUIRE(fair.ok());
    CHECK(std::accumulate(fair->begin(), fair->end(), 0.0) == Approx(1).epsilon(1e-12));
    CHECK((*fair)[2] > 0);
  }
}

TEST_CASE("a method survives its name", "[devig]") {
  for (const DevigMethod method : kMethods) CHECK(*ParseDevigMethod(ToString(method)) == method);
  CHECK_FALSE(ParseDevigMethod("magic").ok());
}

struct Columns {
  std::vector<double> home, draw, away;
};

TEST_CASE("many markets at once agree with one at a time", "[devig][property]") {
  const auto method = GENERATE(from_range(kMethods));
  const auto seed = GENERATE(take(5, random(0, 1 << 30)));
  CAPTURE(Catch::rngSeed(), seed, ToString(method));
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  constexpr size_t kCount = 1000;  // no multiple of any block
  Columns books;
  for (size_t i = 0; i < kCount; ++i) {
    const std::vector<double> book = RandomBook(random, 3);
    books.home.push_back(i % 97 == 0 ? 0.0 : book[0]);
    books.draw.push_back(i % 89 == 0 ? 0.0001 : book[1]);
    books.away.push_back(i % 83 == 0 ? 0.99 : book[2]);
  }
  Columns fair = books;
  const size_t refused = DevigThreeWay(method, {books.home, books.draw, books.away},
                                       {fair.home, fair.draw, fair.away});
  size_t expected_refused = 0;
  double worst = 0;
  for (size_t i = 0; i < kCount; ++i) {
    const auto one = Devig(method, std::array{books.home[i], books.draw[i], books.away[i]});
    if (!one.ok()) {
      ++expected_refused;
      CHECK(std::isnan(fair.home[i] + fair.draw[i] + fair.away[i]));
      continue;
    }
    worst = std::max({worst, std::abs((*one)[0] - fair.home[i]), std::abs((*one)[1] - fair.draw[i]),
                      std::abs((*one)[2] - fair.away[i])});
  }
  CHECK(refused == expected_refused);
  CHECK(worst < 1e-12);
}

}  // namespace
}  // namespace overround
