#include "services/collector/intake/kalshi_matching.h"

#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_split.h>

#include "services/collector/games/teams.h"

namespace overround::collector {
namespace {

std::vector<absl::string_view> WordsOf(absl::string_view name) {
  return absl::StrSplit(name, ' ', absl::SkipEmpty());
}

// "Chicago WS": the last word holds the first letters of what follows the city.
bool HasInitials(absl::string_view kalshi_name, absl::string_view team_name) {
  const std::vector<absl::string_view> told = WordsOf(kalshi_name);
  const std::vector<absl::string_view> team = WordsOf(team_name);
  if (told.size() < 2 || team.size() < told.size()) return false;
  for (size_t i = 0; i + 1 < told.size(); ++i) {
    if (PlainName(told[i]) != PlainName(team[i])) return false;
  }
  std::string initials;
  for (size_t i = told.size() - 1; i < team.size(); ++i) initials.push_back(team[i].front());
  return initials == told.back();
}

}  // namespace

bool IsTeamCalled(absl::string_view kalshi_name, absl::string_view team_name) {
  const std::string told = PlainName(kalshi_name);
  if (told.empty()) return false;
  return absl::StartsWith(PlainName(team_name), told) || HasInitials(kalshi_name, team_name);
}

std::optional<KalshiMatch> MatchKalshi(const kalshi::EventSheet& event,
                                       const std::vector<Game>& games) {
  std::optional<KalshiMatch> match;
  for (const Game& game : games) {
    if (game.start > event.end || game.start < event.end - kKalshiGameMax) continue;
    const auto pairs = [&](const std::string& home, const std::string& away) {
      return IsTeamCalled(home, game.home_name) && IsTeamCalled(away, game.away_name);
    };
    const bool is_first_home = pairs(event.teams[0].team, event.teams[1].team);
    const bool is_second_home = pairs(event.teams[1].team, event.teams[0].team);
    if (!is_first_home && !is_second_home) continue;
    if (match || (is_first_home && is_second_home)) return std::nullopt;
    match = KalshiMatch{game, is_first_home};
  }
  return match;
}

}  // namespace overround::collector
