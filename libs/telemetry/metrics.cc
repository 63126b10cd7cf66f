#include "libs/telemetry/metrics.h"

#include <chrono>
#include <exception>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <prometheus/text_serializer.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libs/telemetry/process_metrics.h"

namespace overround::telemetry {
namespace {

void ConnectTo(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // A refusal is as good: then nobody listens any more.
  (void)connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  close(descriptor);
}

}  // namespace

const std::vector<double>& LatencyBuckets() {
  static const auto& buckets = *new std::vector<double>{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  return buckets;
}

// Gauges read at each scrape.
class Metrics::Watched final : public prometheus::Collectable,
                               public std::enable_shared_from_this<Watched> {
 public:
  std::shared_ptr<void> Add(absl::string_view name, absl::string_view help, Labels labels,
                            std::function<double()> read) {
    const std::lock_guard lock(mutex_);
    gauges_.push_back({std::string(name), std::string(help), std::move(labels), std::move(read)});
    return std::shared_ptr<void>(nullptr,
                                 [weak = weak_from_this(), at = std::prev(gauges_.end())](void*) {
                                   if (const auto self = weak.lock()) self->Remove(at);
                                 });
  }

  // Holding the lock while reading is what lets a handle's end wait for a running read.
  std::vector<prometheus::MetricFamily> Collect() const override {
    const std::lock_guard lock(mutex_);
    std::map<std::string, prometheus::MetricFamily> families;
    for (const Gauge& gauge : gauges_) {
      prometheus::MetricFamily& family = families[gauge.name];
      family.name = gauge.name;
      family.help = gauge.help;
      const bool counts = absl::EndsWith(gauge.name, "_total");
      family.type = counts ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
      prometheus::ClientMetric& metric = family.metric.emplace_back();
      for (const auto& [name, value] : gauge.labels) metric.label.push_back({name, value});
      (counts ? metric.counter.value : metric.gauge.value) = gauge.read();
    }
    std::vector<prometheus::MetricFamily> collected;
    for (auto& [name, family] : families) collected.push_back(std::move(family));
    return collected;
  }

 private:
  struct Gauge {
    std::string name;
    std::string help;
    Labels labels;
    std::function<double()> read;
  };

  void Remove(std::list<Gauge>::iterator at) {
    const std::lock_guard lock(mutex_);
    gauges_.erase(at);
  }

  mutable std::mutex mutex_;
  std::list<Gauge> gauges_;
};

Metrics::Metrics(absl::string_view service)
    : service_(service),
      registry_(std::make_shared<prometheus::Registry>()),
      watched_(std::make_shared<Watched>()) {}

Metrics::~Metrics() = default;

Counter& Metrics::GetCounter(absl::string_view name, absl::string_view help, const Labels& labels) {
  return prometheus::BuildCounter()
      .Name(std::string(name))
      .Help(std::string(help))
      .Register(*registry_)
      .Add(With(labels));
}

Gauge& Metrics::GetGauge(absl::string_view name, absl::string_view help, const Labels& labels) {
  return prometheus::BuildGauge()
      .Name(std::string(name))
      .Help(std::string(help))
      .Register(*registry_)
      .Add(With(labels));
}

Histogram& Metrics::GetHistogram(absl::string_view name, absl::string_view help,
                                 const Labels& labels, const std::vector<double>& buckets) {
  return prometheus::BuildHistogram()
      .Name(std::string(name))
      .Help(std::string(help))
      .Register(*registry_)
      .Add(With(labels), buckets);
}

std::shared_ptr<void> Metrics::WatchGauge(absl::string_view name, absl::string_view help,
                                          const Labels& labels, std::function<double()> read) {
  return watched_->Add(name, help, With(labels), std::move(read));
}

void Metrics::ExposeProcess(absl::string_view version, const Clock& wall) {
  GetGauge("overround_build_info", "Always 1; the label tells the version.",
           {{"version", std::string(version)}})
      .Set(1);
  const auto watch = [&](absl::string_view name, absl::string_view help,
                         std::function<double()> read) {
    kept_.push_back(WatchGauge(name, help, {}, std::move(read)));
  };
  watch("overround_uptime_seconds", "Since the process started serving.",
        [&wall, start = wall.Now()] { return absl::ToDoubleSeconds(wall.Now() - start); });
  watch("process_resident_memory_bytes", "Memory held in RAM.",
        [] { return static_cast<double>(ReadProcessUsage().resident_bytes); });
  watch("process_cpu_seconds_total", "Processor time spent, user and system.",
        [] { return ReadProcessUsage().cpu_seconds; });
  watch("process_threads", "Threads running.",
        [] { return static_cast<double>(ReadProcessUsage().threads); });
  watch("process_open_fds", "File descriptors open.",
        [] { return static_cast<double>(ReadProcessUsage().open_descriptors); });
}

std::string Metrics::Text() const {
  const prometheus::TextSerializer serializer;
  return absl::StrCat(serializer.Serialize(registry_->Collect()),
                      serializer.Serialize(watched_->Collect()));
}

Labels Metrics::With(const Labels& labels) const {
  Labels all = labels;
  all.emplace("service", service_);
  return all;
}

std::vector<std::weak_ptr<prometheus::Collectable>> Metrics::Collectables() const {
  return {registry_, watched_};
}

absl::StatusOr<std::unique_ptr<Exposer>> Exposer::Start(absl::string_view address,
                                                        const Metrics& metrics) {
  // The library tells of an address it cannot bind by throwing.
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(std::string(address));
    for (const auto& collectable : metrics.Collectables()) {
      exposer->RegisterCollectable(collectable);
    }
    return std::unique_ptr<Exposer>(new Exposer(std::move(exposer)));
  } catch (const std::exception& thrown) {
    return absl::UnavailableError(
        absl::StrCat("metrics address: \"", address, "\", want one that can be bound"));
  }
}

// The library's listening thread looks whether to end only when somebody connects, or after two
// seconds: so somebody does.
Exposer::~Exposer() {
  const std::jthread visitor([port = port()](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      ConnectTo(port);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  exposer_.reset();
}

int Exposer::port() const { return exposer_->GetListeningPorts().front(); }

}  // namespace overround::telemetry
