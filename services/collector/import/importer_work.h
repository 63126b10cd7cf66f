#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/collector/games/game_batch.h"
#include "services/collector/import/importer.h"
#include "services/collector/import/told.h"
#include "services/collector/quotes/store_imports.h"

// What an import has at hand while it stores a batch: for the importer's own sources.
namespace overround::collector {

struct Importer::Subject {
  ToldGame told;
  GameId game;
  bool is_refused = false;
  // The source's home is our away.
  bool is_swapped = false;
  bool has_new_start = false;
};

struct Importer::Work {
  pg::Transaction& tx;
  const Layout& layout;
  const ImportBatch& batch;
  ImportCounts& counts;
  GameBatch games;
  std::map<std::string, Sport> sports = {};
  std::map<std::string, Teams> teams = {};
  std::map<std::string, bool> is_bettable = {};
  std::vector<Subject> subjects = {};
  // What was known of these games' prices.
  std::map<GameId, std::vector<Quote>> quotes = {};
  std::map<GameId, std::vector<Sighting>> sightings = {};
  // What is news.
  std::vector<Quote> new_quotes = {};
  std::vector<Sighting> new_sightings = {};
  std::vector<quotes::ClosedGame> closed = {};
  // Sets of the sports' that were found out before or just now, trusted since or not.
  std::map<imports::BookSeason, imports::ScrambledSet> scrambled = {};
  // Games to be closed again, as such a set was found out or let through.
  std::set<GameId> reclosed = {};

  Provenance From(const Subject& subject, absl::Time known_time) const {
    return {layout.source, batch.file_name, batch.now, known_time, subject.told.row.basis};
  }
  // Whether a person let the set through.
  bool Trusts(const imports::BookSeason& set) const {
    const auto found = scrambled.find(set);
    return found != scrambled.end() && found->second.is_trusted;
  }
  // Whether no close is made of it.
  bool Condemns(const imports::BookSeason& set) const {
    const auto found = scrambled.find(set);
    return found != scrambled.end() && !found->second.is_trusted;
  }
  void Refuse(Subject& subject, Refusal reason, absl::string_view message) const {
    subject.is_refused = true;
    for (const ImportRow& row : subject.told.rows) {
      counts.refused.push_back({row.number, reason, std::string(message)});
    }
  }
};

}  // namespace overround::collector
