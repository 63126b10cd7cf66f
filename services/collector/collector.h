#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/http/client.h"
#include "libs/ops/service_host.h"
#include "services/collector/archive/archive.h"
#include "services/collector/config.h"
#include "services/collector/feed/asker.h"
#include "services/collector/feed/backfill_feed.h"
#include "services/collector/feed/closer.h"
#include "services/collector/feed/espn_feed.h"
#include "services/collector/feed/event_odds_feed.h"
#include "services/collector/feed/kalshi_feed.h"
#include "services/collector/feed/odds_api_feed.h"
#include "services/collector/feed/order_book_feed.h"
#include "services/collector/feed/recovery.h"
#include "services/collector/feed/replay_feed.h"
#include "services/collector/games/games.h"
#include "services/collector/injuries/injuries.h"
#include "services/collector/intake/espn_intake.h"
#include "services/collector/intake/intake.h"
#include "services/collector/quotes/quotes.h"
#include "services/collector/rosters/rosters.h"
#include "services/collector/service.h"
#include "services/collector/statistics/statistics.h"

namespace overround::collector {

// The collector's parts, put together on a host: who writes facts, the feed that brings them (a
// provider, or a folder replayed), the tasks, the gRPC face.
class Collector {
 public:
  // `host` outlives this.
  Collector(const Config& config, ops::ServiceHost& host);

  // Adds the tasks and the service to the host. NOT_FOUND and UNAVAILABLE where the archive, or the
  // place or the results file to replay, cannot be read.
  absl::Status Attach();

  // Instead of Attach and Serve: fills the empty database from the archive alone. Statuses as
  // RebuildFrom and Attach.
  absl::Status Rebuild();

 private:
  // A task that is due for the first time at a time, once the process has a World time.
  using FirstRun = std::pair<std::string, absl::Time>;

  // What a task does where what is archived cannot be settled first.
  enum class WhileUnsettled : uint8_t { kWait, kGoOn };

  absl::Status AddFeed();
  absl::Status AddRecovery();
  // A task that asks or concludes: after what was archived before it.
  absl::Status AddOrdered(schedule::Task task, absl::string_view description,
                          WhileUnsettled while_unsettled = WhileUnsettled::kWait);
  absl::Status AddReplay();
  absl::Status AddOddsApi();
  absl::Status AddEspn();
  // Events' own markets and Kalshi, where they are asked for.
  absl::Status AddEventOdds(std::vector<FirstRun>& first_runs);
  absl::Status AddBackfill(std::vector<FirstRun>& first_runs);
  absl::Status AddKalshi(std::vector<FirstRun>& first_runs);
  absl::Status AddOrderBooks(std::vector<FirstRun>& first_runs);
  absl::Status AddClosing();
  Asker::Fetch FetchBy(http::Client& client, absl::string_view provider);
  // Whether all of them answer us.
  absl::Status CheckProviders(absl::Time deadline);
  // Tasks without a cron have to be woken once; the service is ready when they are.
  void WakeAtBoot(std::vector<FirstRun> first_runs);

  const Config config_;
  ops::ServiceHost& host_;
  Archive archive_;
  Games games_;
  Quotes quotes_;
  Intake intake_;
  Rosters rosters_;
  Injuries injuries_;
  Statistics statistics_;
  EspnIntake espn_intake_;
  Closer closer_;
  // Not in a replay, whose documents are archived already.
  std::unique_ptr<Recovery> recovery_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<OddsApiFeed> odds_api_;
  std::unique_ptr<http::Client> espn_client_;
  std::unique_ptr<EspnFeed> espn_;
  std::unique_ptr<Asker> asker_;
  std::unique_ptr<EventOddsFeed> event_odds_;
  std::unique_ptr<KalshiFeed> kalshi_;
  std::unique_ptr<OrderBookFeed> order_book_feed_;
  std::unique_ptr<BackfillFeed> backfill_;
  std::unique_ptr<ReplayFeed> replay_;
  std::vector<std::shared_ptr<void>> gauges_;
  Service service_;
};

}  // namespace overround::collector
