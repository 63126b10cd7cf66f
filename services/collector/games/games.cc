#include "services/collector/games/games.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/convert.h"
#include "services/collector/events.h"
#include "services/collector/games/matching.h"
#include "services/collector/games/score.h"

namespace overround::collector {
namespace {

absl::StatusOr<std::vector<ExternalId>> IdsOf(pg::Transaction& tx, const GameId& game) {
  OVERROUND_ASSIGN_OR_RETURN(const auto named, games::ListExternalIds(tx, {game}));
  std::vector<ExternalId> ids;
  ids.reserve(named.size());
  for (const games::NamedGame& each : named) ids.push_back(each.external);
  return ids;
}

// The game as its events carry it: with its latest result and all its ids.
absl::StatusOr<pb::Game> Whole(pg::Transaction& tx, const Game& game) {
  OVERROUND_ASSIGN_OR_RETURN(const auto ids, IdsOf(tx, game.id));
  std::optional<Result> result;
  if (game.result_revision > 0) {
    OVERROUND_ASSIGN_OR_RETURN(result, games::FindResult(tx, game.id));
  }
  return ToProto(game, result ? &*result : nullptr, ids);
}

Game NewGame(const Sport& sport, const Team& home, const Team& away, const Described& described) {
  Game game;
  game.sport = sport.key;
  game.home_team = home.id;
  game.away_team = away.id;
  game.home_name = home.display_name;
  game.away_name = away.display_name;
  game.start = described.start;
  game.precision = described.precision;
  game.season = sport.SeasonOf(described.start);
  game.week = described.week;
  game.is_neutral_site = described.is_neutral_site;
  game.is_postseason = described.is_postseason;
  return game;
}

}  // namespace

Stamp Games::NextStamp(const Game& game, FactKind kind, const Provenance& from) const {
  return from.StampOf(ids_.Derive(from.receive_time, absl::StrCat("game_fact/", ToString(kind)),
                                  absl::StrCat(game.id.ToString(), "/", game.fact_count + 1)));
}

absl::Status Games::Record(pg::Transaction& tx, FactKind kind, const Provenance& from, Game& game,
                           GameFact fact) const {
  game.stamp = NextStamp(game, kind, from);
  ++game.fact_count;
  fact.game = game.id;
  fact.number = game.fact_count;
  fact.kind = kind;
  fact.start = game.start;
  fact.precision = game.precision;
  fact.status = game.status;
  fact.source = from.source;
  fact.stamp = game.stamp;
  OVERROUND_RETURN_IF_ERROR(kind == FactKind::kScheduled ? games::InsertGame(tx, game)
                                                         : games::UpdateGame(tx, game));
  return games::InsertGameFact(tx, fact);
}

absl::StatusOr<Game> Games::Adopt(pg::Transaction& tx, const Sport& sport, Teams& teams,
                                  const Described& described, const Provenance& from) {
  const std::string& source = described.external.source;
  OVERROUND_ASSIGN_OR_RETURN(const Team home,
                             teams.Resolve(tx, {source, described.home}, from.receive_time));
  OVERROUND_ASSIGN_OR_RETURN(const Team away,
                             teams.Resolve(tx, {source, described.away}, from.receive_time));
  if (home.id == away.id) {
    return absl::InvalidArgumentError(
        absl::StrCat("teams: ", described.home, " and ", described.away, ", want two"));
  }
  const absl::Duration reach = MatchReach(sport);
  OVERROUND_ASSIGN_OR_RETURN(const auto candidates,
                             games::ListCandidates(tx, {home.id, away.id, described.start - reach,
                                                        described.start + reach}));
  if (auto known = PickMatch(candidates, described, sport)) {
    OVERROUND_RETURN_IF_ERROR(
        games::InsertExternalId(tx, described.external, known->id, from.receive_time));
    return *std::move(known);
  }
  Game game = NewGame(sport, home, away, described);
  game.id = GameId(
      ids_.Derive(from.receive_time, "game", absl::StrCat(source, "/", described.external.id)));
  OVERROUND_RETURN_IF_ERROR(Record(tx, FactKind::kScheduled, from, game, {}));
  OVERROUND_RETURN_IF_ERROR(
      games::InsertExternalId(tx, described.external, game.id, from.receive_time));
  const pb::GameScheduled event =
      ToScheduled(game.stamp, ToProto(game, nullptr, {described.external}));
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, GameEvent(game.id, event, from.receive_time)));
  return game;
}

absl::Status Games::Move(pg::Transaction& tx, const Sport& sport, absl::Time start,
                         const Provenance& from, Game& game) {
  if (!game.IsOpen() || start == game.start) return absl::OkStatus();
  GameFact fact;
  fact.previous_start = game.start;
  game.start = start;
  game.precision = StartPrecision::kMinute;
  game.is_start_actual = false;
  game.status = GameStatus::kScheduled;
  game.season = sport.SeasonOf(start);
  const absl::Time previous = *fact.previous_start;
  OVERROUND_RETURN_IF_ERROR(Record(tx, FactKind::kMoved, from, game, std::move(fact)));
  OVERROUND_ASSIGN_OR_RETURN(pb::Game whole, Whole(tx, game));
  const pb::GameMoved event = ToMoved(game.stamp, std::move(whole), previous);
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, GameEvent(game.id, event, from.receive_time)));
  return MergeTwin(tx, sport, from, game);
}

absl::StatusOr<bool> Games::Start(pg::Transaction& tx, absl::Time actual_start,
                                  const Provenance& from, Game& game) {
  if (game.status == GameStatus::kVoid || game.status == GameStatus::kMerged) return false;
  const bool is_on = game.status == GameStatus::kInPlay || game.status == GameStatus::kFinal;
  if (is_on && game.start == actual_start) return false;
  game.start = actual_start;
  game.precision = StartPrecision::kMinute;
  game.is_start_actual = from.basis != Basis::kAssumed;
  if (!is_on) game.status = GameStatus::kInPlay;
  OVERROUND_RETURN_IF_ERROR(Record(tx, FactKind::kStarted, from, game, {}));
  OVERROUND_ASSIGN_OR_RETURN(pb::Game whole, Whole(tx, game));
  const pb::GameStarted event = ToStarted(game.stamp, std::move(whole));
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, GameEvent(game.id, event, from.receive_time)));
  return true;
}

absl::StatusOr<bool> Games::Finish(pg::Transaction& tx, const Score& score, const Provenance& from,
                                   Game& game) {
  if (game.status == GameStatus::kVoid || game.status == GameStatus::kMerged) {
    return absl::FailedPreconditionError(absl::StrCat("game: ", GameName(game.id), " is ",
                                                      ToString(game.status), ", want one played"));
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Result> previous, games::FindResult(tx, game.id));
  const bool is_contradicted = previous && Contradicts(previous->score, score);
  // A source that tells less takes nothing back.
  const Score told = previous && !is_contradicted ? Joined(previous->score, score) : score;
  if (previous && previous->score == told) return false;
  const int revision = game.result_revision + 1;
  const Stamp stamp = from.StampOf(
      ids_.Derive(from.receive_time, "result", absl::StrCat(game.id.ToString(), "/", revision)));
  const Result result{game.id, revision, told, from.source, stamp};
  game.result_revision = revision;
  game.status = GameStatus::kFinal;
  game.stamp = stamp;
  OVERROUND_RETURN_IF_ERROR(games::InsertResult(tx, result));
  OVERROUND_RETURN_IF_ERROR(games::UpdateGame(tx, game));
  OVERROUND_ASSIGN_OR_RETURN(pb::Game whole, Whole(tx, game));
  const eventlog::Event event =
      previous
          ? GameEvent(game.id, ToCorrected(std::move(whole), result, *previous), from.receive_time)
          : GameEvent(game.id, ToFinal(std::move(whole), result), from.receive_time);
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, event));
  return true;
}

absl::Status Games::Restate(pg::Transaction& tx, GameStatus status, const Provenance& from,
                            Game& game) {
  GameFact fact;
  fact.previous_start = game.start;
  game.status = status;
  OVERROUND_RETURN_IF_ERROR(Record(tx, FactKind::kMoved, from, game, std::move(fact)));
  OVERROUND_ASSIGN_OR_RETURN(pb::Game whole, Whole(tx, game));
  const pb::GameMoved event = ToMoved(game.stamp, std::move(whole), game.start);
  return events_.Append(tx, GameEvent(game.id, event, from.receive_time));
}

absl::StatusOr<bool> Games::Postpone(pg::Transaction& tx, const Provenance& from, Game& game) {
  if (game.status != GameStatus::kScheduled) return false;
  OVERROUND_RETURN_IF_ERROR(Restate(tx, GameStatus::kPostponed, from, game));
  return true;
}

absl::StatusOr<bool> Games::Reinstate(pg::Transaction& tx, const Provenance& from, Game& game) {
  if (game.status != GameStatus::kPostponed) return false;
  OVERROUND_RETURN_IF_ERROR(Restate(tx, GameStatus::kScheduled, from, game));
  return true;
}

absl::Status Games::Void(pg::Transaction& tx, const std::string& reason, const Provenance& from,
                         Game& game) {
  if (!game.IsOpen()) {
    return absl::FailedPreconditionError(absl::StrCat("game: ", GameName(game.id), " is ",
                                                      ToString(game.status), ", want an open one"));
  }
  game.status = GameStatus::kVoid;
  game.void_reason = reason;
  GameFact fact;
  fact.reason = reason;
  OVERROUND_RETURN_IF_ERROR(Record(tx, FactKind::kVoided, from, game, std::move(fact)));
  OVERROUND_ASSIGN_OR_RETURN(pb::Game whole, Whole(tx, game));
  return events_.Append(
      tx, GameEvent(game.id, ToVoided(game.stamp, std::move(whole), reason), from.receive_time));
}

absl::Status Games::MergeTwin(pg::Transaction& tx, const Sport& sport, const Provenance& from,
                              Game& game) {
  OVERROUND_ASSIGN_OR_RETURN(
      const auto candidates,
      games::ListCandidates(tx, {game.home_team, game.away_team, game.start - sport.match_window,
                                 game.start + sport.match_window}));
  const auto self = std::find_if(candidates.begin(), candidates.end(),
                                 [&](const auto& each) { return each.game.id == game.id; });
  if (self == candidates.end()) return absl::OkStatus();
  for (const games::Candidate& other : candidates) {
    if (other.game.id == game.id || other.game.status == GameStatus::kVoid) continue;
    // One source with an id for each says they are two games.
    const bool disjoint =
        std::none_of(other.sources.begin(), other.sources.end(), [&](const std::string& source) {
          return std::count(self->sources.begin(), self->sources.end(), source) > 0;
        });
    if (!disjoint) continue;
    Game twin = other.game;
    if (game.id < twin.id) return Merge(tx, from, game, twin);
    OVERROUND_RETURN_IF_ERROR(Merge(tx, from, twin, game));
    game = twin;
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Games::Merge(pg::Transaction& tx, const Provenance& from, Game& survivor,
                          Game& loser) {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Result> result, games::FindResult(tx, loser.id));
  loser.status = GameStatus::kMerged;
  loser.merged_into = survivor.id;
  loser.fact_count += 1;
  loser.stamp = NextStamp(loser, FactKind::kMerged, from);
  OVERROUND_RETURN_IF_ERROR(games::UpdateGame(tx, loser));
  OVERROUND_RETURN_IF_ERROR(games::MoveExternalIds(tx, loser.id, survivor.id));
  GameFact fact;
  fact.merged_game = loser.id;
  OVERROUND_RETURN_IF_ERROR(Record(tx, FactKind::kMerged, from, survivor, std::move(fact)));
  OVERROUND_ASSIGN_OR_RETURN(pb::Game whole, Whole(tx, survivor));
  const pb::GameMerged event = ToMerged(survivor.stamp, std::move(whole), loser.id);
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, GameEvent(survivor.id, event, from.receive_time)));
  if (!result || survivor.result_revision > 0) return absl::OkStatus();
  return Finish(tx, result->score, from, survivor).status();
}

}  // namespace overround::collector
