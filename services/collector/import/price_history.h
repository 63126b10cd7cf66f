#pragma once

#include <vector>

#include "services/collector/quotes/quote.h"

namespace overround::collector {

// What of `told` is news to the history `known` of the same game: each price that is another than
// the book's standing one at that time, and the end of a line that a book no longer shows where it
// shows the slot: of the same source's main lines alone. In the order they became known. Pure.
//
// Quotes told at one instant are all a book showed of a slot. `known` is in the order it became
// known; `told` need not be.
std::vector<Quote> NewsOf(const std::vector<Quote>& known, std::vector<Quote> told);

}  // namespace overround::collector
