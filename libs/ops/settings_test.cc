#include "libs/ops/settings.h"

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::ops {
namespace {

TEST_CASE("a service's settings have the documented defaults", "[settings]") {
  const char* const environment[] = {"OVERROUND_DATABASE_URL=dbname=x", nullptr};
  Env env(environment);
  const HostSettings settings = ReadHostSettings(env, "user_model", {"collector"});
  REQUIRE(IsOk(env.status()));
  CHECK(settings.grpc_address == "127.0.0.1:7005");
  CHECK(settings.metrics_address == "127.0.0.1:8005");
  CHECK(settings.neighbours.at("collector") == "127.0.0.1:7001");
  CHECK(settings.mode == Mode::kLive);
}

TEST_CASE("every wrong setting is named in one line", "[settings]") {
  const char* const environment[] = {"OVERROUND_MODE=dream", "OVERROUND_LOG_LEVEL=loud",
                                     "OVERROUND_TASK_THREADS=0", nullptr};
  Env env(environment);
  ReadHostSettings(env, "grading", {});
  const std::string message(env.status().message());
  CHECK_THAT(message, Catch::Contains("OVERROUND_DATABASE_URL: missing") &&
                          Catch::Contains("OVERROUND_MODE: \"dream\"") &&
                          Catch::Contains("OVERROUND_LOG_LEVEL: \"loud\"") &&
                          Catch::Contains("OVERROUND_TASK_THREADS: \"0\""));
  CHECK(message.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace overround::ops
