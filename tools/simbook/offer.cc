#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "tools/simbook/book.h"
#include "tools/simbook/espn_roster.h"

namespace overround::simbook {
namespace {

// A book without prices in play is not quite awake when the game starts: its last price before the
// start stays up that long.
constexpr absl::Duration kStaleAfterStart = absl::Seconds(8);
constexpr absl::Duration kSuspension = absl::Seconds(20);
constexpr absl::Duration kOpinion = absl::Seconds(60);
// A market that is nearly decided is taken down.
constexpr double kFavouriteMax = 0.97;
constexpr double kImpliedMax = 0.99;
// Of a ladder, on each side of the main line.
constexpr int kRungs = 3;
// Of each team: those who start.
constexpr int kPricedPlayers = 5;
// Back and lay prices of an exchange stand this far apart.
constexpr double kExchangeSpread = 0.012;

// What one book believes of one game at one moment, and where its shuffles come from.
struct View {
  const Book& book;
  const Game& game;
  Draw draw;
  ScoreLaw law;
  // Null where only the main lines are wanted.
  const Roster* roster;
};

struct Chance {
  Side side;
  double probability;
  std::optional<int> point_quarters;
};

absl::Time TickBefore(absl::Time when, absl::Duration period, double phase) {
  const absl::Duration since = when - absl::UnixEpoch() - period * phase;
  return absl::UnixEpoch() + period * phase + absl::Floor(since, period);
}

// The book's own error, wandering from minute to minute.
double OpinionAt(const Draw& draw, absl::Time when) {
  const double knots = absl::FDivDuration(when - absl::UnixEpoch(), kOpinion);
  const auto knot = static_cast<int64_t>(knots);
  const double share = knots - static_cast<double>(knot);
  return (1 - share) * draw.For(knot).Normal() + share * draw.For(knot + 1).Normal();
}

ScoreLaw BelievedLaw(const Book& book, const Game& game, const Draw& draw, absl::Time when) {
  Shifts shifts = game.KnownAt(when - book.lag);
  const double error = book.error * game.sport->news_spread;
  const double supremacy = error * OpinionAt(draw.For("supremacy"), when);
  const double pace = 0.3 * error * OpinionAt(draw.For("pace"), when);
  shifts.home += pace + supremacy / 2;
  shifts.away += pace - supremacy / 2;
  // Before the start the lag would show a game that has not begun as one that has not begun.
  const absl::Time seen = when - book.lag_in_play;
  return ScoreLaw(*game.sport, shifts, game.ScoreAt(seen), game.LeftAt(seen));
}

// Leans the fair probabilities to where the book's customers bet.
void Shade(const Book& book, std::vector<Chance>& chances) {
  double sum = 0;
  for (Chance& chance : chances) {
    chance.probability = std::pow(chance.probability, 1 + book.favourite_shade);
    if (chance.side == Side::kHome || chance.side == Side::kOver) {
      chance.probability *= 1 + book.home_shade;
    }
    sum += chance.probability;
  }
  for (Chance& chance : chances) chance.probability /= sum;
}

// The exponent that makes the probabilities sum to 1 + margin.
double MarginExponent(const std::vector<Chance>& chances, double margin) {
  double low = 0.3;
  double high = 1;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    double sum = 0;
    for (const Chance& chance : chances) sum += std::pow(chance.probability, middle);
    (sum > 1 + margin ? low : high) = middle;
  }
  return (low + high) / 2;
}

// Down to the next step, so that rounding is never in the customer's favour.
int DecimalHundredths(double implied) {
  const double hundredths = 100 / implied + 1e-9;
  const int step = hundredths >= 2000 ? 50 : hundredths >= 1000 ? 10 : hundredths >= 500 ? 5 : 1;
  return std::max(101, static_cast<int>(hundredths / step) * step);
}

int American(double implied) {
  const double profit = 1 / implied - 1;
  const auto step_of = [](double size) { return size >= 500 ? 10.0 : size >= 200 ? 5.0 : 1.0; };
  if (profit >= 1) {
    const double size = 100 * profit + 1e-9;
    return static_cast<int>(std::floor(size / step_of(size)) * step_of(size));
  }
  const double size = 100 / profit - 1e-9;
  const int quote = -static_cast<int>(std::ceil(size / step_of(size)) * step_of(size));
  return quote == -100 ? 100 : quote;
}

Outcome Priced(const Chance& chance, double implied) {
  const double bounded = std::min(implied, kImpliedMax);
  return {chance.side, DecimalHundredths(bounded), American(bounded), chance.point_quarters};
}

Market Shuffled(const View& view, absl::string_view key, const std::vector<Outcome>& outcomes) {
  Market market{std::string(key), {}};
  const Draw draw = view.draw.For("order").For(key);
  for (const int at : draw.Permutation(static_cast<int>(outcomes.size()))) {
    market.outcomes.push_back(outcomes[static_cast<size_t>(at)]);
  }
  return market;
}

// Nothing where it is nearly decided.
std::vector<Outcome> Prices(const View& view, std::vector<Chance> chances) {
  for (const Chance& chance : chances) {
    if (chance.probability > kFavouriteMax || chance.probability < 1e-4) return {};
  }
  Shade(view.book, chances);
  const double exponent = MarginExponent(chances, view.book.margin);
  std::vector<Outcome> outcomes;
  outcomes.reserve(chances.size());
  for (const Chance& chance : chances) {
    outcomes.push_back(Priced(chance, std::pow(chance.probability, exponent)));
  }
  return outcomes;
}

std::optional<Market> PriceMarket(const View& view, absl::string_view key,
                                  std::vector<Chance> chances) {
  const std::vector<Outcome> outcomes = Prices(view, std::move(chances));
  if (outcomes.empty()) return std::nullopt;
  return Shuffled(view, key, outcomes);
}

std::vector<Chance> WinnerChances(const View& view) {
  std::vector<Chance> chances = {{Side::kHome, view.law.home(), {}},
                                 {Side::kAway, view.law.away(), {}}};
  if (view.game.sport->draws) chances.push_back({Side::kDraw, view.law.draw(), {}});
  return chances;
}

std::vector<Chance> SpreadChancesAt(const View& view, int line) {
  const double home = view.law.HomeWith(line).Fair();
  return {{Side::kHome, home, line}, {Side::kAway, 1 - home, -line}};
}

std::vector<Chance> SpreadChances(const View& view, int step_quarters) {
  return SpreadChancesAt(view, view.law.EvenSpread(step_quarters));
}

std::vector<Chance> TotalChancesAt(const View& view, int line) {
  const double over = view.law.Over(line).Fair();
  return {{Side::kOver, over, line}, {Side::kUnder, 1 - over, line}};
}

std::vector<Chance> TotalChances(const View& view, int step_quarters) {
  return TotalChancesAt(view, view.law.EvenTotal(step_quarters));
}

// Lines on both sides of the main one, which is not among them.
std::vector<Outcome> Ladder(const View& view, int main_line, int step_quarters,
                            std::vector<Chance> (*chances_at)(const View&, int)) {
  std::vector<Outcome> outcomes;
  for (int rung = -kRungs; rung <= kRungs; ++rung) {
    if (rung == 0) continue;
    const auto prices = Prices(view, chances_at(view, main_line + rung * step_quarters));
    outcomes.insert(outcomes.end(), prices.begin(), prices.end());
  }
  return outcomes;
}

// A starter's share of his team's points, which the roster deals out evenly.
double PointsMean(const View& view, bool is_home) {
  const double margin = is_home ? view.law.mean_margin() : -view.law.mean_margin();
  return (view.law.mean_total() + margin) / 2 / kPlayersOfTeam;
}

// That a Poisson count is above a line of so many and a half.
double ChanceAbove(double mean, int whole) {
  double term = std::exp(-mean);
  double below = term;
  for (int count = 1; count <= whole; ++count) {
    term *= mean / count;
    below += term;
  }
  return 1 - below;
}

std::vector<Outcome> PlayersPoints(const View& view) {
  std::vector<Outcome> outcomes;
  // Of two of one name nobody could tell whose a bet is.
  std::set<std::string> named;
  for (const bool is_home : {true, false}) {
    const double mean = PointsMean(view, is_home);
    const int whole = static_cast<int>(mean);
    const double over = ChanceAbove(mean, whole);
    const int line = 4 * whole + 2;
    for (int number = 0; number < kPricedPlayers; ++number) {
      const int team = is_home ? view.game.home_team : view.game.away_team;
      const std::string name = view.roster->PlayerOf(*view.game.sport, team, number).name;
      if (!named.insert(name).second) continue;
      for (Outcome& outcome :
           Prices(view, {{Side::kOver, over, line}, {Side::kUnder, 1 - over, line}})) {
        outcome.player = name;
        outcomes.push_back(std::move(outcome));
      }
    }
  }
  return outcomes;
}

void AddBesideMain(const View& view, int step_quarters, std::vector<Market>& markets) {
  const auto add = [&](absl::string_view key, const std::vector<Outcome>& outcomes) {
    if (!outcomes.empty()) markets.push_back(Shuffled(view, key, outcomes));
  };
  add("alternate_spreads",
      Ladder(view, view.law.EvenSpread(step_quarters), step_quarters, SpreadChancesAt));
  add("alternate_totals",
      Ladder(view, view.law.EvenTotal(step_quarters), step_quarters, TotalChancesAt));
  add("player_points", PlayersPoints(view));
}

// An exchange shows what can be laid too: a price nobody can back.
Market LayMarket(const View& view, const Market& back) {
  Market lay{"h2h_lay", back.outcomes};
  for (Outcome& outcome : lay.outcomes) {
    const double implied = 100.0 / outcome.decimal_hundredths / (1 + kExchangeSpread);
    outcome.decimal_hundredths =
        std::max(DecimalHundredths(implied), outcome.decimal_hundredths + 1);
    outcome.american = American(implied);
  }
  return Shuffled(view, "h2h_lay", lay.outcomes);
}

std::vector<Market> MarketsOf(const View& view) {
  std::vector<Market> markets;
  if (auto winner = PriceMarket(view, "h2h", WinnerChances(view))) {
    markets.push_back(*std::move(winner));
    if (view.book.exchange) markets.push_back(LayMarket(view, markets.front()));
  }
  if (view.book.exchange) return markets;
  const Sport& sport = *view.game.sport;
  const int step = view.book.quarter_lines && sport.draws ? 1 : sport.line_step_quarters;
  if (!view.draw.For("no spreads").Chance(view.book.missing)) {
    auto spreads = PriceMarket(view, "spreads", SpreadChances(view, step));
    if (spreads) markets.push_back(*std::move(spreads));
  }
  if (!view.draw.For("no totals").Chance(view.book.missing)) {
    auto totals = PriceMarket(view, "totals", TotalChances(view, step));
    if (totals) markets.push_back(*std::move(totals));
  }
  if (view.roster != nullptr) AddBesideMain(view, step, markets);
  return markets;
}

}  // namespace

std::optional<Offer> OfferOf(const Book& book, const Game& game, absl::Time now,
                             const Roster* roster) {
  const Draw draw = game.draw.For("book").For(book.key);
  const double phase = draw.For("phase").Uniform();
  absl::Time looked = TickBefore(now, book.refresh, phase);
  if (!book.in_play) {
    if (now >= game.start + kStaleAfterStart) return std::nullopt;
    looked = TickBefore(std::min(now, game.start - absl::Milliseconds(1)), book.refresh, phase);
  }
  if (now >= game.end || looked < game.scheduled - book.opens) return std::nullopt;
  const Game::Phase at = game.PhaseAt(looked);
  if (at == Game::Phase::kOvertime) return std::nullopt;
  const int64_t window = (looked - absl::UnixEpoch()) / kSuspension;
  const bool playing = at == Game::Phase::kPlaying;
  if (draw.For("suspended").For(window).Chance(playing ? 0.06 : 0.01)) return std::nullopt;
  const View view{book, game, draw, BelievedLaw(book, game, draw, looked), roster};
  std::vector<Market> markets = MarketsOf(view);
  if (markets.empty()) return std::nullopt;
  return Offer{&book, absl::FromUnixSeconds(absl::ToUnixSeconds(looked)), std::move(markets)};
}

}  // namespace overround::simbook
