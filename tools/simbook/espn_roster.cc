#include "tools/simbook/espn_roster.h"

#include <algorithm>
#include <cstdlib>

#include <absl/strings/str_cat.h>

namespace overround::simbook {
namespace {

constexpr std::array<const char*, 16> kFirst = {"Ada",  "Ben",  "Cleo", "Dov",  "Edda", "Finn",
                                                "Gale", "Hugo", "Ines", "Joss", "Kit",  "Lars",
                                                "Mila", "Nico", "Oona", "Pax"};
constexpr std::array<const char*, 16> kLast = {
    "Alder", "Brook", "Cove",  "Dale", "Elm",  "Ford", "Grove",   "Hill",
    "Isle",  "Jetty", "Knoll", "Lake", "Moor", "Ness", "Orchard", "Pond"};
constexpr std::array<const char*, 3> kPositions = {"G", "F", "C"};
constexpr std::array<const char*, 3> kStatuses = {"Out", "Day-To-Day", "Questionable"};
constexpr std::array<const char*, 4> kTypes = {"Knee", "Ankle", "Shoulder", "Illness"};
constexpr std::array<const char*, 2> kSides = {"Left", "Right"};

constexpr absl::Duration kSpell = absl::Minutes(30);
constexpr double kInjured = 0.08;
constexpr int kStarters = 5;
constexpr int kMinutes = 40;

template <size_t kSize>
const char* OneOf(const std::array<const char*, kSize>& words, const Draw& draw) {
  return words[static_cast<size_t>(draw.Below(kSize))];
}

}  // namespace

int NumberOf(const Sport& sport) { return static_cast<int>(&sport - Sports().data()); }

std::string Roster::TeamId(const Sport& sport, int team) {
  return absl::StrCat(100 * (NumberOf(sport) + 1) + team);
}

// Half of the game's own id, as a number: ESPN's are nine digits long, and so are these at least.
std::string Roster::GameId(const Game& game) {
  return absl::StrCat(std::strtoull(game.id.substr(0, 13).c_str(), nullptr, 16) + 100'000'000);
}

RosterPlayer Roster::PlayerOf(const Sport& sport, int team, int number) const {
  const int64_t id = 10'000 * (NumberOf(sport) + 1) + 100 * team + number;
  const Draw draw = draw_.For("player").For(id);
  return {id, absl::StrCat(OneOf(kFirst, draw.For("first")), " ", OneOf(kLast, draw.For("last"))),
          OneOf(kPositions, draw.For("position")), absl::StrCat(number + 1)};
}

std::optional<RosterInjury> Roster::InjuryOf(const RosterPlayer& player, absl::Time now) const {
  const Draw draw = draw_.For("injury").For(player.id);
  const absl::Duration shift = kSpell * draw.For("shift").Uniform();
  const auto spell_at = [&](absl::Time when) {
    return absl::ToInt64Seconds(when + shift - absl::UnixEpoch()) / absl::ToInt64Seconds(kSpell);
  };
  const auto start_of = [&](int64_t spell) { return absl::UnixEpoch() + spell * kSpell - shift; };
  const int64_t spell = spell_at(now);
  if (!draw.For(spell).Chance(kInjured)) return std::nullopt;
  const Draw about = draw.For(spell).For("about");
  const char* type = OneOf(kTypes, about.For("type"));
  const bool has_side = absl::string_view(type) != "Illness";
  return RosterInjury{OneOf(kStatuses, about.For("status")), type,
                      has_side ? OneOf(kSides, about.For("side")) : "", start_of(spell),
                      start_of(spell + 1)};
}

std::vector<PlayerLine> Roster::LinesOf(const Game& game, bool is_home, absl::Time now) const {
  const Score score = game.ScoreAt(now);
  const int team = is_home ? game.home_team : game.away_team;
  const Draw draw = game.draw.For(is_home ? "home lines" : "away lines");
  std::vector<PlayerLine> lines(kPlayersOfTeam);
  std::vector<size_t> playing;
  for (int number = 0; number < kPlayersOfTeam; ++number) {
    PlayerLine& line = lines[static_cast<size_t>(number)];
    line.is_starter = number < kStarters;
    // As they were when the game began: nobody is hurt in it.
    const auto injury = InjuryOf(PlayerOf(*game.sport, team, number), game.start);
    line.did_play = !injury || injury->status != "Out";
    if (line.did_play) {
      playing.push_back(static_cast<size_t>(number));
      line.minutes = line.is_starter ? kMinutes - 8 : 8;
    } else {
      line.reason = absl::StrCat(injury->side, injury->side.empty() ? "" : " ", injury->type);
    }
  }
  if (playing.empty()) return lines;
  const int points = is_home ? score.home : score.away;
  for (int point = 0; point < points; ++point) {
    const auto who =
        static_cast<size_t>(draw.For(point).Below(static_cast<int64_t>(playing.size())));
    ++lines[playing[who]].points;
  }
  for (const size_t number : playing) {
    PlayerLine& line = lines[number];
    line.made = line.points / 2 + line.points % 2;
    line.attempted =
        line.made + static_cast<int>(draw.For("missed").For(static_cast<int64_t>(number)).Below(6));
  }
  return lines;
}

}  // namespace overround::simbook
