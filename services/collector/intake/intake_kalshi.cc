#include <algorithm>
#include <map>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/intake.h"
#include "services/collector/intake/kalshi_matching.h"
#include "services/collector/intake/thin_contracts.h"

namespace overround::collector {
namespace {

constexpr int kGamesMax = 1000;

// What an event sells, as a book shows a game.
GameSheet SheetOf(kalshi::EventSheet event, const KalshiMatch& match) {
  GameSheet sheet{event.event_ticker,
                  event.series_ticker,
                  match.game.start,
                  match.game.home_name,
                  match.game.away_name,
                  {},
                  true};
  BookSheet book{kalshi::kSportsbook, "Kalshi", std::move(event.props), true};
  for (size_t i = 0; i < event.teams.size(); ++i) {
    const std::optional<kalshi::Ask>& ask = event.teams[i].ask;
    if (!ask) continue;
    const Side side = (i == 0) == match.is_first_home ? Side::kHome : Side::kAway;
    book.offers.push_back({FullGameMoneyline(), side, ask->odds, ask->text,
                           QuoteFormat::kProbability, false, std::nullopt});
  }
  sheet.books.push_back(std::move(book));
  return sheet;
}

absl::StatusOr<std::vector<Game>> GamesAround(pg::Transaction& tx, const std::string& sport,
                                              const std::vector<kalshi::EventSheet>& events) {
  absl::Time first = absl::InfiniteFuture();
  absl::Time last = absl::InfinitePast();
  for (const kalshi::EventSheet& event : events) {
    first = std::min(first, event.end - kKalshiGameMax);
    last = std::max(last, event.end);
  }
  games::GameQuery query;
  query.sports = {sport};
  query.statuses = {"SCHEDULED", "IN_PLAY", "POSTPONED"};
  query.start_min = first;
  query.start_max = last + absl::Microseconds(1);
  query.limit = kGamesMax;
  return games::ListGames(tx, query);
}

}  // namespace

// An event's id is kept for whoever asks what Kalshi calls a game; it is matched anew each time, as
// nothing but the names says which of its teams is at home.
absl::StatusOr<OddsSheet> Intake::FindKalshiGames(pg::Transaction& tx, kalshi::EventsPage page,
                                                  Work& work) {
  OddsSheet sheet;
  sheet.prices_read = page.prices_read;
  sheet.refused = std::move(page.refused);
  const bool is_only_page =
      page.cursor.empty() && !absl::StrContains(work.document.request, "cursor=");
  sheet.is_whole = page.is_whole && is_only_page;
  if (page.events.empty() || !work.sport) return sheet;
  OVERROUND_ASSIGN_OR_RETURN(const auto around, GamesAround(tx, work.sport->key, page.events));
  std::vector<std::string> tickers;
  for (const kalshi::EventSheet& event : page.events) tickers.push_back(event.event_ticker);
  OVERROUND_ASSIGN_OR_RETURN(auto known, KnownGames(tx, work.document.source, tickers));
  for (kalshi::EventSheet& event : page.events) {
    const std::optional<KalshiMatch> match = MatchKalshi(event, around);
    const auto named = known.find(event.event_ticker);
    const bool is_other = match && named != known.end() && named->second.id != match->game.id;
    if (!match || is_other) {
      sheet.is_whole = false;
      sheet.refused.push_back({Refusal::kUnmatchedGame,
                               absl::StrCat(event.event_ticker, ": ", event.teams[0].team, ", ",
                                            event.teams[1].team, ", want one game we know"),
                               event.PricesKept()});
      continue;
    }
    if (named == known.end()) {
      OVERROUND_RETURN_IF_ERROR(games::InsertExternalId(
          tx, {work.document.source, event.event_ticker}, match->game.id, work.from.receive_time));
      known.emplace(event.event_ticker, match->game);
    }
    GameSheet game = SheetOf(std::move(event), *match);
    for (Refused& thin : LeaveOutThin(game)) sheet.refused.push_back(std::move(thin));
    sheet.games.push_back(std::move(game));
  }
  return sheet;
}

}  // namespace overround::collector
