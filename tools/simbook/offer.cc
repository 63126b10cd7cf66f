#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "tools/simbook/book.h"

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
// Back and lay prices of an exchange stand this far apart.
constexpr double kExchangeSpread = 0.012;

// What one book believes of one game at one moment, and where its shuffles come from.
struct View {
  const Book& book;
  const Game& game;
  Draw draw;
  ScoreLaw law;
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

std::optional<Market> PriceMarket(const View& view, absl::string_view key,
                                  std::vector<Chance> chances) {
  for (const Chance& chance : chances) {
    if (chance.probability > kFavouriteMax || chance.probability < 1e-4) return std::nullopt;
  }
  Shade(view.book, chances);
  const double exponent = MarginExponent(chances, view.book.margin);
  std::vector<Outcome> outcomes;
  outcomes.reserve(chances.size());
  for (const Chance& chance : chances) {
    outcomes.push_back(Priced(chance, std::pow(chance.probability, exponent)));
  }
  return Shuffled(view, key, outcomes);
}

std::vector<Chance> WinnerChances(const View& view) {
  std::vector<Chance> chances = {{Side::kHome, view.law.home(), {}},
                                 {Side::kAway, view.law.away(), {}}};
  if (view.game.sport->draws) chances.push_back({Side::kDraw, view.law.draw(), {}});
  return chances;
}

std::vector<Chance> SpreadChances(const View& view, int step_quarters) {
  const int line = view.law.EvenSpread(step_quarters);
  const double home = view.law.HomeWith(line).Fair();
  return {{Side::kHome, home, line}, {Side::kAway, 1 - home, -line}};
}

std::vector<Chance> TotalChances(const View& view, int step_quarters) {
  const int line = view.law.EvenTotal(step_quarters);
  const double over = view.law.Over(line).Fair();
  return {{Side::kOver, over, line}, {Side::kUnder, 1 - over, line}};
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
  return markets;
}

}  // namespace

std::optional<Offer> OfferOf(const Book& book, const Game& game, absl::Time now) {
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
  const View view{book, game, draw, BelievedLaw(book, game, draw, looked)};
  std::vector<Market> markets = MarketsOf(view);
  if (markets.empty()) return std::nullopt;
  return Offer{&book, absl::FromUnixSeconds(absl::ToUnixSeconds(looked)), std::move(markets)};
}

}  // namespace overround::simbook
