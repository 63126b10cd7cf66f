#include "libs/testing/catalogue.h"

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

namespace overround::testing {
namespace {

constexpr pg::Migration kGood[] = {{"0001_open_bets", R"sql(
  CREATE TABLE bankroll.currencies (
    currency_code TEXT NOT NULL, CONSTRAINT currencies_pkey PRIMARY KEY (currency_code));
  COMMENT ON TABLE bankroll.currencies IS '@ref Currencies.';
  CREATE TABLE bankroll.bets (
    bankroll_id UUID NOT NULL,
    bet_id UUID NOT NULL,
    place_time TIMESTAMPTZ NOT NULL,
    currency_code TEXT NOT NULL CONSTRAINT bets_currency_fkey REFERENCES bankroll.currencies (currency_code),
    stake_minor BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT bets_pkey PRIMARY KEY (bankroll_id, bet_id, place_time)
  ) PARTITION BY RANGE (place_time);
  COMMENT ON TABLE bankroll.bets IS '@dist bankroll_id Bets.';
  CREATE TABLE bankroll.bets_2026 PARTITION OF bankroll.bets FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE bankroll.queue (queue_id BIGINT GENERATED ALWAYS AS IDENTITY, CONSTRAINT queue_pkey PRIMARY KEY (queue_id));
  COMMENT ON TABLE bankroll.queue IS '@local A queue.';
)sql"}};

std::vector<TestSchema> Schemas() {
  return {{"bankroll", {{"bankroll", kGood}}}, {"collector", {}}};
}

// The faults after a change to a schema that had none.
std::vector<std::string> FaultsAfter(absl::string_view change) {
  const TestDatabase database(Schemas());
  RunAsAdmin(database, change);
  return CatalogueFaults(database, "bankroll");
}

TEST_CASE("a schema that keeps every rule has no faults", "[catalogue][pg]") {
  CHECK_THAT(FaultsAfter(""), Catch::Equals(std::vector<std::string>()));
}

struct Wrong {
  const char* change;
  const char* fault;
};

TEST_CASE("each broken rule is named, and nothing else", "[catalogue][pg]") {
  const auto wrong = GENERATE(values<Wrong>({
      {"COMMENT ON TABLE bankroll.bets IS 'Bets.'",
       "table bets: no @dist, @ref or @local at the head of its comment"},
      {"COMMENT ON TABLE bankroll.queue IS '@dist shard_id A queue.'",
       "table queue: its key shard_id is no column of its own"},
      {"CREATE UNIQUE INDEX one_bet ON bankroll.bets (bet_id, place_time)",
       "index one_bet of bets: unique without the key bankroll_id"},
      {"CREATE UNIQUE INDEX one_bet ON bankroll.bets (bet_id, place_time) INCLUDE (bankroll_id)",
       "index one_bet of bets: unique without the key bankroll_id"},
      {"CREATE TABLE bankroll.notes (note_key TEXT CONSTRAINT notes_pkey PRIMARY KEY);"
       "COMMENT ON TABLE bankroll.notes IS '@dist note_key Notes.'",
       "table notes: its key note_key is text, want bigint or uuid"},
      {"ALTER TABLE bankroll.queue DROP CONSTRAINT queue_pkey", "table queue: no primary key"},
      {"CREATE FUNCTION bankroll.f() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
       "CREATE TRIGGER t BEFORE INSERT ON bankroll.queue FOR EACH ROW EXECUTE FUNCTION "
       "bankroll.f()",
       "trigger t of queue: want none"},
      {"CREATE RULE r AS ON DELETE TO bankroll.queue DO INSTEAD NOTHING",
       "rule r of queue: want none"},
      {"CREATE SEQUENCE bankroll.s", "sequence s: belongs to no identity column"},
      {"ALTER TABLE bankroll.bets ADD COLUMN t TIMESTAMPTZ DEFAULT now()",
       "column bets.t: its default now() is not a constant"},
      {"CREATE FUNCTION bankroll.f() RETURNS TIMESTAMPTZ LANGUAGE sql AS 'SELECT now()'",
       "function f: reads a clock or draws at random"},
      {"CREATE TYPE bankroll.side AS ENUM ('HOME'); ALTER TABLE bankroll.bets ADD COLUMN side "
       "bankroll.side",
       "column bets.side: of enum type bankroll.side, want TEXT with a CHECK"},
      {"ALTER TABLE bankroll.bets ADD COLUMN note VARCHAR(10)",
       "column bets.note: of type character varying, want TEXT"},
      {"ALTER TABLE bankroll.bets ADD COLUMN t TIMESTAMP",
       "column bets.t: of type timestamp without time zone, want TIMESTAMPTZ"},
      {"ALTER TABLE bankroll.bets ADD COLUMN fee_minor NUMERIC",
       "column bets.fee_minor: an amount of type numeric, want BIGINT"},
      {"CREATE TABLE public.stray (n BIGINT)", "table stray: in public"},
  }));
  CHECK(FaultsAfter(wrong.change) == std::vector<std::string>{wrong.fault});
}

TEST_CASE("foreign keys stay in the schema and on one machine", "[catalogue][pg]") {
  const auto wrong = GENERATE(values<Wrong>({
      {"CREATE TABLE collector.games (game_id UUID PRIMARY KEY);"
       "ALTER TABLE bankroll.bets ADD COLUMN game_id UUID CONSTRAINT bets_game_fkey REFERENCES "
       "collector.games (game_id)",
       "foreign key bets_game_fkey of bets: into another schema"},
      {"ALTER TABLE bankroll.bets ADD COLUMN queue_id BIGINT CONSTRAINT bets_queue_fkey REFERENCES "
       "bankroll.queue (queue_id)",
       "foreign key bets_queue_fkey of bets: from @dist to @local"},
      {"CREATE TABLE bankroll.games (game_id UUID CONSTRAINT games_pkey PRIMARY KEY);"
       "COMMENT ON TABLE bankroll.games IS '@dist game_id Games.';"
       "ALTER TABLE bankroll.bets ADD COLUMN game_id UUID CONSTRAINT bets_game_fkey REFERENCES "
       "bankroll.games (game_id)",
       "foreign key bets_game_fkey of bets: does not carry the key of both tables"},
  }));
  CHECK(FaultsAfter(wrong.change) == std::vector<std::string>{wrong.fault});
}

}  // namespace
}  // namespace overround::testing
