#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/quotes/quote.h"

// Every SQL statement about sportsbooks, the history of quotes, sightings and closes.
namespace overround::collector::quotes {

// ---- sportsbooks

absl::StatusOr<std::vector<Sportsbook>> ListSportsbooks(pg::Transaction& tx);
// A plain bookmaker, unless the book is known already.
absl::Status InsertSportsbooks(pg::Transaction& tx, const std::vector<Sportsbook>& books);

// ---- keeping

// Adds quotes to the history. Requires: the month's partition.
absl::StatusOr<int64_t> InsertHistory(pg::Transaction& tx, const std::vector<Quote>& quotes);
// The same, asking for the next ones while the server stores those before: quotes that are good
// until they are asked for again, and none at the end.
absl::StatusOr<int64_t> InsertHistory(pg::Transaction& tx,
                                      absl::FunctionRef<std::span<const Quote>()> next);
// What an answer showed, none of it twice.
absl::Status InsertSightings(pg::Transaction& tx, const Provenance& from,
                             const std::vector<Sighting>& sightings);
// Makes the month's partitions where they are missing.
absl::Status EnsureMonth(pg::Transaction& tx, absl::Time time);

// ---- closes

// Every quote of a game known before `before`, oldest first.
absl::StatusOr<std::vector<Quote>> ListQuotesBefore(pg::Transaction& tx, const GameId& game,
                                                    absl::Time before);
// The same without imported ones of a set that was found to be scrambled: what a close is made of.
absl::StatusOr<std::vector<Quote>> ListBelievedBefore(pg::Transaction& tx, const GameId& game,
                                                      absl::Time before);
// When we last saw each book on the game ourselves, with its main lines or an event's own, of the
// books we saw at `since` or later: what came before is not read.
absl::StatusOr<std::map<std::string, absl::Time>> ListLastSightings(pg::Transaction& tx,
                                                                    const GameId& game,
                                                                    absl::Time since);
absl::StatusOr<std::vector<Sighting>> ListSightingsBefore(pg::Transaction& tx, const GameId& game,
                                                          absl::Time before);
absl::Status InsertClose(pg::Transaction& tx, const Close& close,
                         const std::vector<ClosingLine>& lines);
// The latest closes of these games, and their lines, by game.
absl::StatusOr<std::vector<Close>> ListLatestCloses(pg::Transaction& tx,
                                                    const std::vector<GameId>& games);
absl::StatusOr<std::vector<ClosingLine>> ListLatestClosingLines(pg::Transaction& tx,
                                                                const std::vector<GameId>& games);

// ---- lists

// A change of price or line, as a chart needs it.
struct PriceChange {
  std::string sportsbook;
  std::string slot;
  std::string side;
  bool is_lay = false;
  std::optional<int32_t> line_quarters;
  QuoteState state = QuoteState::kOffered;
  Odds odds;
  std::string odds_text;
  QuoteFormat format = QuoteFormat::kAmerican;
  std::optional<absl::Time> provider_time;
  absl::Time known_time;
};
struct ChangeQuery {
  GameId game;
  std::string sportsbook;  // all when empty
  std::string kind;        // "moneyline"; all when empty
  std::string side;        // all when empty
};
// Every change of a game, oldest first.
absl::StatusOr<std::vector<PriceChange>> ListPriceChanges(pg::Transaction& tx,
                                                          const ChangeQuery& query);

// Every quote of these games, by game, oldest first.
absl::StatusOr<std::vector<Quote>> ListMovements(pg::Transaction& tx,
                                                 const std::vector<GameId>& games);

}  // namespace overround::collector::quotes
