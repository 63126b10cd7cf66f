#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/schedule/task_runner.h"
#include "services/collector/feed/asker.h"
#include "services/collector/feed/store.h"

namespace overround::collector {

struct OrderBookOptions {
  // https://api.elections.kalshi.com, without a path.
  std::string url;
  // How long before its game's start a contract is asked about for the first time.
  absl::Duration ahead = absl::Hours(1);
  // Between two answers about a contract, and between two runs where one was not enough.
  absl::Duration interval_min;
  // Contracts asked about in one run, those longest due first.
  int run_max = 20;
  // How often it looks whether there are other contracts to ask about.
  absl::Duration idle = absl::Minutes(1);
};

// Asks Kalshi for the order books of the contracts of games that are about to start, one by one;
// the oftener the nearer the start.
class OrderBookFeed {
 public:
  // `asker` outlives this.
  OrderBookFeed(OrderBookOptions options, const Asker& asker)
      : options_(std::move(options)), asker_(asker) {}

  absl::Status Poll(schedule::TaskRun& run);

 private:
  absl::Time DueTime(const feed::ContractToAsk& contract) const;
  absl::StatusOr<std::vector<feed::ContractToAsk>> Contracts() const;
  // The longest due first.
  std::vector<feed::ContractToAsk> DueAmong(std::vector<feed::ContractToAsk> contracts) const;
  // When to come back where the provider wants us to wait, else now. OK, too, where the answer says
  // that there is no such contract.
  absl::StatusOr<absl::Time> AskAbout(const schedule::TaskRun& run,
                                      const feed::ContractToAsk& contract);

  const OrderBookOptions options_;
  const Asker& asker_;
};

}  // namespace overround::collector
