#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/labels.h>
#include <prometheus/registry.h>

#include "libs/base/clock.h"

namespace overround::telemetry {

using Counter = prometheus::Counter;      // Increment(by = 1)
using Gauge = prometheus::Gauge;          // Set, Increment, Decrement
using Histogram = prometheus::Histogram;  // Observe
using Labels = prometheus::Labels;        // std::map<std::string, std::string>

// Seconds, from half a millisecond to a minute.
const std::vector<double>& LatencyBuckets();

// All metrics of a process; every series carries the label `service`. The same name and labels give
// the same series. References stay good as long as the registry; look a series up once, then keep
// it. Names begin `overround_`, counters end `_total`, units are base units (`_seconds`, `_bytes`).
class Metrics {
 public:
  explicit Metrics(absl::string_view service);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter& GetCounter(absl::string_view name, absl::string_view help, const Labels& labels = {});
  Gauge& GetGauge(absl::string_view name, absl::string_view help, const Labels& labels = {});
  Histogram& GetHistogram(absl::string_view name, absl::string_view help, const Labels& labels = {},
                          const std::vector<double>& buckets = LatencyBuckets());

  // A gauge (a counter, where the name ends `_total`) computed at each scrape. `read` is called
  // from the exposer's threads until the registry is destroyed, or until the returned handle is.
  [[nodiscard]] std::shared_ptr<void> WatchGauge(absl::string_view name, absl::string_view help,
                                                 const Labels& labels,
                                                 std::function<double()> read);

  // Build version, uptime, resident memory, processor seconds, open descriptors and threads.
  void ExposeProcess(absl::string_view version, const Clock& wall);

  // Everything, in the text format a scrape returns.
  std::string Text() const;

 private:
  friend class Exposer;
  class Watched;

  prometheus::Labels With(const Labels& labels) const;
  std::vector<std::weak_ptr<prometheus::Collectable>> Collectables() const;

  const std::string service_;
  std::shared_ptr<prometheus::Registry> registry_;
  std::shared_ptr<Watched> watched_;
  std::vector<std::shared_ptr<void>> kept_;
};

// Serves GET /metrics over HTTP.
class Exposer {
 public:
  // `address` is host:port; port 0 takes a free one. UNAVAILABLE when it cannot be bound.
  // `metrics` outlives the exposer.
  static absl::StatusOr<std::unique_ptr<Exposer>> Start(absl::string_view address,
                                                        const Metrics& metrics);
  ~Exposer();
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;
  int port() const;

 private:
  explicit Exposer(std::unique_ptr<prometheus::Exposer> exposer) : exposer_(std::move(exposer)) {}

  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace overround::telemetry
