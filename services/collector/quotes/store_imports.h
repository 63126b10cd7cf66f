#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/collector/quotes/quote.h"

// What an import reads and writes of prices, many games at once.
namespace overround::collector::quotes {

struct ClosedGame {
  Close close;
  std::vector<ClosingLine> lines;
};
absl::Status InsertCloses(pg::Transaction& tx, const std::vector<ClosedGame>& closed);

// Each of `sightings` with the archive's stamp as its receive_time; one known before stays.
struct ImportedSightings {
  std::string source;
  std::string file_name;
  absl::Time receive_time;
  std::vector<Sighting> sightings;
};
absl::Status InsertImportedSightings(pg::Transaction& tx, const ImportedSightings& imported);

// Our own sightings of these games and those of archives, by game and time.
absl::StatusOr<std::vector<Sighting>> ListAllSightings(pg::Transaction& tx,
                                                       const std::vector<GameId>& games);

}  // namespace overround::collector::quotes
