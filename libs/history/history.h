#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include "libs/history/facts.h"

namespace overround::history {

// Gives each distinct value a small number, in order of arrival.
template <typename Value>
class Interner {
 public:
  uint32_t Intern(const Value& value) {
    const auto [found, added] = numbers_.try_emplace(value, static_cast<uint32_t>(values_.size()));
    if (added) values_.push_back(value);
    return found->second;
  }
  // Requires: a number Intern gave.
  const Value& operator[](uint32_t number) const { return values_[number]; }
  std::optional<uint32_t> Find(const Value& value) const {
    const auto found = numbers_.find(value);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }

 private:
  absl::flat_hash_map<Value, uint32_t> numbers_;
  std::vector<Value> values_;
};

// Every fact told so far, in columns. Facts may arrive in any order and more than once: what can be
// read depends only on which arrived. Reading goes through AsOf alone (as_of.h), so that no feature
// sees what was not known.
//
// Not synchronised: one thread applies while nobody reads. Any number of threads may read.
class History {
 public:
  // False where the fact was here already; then nothing changes.
  bool Apply(const Fact& fact);

  // The latest name counts.
  void Name(const Team& team);

  // Drops the single quotes of a game that is over; its closes and decision prices stay. For the
  // owner of a long-lived history: DESIGN keeps full quotes only of games not yet started.
  void ForgetQuotes(const GameId& game);

  size_t fact_count() const { return seen_.size(); }
  // The share of facts whose known time is an importer's assumption; zero without facts.
  double assumed_share() const;

 private:
  friend class AsOf;

  // When a fact counts, and which of two counts: the later known, then the later received, then
  // the greater id.
  struct Stamps {
    std::vector<int64_t> known_micros;
    std::vector<int64_t> receive_micros;
    std::vector<int64_t> position;
    std::vector<Uuid> id;

    // Requires: row <= size(); a row at the end is appended.
    void Put(uint32_t row, const FactStamp& stamp);
    size_t size() const { return id.size(); }
    bool Before(uint32_t a, uint32_t b) const;
  };
  struct GameColumns {
    Stamps stamps;
    std::vector<GameFact> facts;
  };
  struct MergeColumns {
    Stamps stamps;
    std::vector<uint32_t> survivor;
    std::vector<uint32_t> merged;
  };
  struct ResultColumns {
    Stamps stamps;
    std::vector<int32_t> revision;
    std::vector<Ending> ending;
    std::vector<Score> score;
    std::vector<std::optional<Score>> regulation;
  };
  struct QuoteColumns {
    Stamps stamps;
    std::vector<uint32_t> book;
    std::vector<uint32_t> market;
    std::vector<Side> side;
    std::vector<Odds> odds;
    std::vector<uint8_t> flags;
  };
  struct DecisionColumns {
    Stamps stamps;
    std::vector<Moment> moment;
    std::vector<uint32_t> book;
    std::vector<uint32_t> market;
    std::vector<Side> side;
    std::vector<Odds> odds;
    std::vector<int32_t> book_count;
  };
  struct CloseColumns {
    Stamps stamps;
    std::vector<CloseFact> facts;
  };
  // The rows of one game in each of the columns.
  struct GameRows {
    std::vector<uint32_t> games;
    std::vector<uint32_t> results;
    std::vector<uint32_t> quotes;
    std::vector<uint32_t> closes;
    std::vector<uint32_t> decisions;
    std::vector<uint32_t> merged_into_me;  // rows of merges
    std::vector<uint32_t> merged_away;
  };

  static constexpr uint8_t kOffered = 1;
  static constexpr uint8_t kBettable = 2;
  static constexpr uint8_t kLay = 4;
  static constexpr uint8_t kInPlay = 8;
  // The book of a median over books.
  static constexpr uint32_t kNoBook = UINT32_MAX;

  void Store(const GameFact& fact);
  void Store(const MergeFact& fact);
  void Store(const ResultFact& fact);
  void Store(const QuoteFact& fact);
  void Store(const CloseFact& fact);
  void Store(const DecisionPriceFact& fact);
  uint32_t NumberOf(const GameId& game);
  uint32_t FreeQuoteRow();

  absl::flat_hash_set<std::pair<uint32_t, Uuid>> seen_;
  size_t assumed_ = 0;
  Interner<GameId> game_numbers_;
  Interner<std::string> books_;
  Interner<MarketKey> markets_;
  std::vector<GameRows> rows_;  // by game number
  absl::flat_hash_map<std::string, std::vector<uint32_t>> games_by_sport_;
  absl::flat_hash_map<TeamId, std::vector<uint32_t>> games_by_team_;
  absl::flat_hash_map<TeamId, Team> teams_;
  GameColumns games_;
  MergeColumns merges_;
  ResultColumns results_;
  QuoteColumns quotes_;
  std::vector<uint32_t> free_quotes_;  // rows forgotten, to be used again
  DecisionColumns decisions_;
  CloseColumns closes_;
};

}  // namespace overround::history
