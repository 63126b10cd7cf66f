#include "services/collector/import/nfl_teams.h"

#include <algorithm>
#include <iterator>

namespace overround::collector {
namespace {

struct Name {
  absl::string_view here;
  absl::string_view full;
};

constexpr Name kCodes[] = {{"ARI", "Arizona Cardinals"},    {"ATL", "Atlanta Falcons"},
                           {"BAL", "Baltimore Ravens"},     {"BUF", "Buffalo Bills"},
                           {"CAR", "Carolina Panthers"},    {"CHI", "Chicago Bears"},
                           {"CIN", "Cincinnati Bengals"},   {"CLE", "Cleveland Browns"},
                           {"DAL", "Dallas Cowboys"},       {"DEN", "Denver Broncos"},
                           {"DET", "Detroit Lions"},        {"GB", "Green Bay Packers"},
                           {"HOU", "Houston Texans"},       {"IND", "Indianapolis Colts"},
                           {"JAX", "Jacksonville Jaguars"}, {"KC", "Kansas City Chiefs"},
                           {"LA", "Los Angeles Rams"},      {"LAC", "Los Angeles Chargers"},
                           {"LAR", "Los Angeles Rams"},     {"LV", "Las Vegas Raiders"},
                           {"MIA", "Miami Dolphins"},       {"MIN", "Minnesota Vikings"},
                           {"NE", "New England Patriots"},  {"NO", "New Orleans Saints"},
                           {"NYG", "New York Giants"},      {"NYJ", "New York Jets"},
                           {"OAK", "Las Vegas Raiders"},    {"PHI", "Philadelphia Eagles"},
                           {"PIT", "Pittsburgh Steelers"},  {"SD", "Los Angeles Chargers"},
                           {"SEA", "Seattle Seahawks"},     {"SF", "San Francisco 49ers"},
                           {"STL", "Los Angeles Rams"},     {"TB", "Tampa Bay Buccaneers"},
                           {"TEN", "Tennessee Titans"},     {"WAS", "Washington Commanders"},
                           {"WSH", "Washington Commanders"}};

// What is not the last word of a team's name.
constexpr Name kNicknames[] = {{"Fortyniners", "San Francisco 49ers"},
                               {"Oakland", "Las Vegas Raiders"},
                               {"SanDiego", "Los Angeles Chargers"},
                               {"St.Louis", "Los Angeles Rams"},
                               {"BuffaloBills", "Buffalo Bills"}};

// The Rams came in 2016, the Chargers in 2017: in between the city's name is enough.
constexpr int kOneTeamInLosAngeles = 2016;

std::string LastWord(absl::string_view name) {
  const size_t space = name.rfind(' ');
  return std::string(space == absl::string_view::npos ? name : name.substr(space + 1));
}

}  // namespace

std::string NflTeamOfCode(absl::string_view code) {
  const auto found = std::find_if(std::begin(kCodes), std::end(kCodes),
                                  [&](const Name& each) { return each.here == code; });
  return found == std::end(kCodes) ? "" : std::string(found->full);
}

std::string NflTeamOfNickname(absl::string_view nickname, int season) {
  if (nickname == "LosAngeles") return season == kOneTeamInLosAngeles ? "Los Angeles Rams" : "";
  for (const Name& each : kNicknames) {
    if (each.here == nickname) return std::string(each.full);
  }
  const auto found = std::find_if(std::begin(kCodes), std::end(kCodes), [&](const Name& each) {
    return LastWord(each.full) == nickname;
  });
  return found == std::end(kCodes) ? "" : std::string(found->full);
}

}  // namespace overround::collector
