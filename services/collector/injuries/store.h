#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/collector/injuries/injury.h"

// Every SQL statement about injuries.
namespace overround::collector::injuries {

// What holds now of every player of a sport a source has ever listed, the recovered included.
absl::StatusOr<std::vector<Injury>> ListKnown(pg::Transaction& tx, absl::string_view source,
                                              absl::string_view sport);
// The player's first (number 1) or next; and the fact that says so.
absl::Status Record(pg::Transaction& tx, const Injury& injury);

struct InjuryPage {
  std::string sport;  // all when empty
  std::optional<TeamId> team;
  bool with_recovered = false;
  // When what holds now was known: from the first to before the second.
  std::optional<absl::Time> known_min;
  std::optional<absl::Time> known_max;
  std::optional<PlayerId> after;
  int limit = 0;
};
// What holds now, by player. A scan.
absl::StatusOr<std::vector<Injury>> ListCurrent(pg::Transaction& tx, const InjuryPage& page);

struct HistoryPage {
  PlayerId player;
  std::optional<absl::Time> known_min;
  std::optional<absl::Time> known_max;
  // The last row of the page before.
  std::optional<int> before_number;
  int limit = 0;
};
// Every change of one player's, newest first.
absl::StatusOr<std::vector<Injury>> ListHistory(pg::Transaction& tx, const HistoryPage& page);

struct FactPage {
  std::vector<std::string> sports;  // all when empty
  // The last row of the page before.
  std::optional<PlayerId> after;
  int after_number = 0;
  int limit = 0;
};
// Every change of everybody's, by player and number. A scan.
absl::StatusOr<std::vector<Injury>> ListFacts(pg::Transaction& tx, const FactPage& page);

}  // namespace overround::collector::injuries
