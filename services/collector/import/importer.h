#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/pool.h"
#include "services/collector/games/game_batch.h"
#include "services/collector/games/games.h"
#include "services/collector/import/rows.h"
#include "services/collector/import/store_sets.h"
#include "services/collector/intake/store.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {

// Turns rows of archive files into facts: games, results, quotes as they stood, closes. One
// transaction a batch; a row imported before is known, and changes nothing.
class Importer {
 public:
  // All outlive this.
  Importer(pg::Pool& pool, Games& games, const IdSource& ids)
      : pool_(pool), games_(games), ids_(ids) {}

  // INVALID_ARGUMENT: an unknown layout, a header without its columns, too many rows.
  absl::StatusOr<ImportCounts> Import(const ImportBatch& batch, absl::Time deadline);
  // The same in the caller's transaction.
  absl::StatusOr<ImportCounts> Import(pg::Transaction& tx, const ImportBatch& batch);
  // Imports the rows of a batch the gate held, as if they came now. Requires: it is of rows.
  absl::Status Release(pg::Transaction& tx, const intake::QuarantinedBatch& held, absl::Time now);

 private:
  struct Subject;
  struct Work;
  struct Joined;
  // A set the gate holds.
  struct Scrambled {
    std::string sportsbook;
    std::string details;
    int64_t games = 0;
  };

  absl::Status Store(Work& work, std::vector<ImportRow> rows);
  static absl::Status LockSports(Work& work, const std::vector<ImportRow>& rows);
  absl::Status Prepare(Work& work) const;
  absl::Status DropKnown(Work& work, std::vector<ImportRow>& rows) const;
  static void JudgeDates(Work& work);
  absl::Status JudgeSets(Work& work) const;
  absl::StatusOr<Uuid> Hold(Work& work, const Scrambled& set,
                            const std::vector<ImportRow>& held) const;
  static absl::Status LoadScrambled(Work& work, const std::vector<std::string>& sports);
  absl::Status HoldScrambled(Work& work) const;
  absl::StatusOr<std::optional<Uuid>> HoldSet(Work& work, const imports::ScrambledSet& found) const;
  absl::Status JudgeJoined(Work& work) const;
  static void TellJoined(Work& work, const Subject& subject, Joined& joined);
  static absl::Status AddStored(Work& work, Joined& joined);
  absl::Status Condemn(Work& work, imports::ScrambledSet found, bool is_stored) const;
  absl::StatusOr<Uuid> HoldMark(Work& work, const imports::ScrambledSet& found) const;
  static absl::Status Reclose(Work& work, const imports::BookSeason& set);
  static absl::Status TrustBatch(Work& work);
  static absl::Status TrustTold(Work& work);
  static absl::Status Trust(Work& work, imports::ScrambledSet& found);
  absl::Status FindGames(Work& work) const;
  absl::Status MoveOpen(Work& work, Subject& subject, Game& game) const;
  void FollowPulls(Work& work, Subject& subject, BatchGame& entry) const;
  absl::Status Adopt(Work& work) const;
  void Settle(Work& work, Subject& subject) const;
  absl::Status StorePrices(Work& work) const;
  absl::Status LoadPrices(Work& work) const;
  void TakePrices(Work& work, const Subject& subject) const;
  void CloseGame(Work& work, const Subject& subject) const;
  void CloseAgain(Work& work, const GameId& id) const;
  void WriteClose(Work& work, BatchGame& entry) const;

  pg::Pool& pool_;
  Games& games_;
  const IdSource& ids_;
};

}  // namespace overround::collector
