#include "services/collector/import/told.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "services/collector/games/score.h"

namespace overround::collector {
namespace {

// Adds what a row tells to its game.
void Append(ImportedGame& row, ImportedGame& whole) {
  if (row.score) {
    whole.score = row.score;
    whole.result_known_time = row.result_known_time;
  }
  whole.prices.insert(whole.prices.end(), std::make_move_iterator(row.prices.begin()),
                      std::make_move_iterator(row.prices.end()));
  whole.refused_prices.insert(whole.refused_prices.end(), row.refused_prices.begin(),
                              row.refused_prices.end());
}

Side Opposite(Side side) {
  if (side == Side::kHome) return Side::kAway;
  return side == Side::kAway ? Side::kHome : side;
}

}  // namespace

std::vector<ToldGame> GamesOf(std::vector<ImportRow> rows) {
  std::vector<ToldGame> games;
  std::map<std::string, size_t> places;
  for (ImportRow& row : rows) {
    const absl::Time known = row.game.known_time;
    const auto [place, is_new] = places.try_emplace(row.game.game.external.id, games.size());
    if (is_new) {
      games.push_back({row.game, {}, row.game.game.start, known});
    } else {
      ToldGame& told = games[place->second];
      ImportedGame& whole = told.row;
      Append(row.game, whole);
      if (known < whole.known_time) {
        whole.known_time = known;
        told.first_start = row.game.game.start;
      }
      if (known > told.start_known_time) {
        told.start_known_time = known;
        whole.game.start = row.game.game.start;
      }
    }
    row.game.prices.clear();
    games[place->second].rows.push_back(std::move(row));
  }
  return games;
}

void Swap(ImportedGame& row) {
  std::swap(row.game.home, row.game.away);
  if (row.score) row.score = Swapped(*row.score);
  for (ImportedPrice& price : row.prices) {
    Offer& offer = price.offer;
    offer.side = Opposite(offer.side);
    if (offer.market.kind == MarketKind::kSpread && offer.market.line_quarters) {
      offer.market.line_quarters = -*offer.market.line_quarters;
    }
    if (offer.market.kind == MarketKind::kTeamTotal) {
      offer.market.subject = offer.market.subject == kHomeSubject ? kAwaySubject : kHomeSubject;
    }
  }
}

void FollowStart(const Game& game, ImportedGame& row) {
  if (!row.follows_start) return;
  const absl::Duration shift = game.start - row.game.start;
  // A result of a day is known after the day's end, one of an instant three hours after it.
  const bool is_sharper = row.game.precision == StartPrecision::kDay &&
                          game.precision == StartPrecision::kMinute && !row.names_known_game;
  if (row.result_basis == Basis::kAssumed) {
    row.result_known_time += shift - (is_sharper ? absl::Hours(24) : absl::ZeroDuration());
  }
  for (ImportedPrice& price : row.prices) price.known_time += shift;
}

}  // namespace overround::collector
