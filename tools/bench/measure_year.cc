#include <algorithm>
#include <limits>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/pg/connection.h"
#include "tools/bench/intake_bench.h"
#include "tools/bench/measures.h"
#include "tools/bench/odds_answer.h"

namespace overround::bench {
namespace {

constexpr AnswerSize kSize;
constexpr int kTurns = 16;
// The last is the month that is being written to.
constexpr int kMonths = 13;
constexpr int64_t kQuotesAMonth = 2'500'000;
constexpr int kQuotesAGame = 400;
constexpr int kBoards = 200;

// A month of drawn quotes: games one after the other, each price of one of 12 books.
constexpr char kFillMonth[] = R"sql(
  INSERT INTO collector.quotes (game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay,
         is_bettable, state, profit, stake, odds_text, odds_format, is_in_play, provider_time, known_time, basis, source,
         raw_document)
  SELECT md5($2 || '/' || n / $4)::UUID, $1::TIMESTAMPTZ + n * interval '900 milliseconds', md5($2 || '.' || n)::UUID,
         'book' || n % 12, 'moneyline.full_game.included.-.-', NULL, (ARRAY['home', 'away'])[1 + n % 2], FALSE, TRUE,
         'OFFERED', 80 + n % 50, 100, '1.' || 80 + n % 50, 'decimal', FALSE, $1::TIMESTAMPTZ + n * interval '900 milliseconds',
         $1::TIMESTAMPTZ + n * interval '900 milliseconds', 'OBSERVED', 'odds_api',
         'baseball_mlb/2025/06/01/raw-odds_api_odds-20250601T000000.000000Z.json.gz'
    FROM generate_series(0, $3::BIGINT - 1) AS n
)sql";
constexpr char kListSizes[] = R"sql(
  SELECT sum(pg_total_relation_size(inhrelid))::BIGINT, (SELECT count(*) FROM collector.quotes)
    FROM pg_inherits WHERE inhparent = 'collector.quotes'::REGCLASS
)sql";

void Fill(const IntakeBench& intake) {
  const absl::Time patience = absl::Now() + absl::Hours(1);
  auto admin = pg::Connection::Open(intake.database.AdminConninfo(), patience, testing::Wall());
  OVERROUND_CHECK(admin.ok());
  for (int month = 0; month < kMonths; ++month) {
    const absl::Time first =
        absl::FromCivil(absl::CivilMonth(2025, 6) + month, absl::UTCTimeZone());
    OVERROUND_CHECK(
        (*admin)
            ->Query("SELECT collector.ensure_month('quotes', $1) IS NULL", {first}, patience)
            .ok());
    OVERROUND_CHECK((*admin)
                        ->Query(kFillMonth,
                                {first, absl::StrCat(month), kQuotesAMonth, int64_t{kQuotesAGame}},
                                patience)
                        .ok());
  }
  // As a year would have been long ago: what filled it in minutes is not vacuumed beside what
  // follows.
  OVERROUND_CHECK((*admin)->RunScript("VACUUM (ANALYZE) collector.quotes", patience).ok());
}

// Quotes a second into each, turn by turn, so that both meet the machine in the same mood.
std::pair<double, double> IngestRates(IntakeBench& one, IntakeBench& other) {
  double seconds = std::numeric_limits<double>::infinity();
  double other_seconds = seconds;
  for (int turn = 0; turn < kTurns; ++turn) {
    seconds = std::min(seconds, one.LeastSecondsOfTurns(kSize, 1, true));
    other_seconds = std::min(other_seconds, other.LeastSecondsOfTurns(kSize, 1, true));
  }
  return {PricesOf(kSize) / seconds, PricesOf(kSize) / other_seconds};
}

// Seconds of the slowest but one in a hundred boards: all upcoming games of a sport, best prices.
double BoardSeconds(IntakeBench& intake) {
  std::vector<double> seconds;
  seconds.reserve(kBoards);
  for (int i = 0; i < kBoards; ++i) {
    seconds.push_back(SecondsOf([&] {
      const absl::Status read = intake.database.pool().InTransaction(
          absl::Now() + kPatience, pg::kReadSnapshot, IntakeBench::ReadBoard);
      OVERROUND_CHECK(read.ok());
    }));
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() * 99 / 100];
}

}  // namespace

std::vector<Figure> MeasureYear() {
  IntakeBench empty;
  IntakeBench intake;
  Fill(intake);
  empty.Take(OddsAnswer(kSize, 0, empty.received));
  intake.Take(OddsAnswer(kSize, 0, intake.received));
  const auto [full_rate, empty_rate] = IngestRates(intake, empty);
  const double board = BoardSeconds(intake);
  auto admin = pg::Connection::Open(intake.database.AdminConninfo(), absl::Now() + absl::Minutes(1),
                                    testing::Wall());
  const auto size = (*admin)->Query(kListSizes, {}, absl::Now() + absl::Minutes(10));
  OVERROUND_CHECK(size.ok());
  const auto bytes = static_cast<double>(size->front().Get<int64_t>(0));
  const auto rows = static_cast<double>(size->front().Get<int64_t>(1));
  return {
      {"ingest on a year of quotes", full_rate, empty_rate, "quotes", "the same on an empty table"},
      {"boards of 100 games, the slowest of a hundred", 1 / board, 1 / 0.010, "boards",
       "one in 10 ms"},
      {"rows of history in a gibibyte", rows / bytes * (1 << 30), rows, "rows", "those there"}};
}

}  // namespace overround::bench
