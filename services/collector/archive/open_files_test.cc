#include "services/collector/archive/open_files.h"

#include <catch2/catch.hpp>

#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "services/collector/config.h"

namespace overround::collector {
namespace {

using testing::Fails;
using testing::IsOk;

const S3Credentials kKey{"us-east-1", "key", "secret"};

TEST_CASE("a place is a folder unless it says s3", "[archive]") {
  const auto files = OpenFiles("/var/archive", {}, testing::Wall());
  REQUIRE(IsOk(files));
  CHECK((*files)->place() == "/var/archive");
}

TEST_CASE("a store that makes no sense is refused by the name of the setting", "[archive]") {
  const auto open = [](const S3Options& s3) {
    return OpenFiles("s3://bucket", s3, testing::Wall()).status();
  };
  for (const std::string endpoint : {"", "s3.test", "http://", "http://s3.test/path"}) {
    CAPTURE(endpoint);
    CHECK(Fails(open({endpoint, kKey}), absl::StatusCode::kInvalidArgument));
  }
  const absl::Status keyless = open({"http://s3.test", {"us-east-1", "", ""}});
  CHECK_THAT(std::string(keyless.message()), Catch::Contains("OVERROUND_S3_KEY_ID"));
}

TEST_CASE("where the archive is comes from the environment, its secret from a file", "[archive]") {
  const char* good[] = {"OVERROUND_ARCHIVE_URL=s3://bucket/a", "OVERROUND_S3_KEY_ID=id",
                        "OVERROUND_S3_SECRET_FILE=/dev/null", nullptr};
  Env env(good);
  const Config config = ReadConfig(env);
  REQUIRE(IsOk(env.status()));
  CHECK(config.archive_place == "s3://bucket/a");
  CHECK(config.s3.credentials.key_id == "id");
  CHECK(config.s3.credentials.secret.empty());
  const char* bad[] = {"OVERROUND_ARCHIVE_URL=bucket", "OVERROUND_S3_SECRET_FILE=/none/there",
                       nullptr};
  Env wrong(bad);
  ReadConfig(wrong);
  CHECK_THAT(std::string(wrong.status().message()),
             Catch::Contains("OVERROUND_ARCHIVE_URL") && Catch::Contains("SECRET_FILE"));
}

}  // namespace
}  // namespace overround::collector
