#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/transaction.h"
#include "services/collector/games/game.h"
#include "services/collector/games/store.h"

namespace overround::collector {

// A name without what sources disagree about: case, accents, punctuation, spaces.
// "St. Louis Blues" and "St Louis Blues" are one, "Montréal" is "montreal".
std::string PlainName(absl::string_view name);

// The teams of one sport, for one transaction. Finds the team a source means and remembers the
// source's way to write it; a name nobody has used is a new team. A franchise that moved or took
// another name is one team, by the table known_team_names.
class Teams {
 public:
  // `ids` outlives this.
  static absl::StatusOr<Teams> Load(pg::Transaction& tx, const Sport& sport, const IdSource& ids);

  // Whether Resolve would find a team, and make no new one.
  bool Knows(const Alias& alias) const;
  absl::StatusOr<Team> Resolve(pg::Transaction& tx, const Alias& alias, absl::Time now);

 private:
  Teams(std::string sport, const IdSource& ids, std::vector<Team> teams,
        const std::vector<games::KnownName>& names);

  // Its place in teams_.
  std::optional<size_t> Find(const Alias& alias) const;
  absl::StatusOr<size_t> Add(pg::Transaction& tx, const std::string& name, absl::Time now);
  void Index(size_t place);

  std::string sport_;
  const IdSource* ids_;
  std::vector<Team> teams_;
  // Places in teams_: by source and spelling, and by plain name.
  absl::flat_hash_map<std::string, size_t> by_alias_;
  absl::flat_hash_map<std::string, size_t> by_name_;
  // What a franchise was called before, plain, and what it is called.
  absl::flat_hash_map<std::string, std::string> known_names_;
};

}  // namespace overround::collector
