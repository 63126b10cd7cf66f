#include "services/collector/feed/rebuild.h"

#include <chrono>
#include <cstdlib>
#include <future>
#include <map>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "libs/http/client.h"
#include "services/collector/archive/s3_files.h"
#include "services/collector/feed/recovery.h"
#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

const char kOdds[] = "services/collector/sources/testdata/the_odds_api/odds_american.json";
const char kScores[] = "services/collector/sources/testdata/the_odds_api/scores.json";

// Every table of the schema but those that say how a process lives, each as a digest of its rows.
std::map<std::string, std::string> TablesOf(CollectorFixture& collector) {
  return collector.Do(
      [](pg::Transaction& tx) -> absl::StatusOr<std::map<std::string, std::string>> {
        const auto names = tx.Query(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'collector' AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
            "AND c.relname NOT IN ('schema_migrations', 'scheduled_tasks', 'task_wakes', 'leases', "
            "'lease_fences', 'log_head', 'events_pending', 'archive_recoveries')");
        if (!names.ok()) return names.status();
        std::map<std::string, std::string> tables;
        for (const pg::Row row : *names) {
          const auto name = row.Get<std::string>(0);
          const auto digest =
              tx.Query(absl::StrCat("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::TEXT, "
                                    "'|' ORDER BY t::TEXT)), '') FROM collector.",
                                    name, " t"));
          if (!digest.ok()) return digest.status();
          tables[name] = digest->front().Get<std::string>(0);
        }
        const auto events = tx.Query(
            "SELECT count(*) || ' ' || md5(string_agg(event_type || aggregate || "
            "encode(payload, 'hex') || world_time, '|' ORDER BY event_id)) "
            "FROM collector.events_pending");
        if (!events.ok()) return events.status();
        tables["events_pending"] = events->front().Get<std::string>(0);
        return tables;
      });
}

// A day of a game: prices that move, an answer cut off, one twice, its start, its score corrected,
// and another game that nobody ever tells the result of.
void Live(CollectorFixture& collector, Closer& closer) {
  const std::string odds = testing::ReadSourceFile(kOdds);
  const std::string scores = testing::ReadSourceFile(kScores);
  const RawDocument first = CollectorFixture::Answer(odds, At("2026-05-01T21:00:00Z"));
  collector.Take(first);
  CHECK(collector.Take(first).is_known);
  RawDocument broke =
      CollectorFixture::Answer(R"({"message":"no","error_code":"x"})", At("2026-05-01T21:03:00Z"));
  broke.status = 500;
  collector.Take(broke);
  collector.Take(CollectorFixture::Answer(odds.substr(0, 500), At("2026-05-01T21:04:00Z")));
  const std::string moved = absl::StrReplaceAll(odds, {{"-140", "-145"}, {"8.5", "9"}});
  collector.Take(CollectorFixture::Answer(moved, At("2026-05-01T21:05:00Z")));
  collector.Take(CollectorFixture::Answer(absl::StrReplaceAll(odds, {{"-140", "250"}}),
                                          At("2026-05-01T23:00:00Z")));
  // Half a second late, as a process is.
  schedule::TaskRun closing = collector.RunAt("close", At("2026-05-01T23:05:00Z"));
  closing.world_time += absl::Milliseconds(500);
  REQUIRE(IsOk(closer.CloseDue(closing)));
  collector.Take(
      CollectorFixture::Answer(scores, At("2026-05-02T02:31:00Z"), DocumentKind::kScores));
  // A game first told of hours after its start begins and closes at once.
  schedule::TaskRun others = collector.RunAt("close", At("2026-05-02T02:31:01Z"));
  REQUIRE(IsOk(closer.CloseDue(others)));
  collector.Take(CollectorFixture::Answer(
      absl::StrReplaceAll(scores, {{"\"score\": \"5\"", "\"score\": \"6\""}}),
      At("2026-05-02T03:00:00Z"), DocumentKind::kScores));
}

void CheckSameFacts(CollectorFixture& first, CollectorFixture& second) {
  const auto lived = TablesOf(first);
  const auto tables = TablesOf(second);
  REQUIRE(tables.size() == lived.size());
  for (const auto& [name, digest] : lived) {
    INFO(name);
    CHECK(tables.at(name) == digest);
  }
}

// The same facts from the documents of `files` alone.
void CheckRebuilt(CollectorFixture& first, const std::shared_ptr<const Files>& files) {
  CollectorFixture second;
  const Archive archive(files);
  Intake intake(second.database.pool(), archive, second.games, second.quotes, second.ids);
  Closer closer(second.database.pool(), second.games, second.quotes, testing::Wall());
  const auto listing = ListReplay(files);
  REQUIRE(IsOk(listing));
  const auto rebuilt = RebuildFrom(*listing, At("2026-05-04T00:00:00Z"),
                                   {second.database.pool(), intake, closer, testing::Wall()});
  REQUIRE(IsOk(rebuilt));
  CHECK(rebuilt->documents == 7);
  CHECK(rebuilt->unreadable.empty());
  CheckSameFacts(first, second);
  const auto tables = TablesOf(second);
  CHECK(tables.at("quotes").substr(0, 2) != "0 ");
  CHECK(tables.at("closing_lines").substr(0, 2) != "0 ");
  CHECK(tables.at("results").substr(0, 2) == "2 ");
  // Nothing more was archived on the way, and a second rebuild finds what the first one left.
  CHECK(ListReplay(files)->entries.size() == 7);
  CHECK(Fails(RebuildFrom(*listing, At("2026-05-04T00:00:00Z"),
                          {second.database.pool(), intake, closer, testing::Wall()})
                  .status(),
              absl::StatusCode::kFailedPrecondition));
}

TEST_CASE("a database rebuilt from the archive is the first one, fact for fact", "[rebuild][pg]") {
  CollectorFixture first;
  Closer closer(first.database.pool(), first.games, first.quotes, testing::Wall());
  Live(first, closer);
  CheckRebuilt(first, first.archive.files());
}

// Two answers of one moment that tell of a game nobody knows: whoever is taken in first names it.
struct TwoAnswers : CollectorFixture {
  const SettableClock world{At("2026-05-01T21:00:00Z")};
  const RawDocument prices = Received(Answer(testing::ReadSourceFile(kOdds), {}), world);
  const RawDocument events =
      Received(Answer(testing::ReadSourceFile(kOdds), {}, DocumentKind::kEvents), world);

  // Of the fact that told of the game first.
  bool IsFirst(const RawDocument& document) {
    return Number(absl::StrCat("SELECT count(*) FROM collector.game_facts WHERE fact_number = 1 "
                               "AND receive_time = '",
                               absl::FormatTime(document.receive_time, absl::UTCTimeZone()),
                               "'")) == 1;
  }
};

void CheckRebuiltAlike(CollectorFixture& first, absl::Time until) {
  CollectorFixture second;
  Closer closer(second.database.pool(), second.games, second.quotes, testing::Wall());
  REQUIRE(IsOk(RebuildFrom(*ListReplay(first.archive.files()), until,
                           {second.database.pool(), second.intake, closer, testing::Wall()})));
  CheckSameFacts(first, second);
}

// A transaction that has begun and waits until it may go on.
struct SlowTransaction {
  std::promise<void> has_begun;
  std::promise<void> goes_on;
  IntakeHooks hooks{[this](pg::Transaction&) {
    has_begun.set_value();
    goes_on.get_future().wait();
    return absl::OkStatus();
  }};
};

TEST_CASE("an answer that is slow to be taken in is not overtaken, and is rebuilt alike",
          "[rebuild][turns][pg]") {
  TwoAnswers first;
  SlowTransaction slow;
  auto prices = std::async(std::launch::async, [&] {
    return first.intake.TakeIn(first.prices, testing::Soon(), slow.hooks);
  });
  slow.has_begun.get_future().wait();
  const auto order = first.intake.OrderOf("odds_api", first.events.sport, testing::Soon());
  CHECK(Fails(first.intake.turns().Await(*order, first.events.receive_time, absl::InfinitePast()),
              absl::StatusCode::kUnavailable));
  auto events = std::async(std::launch::async,
                           [&] { return first.intake.TakeIn(first.events, testing::Soon()); });
  slow.goes_on.set_value();
  CHECK(IsOk(prices.get()));
  CHECK(IsOk(events.get()));
  CHECK(first.IsFirst(first.prices));
  CHECK(first.Number("SELECT count(*) FROM collector.raw_documents") == 2);
  CheckRebuiltAlike(first, first.events.receive_time);
}

TEST_CASE("an answer that cannot be taken in now is not overtaken, and is rebuilt alike",
          "[rebuild][turns][recovery][pg]") {
  TwoAnswers first;
  Closer closer(first.database.pool(), first.games, first.quotes, testing::Wall());
  Recovery recovery(
      {first.database.pool(), first.archive, first.intake, closer, {first.world, testing::Wall()}});
  first.intake.SetOnUntaken([&](const RawDocument& document) { recovery.Hold(document); });
  IntakeHooks away;
  away.end = [](pg::Transaction&) { return absl::UnavailableError("away"); };
  CHECK(Fails(first.intake.TakeIn(first.prices, testing::Soon(), away),
              absl::StatusCode::kUnavailable));
  CHECK(Fails(first.intake.TakeIn(first.events, testing::Soon()), absl::StatusCode::kUnavailable));
  CHECK(recovery.held() == 2);
  CHECK(first.Number("SELECT count(*) FROM collector.raw_documents") == 0);
  REQUIRE(IsOk(recovery.Settle(first.RunAt("settle", first.world.Now() + absl::Minutes(1)))));
  CHECK(recovery.held() == 0);
  CHECK(first.IsFirst(first.prices));
  // Nothing is left to wait for.
  const RawDocument next = first.Received(CollectorFixture::Answer("[]", {}), first.world);
  CHECK(IsOk(first.intake.TakeIn(next, testing::Soon())));
  CheckRebuiltAlike(first, next.receive_time);
}

// A game's prices two hours before its start, and others close to it.
struct BeforeAndAfter : CollectorFixture {
  SettableClock world{At("2026-05-01T21:00:00Z")};
  Closer closer{database.pool(), games, quotes, testing::Wall()};
  const std::string odds = testing::ReadSourceFile(kOdds);

  BeforeAndAfter() {
    closer.SetTurns(intake.turns());
    Take(Received(Answer(odds, {}), world));
  }
  RawDocument MovedAt(absl::string_view time) {
    world.Set(At(time));
    return Received(Answer(absl::StrReplaceAll(odds, {{"-140", "-145"}}), {}), world);
  }
  // The close of the start, half a second late.
  schedule::TaskRun Closing() {
    schedule::TaskRun run = RunAt("close", At("2026-05-01T23:05:00Z"));
    run.world_time += absl::Milliseconds(500);
    return run;
  }
};

TEST_CASE("an answer received before anybody came round to a start is rebuilt alike",
          "[rebuild][turns][pg]") {
  BeforeAndAfter first;
  first.Take(first.MovedAt("2026-05-01T23:05:00.2Z"));
  schedule::TaskRun run = first.Closing();
  REQUIRE(IsOk(first.closer.CloseDue(run)));
  CHECK(first.Number("SELECT count(*) FROM collector.closes WHERE "
                     "receive_time = '2026-05-01T23:05:00Z'") == 1);
  CheckRebuiltAlike(first, At("2026-05-01T23:06:00Z"));
}

TEST_CASE("a close waits for what was received before the start, and is rebuilt alike",
          "[rebuild][turns][pg]") {
  BeforeAndAfter first;
  const RawDocument last = first.MovedAt("2026-05-01T23:04:59.9Z");
  SlowTransaction slow;
  auto taking = std::async(std::launch::async,
                           [&] { return first.intake.TakeIn(last, testing::Soon(), slow.hooks); });
  slow.has_begun.get_future().wait();
  schedule::TaskRun run = first.Closing();
  auto closing = std::async(std::launch::async, [&] { return first.closer.CloseDue(run); });
  CHECK(closing.wait_for(std::chrono::milliseconds(300)) == std::future_status::timeout);
  slow.goes_on.set_value();
  CHECK(IsOk(taking.get()));
  CHECK(IsOk(closing.get()));
  CHECK(first.Number("SELECT max(close_revision) FROM collector.games") == 1);
  CheckRebuiltAlike(first, At("2026-05-01T23:06:00Z"));
}

TEST_CASE("an archive that others wrote is left as it is", "[rebuild][pg]") {
  CollectorFixture first;
  const std::string odds = testing::ReadSourceFile(kOdds);
  first.Take(CollectorFixture::Answer(odds, At("2026-05-01T21:00:00Z")));
  const auto files = first.archive.files();
  const std::string path = ListReplay(files)->entries[0].file;
  // Compressed otherwise than we do: in one stored block.
  const std::string other("\x1f\x8b\x08\0\0\0\0\0\0\xff\x03\0\0\0\0\0\0\0\0\0", 20);
  std::filesystem::remove(first.folder.path() + "/" + path);
  REQUIRE(IsOk(files->Create(path, other)));
  CollectorFixture second;
  const Archive archive(files);
  Intake intake(second.database.pool(), archive, second.games, second.quotes, second.ids);
  Closer closer(second.database.pool(), second.games, second.quotes, testing::Wall());
  REQUIRE(IsOk(RebuildFrom(*ListReplay(files), At("2026-05-01T22:00:00Z"),
                           {second.database.pool(), intake, closer, testing::Wall()})));
  CHECK(files->List("")->size() == 2);
  CHECK(*files->Read(path) == other);
}

TEST_CASE("a damaged document is told of, and the others are facts all the same", "[rebuild][pg]") {
  CollectorFixture first;
  const Taken taken = first.Take(
      CollectorFixture::Answer(testing::ReadSourceFile(kOdds), At("2026-05-01T21:00:00Z")));
  RawDocument sports = CollectorFixture::Answer("[]", At("2026-05-01T20:00:00Z"));
  sports.kind = DocumentKind::kSports;
  REQUIRE(IsOk(first.archive.Store(sports)));
  const Taken damaged = first.Take(CollectorFixture::Answer("[]", At("2026-05-01T21:01:00Z")));
  std::filesystem::resize_file(first.folder.path() + "/" + damaged.raw_document, 5);
  CollectorFixture second;
  Closer closer(second.database.pool(), second.games, second.quotes, testing::Wall());
  const auto rebuilt =
      RebuildFrom(*ListReplay(first.archive.files()), At("2026-05-01T22:00:00Z"),
                  {second.database.pool(), second.intake, closer, testing::Wall()});
  REQUIRE(IsOk(rebuilt));
  CHECK(rebuilt->documents == 2);
  CHECK(rebuilt->passed_over == 1);
  CHECK(rebuilt->unreadable.size() == 1);
  CHECK(rebuilt->changed == taken.counts.changed);
}

TEST_CASE("a document nobody can take in is told of, and the rebuild goes on", "[rebuild][pg]") {
  CollectorFixture first;
  const std::string odds = testing::ReadSourceFile(kOdds);
  const Taken broken = first.Take(CollectorFixture::Answer(odds, At("2026-05-01T21:00:00Z")));
  first.Take(CollectorFixture::Answer(odds, At("2026-05-01T21:01:00Z")));
  CollectorFixture second;
  RunAsAdmin(second.database,
             "ALTER TABLE collector.raw_documents ADD CONSTRAINT never_then "
             "CHECK (receive_time <> '2026-05-01T21:00:00Z')");
  Closer closer(second.database.pool(), second.games, second.quotes, testing::Wall());
  const auto rebuilt =
      RebuildFrom(*ListReplay(first.archive.files()), At("2026-05-01T22:00:00Z"),
                  {second.database.pool(), second.intake, closer, testing::Wall()});
  REQUIRE(IsOk(rebuilt));
  REQUIRE(rebuilt->unreadable.size() == 1);
  CHECK(rebuilt->unreadable[0].find(broken.raw_document) == 0);
  CHECK(second.Number("SELECT count(*) FROM collector.quotes") == 8);
}

TEST_CASE("a database rebuilt from a real S3 is the first one, fact for fact", "[s3][pg]") {
  const char* endpoint = std::getenv("OVERROUND_TEST_S3");
  if (endpoint == nullptr) {
    WARN("skipped: a real S3 needs OVERROUND_TEST_S3 (see tests/s3/run)");
    return;
  }
  http::Client client(testing::Wall(), [](absl::Duration) { return false; });
  const auto files = std::make_shared<S3Files>(
      S3Options{endpoint, {"us-east-1", "S3RVER", "S3RVER"}},
      S3Place{"overround-test", RandomUuid(absl::Now()).ToString()},
      [&](const http::Request& request) { return client.Call(request); }, testing::Wall());
  CollectorFixture first;
  first.archive = Archive(files);
  Closer closer(first.database.pool(), first.games, first.quotes, testing::Wall());
  Live(first, closer);
  CheckRebuilt(first, files);
}

}  // namespace
}  // namespace overround::collector
