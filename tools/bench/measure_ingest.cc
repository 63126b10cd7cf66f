#include <algorithm>
#include <limits>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/json/json.h"
#include "libs/pg/connection.h"
#include "libs/pg/copy.h"
#include "services/collector/convert.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/series.h"
#include "services/collector/sources/the_odds_api.h"
#include "tools/bench/intake_bench.h"
#include "tools/bench/measures.h"
#include "tools/bench/odds_answer.h"

namespace overround::bench {
namespace {

constexpr AnswerSize kSize;
constexpr int kTurns = 8;

// A table of the history's shape, indexes and partitions.
constexpr char kMakeTwin[] = R"sql(
  CREATE TABLE collector.bench_quotes (LIKE collector.quotes INCLUDING ALL) PARTITION BY RANGE (receive_time);
  CREATE TABLE collector.bench_quotes_all PARTITION OF collector.bench_quotes DEFAULT;
)sql";
constexpr char kReadQuotes[] = R"sql(
  SELECT game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit,
         stake, odds_text, odds_format, is_in_play, provider_time, known_time, basis, source, raw_document
    FROM collector.quotes
)sql";
constexpr char kCopyQuotes[] = R"sql(
  COPY collector.bench_quotes (game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay,
         is_bettable, state, profit, stake, odds_text, odds_format, is_in_play, provider_time, known_time, basis, source,
         raw_document) FROM STDIN (FORMAT BINARY)
)sql";

void AddRow(const pg::Row& row, pg::CopyRows& rows) {
  using Text = std::string;
  rows.Add(row.Get<Uuid>(0), row.Get<absl::Time>(1), row.Get<Uuid>(2), row.Get<Text>(3),
           row.Get<Text>(4), row.Get<std::optional<int32_t>>(5), row.Get<Text>(6), row.Get<bool>(7),
           row.Get<bool>(8), row.Get<Text>(9), row.Get<int32_t>(10), row.Get<int32_t>(11),
           row.Get<Text>(12), row.Get<Text>(13), row.Get<bool>(14),
           row.Get<std::optional<absl::Time>>(15), row.Get<absl::Time>(16), row.Get<Text>(17),
           row.Get<Text>(18), row.Get<Text>(19));
}

// Rows a second of COPY of what the history holds, as many at once as an answer changes.
double CopyRate(const IntakeBench& intake) {
  auto admin = pg::Connection::Open(intake.database.AdminConninfo(), absl::Now() + kPatience,
                                    testing::Wall());
  OVERROUND_CHECK(admin.ok());
  OVERROUND_CHECK((*admin)->RunScript(kMakeTwin, absl::Now() + kPatience).ok());
  const auto quotes = (*admin)->Query(kReadQuotes, {}, absl::Now() + kPatience);
  OVERROUND_CHECK(quotes.ok());
  double least = std::numeric_limits<double>::infinity();
  pg::CopyRows rows;
  for (const pg::Row row : *quotes) {
    AddRow(row, rows);
    if (rows.size() < PricesOf(kSize)) continue;
    least = std::min(least, SecondsOf([&] {
                       const auto end = absl::Now() + kPatience;
                       OVERROUND_CHECK((*admin)->Copy(kCopyQuotes, rows, end).ok());
                     }));
    rows = pg::CopyRows();
  }
  return PricesOf(kSize) / least;
}

// An answer that brings nothing new, against its bytes read as JSON and against its prices read.
std::vector<Figure> MeasureUnchanged(IntakeBench& intake) {
  const double seconds = intake.LeastSecondsOfTurns(kSize, kTurns, false);
  const std::string body = OddsAnswer(kSize, 0, intake.received);
  const double parse = LeastSecondsOf(
      kTurns, [&] { OVERROUND_CHECK(json::Document::Parse(std::string(body)).ok()); });
  const double read = LeastSecondsOf(kTurns, [&] {
    OVERROUND_CHECK(collector::the_odds_api::ParseOdds(
                        body, {collector::QuoteFormat::kDecimal, Period::kFullGame})
                        .ok());
  });
  const double rate = PricesOf(kSize) / seconds;
  return {{.name = "unchanged answer",
           .value = rate,
           .reference = PricesOf(kSize) / parse,
           .unit = "prices",
           .against = "the JSON parser alone"},
          {.name = "unchanged answer",
           .value = rate,
           .reference = PricesOf(kSize) / read,
           .unit = "prices",
           .against = "the provider's parser alone"}};
}

// A game of 12 books whose prices changed 5,000 times, as its chart asks for it.
Figure MeasureSeries() {
  IntakeBench intake;
  constexpr AnswerSize kOneGame = {.games = 1, .books = 12};
  constexpr int kChanges = 5000;
  for (int turn = 0; turn * PricesOf(kOneGame) < kChanges; ++turn) {
    intake.Take(OddsAnswer(kOneGame, turn, intake.received));
    intake.received += absl::Seconds(30);
  }
  const double seconds = LeastSecondsOf(kTurns, [&] {
    const auto sent = intake.database.pool().InTransaction(
        absl::Now() + kPatience, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::Status {
          const auto start = collector::games::FindNextStart(tx);
          const auto game = collector::games::ListDueToStart(tx, **start);
          auto changes = collector::quotes::ListPriceChanges(tx, {game->front().id, "", "", ""});
          OVERROUND_CHECK(changes.ok() && changes->size() >= kChanges);
          for (const auto& series : collector::SeriesOf(*std::move(changes), std::nullopt)) {
            OVERROUND_CHECK(collector::ToProto(series, **start).points_size() > 0);
          }
          return absl::OkStatus();
        });
    OVERROUND_CHECK(sent.ok());
  });
  return {.name = "charts of 5,000 changes",
          .value = 1 / seconds,
          .reference = 1 / 0.020,
          .unit = "charts",
          .against = "one in 20 ms"};
}

}  // namespace

std::vector<Figure> MeasureIngest() {
  IntakeBench intake;
  intake.Take(OddsAnswer(kSize, 0, intake.received));
  const double seconds = intake.LeastSecondsOfTurns(kSize, kTurns, true);
  std::vector<Figure> figures = {{.name = "ingest of changed quotes",
                                  .value = PricesOf(kSize) / seconds,
                                  .reference = CopyRate(intake),
                                  .unit = "quotes",
                                  .against = "COPY of the same rows"}};
  for (Figure& figure : MeasureUnchanged(intake)) figures.push_back(std::move(figure));
  figures.push_back(MeasureSeries());
  return figures;
}

}  // namespace overround::bench
