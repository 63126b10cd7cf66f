#include <set>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/espn_reading.h"

namespace overround::collector::espn {
namespace {

using json::Value;

// The prices of an event that is itself refused, read so that they are counted with it.
int PricesOf(const Value& event) {
  const auto competitions = ElementsOf(event, "competitions");
  if (!competitions.ok()) return 0;
  int read = 0;
  for (const Value& competition : *competitions) {
    EventSheet nowhere;
    std::vector<Refused> ignored;
    TakeBooks(competition, Period::kFullGame, nowhere, read, ignored);
  }
  return read;
}

void TakeEvent(const Value& value, Period period, std::set<std::string>& seen,
               ScoreboardSheet& sheet) {
  ++sheet.read;
  Parsed<EventSheet> event = ReadEvent(value);
  if (event.value && !seen.insert(event.value->game.provider_game_id).second) {
    event = Fault{Refusal::kDuplicate, event.value->game.provider_game_id};
    event.value.reset();
  }
  if (!event.value) {
    const int prices = PricesOf(value);
    sheet.read += prices;
    sheet.refused.push_back({event.fault.reason, std::move(event.fault.detail), 1 + prices});
    return;
  }
  const Value competition = *value.Array("competitions")->begin();
  TakeBooks(competition, period, *event.value, sheet.read, sheet.refused);
  event.value->venue = TakeVenue(competition, sheet.read, sheet.refused);
  sheet.events.push_back(*std::move(event.value));
}

int PricesKept(const GameSheet& game) {
  int kept = 0;
  for (const BookSheet& book : game.books) kept += static_cast<int>(book.offers.size());
  return kept;
}

}  // namespace

int ScoreboardSheet::Kept() const {
  int kept = season ? 1 : 0;
  for (const EventSheet& event : events) kept += 1 + (event.venue ? 1 : 0) + PricesKept(event.game);
  return kept;
}

absl::StatusOr<ScoreboardSheet> ParseScoreboard(std::string body, Period period) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements events, document.root().Array("events"));
  ScoreboardSheet sheet;
  std::set<std::string> seen;
  for (const Value event : events) TakeEvent(event, period, seen, sheet);
  // A scoreboard is about one league; a second one would be a mistake, and is not asked for.
  OVERROUND_ASSIGN_OR_RETURN(const auto leagues, ElementsOf(document.root(), "leagues"));
  if (!leagues.empty()) {
    sheet.season = TakeSeason(leagues.front(), sheet.read, sheet.refused);
  }
  return sheet;
}

}  // namespace overround::collector::espn
