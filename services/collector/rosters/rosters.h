#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/base/ids.h"
#include "libs/pg/transaction.h"
#include "services/collector/rosters/roster.h"

namespace overround::collector {

// Players, venues and seasons: met for the first time, or told otherwise than before, each a fact;
// what is told as known adds nothing, and what is not told takes nothing away. In the caller's
// transaction, which holds the sport's turn (games::LockIntake).
class Rosters {
 public:
  // Outlives this.
  explicit Rosters(const IdSource& ids) : ids_(ids) {}

  // In the order told. Requires: no external id twice.
  absl::StatusOr<std::vector<Player>> MeetPlayers(pg::Transaction& tx, const std::string& sport,
                                                  const std::vector<PlayerTold>& told,
                                                  const Provenance& from) const;

  struct MetVenue {
    VenueId id;
    bool is_news = false;
  };
  // `told` without its id and stamp.
  absl::StatusOr<MetVenue> MeetVenue(pg::Transaction& tx, Venue told, const Provenance& from) const;
  // Where the game is played and who came: true when that is news.
  absl::StatusOr<bool> PlaceGame(pg::Transaction& tx, GameVenue told, const Provenance& from) const;

  // `told` without its revision and stamp; true when it is news.
  absl::StatusOr<bool> TellSeason(pg::Transaction& tx, Season told, const Provenance& from) const;

 private:
  absl::StatusOr<Player> MeetPlayer(pg::Transaction& tx, const std::string& sport,
                                    const PlayerTold& told, std::optional<Player> known,
                                    const Provenance& from) const;

  const IdSource& ids_;
};

}  // namespace overround::collector
