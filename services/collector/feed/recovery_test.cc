#include "services/collector/feed/recovery.h"

#include <fstream>

#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

using testing::Fails;
using testing::IsOk;

std::string Odds() {
  return testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json");
}

// A collector whose process ends between archive and database, and begins again.
struct RecoveryFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T22:00:00Z")};
  Closer closer{database.pool(), games, quotes, testing::Wall()};
  std::vector<std::string> recovered;
  std::vector<std::string> unreadable;
  Recovery recovery = Begun();

  Recovery Begun() {
    return Recovery(
        {database.pool(), archive, intake, closer, Clocks{world, testing::Wall()},
         [this](const std::string& file) { recovered.push_back(file); },
         [this](const std::string& file, const absl::Status&) { unreadable.push_back(file); }});
  }
  // Received and archived, and then the process ends.
  std::string Leave(const std::string& body, absl::string_view received) {
    const auto path = archive.Store(Answer(body, At(received)));
    REQUIRE(IsOk(path));
    return *path;
  }
  absl::Status Settle(Recovery& by) {
    const schedule::TaskRun run = RunAt(absl::StrCat("settle", ++runs_), world.Now());
    return by.Settle(run);
  }
  absl::Status Look() {
    const schedule::TaskRun run = RunAt(absl::StrCat("look", ++runs_), world.Now());
    return recovery.Look(run);
  }
  int64_t Documents() { return Number("SELECT count(*) FROM collector.raw_documents"); }

 private:
  int runs_ = 0;
};

TEST_CASE("what was archived and not taken in is recovered once, in order, as of then",
          "[recovery][pg]") {
  RecoveryFixture collector;
  collector.Take(CollectorFixture::Answer(Odds(), At("2026-05-01T21:00:00Z")));
  const std::string second =
      collector.Leave(absl::StrReplaceAll(Odds(), {{"-140", "-150"}}), "2026-05-01T21:20:00Z");
  const std::string first =
      collector.Leave(absl::StrReplaceAll(Odds(), {{"-140", "-145"}}), "2026-05-01T21:10:00Z");
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.recovered == std::vector<std::string>{first, second});
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE odds_text = '-145' "
                         "AND receive_time = '2026-05-01T21:10:00Z' AND basis = 'OBSERVED'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE odds_text = '-150' "
                         "AND receive_time = '2026-05-01T21:20:00Z'") == 1);
  CHECK(collector.Documents() == 3);
  // Neither this process nor another finds anything left.
  Recovery other(collector.Begun());
  REQUIRE(IsOk(collector.Settle(other)));
  CHECK(collector.recovered.size() == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 10);
}

TEST_CASE("a process looks when it begins and when it is told to, not each time",
          "[recovery][pg]") {
  RecoveryFixture collector;
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  collector.Leave(Odds(), "2026-05-01T21:55:00Z");
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.Documents() == 0);
  REQUIRE(IsOk(collector.Look()));
  CHECK(collector.Documents() == 1);
}

TEST_CASE("what could not be taken in is held, and taken in once it can, in order",
          "[recovery][pg]") {
  RecoveryFixture collector;
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  collector.intake.SetOnUntaken(
      [&](const RawDocument& document) { collector.recovery.Hold(document); });
  // The database goes away between the archive and the facts; then the archive does, too.
  IntakeHooks away;
  away.end = [](pg::Transaction&) { return absl::UnavailableError("away"); };
  const RawDocument first = CollectorFixture::Answer(Odds(), At("2026-05-01T21:55:00Z"));
  CHECK_FALSE(collector.intake.TakeIn(first, testing::Soon(), away).ok());
  std::filesystem::rename(collector.folder.path(), collector.folder.path() + ".away");
  std::ofstream(collector.folder.path()) << "no folder";
  CHECK_FALSE(collector.intake
                  .TakeIn(CollectorFixture::Answer(absl::StrReplaceAll(Odds(), {{"-140", "-150"}}),
                                                   At("2026-05-01T21:56:00Z")),
                          testing::Soon())
                  .ok());
  CHECK(collector.recovery.held() == 2);
  CHECK_FALSE(collector.Settle(collector.recovery).ok());
  CHECK_FALSE(collector.recovery.state().ok());
  CHECK(collector.recovery.held() == 2);
  CHECK(collector.Documents() == 0);
  std::filesystem::remove(collector.folder.path());
  std::filesystem::rename(collector.folder.path() + ".away", collector.folder.path());
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.recovery.state().ok());
  CHECK(collector.recovery.held() == 0);
  CHECK(collector.Documents() == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 9);
  CHECK(collector.Number("SELECT count(*) FROM collector.raw_documents "
                         "WHERE answer_kind = 'late'") == 0);
}

TEST_CASE("a document nobody can take in is held once, told of and left", "[recovery][pg]") {
  RecoveryFixture collector;
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  RawDocument broken = CollectorFixture::Answer("[]", At("2026-05-01T21:55:00Z"));
  broken.sport = "baseball\x01mlb";
  broken.source = std::string("odds\0api", 8);
  collector.recovery.Hold(broken);
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.unreadable.size() == 1);
  CHECK(collector.recovery.held() == 0);
}

// The database never gets done with what was received then.
void SlowDown(const RecoveryFixture& collector, absl::string_view received) {
  RunAsAdmin(collector.database,
             absl::StrCat("CREATE FUNCTION collector.hang() RETURNS TRIGGER LANGUAGE plpgsql AS $$ "
                          "BEGIN RAISE EXCEPTION 'slow' USING ERRCODE = '57014'; END $$; "
                          "CREATE TRIGGER hang BEFORE INSERT ON collector.raw_documents FOR EACH "
                          "ROW WHEN (NEW.receive_time = '",
                          received, "') EXECUTE FUNCTION collector.hang()"));
}

TEST_CASE("a document that is always too slow is told of and left, and the others taken in",
          "[recovery][pg]") {
  RecoveryFixture collector;
  SlowDown(collector, "2026-05-01T21:55:00Z");
  const std::string slow = collector.Leave(Odds(), "2026-05-01T21:55:00Z");
  const std::string other = collector.Leave(Odds(), "2026-05-01T21:56:00Z");
  for (int attempt = 1; attempt < 5; ++attempt) {
    CHECK(Fails(collector.Settle(collector.recovery), absl::StatusCode::kDeadlineExceeded));
  }
  CHECK(collector.unreadable.empty());
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.unreadable == std::vector<std::string>{slow});
  CHECK(collector.recovered == std::vector<std::string>{other});
  REQUIRE(IsOk(collector.Look()));
  CHECK(collector.unreadable.size() == 1);
  // The next process begins where it is settled.
  collector.world.Set(At("2026-05-01T22:10:00Z"));
  REQUIRE(IsOk(collector.Look()));
  Recovery next(collector.Begun());
  REQUIRE(IsOk(collector.Settle(next)));
  CHECK(collector.unreadable.size() == 1);
}

TEST_CASE("what is held and always too slow does not stop the asking for ever", "[recovery][pg]") {
  RecoveryFixture collector;
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  SlowDown(collector, "2026-05-01T21:55:00Z");
  collector.recovery.Hold(CollectorFixture::Answer(Odds(), At("2026-05-01T21:55:00Z")));
  for (int attempt = 1; attempt < 5; ++attempt) {
    CHECK(Fails(collector.Settle(collector.recovery), absl::StatusCode::kDeadlineExceeded));
  }
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.unreadable.size() == 1);
  CHECK(collector.recovery.held() == 0);
  REQUIRE(IsOk(collector.Look()));
  CHECK(collector.unreadable.size() == 1);
}

TEST_CASE("whose lease is lost gives no document up", "[recovery][pg]") {
  RecoveryFixture collector;
  collector.Leave(Odds(), "2026-05-01T21:55:00Z");
  schedule::TaskRun lost = collector.RunAt("lost", collector.world.Now());
  --lost.fence.epoch;
  for (int attempt = 1; attempt < 7; ++attempt) CHECK_FALSE(collector.recovery.Settle(lost).ok());
  CHECK(collector.unreadable.empty());
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.Documents() == 1);
}

TEST_CASE("what was settled long ago is not looked at again", "[recovery][pg]") {
  RecoveryFixture collector;
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  collector.Leave(Odds(), "2026-05-01T21:49:59Z");
  REQUIRE(IsOk(collector.Look()));
  CHECK(collector.Documents() == 0);
  // The first look of all goes a day back from what is known.
  RecoveryFixture upgraded;
  upgraded.Take(CollectorFixture::Answer("[]", At("2026-04-20T12:00:00Z")));
  upgraded.Leave(Odds(), "2026-04-19T12:00:01Z");
  upgraded.Leave("[]", "2026-04-18T12:00:00Z");
  REQUIRE(IsOk(upgraded.Settle(upgraded.recovery)));
  CHECK(upgraded.Documents() == 2);
}

TEST_CASE("games start and close on the way as they did", "[recovery][pg]") {
  RecoveryFixture collector;
  collector.Take(CollectorFixture::Answer(Odds(), At("2026-05-01T23:00:00Z")));
  collector.Leave(absl::StrReplaceAll(Odds(), {{"-140", "-150"}}), "2026-05-01T23:04:00Z");
  collector.Leave(absl::StrReplaceAll(Odds(), {{"-140", "-160"}}), "2026-05-01T23:06:00Z");
  collector.world.Set(At("2026-05-01T23:06:05Z"));
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.Number(
            "SELECT count(*) FROM collector.closing_lines c JOIN collector.quotes q "
            "USING (game_id, quote_id) WHERE q.odds_text = '-150' AND c.revision = 1") > 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes "
                         "WHERE odds_text = '-160' AND is_in_play") == 1);
  CHECK(collector.Number("SELECT max(close_revision) FROM collector.games") == 1);
}

TEST_CASE("a damaged document is told of, and what is no fact passed over", "[recovery][pg]") {
  RecoveryFixture collector;
  RawDocument sports = CollectorFixture::Answer("[]", At("2026-05-01T21:00:00Z"));
  sports.kind = DocumentKind::kSports;
  REQUIRE(IsOk(collector.archive.Store(sports)));
  const std::string damaged = collector.Leave(Odds(), "2026-05-01T21:01:00Z");
  std::filesystem::resize_file(collector.folder.path() + "/" + damaged, 5);
  collector.Leave(Odds(), "2026-05-01T21:02:00Z");
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.unreadable == std::vector<std::string>{damaged});
  CHECK(collector.Documents() == 1);
}

// An archive that cannot be listed for a while.
class AwayFiles : public DiskFiles {
 public:
  using DiskFiles::DiskFiles;
  absl::StatusOr<std::vector<std::string>> ListFolders(const std::string& folder) const override {
    if (is_away) return absl::UnavailableError("away");
    return DiskFiles::ListFolders(folder);
  }
  bool is_away = true;
};

// A disk that is full, and can be read.
class FullFiles : public DiskFiles {
 public:
  using DiskFiles::DiskFiles;
  absl::Status Create(const std::string& path, absl::string_view bytes) const override {
    if (is_full) return absl::UnavailableError("full");
    return DiskFiles::Create(path, bytes);
  }
  bool is_full = true;
};

TEST_CASE("what is held is found by the next process, however long the disk was full",
          "[recovery][pg]") {
  RecoveryFixture collector;
  const auto files = std::make_shared<FullFiles>(collector.folder.path());
  collector.archive = Archive(files);
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  collector.recovery.Hold(CollectorFixture::Answer(Odds(), At("2026-05-01T22:01:00Z")));
  collector.world.Set(At("2026-05-01T23:00:00Z"));
  CHECK(Fails(collector.Look(), absl::StatusCode::kUnavailable));
  // Archived at last, and the process ends before the commit.
  files->is_full = false;
  const std::string file = collector.Leave(Odds(), "2026-05-01T22:01:00Z");
  Recovery next(collector.Begun());
  REQUIRE(IsOk(collector.Settle(next)));
  CHECK(collector.recovered == std::vector<std::string>{file});
}

TEST_CASE("without an archive nothing is settled, and it is tried again", "[recovery][pg]") {
  RecoveryFixture collector;
  const auto files = std::make_shared<AwayFiles>(collector.folder.path());
  collector.archive = Archive(files);
  collector.Leave(Odds(), "2026-05-01T21:02:00Z");
  CHECK(Fails(collector.Settle(collector.recovery), absl::StatusCode::kUnavailable));
  CHECK(collector.Documents() == 0);
  files->is_away = false;
  REQUIRE(IsOk(collector.Settle(collector.recovery)));
  CHECK(collector.Documents() == 1);
}

}  // namespace
}  // namespace overround::collector
