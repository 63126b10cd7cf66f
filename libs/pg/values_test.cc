#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "libs/base/sha256.h"
#include "libs/pg/pool.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::pg {
namespace {

using testing::Soon;
using testing::TestDatabase;
using GameId = StrongId<struct GameTag>;

const TestDatabase& Database() {
  static const TestDatabase database("collector");
  return database;
}

// What the server makes of a value, read back.
template <typename T>
T RoundTrip(const T& value, absl::string_view type) {
  const auto rows = Database().pool().Query(Soon(), absl::StrCat("SELECT $1::", type), {value});
  REQUIRE(IsOk(rows));
  return rows->front().template Get<T>(0);
}

std::string TextOf(const Param& value, absl::string_view type) {
  const auto rows =
      Database().pool().Query(Soon(), absl::StrCat("SELECT ($1::", type, ")::TEXT"), {value});
  REQUIRE(IsOk(rows));
  return rows->front().Get<std::string>(0);
}

TEST_CASE("every type survives a round trip through the server", "[pg]") {
  CHECK(RoundTrip<int64_t>(std::numeric_limits<int64_t>::min(), "BIGINT") ==
        std::numeric_limits<int64_t>::min());
  CHECK(RoundTrip<int32_t>(-7, "INTEGER") == -7);
  CHECK(RoundTrip<int32_t>(-7, "SMALLINT") == -7);
  CHECK(RoundTrip(true, "BOOLEAN"));
  CHECK(RoundTrip(0.1, "DOUBLE PRECISION") == 0.1);
  CHECK(std::isinf(RoundTrip(std::numeric_limits<double>::infinity(), "DOUBLE PRECISION")));
  CHECK(RoundTrip<std::string>("it's \\ \"ü\"", "TEXT") == "it's \\ \"ü\"");
  CHECK(RoundTrip(absl::CivilDay(1999, 12, 31), "DATE") == absl::CivilDay(1999, 12, 31));
  const GameId id(*Uuid::Parse("0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55"));
  CHECK(RoundTrip(id, "UUID") == id);
  CHECK(TextOf(id, "UUID") == id.ToString());
}

TEST_CASE("a time keeps its microseconds on either side of 2000 and at both infinities", "[pg]") {
  const auto micros = GENERATE(int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{946'684'799'999'999},
                               int64_t{1'786'000'000'123'456});
  CHECK(RoundTrip(absl::FromUnixMicros(micros), "TIMESTAMPTZ") == absl::FromUnixMicros(micros));
  CHECK(RoundTrip(absl::InfiniteFuture(), "TIMESTAMPTZ") == absl::InfiniteFuture());
  CHECK(TextOf(absl::InfinitePast(), "TIMESTAMPTZ") == "-infinity");
}

TEST_CASE("bytes may hold zeros", "[pg]") {
  const std::string raw("\0a\xff", 3);
  const auto rows =
      Database().pool().Query(Soon(), "SELECT $1::BYTEA, $2::BYTEA", {Bytes{raw}, Sha256("abc")});
  REQUIRE(IsOk(rows));
  CHECK(rows->front().Get<Bytes>(0).value == raw);
  CHECK(rows->front().Get<std::string>(0) == raw);
  CHECK(rows->front().Get<std::string>(1).size() == 32);
}

TEST_CASE("NULL is an empty optional, in a value and inside an array", "[pg]") {
  CHECK(RoundTrip(std::optional<int64_t>(), "BIGINT") == std::nullopt);
  CHECK(RoundTrip(std::optional<int64_t>(5), "BIGINT") == 5);
  CHECK(RoundTrip(std::optional<std::string>(), "TEXT") == std::nullopt);
  const std::vector<std::optional<int32_t>> lines = {-14, std::nullopt, 0};
  CHECK(RoundTrip(lines, "INTEGER[]") == lines);
  CHECK(TextOf(std::nullopt, "TEXT[] IS NULL") == "true");
}

TEST_CASE("arrays of every type survive a round trip, also empty ones", "[pg]") {
  CHECK(RoundTrip(std::vector<int64_t>{}, "BIGINT[]").empty());
  CHECK(RoundTrip(std::vector<int64_t>{1, -2}, "BIGINT[]") == std::vector<int64_t>{1, -2});
  CHECK(RoundTrip(std::vector<double>{0.5}, "DOUBLE PRECISION[]") == std::vector<double>{0.5});
  CHECK(RoundTrip(std::vector<bool>{true, false}, "BOOLEAN[]") == std::vector<bool>{true, false});
  const std::vector<std::string> words = {"", "a,b", "{NULL}", "\"\\"};
  CHECK(RoundTrip(words, "TEXT[]") == words);
  const std::vector<absl::Time> times = {absl::FromUnixMicros(1), absl::FromUnixMicros(2)};
  CHECK(RoundTrip(times, "TIMESTAMPTZ[]") == times);
  const std::vector<GameId> ids = {GameId(*Uuid::Parse("0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55"))};
  CHECK(RoundTrip(ids, "UUID[]") == ids);
  CHECK(TextOf(std::vector<Bytes>{{"a"}, {"b"}}, "BYTEA[]") == "{\"\\\\x61\",\"\\\\x62\"}");
}

TEST_CASE("a string becomes what the statement wants there", "[pg]") {
  const auto rows = Database().pool().Query(
      Soon(), "SELECT $1::JSONB, ($2::NUMERIC + 1)::TEXT, $3::JSONB ->> 'a'",
      {"{\"b\": 1}", "0.30", std::string("{\"a\":\"x\"}")});
  REQUIRE(IsOk(rows));
  CHECK(rows->front().Get<std::string>(0) == "{\"b\": 1}");
  CHECK(rows->front().Get<std::string>(1) == "1.30");
  CHECK(rows->front().Get<absl::string_view>(2) == "x");
}

TEST_CASE("a batch of columns unnests into rows, read by name", "[pg]") {
  const auto rows =
      Database().pool().Query(Soon(),
                              "SELECT id, price FROM unnest($1::BIGINT[], $2::DOUBLE PRECISION[]) "
                              "AS q (id, price) ORDER BY id DESC",
                              {std::vector<int64_t>{1, 2}, std::vector<double>{1.5, 2.5}});
  REQUIRE(IsOk(rows));
  REQUIRE(rows->size() == 2);
  CHECK((*rows)[0].Get<int64_t>("id") == 2);
  CHECK((*rows)[1].Get<double>("price") == 1.5);
}

}  // namespace
}  // namespace overround::pg
