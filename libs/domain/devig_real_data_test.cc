#include <array>
#include <cmath>
#include <optional>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/domain/devig.h"
#include "libs/domain/odds.h"
#include "libs/domain/scoring_rules.h"
#include "libs/testing/external_data.h"

namespace overround {
namespace {

using Row = std::map<std::string, std::string>;

// Implied probabilities of home, draw, away under a column prefix; none where one is missing.
std::optional<std::array<double, 3>> ImpliedIn(const Row& row, const std::string& prefix) {
  std::array<double, 3> implied{};
  for (size_t side = 0; side < 3; ++side) {
    const auto cell = row.find(prefix + "HDA"[side]);
    if (cell == row.end()) return std::nullopt;
    const auto odds = Odds::ParseNoisyDecimal(cell->second);
    if (!odds.ok()) return std::nullopt;
    implied[side] = odds->ImpliedProbability();
  }
  return implied;
}

struct Score {
  double log_loss = 0;
  size_t games = 0;
  double mean() const { return log_loss / static_cast<double>(games); }
};

// Mean log loss of one book's de-vigged prices over seasons of the Premier League.
std::optional<Score> ScoreSeasons(DevigMethod method, const std::string& prefix) {
  Score score;
  for (const char* season : {"1213", "1314", "1415", "1516", "1617", "1718", "1819"}) {
    const auto file = testing::ExternalFile(absl::StrCat("football_data/E0_", season, ".csv"));
    if (!file) return std::nullopt;
    for (const Row& row : testing::ReadPlainCsv(*file)) {
      const auto result = row.find("FTR");
      const size_t happened = result == row.end() ? absl::string_view::npos
                                                  : absl::string_view("HDA").find(result->second);
      const auto implied = ImpliedIn(row, prefix);
      if (!implied || result->second.size() != 1 || happened == absl::string_view::npos) continue;
      const auto fair = Devig(method, *implied);
      if (!fair.ok()) continue;
      score.log_loss += LogLoss((*fair)[happened]);
      ++score.games;
    }
  }
  return score;
}

TEST_CASE("a de-vigged sharp close of real games scores well below uniform", "[devig][data]") {
  const auto method = GENERATE(DevigMethod::kMultiplicative, DevigMethod::kAdditive,
                               DevigMethod::kPower, DevigMethod::kShin, DevigMethod::kOddsRatio);
  const auto score = ScoreSeasons(method, "PSC");
  if (!score) {
    WARN("skipped: scoring real closes needs OVERROUND_DATA_DIR");
    return;
  }
  CAPTURE(ToString(method), score->games, score->mean());
  CHECK(score->games > 2600);
  CHECK(score->mean() < std::log(3.0) - 0.1);
}

TEST_CASE("on a soft three-way book power beats multiplicative", "[devig][data]") {
  const auto power = ScoreSeasons(DevigMethod::kPower, "LB");
  const auto multiplicative = ScoreSeasons(DevigMethod::kMultiplicative, "LB");
  if (!power || !multiplicative) {
    WARN("skipped: scoring a real soft book needs OVERROUND_DATA_DIR");
    return;
  }
  CAPTURE(power->games, power->mean(), multiplicative->mean());
  CHECK(power->mean() < multiplicative->mean());
}

}  // namespace
}  // namespace overround
