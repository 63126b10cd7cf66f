#include "services/collector/import/odds_api_sports.h"

#include <absl/strings/match.h>

namespace overround::collector {
namespace {

struct Key {
  absl::string_view theirs;
  absl::string_view ours;
};
constexpr Key kKeys[] = {{"americanfootball_nfl", "nfl"},    {"americanfootball_ncaaf", "ncaaf"},
                         {"basketball_nba", "nba"},          {"basketball_ncaab", "ncaab"},
                         {"basketball_wnba", "wnba"},        {"baseball_mlb", "mlb"},
                         {"icehockey_nhl", "nhl"},           {"soccer_epl", "epl"},
                         {"soccer_spain_la_liga", "laliga"}, {"soccer_france_ligue_one", "ligue1"}};

}  // namespace

std::string SportOfOddsApiKey(absl::string_view key) {
  for (const Key& each : kKeys) {
    if (each.theirs == key) return std::string(each.ours);
  }
  if (absl::StartsWith(key, "tennis_atp_")) return "atp";
  if (absl::StartsWith(key, "tennis_wta_")) return "wta";
  return "";
}

}  // namespace overround::collector
