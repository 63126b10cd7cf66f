#pragma once

#include <cstdint>
#include <optional>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "services/collector/archive/raw_document.h"
#include "services/collector/games/game.h"
#include "services/collector/sources/kalshi.h"
#include "services/collector/sources/sheet.h"

namespace overround::collector {

// What a good answer says: of these the one its kind and source have.
struct Parsed {
  OddsSheet odds;
  ScoresSheet scores;
  kalshi::EventsPage events;
  std::optional<kalshi::BackPrices> order_book;

  // Prices, results or order books.
  int64_t Read() const;
};

// INVALID_ARGUMENT where the body as a whole is no such answer. Pure.
absl::StatusOr<Parsed> ParseDocument(const RawDocument& document,
                                     const std::optional<Sport>& sport);

// The value of a parameter of the request; empty where it has none.
absl::string_view ParameterOf(const RawDocument& document, absl::string_view name);

// Whether it says what was, and not what is.
bool IsAboutThePast(DocumentKind kind);

}  // namespace overround::collector
