#include "services/collector/config.h"

#include <absl/strings/str_split.h>

namespace overround::collector {

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
  config.replay_dir =
      env.Text("OVERROUND_REPLAY_DIR", "", "a folder of answers replayed instead of asking");
  config.replay_results =
      env.Text("OVERROUND_REPLAY_RESULTS", "", "the results of the replayed games, as CSV");
  return config;
}

}  // namespace overround::collector
