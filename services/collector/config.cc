#include "services/collector/config.h"

#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "services/collector/archive/file_system.h"
#include "services/collector/feed/backfill_feed.h"

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

namespace {

// A setting, or the first line of the file that NAME_FILE names.
std::string TextOrFile(Env& env, const std::string& name, absl::string_view help) {
  std::string text = env.Text(name, "", help);
  const std::string variable = absl::StrCat(name, "_FILE");
  const std::string file = env.Text(variable, "", absl::StrCat("a file that holds ", name));
  if (!text.empty() || file.empty()) return text;
  const absl::StatusOr<std::string> read = ReadFile(file);
  if (read.ok()) return std::string(absl::StripAsciiWhitespace(*read));
  env.Refuse(variable, file, "a file that can be read");
  return "";
}

void ReadArchive(Env& env, Config& config) {
  const std::string folder =
      env.Text("OVERROUND_ARCHIVE_DIR", ".local/archive", "where every answer is kept as it came");
  const std::string url =
      env.Text("OVERROUND_ARCHIVE_URL", "", "s3://bucket/prefix, to keep them in any S3 instead");
  if (!url.empty() && !S3Place::Parse(url).ok()) {
    env.Refuse("OVERROUND_ARCHIVE_URL", url, "s3://bucket/prefix");
  }
  config.archive_place = url.empty() ? folder : url;
  config.s3.endpoint =
      env.Text("OVERROUND_S3_ENDPOINT", "https://s3.us-east-1.amazonaws.com", "where the S3 is");
  config.s3.credentials.region = env.Text("OVERROUND_S3_REGION", "us-east-1", "its region");
  config.s3.credentials.key_id = TextOrFile(env, "OVERROUND_S3_KEY_ID", "its access key's id");
  config.s3.credentials.secret = TextOrFile(env, "OVERROUND_S3_SECRET", "its access key's secret");
}

std::vector<std::string> List(const std::string& text) {
  return absl::StrSplit(text, ',', absl::SkipEmpty());
}

double ReadPercent(Env& env, const std::string& name, int64_t normal, absl::string_view help) {
  const int64_t percent = env.Integer(name, normal, help);
  if (percent < 1 || percent > 90) env.Refuse(name, absl::StrCat(percent), "1 to 90");
  return static_cast<double>(percent) / 100;
}

// What is not asked for takes nothing.
void ReadShares(Env& env, Config& config) {
  const double events =
      ReadPercent(env, "OVERROUND_ODDS_API_EVENT_SHARE", 25,
                  "percent of a month's credits kept for events' own markets, where asked for");
  const double past =
      ReadPercent(env, "OVERROUND_ODDS_API_BACKFILL_SHARE", 25,
                  "percent of a month's credits kept for the past, where asked for");
  config.odds_api_event_share = config.odds_api_event_markets.empty() ? 0 : events;
  config.odds_api_backfill_share = config.odds_api_backfill.empty() ? 0 : past;
  if (config.odds_api_event_share + config.odds_api_backfill_share > 0.9) {
    env.Refuse("OVERROUND_ODDS_API_BACKFILL_SHARE", absl::StrCat(past * 100),
               "with OVERROUND_ODDS_API_EVENT_SHARE at most 90: the present needs some, too");
  }
}

void ReadPatience(Env& env, Config& config) {
  budgets::Patience& patience = config.patience;
  patience.too_fast = env.Duration("OVERROUND_PROVIDER_BUSY_WAIT", patience.too_fast,
                                   "before asking again who says 429 and not how long");
  patience.bad_key = env.Duration("OVERROUND_PROVIDER_KEY_WAIT", patience.bad_key,
                                  "before asking again who refuses the key");
  patience.out_of_credits = env.Duration("OVERROUND_PROVIDER_CREDITS_WAIT", patience.out_of_credits,
                                         "before asking again who says there are no credits left");
  config.provider_timeout = env.Duration("OVERROUND_PROVIDER_TIMEOUT", absl::Seconds(20),
                                         "for one answer of a provider, to its last byte");
  for (const auto& [name, wait] :
       {std::pair("OVERROUND_PROVIDER_BUSY_WAIT", patience.too_fast),
        std::pair("OVERROUND_PROVIDER_KEY_WAIT", patience.bad_key),
        std::pair("OVERROUND_PROVIDER_CREDITS_WAIT", patience.out_of_credits)}) {
    if (wait < absl::Seconds(1)) env.Refuse(name, absl::FormatDuration(wait), "at least 1s");
  }
  if (config.provider_timeout < absl::Seconds(1) || config.provider_timeout > absl::Minutes(1)) {
    env.Refuse("OVERROUND_PROVIDER_TIMEOUT", absl::FormatDuration(config.provider_timeout),
               "1s to 1m");
  }
}

void ReadEvents(Env& env, Config& config) {
  config.odds_api_bookmakers =
      List(env.Text("OVERROUND_ODDS_API_BOOKMAKERS", "",
                    "books asked about for events, instead of the regions'; ten cost as a region"));
  config.odds_api_event_markets =
      List(env.Text("OVERROUND_ODDS_API_EVENT_MARKETS", "",
                    "asked for event by event before its start, such as player_points,"
                    "alternate_spreads; each costs a credit a region and event; none when empty"));
  config.odds_api_event_ahead =
      env.Duration("OVERROUND_ODDS_API_EVENT_AHEAD", absl::Hours(2),
                   "how long before its start an event is first asked about");
  config.odds_api_backfill =
      env.Text("OVERROUND_ODDS_API_BACKFILL", "",
               "FROM/TO/STEP of the past to ask for, of the sports named; ten times as dear");
  if (!config.odds_api_backfill.empty() && !Backfill::Parse(config.odds_api_backfill).ok()) {
    env.Refuse("OVERROUND_ODDS_API_BACKFILL", config.odds_api_backfill,
               "such as 2026-05-01T00:00:00Z/2026-05-08T00:00:00Z/1h");
  }
  if (config.odds_api_event_ahead < absl::Minutes(1)) {
    env.Refuse("OVERROUND_ODDS_API_EVENT_AHEAD", absl::FormatDuration(config.odds_api_event_ahead),
               "at least 1m");
  }
}

void ReadKalshi(Env& env, Config& config) {
  config.kalshi_url = env.Text("OVERROUND_KALSHI_URL", "",
                               "where Kalshi's trade API v2 is, such as "
                               "https://api.elections.kalshi.com; not asked when empty");
  config.has_order_books =
      env.Flag("OVERROUND_KALSHI_ORDER_BOOKS", true,
               "ask it for the order books of games' contracts before their start");
  config.order_book_ahead =
      env.Duration("OVERROUND_KALSHI_ORDER_BOOK_AHEAD", absl::Hours(1),
                   "how long before its game's start a contract is first asked about");
  const int64_t most = env.Integer("OVERROUND_KALSHI_ORDER_BOOKS_MAX", 20,
                                   "contracts asked about in one run, the longest due first");
  config.order_books_max = static_cast<int>(most);
  if (config.order_book_ahead < absl::Minutes(1) || config.order_book_ahead > absl::Hours(48)) {
    env.Refuse("OVERROUND_KALSHI_ORDER_BOOK_AHEAD", absl::FormatDuration(config.order_book_ahead),
               "1m to 48h");
  }
  if (most < 1 || most > 1000) {
    env.Refuse("OVERROUND_KALSHI_ORDER_BOOKS_MAX", absl::StrCat(most), "1 to 1000");
  }
}

}  // namespace

Config ReadConfig(Env& env) {
  Config config;
  ReadArchive(env, config);
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
  ReadEvents(env, config);
  ReadKalshi(env, config);
  ReadShares(env, config);
  ReadPatience(env, config);
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
      env.Text("OVERROUND_REPLAY_DIR", "",
               "a folder of answers, or s3://bucket/prefix, replayed instead of asking");
  config.replay_results =
      env.Text("OVERROUND_REPLAY_RESULTS", "", "the results of the replayed games, as CSV");
  config.is_rebuild = env.Flag("OVERROUND_REBUILD", false,
                               "fill an empty database from the archive alone, and end");
  return config;
}

}  // namespace overround::collector
