#include "libs/history/features.h"

#include <algorithm>
#include <vector>

namespace overround::history {

TeamForm FormOf(const AsOf& as_of, const TeamId& team, const Game& game, int32_t games_max) {
  std::vector<FinishedGame> past = as_of.FinishedGamesOf(team);
  std::erase_if(past, [&](const FinishedGame& found) {
    return found.game.start_time >= game.start_time || found.game.game == game.game;
  });
  TeamForm form;
  if (past.empty()) return form;
  form.rest = game.start_time - past.back().game.start_time;
  const auto span = std::min(past.size(), static_cast<size_t>(std::max(games_max, 0)));
  for (size_t i = past.size() - span; i < past.size(); ++i) {
    const FinishedGame& played = past[i];
    const int32_t lead = played.score.home - played.score.away;
    const int32_t margin = played.game.home == team ? lead : -lead;
    form.win_share += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
    form.margin_mean += margin;
  }
  form.games = static_cast<int32_t>(span);
  if (span > 0) {
    form.win_share /= static_cast<double>(span);
    form.margin_mean /= static_cast<double>(span);
  }
  return form;
}

}  // namespace overround::history
