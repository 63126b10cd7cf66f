#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/odds.h"
#include "services/collector/facts.h"

namespace overround::collector {

// What one price buys of a side.
struct OrderBookLevel {
  // What a contract costs that pays a dollar, in millionths of one: above 0, below a million.
  int32_t price_millionths = 0;
  // How much is offered at it, in hundredths of a contract. Positive.
  int64_t count_hundredths = 0;

  // The exact profit on a stake.
  Odds odds() const;

  friend bool operator==(const OrderBookLevel&, const OrderBookLevel&) = default;
};

// What the order book of a contract offers from one time on, as backs of both sides: who buys YES
// backs the contract's team, who buys NO the other.
struct OrderBook {
  GameId game;
  std::string ticker;
  std::string sportsbook;
  // Whom YES is about.
  Side contract_side = Side::kHome;
  // The best price first. Empty where nobody sells.
  std::vector<OrderBookLevel> home;
  std::vector<OrderBookLevel> away;
  bool is_in_play = false;
  std::string source;
  std::string raw_document;
  Stamp stamp;
  // When an answer last showed it. Read with it; not part of the fact, and not of the past.
  std::optional<absl::Time> sight_time = {};

  bool IsEmpty() const { return home.empty() && away.empty(); }
  // The same is offered for the same.
  bool Offers(const OrderBook& other) const {
    return contract_side == other.contract_side && home == other.home && away == other.away;
  }
};

// A contract about who wins a game: what a source calls it, and the game and team it means.
struct GameContract {
  std::string source;
  std::string ticker;
  // The source's key of the sport.
  std::string provider_key;
  GameId game;
  TeamId team;
  // When its order book was last seen on the game.
  std::optional<absl::Time> sight_time = {};
};

}  // namespace overround::collector
