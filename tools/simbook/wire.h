#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/json/json.h"
#include "tools/simbook/book.h"
#include "tools/simbook/league.h"

// How The Odds API v4 writes things down.
namespace overround::simbook {

enum class OddsFormat { kDecimal, kAmerican };
enum class DateFormat { kIso, kUnix };

// 205 -> "2.05", 250 -> "2.5", 200 -> "2".
std::string DecimalText(int hundredths);
// -14 -> "-3.5", 16 -> "4.0", -1 -> "-0.25".
std::string PointText(int quarters);
// "2026-08-09T16:15:00Z".
std::string IsoTime(absl::Time time);

// What is asked of the books.
struct OddsQuery {
  std::vector<std::string> markets;
  // Books outside are left out; in their given order otherwise.
  std::vector<const Book*> books;
  OddsFormat odds_format = OddsFormat::kDecimal;
  DateFormat date_format = DateFormat::kIso;
  // Of one event alone: its players. Outlives the query.
  const Roster* roster = nullptr;
};

void WriteSports(json::Writer& writer);
void WriteEvent(json::Writer& writer, const Game& game, absl::Time now, DateFormat dates);
// An event with its bookmakers. With `per_event` the bookmakers lack last_update, as those of
// /events/{id}/odds do.
void WriteEventOdds(json::Writer& writer, const Game& game, absl::Time now, const OddsQuery& query,
                    bool per_event);
void WriteScore(json::Writer& writer, const Game& game, absl::Time now, DateFormat dates);
// What is true of the game, for tests: the fair probabilities now and what news are still to come.
void WriteTruth(json::Writer& writer, const Game& game, absl::Time now);

}  // namespace overround::simbook
