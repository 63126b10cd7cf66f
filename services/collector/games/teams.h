#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/transaction.h"
#include "services/collector/games/game.h"

namespace overround::collector {

// A name without what sources disagree about: case, accents, punctuation, spaces.
// "St. Louis Blues" and "St Louis Blues" are one, "Montréal" is "montreal".
std::string PlainName(absl::string_view name);

// The teams of one sport, for one transaction. Finds the team a source means and remembers the
// source's way to write it; a name nobody has used is a new team.
class Teams {
 public:
  // `ids` outlives this.
  static absl::StatusOr<Teams> Load(pg::Transaction& tx, const Sport& sport, const IdSource& ids);

  // Whether Resolve would find a team, and make no new one.
  bool Knows(const Alias& alias) { return Find(alias) != nullptr; }
  absl::StatusOr<Team> Resolve(pg::Transaction& tx, const Alias& alias, absl::Time now);

 private:
  Teams(std::string sport, const IdSource& ids, std::vector<Team> teams)
      : sport_(std::move(sport)), ids_(&ids), teams_(std::move(teams)) {}

  Team* Find(const Alias& alias);

  std::string sport_;
  const IdSource* ids_;
  std::vector<Team> teams_;
};

}  // namespace overround::collector
