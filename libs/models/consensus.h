#pragma once

#include <string>
#include <vector>

#include "libs/domain/devig.h"
#include "libs/history/as_of.h"
#include "libs/models/model.h"
#include "libs/models/sport_parameters.h"

namespace overround::models {

// What one book thinks of one side once its margin is out.
struct BookOpinion {
  std::string sportsbook;
  double fair = 0;    // of the decided bets
  double margin = 0;  // 0.045 is 4.5 %
  DevigMethod method = DevigMethod::kPower;
  double weight = 0;  // in the blend; sums to one over the books
};

// The blend of one market. `fair` is in the order of SidesOf(market) and sums to one.
struct MarketConsensus {
  MarketKey market;
  std::vector<double> fair;
  std::vector<std::vector<BookOpinion>> books;  // by side, books by name
};

struct ConsensusOptions {
  int32_t books_min = 2;
  // Below this margin a method makes no difference, and the multiplicative one is the plainest.
  double power_from_margin = 0.03;
  std::string without_book;  // left out: CLV is measured without the bet's own book. "" for none
};

// The market's own opinion: every book's current back prices de-vigged (power, or multiplicative
// at a margin under 3 %) and blended by their median, scaled to sum to one. Quotes in play, lay
// prices and prices nobody can take are left out; a book counts for a market only with all its
// sides. Sorted by market; every line quoted by at least books_min books is there.
std::vector<MarketConsensus> ConsensusOf(const history::AsOf& as_of, const GameId& game,
                                         const ConsensusOptions& options);

// Of the lines of a kind and period the one most books quote; among equals the one nearest to
// even, then the lower. Null where there is none.
const MarketConsensus* MainLine(const std::vector<MarketConsensus>& markets, const Slot& slot);

// The consensus as a distribution: the sport's shape, centred by the market and then re-weighted
// until the main moneyline or three-way, spread and total each have exactly the market's
// probabilities. A spread that contradicts the win market (their medians come from different
// books) is left out, and the feature "spread_left_out" says so.
//
// Abstains with "unknown_sport", and with "few_quotes" where neither a win market nor a spread is
// quoted by books_min books.
class ConsensusModel final : public Model {
 public:
  explicit ConsensusModel(SportTable sports, ConsensusOptions options = {})
      : sports_(std::move(sports)), options_(std::move(options)) {}

  absl::string_view key() const override { return "consensus"; }
  absl::string_view version() const override { return "1"; }
  absl::StatusOr<Verdict> Judge(const history::AsOf& as_of, const GameId& game) const override;

 private:
  SportTable sports_;
  ConsensusOptions options_;
};

}  // namespace overround::models
