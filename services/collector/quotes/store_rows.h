#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/pg/rows.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector::quotes {

// Reads a quote from these columns. Those that lists are ordered by come first and are of a fixed
// width: the server finds them in a row without reading it, and sorts in a third of the time.
Quote ReadQuote(const pg::Row& row);
inline constexpr int kQuoteColumnCount = 20;
#define OVERROUND_QUOTE_COLUMNS                                                              \
  " game_id, known_time, receive_time, quote_id, sportsbook_key, slot, line_quarters, side," \
  " is_lay, is_bettable, state, profit, stake, odds_text, odds_format, is_in_play,"          \
  " provider_time, source, raw_document, basis "

Odds ReadOdds(int32_t profit, int32_t stake);

// Many quotes as arrays, for unnest.
struct QuoteArrays {
  std::vector<GameId> game;
  std::vector<std::string> sportsbook;
  std::vector<std::string> slot;
  std::vector<std::optional<int32_t>> line;
  std::vector<std::string> side;
  std::vector<bool> is_lay;
  std::vector<bool> is_bettable;
  std::vector<std::string> state;
  std::vector<int32_t> profit;
  std::vector<int32_t> stake;
  std::vector<std::string> odds_text;
  std::vector<std::string> odds_format;
  std::vector<bool> is_in_play;
  std::vector<std::optional<absl::Time>> provider_time;
  std::vector<std::string> source;
  std::vector<std::string> raw_document;
  std::vector<Uuid> quote_id;
  std::vector<absl::Time> receive_time;
  std::vector<absl::Time> known_time;
  std::vector<std::string> basis;

  explicit QuoteArrays(const std::vector<Quote>& quotes);
};

}  // namespace overround::collector::quotes
