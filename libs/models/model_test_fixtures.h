#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/sha256.h"
#include "libs/history/as_of.h"
#include "libs/history/history.h"

// For tests only: a small league whose facts are told one day after the other.
namespace overround::models {

inline Uuid UuidNamed(absl::string_view name) {
  const Sha256Digest digest = Sha256(name);
  std::array<uint8_t, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Uuid(bytes);
}

inline TeamId TeamNamed(absl::string_view name) { return TeamId(UuidNamed(name)); }

// Six teams; the lower its number, the better a team plays.
class League {
 public:
  static constexpr int32_t kTeams = 6;

  explicit League(absl::string_view sport) : sport_(sport) {
    for (int32_t team = 0; team < kTeams; ++team) {
      history_.Name({TeamAt(team), sport_, absl::StrCat("Team ", team)});
    }
  }

  TeamId TeamAt(int32_t team) const { return TeamNamed(absl::StrCat(sport_, team)); }

  // Every team plays once a round, a day apart; one result comes three hours after the start.
  void PlayRounds(int32_t rounds) {
    for (int32_t round = 0; round < rounds; ++round) {
      for (int32_t pair = 0; pair < kTeams / 2; ++pair) {
        const int32_t one = pair == 0 ? kTeams - 1 : (round + pair) % (kTeams - 1);
        const int32_t two = (round + (pair == 0 ? 0 : kTeams - 1 - pair)) % (kTeams - 1);
        const bool swap = round % 2 == 1;
        Play(swap ? two : one, swap ? one : two);
      }
      now_ += absl::Hours(24);
    }
  }

  GameId Schedule(int32_t home, int32_t away) {
    history::GameFact fact;
    fact.stamp = Stamp(now_);
    fact.game = GameId(UuidNamed(absl::StrCat("game", ++games_)));
    fact.sport = sport_;
    fact.home = TeamAt(home);
    fact.away = TeamAt(away);
    fact.start_time = now_ + absl::Hours(12);
    fact.season = 2025;
    history_.Apply(fact);
    return fact.game;
  }

  void Offer(const GameId& game, absl::string_view book, const MarketKey& market, Side side,
             const Odds& odds) {
    history_.Apply(history::QuoteFact{.stamp = Stamp(now_),
                                      .game = game,
                                      .sportsbook = std::string(book),
                                      .market = market,
                                      .side = side,
                                      .odds = odds});
  }

  void Apply(const history::Fact& fact) { history_.Apply(fact); }
  history::FactStamp Stamp(absl::Time known) {
    return {UuidNamed(absl::StrCat("fact", ++facts_)), known, known, history::KnownBasis::kObserved,
            facts_};
  }
  absl::Time now() const { return now_; }
  const history::History& history() const { return history_; }
  history::AsOf AsOfNow() const { return history::AsOf::Known(history_, now_); }

 private:
  void Play(int32_t home, int32_t away) {
    const GameId game = Schedule(home, away);
    history::ResultFact result;
    result.stamp = Stamp(now_ + absl::Hours(15));
    result.game = game;
    // The better side wins, but every seventh game surprises; totals vary a little.
    const bool upset = games_ % 7 == 0;
    const int32_t lead = (away - home + 1) * (upset ? -1 : 1);
    const int32_t base = 2 + games_ % 3;
    result.score = {base + std::max(lead, 0), base + std::max(-lead, 0)};
    history_.Apply(result);
  }

  std::string sport_;
  history::History history_;
  absl::Time now_ = absl::FromUnixSeconds(1'750'000'000);
  int64_t facts_ = 0;
  int32_t games_ = 0;
};

}  // namespace overround::models
