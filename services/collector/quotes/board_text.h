#pragma once

#include <string>
#include <vector>

#include "services/collector/quotes/quote.h"

// What a book offers on a game as one text, the way it is stored: JSON, in which what all quotes of
// an answer share stands once.
//
//   {"quotes": [[slot, line in quarters, side, lay, bettable, profit, stake, text, format,
//                previous profit, previous stake, previous text, in play, provider time, quote id,
//                place of its answer, from 0], ...],
//    "answers": [[source, raw document, receive time, known time, basis], ...]}
//
// Times are microseconds since 1970; what is unset is null. The view current_quotes reads it, too.
namespace overround::collector::quotes {

// Requires: quotes that are offered, all of one book on one game.
std::string WriteBoard(const std::vector<CurrentQuote>& offered);

// The same quotes, without sightings. Requires: a text WriteBoard wrote.
std::vector<CurrentQuote> ReadBoard(const GameId& game, const std::string& sportsbook,
                                    std::string text);

}  // namespace overround::collector::quotes
