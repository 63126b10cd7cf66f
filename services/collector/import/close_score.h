#pragma once

#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "services/collector/import/layout.h"

namespace overround::collector {

// The least games a set is judged by.
inline constexpr int kCloseGamesMin = 100;
// How far from what the prices themselves expect a set must score, in standard deviations.
inline constexpr double kCloseDeviationsMax = 4;

// What a book's closing prices say of who wins a game, without its margin, and who won.
struct ClosedWinner {
  std::string sportsbook;
  std::vector<double> probabilities;
  size_t won = 0;
};

// Of each book that closed the winner of a game played to its end; ties are nobody's where they are
// no outcome. Pure.
std::vector<ClosedWinner> ClosedWinnersOf(const ImportedGame& game);

// How a set of closes fits its results.
//
// Prices that mean anything score (log loss) below the same guess for every outcome, and about as
// well as they expect of themselves: their entropy, with a known variance. A set that is worse than
// uniform, and worse than it expects by more than four standard deviations, is not of these
// results: invented, or joined by mistake. Chance does that once in 30,000 sets.
class CloseScore {
 public:
  void Add(const ClosedWinner& closed);

  int games() const { return games_; }
  bool IsScrambled() const;
  // "log loss 1.142, uniform 1.099, expected 0.955 over 380 games"
  std::string ToString() const;
  // The same of a book's set, for a person who decides about it.
  std::string DetailsOf(absl::string_view sportsbook, absl::string_view season) const;

 private:
  int games_ = 0;
  double loss_ = 0;
  double uniform_ = 0;
  double expected_ = 0;
  double variance_ = 0;
};

}  // namespace overround::collector
