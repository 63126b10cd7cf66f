#include "services/collector/config.h"

#include <utility>

#include <absl/strings/str_split.h>

namespace overround::collector {
namespace {

void ReadEspn(Env& env, Config& config) {
  config.espn_url = env.Text("OVERROUND_ESPN_URL", "",
                             "where ESPN's site API is, such as https://site.api.espn.com; "
                             "without it ESPN is not asked");
  const std::string sports = env.Text("OVERROUND_ESPN_SPORTS", "",
                                      "its leagues such as basketball/nba, by commas; empty for "
                                      "all known ones that are collected");
  config.espn_sports = absl::StrSplit(sports, ',', absl::SkipEmpty());
  config.espn_interval_min = env.Duration("OVERROUND_ESPN_INTERVAL_MIN", absl::Minutes(1),
                                          "between two scoreboards of a league near a start");
  config.espn_injuries_interval =
      env.Duration("OVERROUND_ESPN_INJURIES_INTERVAL", absl::Minutes(30),
                   "between two lists of a league's injured");
  config.espn_statistics_interval =
      env.Duration("OVERROUND_ESPN_STATISTICS_INTERVAL", absl::Hours(24),
                   "between two rounds through a league's teams");
  for (const auto& [name, interval] :
       {std::pair("OVERROUND_ESPN_INTERVAL_MIN", config.espn_interval_min),
        std::pair("OVERROUND_ESPN_INJURIES_INTERVAL", config.espn_injuries_interval),
        std::pair("OVERROUND_ESPN_STATISTICS_INTERVAL", config.espn_statistics_interval)}) {
    if (interval < absl::Seconds(1)) {
      env.Refuse(name, absl::FormatDuration(interval), "at least 1s");
    }
  }
}

}  // namespace

std::vector<std::string> Neighbours() { return {}; }

Config ReadConfig(Env& env) {
  Config config;
  config.archive_dir =
      env.Text("OVERROUND_ARCHIVE_DIR", ".local/archive", "where every answer is kept as it came");
  config.odds_api_url = env.Text("OVERROUND_ODDS_API_URL", "https://api.the-odds-api.com",
                                 "where The Odds API v4 is");
  config.odds_api_key =
      env.Text("OVERROUND_ODDS_API_KEY", "", "its key; without one nothing is asked");
  const std::string sports =
      env.Text("OVERROUND_ODDS_API_SPORTS", "",
               "its sport keys, by commas; empty for all known ones in season");
  config.odds_api_sports = absl::StrSplit(sports, ',', absl::SkipEmpty());
  config.odds_api_regions =
      env.Text("OVERROUND_ODDS_API_REGIONS", "us,eu", "whose books; each costs as much again");
  config.odds_api_credits = env.Integer("OVERROUND_ODDS_API_CREDITS", 500,
                                        "credits a month, until an answer says otherwise");
  config.poll_interval_min = env.Duration("OVERROUND_POLL_INTERVAL_MIN", absl::Seconds(10),
                                          "between two answers shortly before a start");
  config.poll_interval_max = env.Duration("OVERROUND_POLL_INTERVAL_MAX", absl::Hours(4),
                                          "between two answers long before a start");
  if (config.poll_interval_min < absl::Seconds(1)) {
    env.Refuse("OVERROUND_POLL_INTERVAL_MIN", absl::FormatDuration(config.poll_interval_min),
               "at least 1s");
  }
  if (config.poll_interval_max < config.poll_interval_min) {
    env.Refuse("OVERROUND_POLL_INTERVAL_MAX", absl::FormatDuration(config.poll_interval_max),
               "at least OVERROUND_POLL_INTERVAL_MIN");
  }
  ReadEspn(env, config);
  config.replay_dir =
      env.Text("OVERROUND_REPLAY_DIR", "", "a folder of answers replayed instead of asking");
  config.replay_results =
      env.Text("OVERROUND_REPLAY_RESULTS", "", "the results of the replayed games, as CSV");
  return config;
}

}  // namespace overround::collector
