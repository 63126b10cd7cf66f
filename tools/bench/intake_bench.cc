#include "tools/bench/intake_bench.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "migrations/collector_migrations.h"
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/ops/run_service.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/store_best_prices.h"
#include "tools/bench/figure.h"

namespace overround::bench {

IntakeBench::IntakeBench()
    : database("collector", ops::MigrationSetsOf("collector", collector::kMigrations)),
      received(absl::FromCivil(absl::CivilHour(2026, 6, 1, 12), absl::UTCTimeZone())),
      folder_(std::filesystem::temp_directory_path() /
              absl::StrCat("overround-bench-", RandomUuid(absl::Now()).ToString())),
      archive_(folder_.string()),
      intake_(database.pool(), archive_, games_, quotes_, ids_) {}

collector::Taken IntakeBench::Take(std::string body) {
  collector::RawDocument document;
  document.source = "odds_api";
  document.sport = "baseball_mlb";
  document.request = "/v4/sports/baseball_mlb/odds?markets=h2h,spreads,totals&oddsFormat=decimal";
  document.receive_time = received;
  document.body = std::move(body);
  absl::StatusOr<collector::Taken> taken = intake_.TakeIn(document, absl::Now() + kPatience);
  OVERROUND_CHECK(taken.ok());
  return *std::move(taken);
}

double IntakeBench::LeastSecondsOfTurns(const AnswerSize& size, int turns, bool change) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < turns; ++i) {
    received += absl::Minutes(1);
    if (change) ++turn_;
    std::string body = OddsAnswer(size, turn_, received);
    collector::Taken taken;
    least = std::min(least, SecondsOf([&] { taken = Take(std::move(body)); }));
    OVERROUND_CHECK(taken.counts.changed == (change ? PricesOf(size) : 0));
  }
  return least;
}

absl::Status IntakeBench::ReadBoard(pg::Transaction& tx) {
  collector::games::GameQuery query;
  query.sports = {"mlb"};
  query.statuses = {"SCHEDULED"};
  query.limit = 1000;
  OVERROUND_ASSIGN_OR_RETURN(const auto upcoming, collector::games::ListGames(tx, query));
  std::vector<GameId> ids;
  ids.reserve(upcoming.size());
  for (const collector::Game& game : upcoming) ids.push_back(game.id);
  OVERROUND_ASSIGN_OR_RETURN(const auto boards, collector::quotes::ListBoards(tx, ids));
  OVERROUND_CHECK(!boards.empty());
  for (const auto& [game, board] : boards) OVERROUND_CHECK(board.size() == 3);
  return absl::OkStatus();
}

}  // namespace overround::bench
