#pragma once

#include <optional>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/json/json.h"
#include "services/collector/sources/sheet.h"
#include "services/collector/sources/the_odds_api.h"

// The pieces every body of The Odds API v4 shares. INVALID_ARGUMENT, with the way to the value,
// where a piece is not as documented.
namespace overround::collector::the_odds_api {

// dateFormat=iso gives "2026-08-07T22:41:00Z", dateFormat=unix whole seconds.
absl::StatusOr<absl::Time> ReadTime(const json::Value& value);
absl::StatusOr<std::optional<absl::Time>> ReadOptionalTime(const json::Value& object,
                                                           absl::string_view key);

// An event without teams, which only a winner market has.
bool IsOutright(const json::Value& event);

// The event itself: id, sport, start, two different teams.
absl::StatusOr<GameSheet> ReadGame(const json::Value& event);

// What a historical answer wraps its events in; nothing where the body is not wrapped.
absl::StatusOr<std::optional<Snapshot>> ReadSnapshot(const json::Value& root);

// The events of a body: its array, the data of a historical answer, or the one event it is.
absl::StatusOr<std::vector<json::Value>> EventsOf(const json::Value& root);

// How the first telling price of a body is written; nothing where none tells.
std::optional<QuoteFormat> TellFormat(const json::Value& value);

}  // namespace overround::collector::the_odds_api
