#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/transaction.h"
#include "services/collector/games/game.h"
#include "services/collector/games/store.h"
#include "services/collector/games/teams.h"

namespace overround::collector {

// A game of a batch as it stands after everything told so far.
struct BatchGame {
  Game game;
  std::vector<ExternalId> ids;
  std::optional<Result> result;
  bool is_new = false;
  bool is_changed = false;
};

// What an import tells of many games in one transaction: the facts and events of Games, collected
// and written together. The transaction holds the sports' turns (games::LockIntake).
class GameBatch {
 public:
  // All outlive this.
  GameBatch(pg::Transaction& tx, const IdSource& ids) : tx_(tx), ids_(ids) {}

  // Reads what the batch needs to know of games that are there.
  absl::Status Load(const std::vector<Game>& games);

  struct Newcomer {
    Described described;
    Provenance from;
    // What the source said before of its start: sought too where nothing is found at the other.
    std::optional<absl::Time> first_start;
  };
  // Where a newcomer was found, or made.
  struct Place {
    GameId game;
    // The source takes for home whom we take for away: a neutral site.
    bool is_swapped = false;
    // Both names are one team's: no game, and nothing else is set.
    bool is_one_team = false;
  };
  // The games a source names for the first time, in their order: each one we know, else a new one
  // (GameScheduled).
  absl::StatusOr<std::vector<Place>> Adopt(const Sport& sport, Teams& teams,
                                           const std::vector<Newcomer>& newcomers);

  // The source does not mean this game after all: what Adopt found is taken back.
  void Unname(const GameId& id, const ExternalId& external);

  // Requires: a game of this batch.
  BatchGame& At(const GameId& id) { return games_.at(id); }

  // The start of a game known to the day, known better (GameStarted).
  void Start(BatchGame& entry, absl::Time start, const Provenance& from);

  // The game has ended (GameFinal), or otherwise than we said (ResultCorrected). Requires: it is
  // neither void nor merged.
  void Finish(BatchGame& entry, const Score& score, const Provenance& from);

  // An event of the caller's own, in order with ours.
  void Tell(eventlog::Event event) { events_.push_back(std::move(event)); }

  // Writes the games and facts. To be followed by WriteEvents once everything is told.
  absl::Status WriteFacts(absl::Time now);
  absl::Status WriteEvents(const eventlog::Appender& appender);

 private:
  Place AddNew(const Sport& sport, const Team& home, const Team& away, const Newcomer& newcomer);
  std::optional<Place> FindKnown(const Sport& sport, const TeamId& home, const Newcomer& newcomer,
                                 std::vector<games::Candidate> candidates);
  void Name(BatchGame& entry, const ExternalId& external);
  void Record(BatchGame& entry, FactKind kind, const Provenance& from);

  pg::Transaction& tx_;
  const IdSource& ids_;
  std::unordered_map<GameId, BatchGame, absl::Hash<GameId>> games_;
  std::vector<GameId> order_;
  std::vector<GameFact> facts_;
  std::vector<games::NamedGame> named_;
  std::vector<Result> results_;
  std::vector<eventlog::Event> events_;
};

}  // namespace overround::collector
