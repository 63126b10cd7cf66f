#pragma once

#include <optional>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "libs/pg/transaction.h"
#include "services/grading/results/results.h"

// Every SQL statement about games, closes, predictions, bets and their grades.
namespace overround::grading::results_store {

absl::Status UpsertGame(pg::Transaction& tx, const Game& game);
absl::StatusOr<std::optional<Game>> FindGame(pg::Transaction& tx, const GameId& id);
absl::StatusOr<std::optional<Game>> LockGame(pg::Transaction& tx, const GameId& id);
// Rows for those nobody has told of yet, with an empty sport, so that whoever tells of one meets
// who waits for it. Waits for a teller that has not committed.
absl::Status InsertUnknownGames(pg::Transaction& tx, const std::vector<GameId>& ids);
// The game and the records merged into it, by way of others too.
absl::StatusOr<std::vector<GameId>> ListRecords(pg::Transaction& tx, const GameId& survivor);

// FAILED_PRECONDITION for a game nobody told of.
absl::Status UpdateClose(pg::Transaction& tx, const GameId& game, int32_t revision,
                         absl::Time start_time);
absl::Status ReplaceClosingLines(pg::Transaction& tx, const GameId& game,
                                 absl::Span<const ClosingPrice> closes);
absl::StatusOr<std::vector<ClosingPrice>> ListClosingLines(pg::Transaction& tx, const GameId& game);

// One told before is passed over: a prediction never changes.
absl::Status InsertPredictions(pg::Transaction& tx, absl::Span<const Prediction> predictions);
absl::StatusOr<std::vector<Prediction>> ListPredictions(pg::Transaction& tx,
                                                        const std::vector<GameId>& records);

absl::StatusOr<std::vector<PredictionResult>> ListResults(pg::Transaction& tx,
                                                          const std::vector<GameId>& records);
absl::Status UpsertResults(pg::Transaction& tx, absl::Span<const PredictionResult> results);

// An earlier settlement of the bet gives way; the same one changes nothing.
absl::Status UpsertBet(pg::Transaction& tx, const SettledBet& bet, absl::Time now);
// With revision 0 where the present settlement has not been graded.
absl::StatusOr<std::vector<BetGrade>> ListBetGrades(pg::Transaction& tx,
                                                    const std::vector<GameId>& records);
// The new revision.
absl::StatusOr<int32_t> UpdateBetGrade(pg::Transaction& tx, const BetGrade& grade, absl::Time now);

}  // namespace overround::grading::results_store
