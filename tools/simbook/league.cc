#include "tools/simbook/league.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

namespace overround::simbook {
namespace {

constexpr int kMatchesOfRound = kTeams / 2;
constexpr int kRoundsOfCycle = kTeams - 1;
constexpr int kSeasonCycles = 6;
// Of the numbers 0 to 11.
constexpr double kRankDeviation = 3.452;
constexpr absl::Duration kSlot = absl::Minutes(1);
constexpr int kJitterSeconds = 12;

// Slot 0. Long ago, so that no clock is before it.
absl::Time Epoch() { return absl::FromCivil(absl::CivilDay(2020, 1, 1), absl::UTCTimeZone()); }

struct Quarter {
  int64_t year;
  int number;  // 1 to 4
};

Quarter QuarterBefore(absl::Time now) {
  const absl::CivilMonth month = absl::ToCivilMonth(now, absl::UTCTimeZone());
  const int number = (month.month() - 1) / 3 + 1;
  if (number == 1) return {month.year() - 1, 4};
  return {month.year(), number - 1};
}

absl::Time StartOf(const Quarter& quarter) {
  return absl::FromCivil(absl::CivilMonth(quarter.year, quarter.number * 3 - 2),
                         absl::UTCTimeZone());
}

absl::Time EndOf(const Quarter& quarter) {
  return absl::FromCivil(absl::CivilMonth(quarter.year, quarter.number * 3 + 1),
                         absl::UTCTimeZone());
}

}  // namespace

League::League(uint64_t seed) : draw_(Draw(seed).For("simbook")) {}

std::vector<Game> League::Between(const Sport& sport, absl::Time from, absl::Time to) const {
  std::vector<Game> games;
  const absl::Duration jitter = absl::Seconds(kJitterSeconds);
  int64_t slot = (from - jitter - Epoch()) / kSlot;
  for (; Epoch() + slot * kSlot - jitter < to; ++slot) {
    if (&Sports()[static_cast<size_t>(slot % kSports)] != &sport) continue;
    Game game = LiveGame(slot);
    if (game.scheduled >= from && game.scheduled < to) games.push_back(std::move(game));
  }
  return games;
}

Game League::LiveGame(int64_t slot) const {
  const Draw draw = draw_.For("live").For(slot);
  const Sport& sport = Sports()[static_cast<size_t>(slot % kSports)];
  const Pairing pairing = PairingOf(slot / kSports);
  const absl::Time scheduled =
      Epoch() + slot * kSlot +
      absl::Seconds(draw.For("jitter").Below(2 * kJitterSeconds + 1) - kJitterSeconds);
  return Play({&sport, pairing.home_team, pairing.away_team, scheduled,
               StrengthsOf(sport, pairing, scheduled)},
              draw);
}

std::vector<Game> League::PastSeason(const Sport& sport, absl::Time now) const {
  const Quarter quarter = QuarterBefore(now);
  const Draw season = draw_.For("season").For(PastSeasonName(now)).For(sport.key);
  constexpr int kGames = kMatchesOfRound * kRoundsOfCycle * kSeasonCycles;
  const absl::Duration apart = (EndOf(quarter) - StartOf(quarter)) / kGames;
  std::vector<Game> games;
  for (int number = 0; number < kGames; ++number) {
    const Pairing pairing = PairingOf(number);
    const absl::Time scheduled = StartOf(quarter) + absl::Floor(apart * number, kSlot);
    games.push_back(Play({&sport, pairing.home_team, pairing.away_team, scheduled,
                          StrengthsOf(sport, pairing, scheduled)},
                         season.For(number)));
  }
  return games;
}

std::string League::PastSeasonName(absl::Time now) {
  const Quarter quarter = QuarterBefore(now);
  return absl::StrCat(quarter.year, "-Q", quarter.number);
}

// The circle method: eleven teams stand in a circle that turns, the twelfth in its middle. A team's
// place in its round moves by at most one, so it never plays two games at once.
League::Pairing League::PairingOf(int64_t number) {
  const auto match = static_cast<int>(number % kMatchesOfRound);
  const int64_t round = number / kMatchesOfRound;
  const auto turn = static_cast<int>(round % kRoundsOfCycle);
  const int64_t cycle = round / kRoundsOfCycle;
  const int first = (turn + match) % kRoundsOfCycle;
  const int second = match == 0 ? kTeams - 1 : (turn - match + kRoundsOfCycle) % kRoundsOfCycle;
  if ((cycle + match + turn) % 2 == 0) return {first, second};
  return {second, first};
}

Shifts League::StrengthsOf(const Sport& sport, const Pairing& pairing, absl::Time when) const {
  const double edge = sport.home_edge;
  return {Ability(sport, pairing.home_team, "attack", when) -
              Ability(sport, pairing.away_team, "defence", when) + edge,
          Ability(sport, pairing.away_team, "attack", when) -
              Ability(sport, pairing.home_team, "defence", when) - edge};
}

// What a team is worth for good, and a form that wanders from week to week. The teams of a sport
// stand at even distances, in an order drawn, so that a league is as uneven with one seed as with
// another.
double League::Ability(const Sport& sport, int team, absl::string_view what,
                       absl::Time when) const {
  const Draw ability = draw_.For("ability").For(sport.key).For(what);
  const int rank = ability.Permutation(kTeams)[static_cast<size_t>(team)];
  const double worth = (rank - (kTeams - 1) / 2.0) / kRankDeviation;
  const double weeks = absl::FDivDuration(when - Epoch(), absl::Hours(7 * 24));
  const auto week = static_cast<int64_t>(weeks);
  const double share = weeks - static_cast<double>(week);
  const Draw form = ability.For("form").For(team);
  const double now = (1 - share) * form.For(week).Normal() + share * form.For(week + 1).Normal();
  return sport.strength_spread * (worth + 0.3 * now);
}

}  // namespace overround::simbook
