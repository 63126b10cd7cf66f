#include "services/collector/archive/s3_files.h"

#include <cstdlib>
#include <deque>
#include <memory>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/base/ids.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "services/collector/archive/archive.h"
#include "services/collector/archive/replay_listing.h"

namespace overround::collector {
namespace {

using testing::Fails;
using testing::IsOk;

// Answers as told, and remembers what it was asked.
struct Told {
  std::deque<http::Response> answers;
  std::vector<http::Request> asked;

  void Answer(int status, std::string body = "", TextPairs headers = {}) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    for (const auto& [name, value] : headers) response.headers.Add(name, value);
    answers.push_back(std::move(response));
  }

  S3Files Files() {
    return {{"http://s3.test", {"us-east-1", "key", "secret"}},
            {"bucket", "archive"},
            [this](const http::Request& request) -> absl::StatusOr<http::Response> {
              asked.push_back(request);
              REQUIRE_FALSE(answers.empty());
              http::Response answer = answers.front();
              answers.pop_front();
              return answer;
            },
            testing::Wall()};
  }
};

TEST_CASE("a place in an S3 is a bucket and a prefix", "[s3_files]") {
  CHECK(S3Place::Parse("s3://bucket/a/b/")->ToString() == "s3://bucket/a/b");
  CHECK(S3Place::Parse("s3://bucket")->prefix.empty());
  CHECK_FALSE(S3Place::Parse("s3:///a").ok());
  CHECK_FALSE(S3Place::Parse("https://bucket").ok());
}

TEST_CASE("a name is taken on condition, and looked at again", "[s3_files]") {
  Told store;
  store.Answer(404);
  store.Answer(200, "", {{"ETag", "\"abc\""}});
  store.Answer(200, "", {{"ETag", "\"abc\""}, {"Content-Length", "5"}});
  REQUIRE(IsOk(store.Files().Create("mlb/x.json.gz", "bytes")));
  REQUIRE(store.asked.size() == 3);
  CHECK(store.asked[1].method == "PUT");
  CHECK(store.asked[1].url == "http://s3.test/bucket/archive/mlb/x.json.gz");
  CHECK(store.asked[1].headers.Find("if-none-match") == "*");
  CHECK(absl::StrContains(*store.asked[1].headers.Find("authorization"), "if-none-match;"));
}

TEST_CASE("a name that is taken, before or in the same moment, is left alone", "[s3_files]") {
  Told store;
  store.Answer(200);
  CHECK(Fails(store.Files().Create("x", "bytes"), absl::StatusCode::kAlreadyExists));
  CHECK(store.asked.size() == 1);
  const int status = GENERATE(409, 412);
  store.Answer(404);
  store.Answer(status);
  CHECK(Fails(store.Files().Create("x", "bytes"), absl::StatusCode::kAlreadyExists));
}

TEST_CASE("another's bytes under our name are noticed", "[s3_files]") {
  Told store;
  store.Answer(404);
  store.Answer(200, "", {{"ETag", "\"abc\""}});
  SECTION("by the tag") { store.Answer(200, "", {{"ETag", "\"other\""}, {"Content-Length", "5"}}); }
  SECTION("by the size") { store.Answer(200, "", {{"ETag", "\"abc\""}, {"Content-Length", "4"}}); }
  CHECK(Fails(store.Files().Create("x", "bytes"), absl::StatusCode::kUnavailable));
}

TEST_CASE("a refusal says what the store said, in one line", "[s3_files]") {
  Told store;
  store.Answer(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>");
  const absl::Status refused = store.Files().Check();
  CHECK(Fails(refused, absl::StatusCode::kUnavailable));
  CHECK_THAT(std::string(refused.message()), Catch::Contains("403 SignatureDoesNotMatch: no"));
  CHECK_FALSE(absl::StrContains(refused.message(), "secret"));
  store.Answer(404, "<Error><Code>NoSuchBucket</Code></Error>");
  CHECK(Fails(store.Files().Check(), absl::StatusCode::kNotFound));
  store.Answer(404);
  CHECK(Fails(store.Files().Read("x").status(), absl::StatusCode::kNotFound));
  store.Answer(500);
  CHECK(Fails(store.Files().Read("x").status(), absl::StatusCode::kUnavailable));
}

TEST_CASE("a listing goes on to its last page", "[s3_files]") {
  Told store;
  store.Answer(200,
               "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t/1"
               "</NextContinuationToken><Contents><Key>archive/b</Key></Contents>"
               "</ListBucketResult>");
  store.Answer(200,
               "<ListBucketResult><IsTruncated>false</IsTruncated>"
               "<Contents><Key>archive/a</Key></Contents></ListBucketResult>");
  const auto names = store.Files().List("");
  REQUIRE(IsOk(names));
  CHECK(*names == std::vector<std::string>{"a", "b"});
  CHECK(absl::StrContains(store.asked[1].url, "continuation-token=t%2F1&"));
}

TEST_CASE("only what a prefix names is asked for, and folders are told as such", "[s3_files]") {
  Told store;
  store.Answer(200,
               "<ListBucketResult><IsTruncated>false</IsTruncated><Prefix>archive/mlb/</Prefix>"
               "<CommonPrefixes><Prefix>archive/mlb/2027/</Prefix></CommonPrefixes>"
               "<CommonPrefixes><Prefix>archive/mlb/2026/</Prefix></CommonPrefixes>"
               "</ListBucketResult>");
  CHECK(*store.Files().ListFolders("mlb") == std::vector<std::string>{"2026", "2027"});
  CHECK(absl::StrContains(store.asked[0].url, "delimiter=%2F&"));
  CHECK(absl::StrContains(store.asked[0].url, "prefix=archive%2Fmlb%2F"));
  store.Answer(200,
               "<ListBucketResult><IsTruncated>false</IsTruncated>"
               "<Contents><Key>archive/mlb/2026/a</Key></Contents></ListBucketResult>");
  CHECK(*store.Files().List("mlb/2026/") == std::vector<std::string>{"mlb/2026/a"});
  CHECK(absl::StrContains(store.asked[1].url, "prefix=archive%2Fmlb%2F2026%2F"));
}

// A place of its own in the S3 that OVERROUND_TEST_S3 names; nothing, and said so, without one.
class RealStore {
 public:
  explicit RealStore(const std::string& key_id = "S3RVER")
      : client_(testing::Wall(), [](absl::Duration) { return false; }) {
    const char* endpoint = std::getenv("OVERROUND_TEST_S3");
    if (endpoint == nullptr) {
      WARN("skipped: a real S3 needs OVERROUND_TEST_S3 (see tests/s3/run)");
      return;
    }
    files_ = std::make_shared<S3Files>(
        S3Options{endpoint, {"us-east-1", key_id, "S3RVER"}},
        S3Place{"overround-test", RandomUuid(absl::Now()).ToString()},
        [this](const http::Request& request) { return client_.Call(request); }, testing::Wall());
  }
  const std::shared_ptr<const S3Files>& files() const { return files_; }

 private:
  http::Client client_;
  std::shared_ptr<const S3Files> files_;
};

TEST_CASE("a real S3 keeps files, tells them and overwrites none", "[s3]") {
  const RealStore store;
  if (!store.files()) return;
  REQUIRE(IsOk(store.files()->Check()));
  CHECK(store.files()->List("")->empty());
  const std::string bytes("\0\xff gzip", 7);
  REQUIRE(IsOk(store.files()->Create("mlb/2026/a b+c.json.gz", bytes)));
  CHECK(*store.files()->Read("mlb/2026/a b+c.json.gz") == bytes);
  CHECK(Fails(store.files()->Create("mlb/2026/a b+c.json.gz", "other"),
              absl::StatusCode::kAlreadyExists));
  CHECK(*store.files()->Read("mlb/2026/a b+c.json.gz") == bytes);
  CHECK(Fails(store.files()->Read("none").status(), absl::StatusCode::kNotFound));
  CHECK(*store.files()->List("") == std::vector<std::string>{"mlb/2026/a b+c.json.gz"});
  CHECK(store.files()->List("mlb/2025/")->empty());
  CHECK(*store.files()->ListFolders("mlb") == std::vector<std::string>{"2026"});
}

// s3rver knows its keys, but does not calculate this version's signatures: the published examples
// stand for those.
TEST_CASE("a real S3 refuses an unknown key", "[s3]") {
  const RealStore store("NOBODY");
  if (!store.files()) return;
  CHECK(Fails(store.files()->Check(), absl::StatusCode::kUnavailable));
}

TEST_CASE("a real S3 lists more names than a page holds", "[s3]") {
  const RealStore store;
  if (!store.files()) return;
  constexpr int kNames = 1'003;
  for (int i = 0; i < kNames; ++i) {
    REQUIRE(IsOk(store.files()->Create(absl::StrCat("n", i), "x")));
  }
  CHECK(store.files()->List("")->size() == kNames);
}

TEST_CASE("an archive in a real S3 is one on a disk, and is replayed alike", "[s3]") {
  const RealStore store;
  if (!store.files()) return;
  const Archive archive(store.files());
  RawDocument document{.source = "odds_api",
                       .sport = "baseball_mlb",
                       .request = "/v4/x",
                       .headers = {{"a", "b"}},
                       .receive_time = absl::FromUnixSeconds(1'790'000'000),
                       .body = "[1]"};
  const auto path = archive.Store(document);
  REQUIRE(IsOk(path));
  CHECK(*path == "baseball_mlb/2026/09/21/raw-odds_api_odds-20260921T141320.000000Z.json.gz");
  CHECK(*archive.Store(document) == *path);
  document.body = "[2]";
  CHECK(*archive.Store(document) != *path);
  CHECK(archive.Load(*path)->body == "[1]");
  const auto listing = ListReplay(archive.files());
  REQUIRE(IsOk(listing));
  REQUIRE(listing->entries.size() == 2);
  CHECK(LoadReplay(listing->entries[1])->body == "[2]");
}

}  // namespace
}  // namespace overround::collector
