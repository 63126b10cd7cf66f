#pragma once

#include <string>
#include <vector>

#include <absl/time/time.h>

#include "libs/base/env.h"
#include "services/collector/archive/s3_files.h"
#include "services/collector/budget/budget.h"

namespace overround::collector {

// The services it calls or whose logs it follows.
std::vector<std::string> Neighbours();

// This service's own settings.
struct Config {
  // A folder, or s3://bucket/prefix.
  std::string archive_place;
  // Of the places that begin with s3://.
  S3Options s3;
  std::string odds_api_url;
  // Without one nothing is asked.
  std::string odds_api_key;
  // As the provider names them; all it has in season, of those we know, when empty.
  std::vector<std::string> odds_api_sports;
  std::string odds_api_regions;
  int64_t odds_api_credits = 0;
  // Of a month's credits, what single events' markets and the past may take where they are asked
  // for; the rest is for the present.
  double odds_api_event_share = 0;
  double odds_api_backfill_share = 0;
  // How long a provider is left alone that refuses us.
  budgets::Patience patience;
  // For one answer of a provider.
  absl::Duration provider_timeout;
  // Books instead of regions, where there are any.
  std::vector<std::string> odds_api_bookmakers;
  // Asked for event by event: players, alternate lines. None when empty.
  std::vector<std::string> odds_api_event_markets;
  absl::Duration odds_api_event_ahead;
  // "FROM/TO/STEP" of the past to ask for; none when empty.
  std::string odds_api_backfill;
  // Kalshi is not asked when empty.
  std::string kalshi_url;
  // Whether it is asked for order books, how long before a start, and for how many in one run.
  bool has_order_books = false;
  absl::Duration order_book_ahead;
  int order_books_max = 0;
  absl::Duration poll_interval_min;
  absl::Duration poll_interval_max;
  // Without one ESPN is not asked.
  std::string espn_url;
  // As ESPN names them; all that are collected when empty.
  std::vector<std::string> espn_sports;
  absl::Duration espn_interval_min;
  absl::Duration espn_injuries_interval;
  absl::Duration espn_statistics_interval;
  // A folder, or s3://bucket/prefix, to be replayed instead of asking; and the results file of its
  // games.
  std::string replay_dir;
  // Instead of serving, the empty database is filled from the archive.
  bool is_rebuild = false;
  std::string replay_results;
};

Config ReadConfig(Env& env);

}  // namespace overround::collector
