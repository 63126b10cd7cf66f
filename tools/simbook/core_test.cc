#include <cmath>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "tools/simbook/book.h"
#include "tools/simbook/league.h"

namespace overround::simbook {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'780'000'000);

std::vector<Game> Games(const Sport& sport, int hours, uint64_t seed = 7) {
  return League(seed).Between(sport, kNoon, kNoon + absl::Hours(hours));
}

Side WinnerOf(const Game& game) {
  if (game.final_score.home > game.final_score.away) return Side::kHome;
  return game.final_score.home < game.final_score.away ? Side::kAway : Side::kDraw;
}

// By multiplication, which is what the sharp book's small margin leaves little to argue about.
std::map<Side, double> Devigged(const Market& market) {
  std::map<Side, double> fair;
  double sum = 0;
  for (const Outcome& outcome : market.outcomes) {
    sum += fair[outcome.side] = 100.0 / outcome.decimal_hundredths;
  }
  for (auto& [side, probability] : fair) probability /= sum;
  return fair;
}

}  // namespace

TEST_CASE("a draw is a function of what it is for, and evenly spread") {
  const Draw draw(42);
  CHECK(draw.For("a").For(1).bits() == Draw(42).For("a").For(1).bits());
  CHECK(draw.For("a").bits() != draw.For("b").bits());
  CHECK(Draw(1).For(int64_t{0}).bits() != Draw(2).For(int64_t{0}).bits());
  double sum = 0;
  double normal = 0;
  double squares = 0;
  double counts = 0;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    const Draw one = draw.For(i);
    sum += one.Uniform();
    normal += one.Normal();
    squares += one.Normal() * one.Normal();
    counts += one.Poisson(2.5);
  }
  CHECK(sum / kDraws == Approx(0.5).margin(0.01));
  CHECK(normal / kDraws == Approx(0).margin(0.03));
  CHECK(squares / kDraws == Approx(1).margin(0.04));
  CHECK(counts / kDraws == Approx(2.5).margin(0.05));
}

TEST_CASE("a law's probabilities sum to one, before the game and within it") {
  for (const Sport& sport : Sports()) {
    CAPTURE(sport.key);
    for (const double left : {1.0, 0.5, 0.01, 0.0}) {
      const ScoreLaw law(sport, {0.1, -0.2}, {3, 3}, left);
      CHECK(law.home() + law.draw() + law.away() == Approx(1).epsilon(1e-9));
      CHECK((law.draw() > 0) == sport.draws);
      const LineChances spread = law.HomeWith(law.EvenSpread(2));
      CHECK(spread.win + spread.lose <= 1 + 1e-9);
      const LineChances half = law.HomeWith(-2);
      CHECK(half.win == Approx(law.home()).margin(1e-9));
    }
  }
}

TEST_CASE("a whole line pushes, a quarter line is half of each neighbour") {
  const ScoreLaw law(*FindSport("sim_soccer"), {0, 0}, {0, 0}, 1);
  const LineChances level = law.HomeWith(0);
  CHECK(1 - level.win - level.lose == Approx(law.draw()));
  const LineChances quarter = law.HomeWith(-1);
  CHECK(quarter.win == Approx((level.win + law.HomeWith(-2).win) / 2));
  CHECK(quarter.lose == Approx((level.lose + law.HomeWith(-2).lose) / 2));
  CHECK(law.Over(10).win == Approx(1 - law.Over(10).lose));
}

TEST_CASE("the world is a function of seed and time") {
  const League one(7);
  const League again(7);
  const League other(8);
  for (const Sport& sport : Sports()) {
    const auto games = one.Between(sport, kNoon, kNoon + absl::Hours(1));
    // However the window is cut.
    auto cut = again.Between(sport, kNoon, kNoon + absl::Minutes(17));
    const auto rest = again.Between(sport, kNoon + absl::Minutes(17), kNoon + absl::Hours(1));
    cut.insert(cut.end(), rest.begin(), rest.end());
    REQUIRE(games.size() == cut.size());
    CHECK(games.size() == Approx(20).margin(1));
    for (size_t i = 0; i < games.size(); ++i) {
      CHECK(games[i].id == cut[i].id);
      CHECK(games[i].final_score == cut[i].final_score);
      CHECK(games[i].scheduled == cut[i].scheduled);
    }
    CHECK(games[0].id != other.Between(sport, kNoon, kNoon + absl::Hours(1))[0].id);
  }
}

TEST_CASE("no team plays two games at once, and each pair meets at both homes") {
  for (const Sport& sport : Sports()) {
    std::map<int, absl::Time> free_from;
    std::map<std::pair<int, int>, int> meetings;
    for (const Game& game : Games(sport, 24)) {
      CHECK(game.home_team != game.away_team);
      for (const int team : {game.home_team, game.away_team}) {
        CHECK(free_from[team] < game.start);
        free_from[team] = game.end;
      }
      ++meetings[{game.home_team, game.away_team}];
      CHECK(game.end - game.start < absl::Seconds(210));
      CHECK(game.start - game.scheduled < absl::Seconds(30));
    }
    CHECK(meetings.size() == kTeams * (kTeams - 1));
  }
}

TEST_CASE("a score only grows, from nothing to the final one") {
  for (const Sport& sport : Sports()) {
    for (const Game& game : Games(sport, 2)) {
      CHECK(game.ScoreAt(game.start - absl::Seconds(1)) == Score{});
      Score last;
      for (absl::Time at = game.start; at < game.end; at += absl::Seconds(5)) {
        const Score score = game.ScoreAt(at);
        CHECK((score.home >= last.home && score.away >= last.away));
        last = score;
      }
      CHECK(game.ScoreAt(game.end) == game.final_score);
      CHECK((sport.draws || game.final_score.home != game.final_score.away));
    }
  }
}

TEST_CASE("results are drawn from the stated probabilities", "[property]") {
  for (const Sport& sport : Sports()) {
    CAPTURE(sport.key);
    double expected = 0;
    double variance = 0;
    double wins = 0;
    double favourites = 0;
    double total = 0;
    const auto games = Games(sport, 24 * 4);
    std::map<int, std::pair<double, double>> bins;  // stated and seen, by tenths
    for (const Game& game : games) {
      const ScoreLaw law = game.TruthAt(game.start - absl::Seconds(1));
      const double won = WinnerOf(game) == Side::kHome ? 1 : 0;
      expected += law.home();
      variance += law.home() * (1 - law.home());
      wins += won;
      total += game.final_score.home + game.final_score.away - law.mean_total();
      favourites += std::max(law.home(), law.away()) > 0.65 ? 1 : 0;
      auto& [stated, seen] = bins[static_cast<int>(law.home() * 10)];
      stated += law.home();
      seen += won;
    }
    const auto count = static_cast<double>(games.size());
    CAPTURE(count, wins, expected);
    CHECK(std::abs(wins - expected) < 3 * std::sqrt(variance));
    CHECK(std::abs(total / count) < 4 * 25 / std::sqrt(count));
    CAPTURE(favourites / count);
    CHECK(favourites / count > 0.25);
    for (const auto& [tenth, sums] : bins) {
      CAPTURE(tenth, sums.first, sums.second);
      CHECK(std::abs(sums.first - sums.second) < 4 * std::sqrt(sums.first + 1));
    }
  }
}

TEST_CASE("the truth in play is calibrated too", "[property]") {
  for (const Sport& sport : Sports()) {
    CAPTURE(sport.key);
    double expected = 0;
    double variance = 0;
    double wins = 0;
    for (const Game& game : Games(sport, 24 * 3)) {
      const double home = game.TruthAt(game.start + 0.6 * game.regular_time).home();
      expected += home;
      variance += home * (1 - home);
      wins += WinnerOf(game) == Side::kHome ? 1 : 0;
    }
    CHECK(std::abs(wins - expected) < 3 * std::sqrt(variance));
  }
}

TEST_CASE("lines and totals are as even as they say", "[property]") {
  for (const Sport& sport : Sports()) {
    CAPTURE(sport.key);
    double covered = 0;
    double decided = 0;
    double overs = 0;
    double decided_totals = 0;
    for (const Game& game : Games(sport, 24 * 4)) {
      const ScoreLaw law = game.TruthAt(game.start - absl::Seconds(1));
      const int margin = 4 * (game.final_score.home - game.final_score.away);
      const int total = 4 * (game.final_score.home + game.final_score.away);
      const int spread_line = law.EvenSpread(2);
      const int total_line = law.EvenTotal(2);
      CHECK(law.HomeWith(spread_line).Fair() == Approx(0.5).margin(0.16));
      if (margin + spread_line != 0) {
        covered += (margin + spread_line > 0 ? 1 : 0) - law.HomeWith(spread_line).Fair();
        decided += 1;
      }
      if (total != total_line) {
        overs += (total > total_line ? 1 : 0) - law.Over(total_line).Fair();
        decided_totals += 1;
      }
    }
    CHECK(std::abs(covered) < 3 * std::sqrt(decided / 4));
    CHECK(std::abs(overs) < 3 * std::sqrt(decided_totals / 4));
  }
}

TEST_CASE("the sharp book's close beats every soft book's in log loss", "[property]") {
  std::map<std::string, std::pair<double, int>> losses;
  std::map<std::string, double> sharp_on_same;
  double truth_loss = 0;
  double sharp_loss = 0;
  for (const Sport& sport : Sports()) {
    for (const Game& game : Games(sport, 24 * 2)) {
      const absl::Time close = game.start - absl::Seconds(1);
      const auto loss_of = [&](const Book& book) -> std::optional<double> {
        const auto offer = OfferOf(book, game, close);
        if (!offer || offer->markets.front().key != "h2h") return std::nullopt;
        return -std::log(Devigged(offer->markets.front()).at(WinnerOf(game)));
      };
      const auto sharp = loss_of(SharpBook());
      if (!sharp) continue;
      const ScoreLaw law = game.TruthAt(close);
      const Side winner = WinnerOf(game);
      truth_loss -= std::log(winner == Side::kHome   ? law.home()
                             : winner == Side::kAway ? law.away()
                                                     : law.draw());
      sharp_loss += *sharp;
      for (const Book& book : Books()) {
        const auto loss = &book == &SharpBook() ? sharp : loss_of(book);
        if (!loss) continue;
        losses[book.key].first += *loss;
        losses[book.key].second += 1;
        sharp_on_same[book.key] += *sharp;
      }
    }
  }
  for (const auto& [key, sums] : losses) {
    const double worse = (sums.first - sharp_on_same[key]) / sums.second;
    CAPTURE(key, sums.second, worse);
    // The exchange is nearly as sharp.
    CHECK((key == SharpBook().key || FindBook(key)->exchange || worse > 0));
  }
  const int count = losses[SharpBook().key].second;
  CHECK(count > 2500);
  CHECK(std::abs(sharp_loss - truth_loss) / count < 0.002);
}

TEST_CASE("books keep their margins, and prices are ones a book may quote") {
  std::map<std::string, std::pair<double, int>> margins;
  std::set<std::string> keys;
  int quarter_lines = 0;
  for (const Sport& sport : Sports()) {
    for (const Game& game : Games(sport, 6)) {
      for (const absl::Duration before : {absl::Minutes(10), absl::Minutes(1), -absl::Minutes(1)}) {
        for (const Book& book : Books()) {
          const auto offer = OfferOf(book, game, game.start - before);
          if (!offer) continue;
          CHECK(offer->last_update <= game.start - before);
          for (const Market& market : offer->markets) {
            keys.insert(market.key);
            double sum = 0;
            for (const Outcome& outcome : market.outcomes) {
              sum += 100.0 / outcome.decimal_hundredths;
              CHECK(outcome.decimal_hundredths > 100);
              CHECK((outcome.american >= 100 || outcome.american < -100));
              if (outcome.point_quarters.value_or(0) % 2 != 0) ++quarter_lines;
            }
            CAPTURE(book.key, market.key, sum);
            CHECK(market.outcomes.size() == (sport.draws && market.key[0] == 'h' ? 3u : 2u));
            if (market.key == "h2h_lay") continue;
            CHECK((sum > 1.0 && sum < 1.2));
            margins[book.key].first += sum - 1;
            margins[book.key].second += 1;
          }
        }
      }
    }
  }
  CHECK(keys == std::set<std::string>{"h2h", "h2h_lay", "spreads", "totals"});
  CHECK(quarter_lines > 0);
  for (const Book& book : Books()) {
    const auto [sum, count] = margins[book.key];
    CAPTURE(book.key, count);
    CHECK(sum / count == Approx(book.margin).margin(0.012));
  }
}

TEST_CASE("lines move within seconds, and markets come and go") {
  int moved = 0;
  int looks = 0;
  int gone = 0;
  for (const Game& game : Games(*FindSport("sim_basketball"), 2)) {
    for (absl::Time at = game.scheduled - absl::Minutes(11); at < game.start;
         at += absl::Minutes(2)) {
      for (const Book& book : Books()) {
        const auto now = OfferOf(book, game, at);
        const auto later = OfferOf(book, game, at + absl::Seconds(30));
        if (!now || !later) {
          ++gone;
          continue;
        }
        ++looks;
        moved += now->markets.front().outcomes.front().american !=
                         later->markets.front().outcomes.front().american
                     ? 1
                     : 0;
      }
    }
  }
  CAPTURE(looks, moved, gone);
  CHECK(moved > looks / 10);
  CHECK(moved < looks);
  CHECK(gone > 0);
}

TEST_CASE("some books deal in play, some end at the start") {
  int playing = 0;
  for (const Game& game : Games(*FindSport("sim_football"), 3)) {
    const absl::Time at = game.start + absl::Seconds(20);
    for (const Book& book : Books()) {
      const auto offer = OfferOf(book, game, at);
      CHECK((book.in_play || !offer));
      if (offer && offer->last_update >= game.start) ++playing;
      CHECK_FALSE(OfferOf(book, game, game.end));
      CHECK_FALSE(OfferOf(book, game, game.scheduled - kHorizon - absl::Minutes(1)));
    }
  }
  CHECK(playing > 0);
}

TEST_CASE("the past season is over, whole and the same whenever it is asked for") {
  const League league(7);
  for (const Sport& sport : Sports()) {
    const auto season = league.PastSeason(sport, kNoon);
    CHECK(season.size() == 396);
    const auto again = league.PastSeason(sport, kNoon + absl::Hours(24));
    for (size_t i = 0; i < season.size(); ++i) {
      CHECK(season[i].end < kNoon);
      CHECK(season[i].id == again[i].id);
      CHECK((i == 0 || season[i - 1].end < season[i].scheduled));
    }
  }
  CHECK(League::PastSeasonName(absl::FromUnixSeconds(1'767'225'600)) == "2025-Q4");
  CHECK(League::PastSeasonName(absl::FromUnixSeconds(1'795'219'200)) == "2026-Q3");
}

}  // namespace overround::simbook
