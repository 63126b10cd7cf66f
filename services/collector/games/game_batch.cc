#include "services/collector/games/game_batch.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/convert.h"
#include "services/collector/events.h"
#include "services/collector/games/matching.h"
#include "services/collector/games/score.h"

namespace overround::collector {
namespace {

pb::Game Whole(const BatchGame& entry) {
  return ToProto(entry.game, entry.result ? &*entry.result : nullptr, entry.ids);
}

}  // namespace

absl::Status GameBatch::Load(const std::vector<Game>& games) {
  std::vector<GameId> ids;
  for (const Game& game : games) {
    if (!games_.try_emplace(game.id, BatchGame{game, {}, std::nullopt}).second) continue;
    order_.push_back(game.id);
    ids.push_back(game.id);
  }
  if (ids.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const auto named, games::ListExternalIds(tx_, ids));
  for (const games::NamedGame& each : named) At(each.game).ids.push_back(each.external);
  OVERROUND_ASSIGN_OR_RETURN(auto results, games::ListResults(tx_, ids));
  for (Result& result : results) At(result.game).result = std::move(result);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<GameBatch::Place>> GameBatch::Adopt(
    const Sport& sport, Teams& teams, const std::vector<Newcomer>& newcomers) {
  const absl::Duration reach = MatchReach(sport);
  std::vector<std::pair<Team, Team>> sides;
  // For each newcomer its pairing, and the same at the other's home.
  std::vector<games::Pairing> pairings;
  for (const auto& [described, from, first_start] : newcomers) {
    const std::string& source = described.external.source;
    OVERROUND_ASSIGN_OR_RETURN(Team home,
                               teams.Resolve(tx_, {source, described.home}, from.receive_time));
    OVERROUND_ASSIGN_OR_RETURN(Team away,
                               teams.Resolve(tx_, {source, described.away}, from.receive_time));
    const absl::Time first = described.start - reach;
    const absl::Time last = described.start + reach;
    pairings.push_back({home.id, away.id, first, last});
    pairings.push_back({away.id, home.id, first, last});
    sides.emplace_back(std::move(home), std::move(away));
  }
  OVERROUND_ASSIGN_OR_RETURN(auto candidates, games::ListManyCandidates(tx_, pairings));
  std::vector<Game> found;
  for (const auto& list : candidates) {
    for (const games::Candidate& each : list) found.push_back(each.game);
  }
  OVERROUND_RETURN_IF_ERROR(Load(found));
  std::vector<Place> places;
  for (size_t i = 0; i < newcomers.size(); ++i) {
    const auto& [home, away] = sides[i];
    if (home.id == away.id) {
      places.push_back({GameId(), false, true});
      continue;
    }
    auto place = FindKnown(sport, home.id, newcomers[i], std::move(candidates[2 * i]));
    if (!place) place = FindKnown(sport, home.id, newcomers[i], std::move(candidates[2 * i + 1]));
    places.push_back(place ? *place : AddNew(sport, home, away, newcomers[i]));
  }
  return places;
}

std::optional<GameBatch::Place> GameBatch::FindKnown(const Sport& sport, const TeamId& home,
                                                     const Newcomer& newcomer,
                                                     std::vector<games::Candidate> candidates) {
  Described described = newcomer.described;
  for (games::Candidate& each : candidates) {
    // What an earlier row of this batch was found to be is taken.
    each.sources.clear();
    for (const ExternalId& id : At(each.game.id).ids) each.sources.push_back(id.source);
  }
  const bool is_swapped = !candidates.empty() && candidates.front().game.home_team != home;
  if (is_swapped) {
    if (described.score) described.score = Swapped(*described.score);
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                    [&](const games::Candidate& each) {
                                      return !MayBeSwapped(each, described);
                                    }),
                     candidates.end());
  }
  std::optional<Game> known = PickMatch(candidates, described, sport);
  if (!known && newcomer.first_start) {
    described.start = *newcomer.first_start;
    known = PickMatch(candidates, described, sport);
  }
  if (!known) return std::nullopt;
  described.external.is_swapped = is_swapped;
  Name(At(known->id), described.external);
  return Place{known->id, is_swapped};
}

GameBatch::Place GameBatch::AddNew(const Sport& sport, const Team& home, const Team& away,
                                   const Newcomer& newcomer) {
  const auto& [described, from, first_start] = newcomer;
  BatchGame entry;
  entry.is_new = true;
  Game& game = entry.game;
  game.id =
      GameId(ids_.Derive(from.receive_time, "game",
                         absl::StrCat(described.external.source, "/", described.external.id)));
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
  BatchGame& added = games_.emplace(game.id, std::move(entry)).first->second;
  order_.push_back(added.game.id);
  Name(added, described.external);
  Record(added, FactKind::kScheduled, from);
  Tell(GameEvent(added.game.id, ToScheduled(added.game.stamp, Whole(added)), from.receive_time));
  return {added.game.id, false};
}

void GameBatch::Name(BatchGame& entry, const ExternalId& external) {
  entry.ids.push_back(external);
  named_.push_back({entry.game.id, external});
}

void GameBatch::Unname(const GameId& id, const ExternalId& external) {
  const auto is_it = [&](const ExternalId& each) {
    return each.source == external.source && each.id == external.id;
  };
  const auto taken =
      std::erase_if(named_, [&](const games::NamedGame& each) { return is_it(each.external); });
  if (taken > 0) std::erase_if(At(id).ids, is_it);
}

void GameBatch::Record(BatchGame& entry, FactKind kind, const Provenance& from) {
  Game& game = entry.game;
  ++game.fact_count;
  game.stamp =
      from.StampOf(ids_.Derive(from.receive_time, absl::StrCat("game_fact/", ToString(kind)),
                               absl::StrCat(game.id.ToString(), "/", game.fact_count)));
  GameFact fact;
  fact.game = game.id;
  fact.number = game.fact_count;
  fact.kind = kind;
  fact.start = game.start;
  fact.precision = game.precision;
  fact.status = game.status;
  fact.source = from.source;
  fact.stamp = game.stamp;
  facts_.push_back(std::move(fact));
  entry.is_changed = true;
}

void GameBatch::Start(BatchGame& entry, absl::Time start, const Provenance& from) {
  entry.game.start = start;
  entry.game.precision = StartPrecision::kMinute;
  entry.game.is_start_actual = from.basis != Basis::kAssumed;
  if (entry.game.status != GameStatus::kFinal) entry.game.status = GameStatus::kInPlay;
  Record(entry, FactKind::kStarted, from);
  Tell(GameEvent(entry.game.id, ToStarted(entry.game.stamp, Whole(entry)), from.receive_time));
}

void GameBatch::Finish(BatchGame& entry, const Score& score, const Provenance& from) {
  const std::optional<Result> previous = entry.result;
  const bool is_contradicted = previous && Contradicts(previous->score, score);
  const Score told = previous && !is_contradicted ? Joined(previous->score, score) : score;
  if (previous && previous->score == told) return;
  Game& game = entry.game;
  game.result_revision += 1;
  game.status = GameStatus::kFinal;
  game.stamp = from.StampOf(ids_.Derive(
      from.receive_time, "result", absl::StrCat(game.id.ToString(), "/", game.result_revision)));
  entry.result = Result{game.id, game.result_revision, told, from.source, game.stamp};
  entry.is_changed = true;
  results_.push_back(*entry.result);
  Tell(previous ? GameEvent(game.id, ToCorrected(Whole(entry), *entry.result, *previous),
                            from.receive_time)
                : GameEvent(game.id, ToFinal(Whole(entry), *entry.result), from.receive_time));
}

absl::Status GameBatch::WriteFacts(absl::Time now) {
  std::vector<Game> added;
  std::vector<Game> changed;
  for (const GameId& id : order_) {
    const BatchGame& entry = At(id);
    if (entry.is_new) {
      added.push_back(entry.game);
    } else if (entry.is_changed) {
      changed.push_back(entry.game);
    }
  }
  OVERROUND_RETURN_IF_ERROR(games::InsertGames(tx_, added));
  OVERROUND_RETURN_IF_ERROR(games::UpdateGames(tx_, changed));
  OVERROUND_RETURN_IF_ERROR(games::InsertExternalIds(tx_, named_, now));
  OVERROUND_RETURN_IF_ERROR(games::InsertGameFacts(tx_, facts_));
  return games::InsertResults(tx_, results_);
}

absl::Status GameBatch::WriteEvents(const eventlog::Appender& appender) {
  return appender.Append(tx_, events_);
}

}  // namespace overround::collector
