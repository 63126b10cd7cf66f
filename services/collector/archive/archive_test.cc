#include "services/collector/archive/archive.h"

#include <filesystem>
#include <fstream>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/base/ids.h"
#include "libs/testing/golden.h"
#include "services/collector/archive/gzip.h"
#include "services/collector/archive/received.h"
#include "services/collector/archive/replay_listing.h"

namespace overround::collector {
namespace {

// A folder of its own, gone with the test.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              absl::StrCat("overround-archive-", RandomUuid(absl::Now()).ToString())) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  void Write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path path_;
};

RawDocument Answer(std::string body, absl::Time received = absl::FromUnixSeconds(1'790'000'000)) {
  return {"odds_api",
          DocumentKind::kOdds,
          "baseball_mlb",
          "/v4/sports/baseball_mlb/odds?regions=us",
          200,
          {{"x-requests-remaining", "497"}, {"Content-Type", "application/json"}},
          received,
          ReceiveBasis::kObserved,
          std::move(body)};
}

TEST_CASE("what is compressed comes back, and damage is noticed", "[archive]") {
  const auto size = GENERATE(0, 1, 1000, 500'000);
  std::string bytes(size, 'x');
  for (int i = 0; i < size; i += 7) bytes[i] = static_cast<char>(i * 31);
  const std::string gzipped = Gzip(bytes);
  CHECK(Gzip(bytes) == gzipped);
  CHECK(*Gunzip(gzipped, 1'000'000) == bytes);
  CHECK(Gunzip(gzipped.substr(0, gzipped.size() - 5), 1'000'000).status().code() ==
        absl::StatusCode::kDataLoss);
  if (size > 1) {
    CHECK(Gunzip(gzipped, size - 1).status().code() == absl::StatusCode::kOutOfRange);
  }
}

TEST_CASE("a document is read back with everything but the key", "[archive]") {
  const Folder folder;
  const Archive archive(folder.path());
  const auto path = archive.Store(Answer("[1]"));
  INFO(path.status());
  REQUIRE(path.ok());
  CHECK(*path == "baseball_mlb/2026/09/21/raw-odds_api_odds-20260921T141320.000000Z.json.gz");
  const auto read = archive.Load(*path);
  INFO(read.status());
  REQUIRE(read.ok());
  CHECK(read->body == "[1]");
  CHECK(read->receive_time == absl::FromUnixSeconds(1'790'000'000));
  CHECK(read->headers == Answer("").headers);
  CHECK(read->request == "/v4/sports/baseball_mlb/odds?regions=us");
  CHECK(read->basis == ReceiveBasis::kObserved);
}

TEST_CASE("a document is never overwritten, and one stored again keeps its path", "[archive]") {
  const Folder folder;
  const Archive archive(folder.path());
  const std::string first = *archive.Store(Answer("[1]"));
  CHECK(*archive.Store(Answer("[1]")) == first);
  const std::string second = *archive.Store(Answer("[2]"));
  CHECK(second != first);
  CHECK(archive.Load(first)->body == "[1]");
  CHECK(archive.Load(second)->body == "[2]");
}

TEST_CASE("a sport's name cannot leave the archive", "[archive]") {
  const Folder folder;
  RawDocument document = Answer("[]");
  document.sport = "../../etc";
  CHECK_THAT(*Archive(folder.path()).Store(document), Catch::StartsWith("______etc/2026/"));
}

TEST_CASE("a damaged or missing document is an error", "[archive]") {
  const Folder folder;
  const Archive archive(folder.path());
  const std::string path = *archive.Store(Answer("[1]"));
  folder.Write(path, "not gzip");
  CHECK(archive.Load(path).status().code() == absl::StatusCode::kDataLoss);
  CHECK(archive.Load("none.json.gz").status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("an archive is replayed in the order it was received", "[archive]") {
  const Folder folder;
  const Archive archive(folder.path());
  const absl::Time noon = absl::FromUnixSeconds(1'790'000'000);
  REQUIRE(archive.Store(Answer("[2]", noon + absl::Hours(13))).ok());
  REQUIRE(archive.Store(Answer("[1]", noon)).ok());
  const auto listing = ListReplay(folder.path());
  REQUIRE(listing.ok());
  REQUIRE(listing->entries.size() == 2);
  CHECK(LoadReplay(listing->entries[0])->body == "[1]");
  CHECK(listing->entries[1].receive_time == noon + absl::Hours(13));
}

TEST_CASE("what was received since a time is found by its day alone, in order", "[archive]") {
  const Folder folder;
  const Archive archive(folder.path());
  const absl::Time evening =
      absl::FromCivil(absl::CivilHour(2026, 12, 31, 23), absl::UTCTimeZone());
  RawDocument other = Answer("[3]", evening + absl::Hours(2));
  other.sport = "icehockey_nhl";
  other.kind = DocumentKind::kHistoricalEventOdds;
  REQUIRE(archive.Store(other).ok());
  for (const char* body : {"[1]", "[2]"}) REQUIRE(archive.Store(Answer(body, evening)).ok());
  REQUIRE(archive.Store(Answer("[0]", evening - absl::Microseconds(1))).ok());
  REQUIRE(archive.Store(Answer("[4]", evening + absl::Hours(26))).ok());
  folder.Write("all/2026/12/31/raw-x.json.gz", "no name of ours");
  const auto found = ListReceived(*archive.files(), evening, evening + absl::Hours(24));
  REQUIRE(found.ok());
  std::vector<std::string> bodies;
  for (const ReceivedDocument& each : *found) bodies.push_back(archive.Load(each.file)->body);
  REQUIRE(bodies == std::vector<std::string>{"[1]", "[2]", "[3]"});
  CHECK(found->back().kind == DocumentKind::kHistoricalEventOdds);
  CHECK(found->back().receive_time == evening + absl::Hours(2));
  CHECK(archive.files()->List("icehockey_nhl/2027/")->size() == 2);
  CHECK(archive.files()->List("nobody/")->empty());
}

TEST_CASE("of documents of one moment the first comes first", "[archive]") {
  const Folder folder;
  const Archive archive(folder.path());
  REQUIRE(archive.Store(Answer("[1]")).ok());
  REQUIRE(archive.Store(Answer("[2]")).ok());
  const auto listing = ListReplay(archive.files());
  REQUIRE(listing.ok());
  REQUIRE(listing->entries.size() == 2);
  CHECK(LoadReplay(listing->entries[0])->body == "[1]");
  CHECK(LoadReplay(listing->entries[1])->body == "[2]");
}

TEST_CASE("a captured body is dated by its newest update, and says so", "[archive]") {
  const Folder folder;
  folder.Write("day/open.json",
               testing::ReadSourceFile(
                   "services/collector/sources/testdata/the_odds_api/odds_american.json"));
  folder.Write("day/empty.json", "[]");
  const auto listing = ListReplay(folder.path());
  REQUIRE(listing.ok());
  REQUIRE(listing->entries.size() == 1);
  CHECK(listing->refused.size() == 1);
  const auto document = LoadReplay(listing->entries[0]);
  REQUIRE(document.ok());
  CHECK(document->basis == ReceiveBasis::kStated);
  CHECK(document->sport == "baseball_mlb");
  CHECK(absl::FormatTime(absl::RFC3339_sec, document->receive_time, absl::UTCTimeZone()) ==
        "2026-05-01T20:55:00+00:00");
  CHECK(ListReplay(folder.path() + "/none").status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("a captured body about the past is dated by what it is the state of", "[archive]") {
  const Folder folder;
  folder.Write("past.json",
               testing::ReadSourceFile(
                   "services/collector/sources/testdata/the_odds_api/odds_historical_wrap.json"));
  const auto listing = ListReplay(folder.path());
  REQUIRE(listing.ok());
  REQUIRE(listing->entries.size() == 1);
  const auto document = LoadReplay(listing->entries[0]);
  REQUIRE(document.ok());
  CHECK(document->kind == DocumentKind::kHistoricalOdds);
  CHECK(document->basis == ReceiveBasis::kStated);
  CHECK(document->sport == "baseball_mlb");
  CHECK(absl::FormatTime(absl::RFC3339_sec, document->receive_time, absl::UTCTimeZone()) ==
        "2026-05-01T20:55:38+00:00");
}

TEST_CASE("the captured responses of August 2026 are listed in order", "[archive]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the captured baseball responses need OVERROUND_DATA_DIR");
    return;
  }
  const auto listing = ListReplay(*dir + "/mlb_snapshots_2026/raw");
  REQUIRE(listing.ok());
  CHECK(listing->entries.size() == 52);
  CHECK(listing->refused.empty());
}

}  // namespace
}  // namespace overround::collector
