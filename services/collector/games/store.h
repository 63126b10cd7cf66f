#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/games/game.h"

// Every SQL statement about sports, teams, games and results.
namespace overround::collector::games {

// ---- sports and teams

absl::StatusOr<std::vector<Sport>> ListSports(pg::Transaction& tx);
absl::StatusOr<std::optional<Sport>> FindSport(pg::Transaction& tx, absl::string_view key);
// What a source calls a sport, found.
absl::StatusOr<std::optional<Sport>> FindProviderSport(pg::Transaction& tx,
                                                       absl::string_view source,
                                                       absl::string_view provider_key);
// Takes the turn of a sport's writers until the transaction ends. NOT_FOUND for an unknown sport.
absl::Status LockIntake(pg::Transaction& tx, absl::string_view sport);
// Counts a change of what is offered in a sport: how many there have been, this one included.
// Requires: the turn.
absl::StatusOr<int64_t> CountIntake(pg::Transaction& tx, absl::string_view sport);

// All teams of a sport (of all sports where it is empty) with their aliases, by sport and name.
absl::StatusOr<std::vector<Team>> ListTeams(pg::Transaction& tx, absl::string_view sport);
struct TeamPage {
  std::string sport;
  std::string after_sport;
  std::string after_name;
  int limit = 0;
};
absl::StatusOr<std::vector<Team>> ListTeamPage(pg::Transaction& tx, const TeamPage& page);
absl::Status InsertTeam(pg::Transaction& tx, const Team& team, absl::Time create_time);
absl::Status InsertAlias(pg::Transaction& tx, const Team& team, const Alias& alias,
                         absl::Time create_time);

// Another name of a franchise, and the one its team goes by.
struct KnownName {
  std::string name;
  std::string team_name;
};
absl::StatusOr<std::vector<KnownName>> ListKnownNames(pg::Transaction& tx, absl::string_view sport);

// ---- games

struct KnownGame {
  std::string external_id;
  Game game;
};
// The games a source has named before, of those it names now. Merged ones are found as they are.
absl::StatusOr<std::vector<KnownGame>> FindByExternalIds(pg::Transaction& tx,
                                                         absl::string_view source,
                                                         const std::vector<std::string>& ids);

struct Pairing {
  TeamId home;
  TeamId away;
  absl::Time from;
  absl::Time to;
};
// Open or final games of a pairing that start within [from, to], each with the sources that name
// it and how it ended, as far as that is known.
struct Candidate {
  Game game;
  std::vector<std::string> sources;
  std::optional<Score> score;
};
absl::StatusOr<std::vector<Candidate>> ListCandidates(pg::Transaction& tx, const Pairing& pairing);
// The same for many pairings at once: a list for each of them, in their order.
absl::StatusOr<std::vector<std::vector<Candidate>>> ListManyCandidates(
    pg::Transaction& tx, const std::vector<Pairing>& pairings);

absl::StatusOr<std::optional<Game>> FindGame(pg::Transaction& tx, const GameId& id);
absl::StatusOr<std::vector<Game>> FindGames(pg::Transaction& tx, const std::vector<GameId>& ids);
// Games whose planned start has come and that have not started, by start and id.
absl::StatusOr<std::vector<Game>> ListDueToStart(pg::Transaction& tx, absl::Time now);
// Games that started before `before` and have no result.
absl::StatusOr<std::vector<Game>> ListAbandoned(pg::Transaction& tx, absl::Time before);
// When the next scheduled game starts.
absl::StatusOr<std::optional<absl::Time>> FindNextStart(pg::Transaction& tx);
// When the open games of a sport start, for the cadence of its polls.
absl::StatusOr<std::vector<absl::Time>> ListOpenStarts(pg::Transaction& tx,
                                                       absl::string_view sport);

absl::Status InsertGame(pg::Transaction& tx, const Game& game);
absl::Status UpdateGame(pg::Transaction& tx, const Game& game);
absl::Status InsertGameFact(pg::Transaction& tx, const GameFact& fact);
absl::Status InsertExternalId(pg::Transaction& tx, const ExternalId& external, const GameId& game,
                              absl::Time create_time);

// The source has named another game by its id before, and means this one.
absl::Status UpdateExternalId(pg::Transaction& tx, const ExternalId& external, const GameId& game);

// The source's id names no game we know of any more.
absl::Status DeleteExternalId(pg::Transaction& tx, const ExternalId& external);

// Many of each at once.
struct NamedGame {
  GameId game;
  ExternalId external;
};
absl::Status InsertGames(pg::Transaction& tx, const std::vector<Game>& games);
absl::Status UpdateGames(pg::Transaction& tx, const std::vector<Game>& games);
absl::Status InsertGameFacts(pg::Transaction& tx, const std::vector<GameFact>& facts);
absl::Status InsertExternalIds(pg::Transaction& tx, const std::vector<NamedGame>& named,
                               absl::Time create_time);
absl::Status InsertResults(pg::Transaction& tx, const std::vector<Result>& results);

// The ids of a merged record now name its survivor.
absl::Status MoveExternalIds(pg::Transaction& tx, const GameId& from, const GameId& to);
absl::StatusOr<std::vector<NamedGame>> ListExternalIds(pg::Transaction& tx,
                                                       const std::vector<GameId>& games);

// ---- results

absl::Status InsertResult(pg::Transaction& tx, const Result& result);
// The latest revision; nothing where there is none.
absl::StatusOr<std::optional<Result>> FindResult(pg::Transaction& tx, const GameId& game);
// The latest revisions of these games.
absl::StatusOr<std::vector<Result>> ListResults(pg::Transaction& tx,
                                                const std::vector<GameId>& games);
// Every revision of these games, by game and revision.
absl::StatusOr<std::vector<Result>> ListAllResults(pg::Transaction& tx,
                                                   const std::vector<GameId>& games);
absl::StatusOr<std::vector<GameFact>> ListGameFacts(pg::Transaction& tx,
                                                    const std::vector<GameId>& games);

// ---- lists

struct GameQuery {
  std::vector<std::string> sports;    // all when empty
  std::vector<std::string> statuses;  // all but MERGED when empty
  std::optional<TeamId> team;         // at home or away
  std::optional<absl::Time> start_min;
  std::optional<absl::Time> start_max;
  // The last row of the page before.
  std::optional<absl::Time> after_start;
  std::optional<GameId> after_id;
  bool is_descending = false;
  int limit = 0;
};
absl::StatusOr<std::vector<Game>> ListGames(pg::Transaction& tx, const GameQuery& query);

struct UpcomingCount {
  std::string sport;
  int64_t games = 0;
};
absl::StatusOr<std::vector<UpcomingCount>> CountUpcoming(pg::Transaction& tx);

}  // namespace overround::collector::games
