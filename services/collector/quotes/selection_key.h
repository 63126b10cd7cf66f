#pragma once

#include <optional>
#include <string>

#include "libs/base/ids.h"
#include "libs/domain/market.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {

// "pinnacle.spread.full_game.included.-.-.-6.home": what tells the selections of a game and the
// books that offer them apart.
std::string SelectionText(const Quote& quote);

// The market of a slot as stored, at a line. Requires: a slot SlotOf wrote.
MarketKey MarketOf(absl::string_view slot, std::optional<int32_t> line_quarters);

}  // namespace overround::collector
