#pragma once

#include <optional>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/json/json.h"
#include "services/collector/sources/sheet.h"

// One market of one book, as The Odds API v4 writes it.
namespace overround::collector::the_odds_api {

// What its outcomes are told by.
struct EventContext {
  absl::string_view home;
  absl::string_view away;
  QuoteFormat format = QuoteFormat::kAmerican;
  // What the sport's plain markets are about.
  Period period = Period::kFullGame;
};

// How many prices a market holds, however broken it is besides.
int PricesOfMarket(const json::Value& market);

// Every price of a market is in one of the two. A fault of an outcome costs the market; in a ladder
// of lines or players, which need not have both sides, it costs the outcome alone.
struct MarketReading {
  std::vector<Offer> offers;
  std::vector<Refused> refused;
  bool is_ladder = false;
};

// `book_time` is the book's own last_update, which the market's overrules.
MarketReading ReadMarket(const json::Value& market, const EventContext& event,
                         std::optional<absl::Time> book_time);

}  // namespace overround::collector::the_odds_api
