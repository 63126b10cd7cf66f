#include <map>
#include <set>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/collector/games/score.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {
namespace {

// The latest results of the games that have one, by the source's id.
absl::StatusOr<std::map<std::string, Score>> KnownResults(
    pg::Transaction& tx, const std::map<std::string, Game>& known) {
  std::map<GameId, std::string> names;
  std::vector<GameId> ids;
  for (const auto& [name, game] : known) {
    if (game.status != GameStatus::kFinal) continue;
    names.emplace(game.id, name);
    ids.push_back(game.id);
  }
  std::map<std::string, Score> results;
  if (ids.empty()) return results;
  OVERROUND_ASSIGN_OR_RETURN(const auto found, games::ListResults(tx, ids));
  for (const Result& result : found) results.emplace(names.at(result.game), result.score);
  return results;
}

bool IsToldAlready(const ScoreSheet& sheet, const Game& game, const Score& score) {
  return sheet.completed && sheet.start == game.start && sheet.home_score == score.home &&
         sheet.away_score == score.away;
}

}  // namespace

absl::Status Intake::TakeScores(pg::Transaction& tx, const ScoresSheet& sheet, Work& work) {
  work.counts.read = sheet.games_read;
  work.refused = sheet.refused;
  if (!work.sport) {
    work.refused = {{Refusal::kUnknownSport, work.document.sport, sheet.games_read}};
    return absl::OkStatus();
  }
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, work.sport->key));
  std::vector<std::string> ids;
  for (const ScoreSheet& score : sheet.games) ids.push_back(score.provider_game_id);
  OVERROUND_ASSIGN_OR_RETURN(const auto known, KnownGames(tx, work.document.source, ids));
  OVERROUND_ASSIGN_OR_RETURN(const auto results, KnownResults(tx, known));
  std::optional<Teams> teams;
  std::set<std::string> named;
  for (const ScoreSheet& score : sheet.games) {
    if (!named.insert(score.provider_game_id).second) {
      work.refused.push_back({Refusal::kDuplicate, score.provider_game_id});
      continue;
    }
    // Most of an answer about scores is about games long over.
    if (const auto told = results.find(score.provider_game_id);
        told != results.end() && IsToldAlready(score, known.at(told->first), told->second)) {
      ++work.counts.unchanged;
      continue;
    }
    Described described;
    described.external = {work.document.source, score.provider_game_id};
    described.home = score.home;
    described.away = score.away;
    described.start = score.start;
    OVERROUND_ASSIGN_OR_RETURN(std::optional<Game> game, Locate(tx, described, known, teams, work));
    if (!game) {
      work.refused.back().count = 1;
      continue;
    }
    OVERROUND_RETURN_IF_ERROR(TakeScore(tx, score, *game, work));
  }
  return absl::OkStatus();
}

absl::Status Intake::TakeScore(pg::Transaction& tx, const ScoreSheet& score, Game& game,
                               Work& work) {
  const int facts_before = game.fact_count;
  const bool has_score = score.home_score && score.away_score;
  // Before the start a provider may still move it; without a score nobody says that it is on.
  if (has_score || score.start > work.from.receive_time) {
    OVERROUND_RETURN_IF_ERROR(FollowStart(tx, score.start, game, work));
  }
  bool is_news = game.fact_count != facts_before;
  if (score.completed && !has_score) {
    work.refused.push_back({Refusal::kMissingScore, score.provider_game_id});
    return absl::OkStatus();
  }
  if (score.completed && game.status != GameStatus::kVoid) {
    Score final_score{Ending::kPlayed, *score.home_score, *score.away_score,
                      std::nullopt,    std::nullopt,      std::nullopt};
    if (game.is_swapped) final_score = Swapped(final_score);
    OVERROUND_ASSIGN_OR_RETURN(const bool is_result,
                               games_.Finish(tx, final_score, work.from, game));
    is_news |= is_result;
  }
  ++(is_news ? work.counts.changed : work.counts.unchanged);
  return absl::OkStatus();
}

}  // namespace overround::collector
