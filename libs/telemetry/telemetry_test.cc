#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"

namespace overround::telemetry {
namespace {

using Catch::Contains;

// A logger at a fixed time, and the lines it wrote.
struct Written {
  explicit Written(Level level = Level::kInfo)
      : logger("collector", level, clock,
               [this](absl::string_view line) { lines.emplace_back(line); }) {}

  SettableClock clock{absl::FromUnixMicros(1'790'000'000'123'456)};
  std::vector<std::string> lines;
  Logger logger;
};

TEST_CASE("a log line is one JSON object with time, level, service, message and request id",
          "[log]") {
  Written written;
  written.logger.Info("bet placed", {{"stake_minor", 500}, {"request_id", "r-1"}, {"ok", true}});
  REQUIRE(written.lines.size() == 1);
  CHECK(written.lines[0] ==
        "{\"time\":\"2026-09-21T14:13:20.123456Z\",\"level\":\"info\",\"service\":\"collector\","
        "\"message\":\"bet placed\",\"request_id\":\"r-1\","
        "\"fields\":{\"stake_minor\":500,\"ok\":true}}\n");
}

TEST_CASE("a line below the level is not written", "[log]") {
  Written written(Level::kWarning);
  written.logger.Info("quiet");
  written.logger.Warning("loud");
  REQUIRE(written.lines.size() == 1);
  CHECK_THAT(written.lines[0], Contains("loud"));
}

TEST_CASE("no text can break out of its line or out of UTF-8", "[log]") {
  CHECK(JsonString("a\"b\\c\nd") == "\"a\\\"b\\\\c\\nd\"");
  CHECK(JsonString(absl::string_view("\0\x1f", 2)) == "\"\\u0000\\u001f\"");
  CHECK(JsonString("\xff\xc0\xaf") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(JsonString("caf\xC3\xA9 \xF0\x9F\x8F\x88") == "\"caf\xC3\xA9 \xF0\x9F\x8F\x88\"");
  CHECK(JsonString("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("a field named like a secret is not written", "[log]") {
  Written written;
  written.logger.Info("login", {{"refresh_token", "abc"}, {"DB_PASSWORD", "hunter2"}});
  CHECK_THAT(written.lines[0], !Contains("abc") && !Contains("hunter2") && Contains("[redacted]"));
}

TEST_CASE("lines of many threads stay whole", "[log]") {
  Written written;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) written.logger.Info("line", {{"n", n}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  REQUIRE(written.lines.size() == 800);
  for (const std::string& line : written.lines) CHECK_THAT(line, Catch::EndsWith("}}\n"));
}

TEST_CASE("an unknown level is refused with what was wanted", "[log]") {
  CHECK(*ParseLevel("debug") == Level::kDebug);
  CHECK(ParseLevel("loud").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("the same name and labels count in the same series", "[metrics]") {
  Metrics metrics("grading");
  metrics.GetCounter("overround_things_total", "Things.", {{"kind", "a"}}).Increment();
  metrics.GetCounter("overround_things_total", "Things.", {{"kind", "a"}}).Increment(2);
  CHECK_THAT(metrics.Text(), Contains("overround_things_total{kind=\"a\",service=\"grading\"} 3"));
}

TEST_CASE("a watched gauge is read at each scrape until its handle ends", "[metrics]") {
  Metrics metrics("grading");
  double depth = 4;
  auto handle =
      metrics.WatchGauge("overround_depth", "Depth.", {{"queue", "q"}}, [&] { return depth; });
  CHECK_THAT(metrics.Text(), Contains("overround_depth{queue=\"q\",service=\"grading\"} 4"));
  depth = 5;
  CHECK_THAT(metrics.Text(), Contains("} 5"));
  handle.reset();
  CHECK_THAT(metrics.Text(), !Contains("overround_depth"));
}

TEST_CASE("a process tells its version, uptime, memory and processor time", "[metrics]") {
  Metrics metrics("grading");
  SettableClock wall(absl::FromUnixSeconds(100));
  metrics.ExposeProcess("1.2.3", wall);
  wall.Advance(absl::Seconds(7));
  const std::string text = metrics.Text();
  CHECK_THAT(text, Contains("overround_build_info{service=\"grading\",version=\"1.2.3\"} 1"));
  CHECK_THAT(text, Contains("overround_uptime_seconds{service=\"grading\"} 7"));
  CHECK_THAT(text, Contains("process_resident_memory_bytes{service=\"grading\"} ") &&
                       !Contains("process_resident_memory_bytes{service=\"grading\"} 0\n"));
}

TEST_CASE("the exposer takes a free port, and refuses an address it cannot bind", "[metrics]") {
  const Metrics metrics("grading");
  const auto exposer = Exposer::Start("127.0.0.1:0", metrics);
  REQUIRE(exposer.ok());
  CHECK((*exposer)->port() > 0);
  const auto second = Exposer::Start(absl::StrCat("127.0.0.1:", (*exposer)->port()), metrics);
  CHECK(second.status().code() == absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace overround::telemetry
