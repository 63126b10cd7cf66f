#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/odds.h"
#include "services/collector/facts.h"
#include "services/collector/sources/sheet.h"

namespace overround::collector {

enum class QuoteState : uint8_t { kOffered, kGone };

// One change of one book's price. Its fact id is the quote's id.
struct Quote {
  GameId game;
  std::string sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  bool is_lay = false;
  bool is_bettable = true;
  QuoteState state = QuoteState::kOffered;
  Odds odds;
  std::string odds_text;
  QuoteFormat format = QuoteFormat::kAmerican;
  bool is_in_play = false;
  std::optional<absl::Time> provider_time;
  std::string source;
  std::string raw_document;
  Stamp stamp;

  // Book, market with its line, side and lay: what makes two quotes of a game the same selection.
  bool SameSelection(const Quote& other) const {
    return sportsbook == other.sportsbook && market == other.market && side == other.side &&
           is_lay == other.is_lay;
  }
};

struct PreviousOdds {
  Odds odds;
  std::string text;
};

// The latest quote of a selection, with what it changed from and when its book was last seen.
struct CurrentQuote {
  Quote quote;
  std::optional<PreviousOdds> previous;
  std::optional<absl::Time> sight_time;
};

// One row per poll, book and game.
struct Sighting {
  GameId game;
  std::string sportsbook;
  absl::Time receive_time;
  std::optional<absl::Time> provider_time;
  // Seen with an event's own markets, and not with the main ones: neither says that the others
  // are still there.
  bool is_event = false;
};

struct Sportsbook {
  std::string key;
  std::string display_name;
  std::string kind;
  bool is_sharp = false;

  bool IsBettable() const { return kind != "AGGREGATE"; }
};

enum class CloseState : uint8_t { kClosed, kStale, kGone, kStartUnknown };

// "STALE", as stored. CloseStateFromText requires a text ToString wrote.
absl::string_view ToString(CloseState state);
CloseState CloseStateFromText(absl::string_view text);
absl::string_view ToString(QuoteState state);
absl::string_view ToString(QuoteFormat format);
QuoteFormat QuoteFormatFromText(absl::string_view text);

// How one book closed one selection.
struct ClosingLine {
  Quote quote;
  CloseState state = CloseState::kClosed;
  // The last sighting before the start.
  absl::Time sight_time;
};

// How a game closed. A corrected start closes it again.
struct Close {
  GameId game;
  int revision = 0;
  absl::Time start;
  Stamp stamp;
};

}  // namespace overround::collector
