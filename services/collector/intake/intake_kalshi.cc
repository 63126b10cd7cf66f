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

// The markets of an event about who wins.
void AddTickers(const kalshi::EventSheet& event, std::vector<std::string>& tickers) {
  for (const kalshi::TeamPrice& team : event.teams) {
    if (!team.contract_ticker.empty()) tickers.push_back(team.contract_ticker);
  }
}

void AddContracts(const kalshi::EventSheet& event, const KalshiMatch& match,
                  std::vector<GameContract>& contracts) {
  for (size_t i = 0; i < event.teams.size(); ++i) {
    if (event.teams[i].contract_ticker.empty()) continue;
    const bool is_home = (i == 0) == match.is_first_home;
    contracts.push_back({kalshi::kSource, event.teams[i].contract_ticker, event.series_ticker,
                         match.game.id, is_home ? match.game.home_team : match.game.away_team});
  }
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

// The one game each event can be about; nothing too where another event of the page could be about
// it as well: one of the two games is not known yet.
std::vector<std::optional<KalshiMatch>> MatchesOf(const std::vector<kalshi::EventSheet>& events,
                                                  const std::vector<Game>& around) {
  std::vector<std::optional<KalshiMatch>> matches;
  matches.reserve(events.size());
  std::map<GameId, int> claims;
  for (const kalshi::EventSheet& event : events) {
    matches.push_back(MatchKalshi(event, around));
    if (matches.back()) ++claims[matches.back()->game.id];
  }
  for (std::optional<KalshiMatch>& match : matches) {
    if (match && claims[match->game.id] > 1) match.reset();
  }
  return matches;
}

// A ticker matched by names and an end may turn out to be another game's until the one it names
// begins: by then all games of the day are known.
bool IsProvisional(const Game& named, absl::Time now) {
  return named.start > now || named.status == GameStatus::kVoid;
}

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
  // Before any contract is locked: a close locks the sport, too.
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, work.sport->key));
  OVERROUND_ASSIGN_OR_RETURN(const auto around, GamesAround(tx, work.sport->key, page.events));
  std::vector<GameContract> named;
  std::vector<std::string> unnamed;
  std::vector<std::string> tickers;
  for (const kalshi::EventSheet& event : page.events) tickers.push_back(event.event_ticker);
  OVERROUND_ASSIGN_OR_RETURN(auto known, KnownGames(tx, work.document.source, tickers));
  const std::vector<std::optional<KalshiMatch>> matches = MatchesOf(page.events, around);
  for (size_t i = 0; i < page.events.size(); ++i) {
    kalshi::EventSheet& event = page.events[i];
    const std::optional<KalshiMatch>& match = matches[i];
    const auto before = known.find(event.event_ticker);
    const bool is_left = before != known.end() && (!match || before->second.id != match->game.id);
    const bool is_settled = is_left && !IsProvisional(before->second, work.from.receive_time);
    const ExternalId ticker{work.document.source, event.event_ticker};
    // What is offered on a game that is void ends without this page's saying so.
    if (is_left && !is_settled && before->second.IsOpen()) work.left.push_back(before->second);
    if (is_left && !is_settled && !match) {
      OVERROUND_RETURN_IF_ERROR(games::DeleteExternalId(tx, ticker));
      known.erase(before);
    }
    if (!match && !is_settled) AddTickers(event, unnamed);
    if (!match || is_settled) {
      sheet.is_whole = false;
      sheet.refused.push_back({Refusal::kUnmatchedGame,
                               absl::StrCat(event.event_ticker, ": ", event.teams[0].team, ", ",
                                            event.teams[1].team, ", want one game we know"),
                               event.PricesKept()});
      continue;
    }
    if (is_left) {
      OVERROUND_RETURN_IF_ERROR(games::UpdateExternalId(tx, ticker, match->game.id));
    } else if (before == known.end()) {
      OVERROUND_RETURN_IF_ERROR(
          games::InsertExternalId(tx, ticker, match->game.id, work.from.receive_time));
    }
    known.insert_or_assign(event.event_ticker, match->game);
    AddContracts(event, *match, named);
    GameSheet game = SheetOf(std::move(event), *match);
    for (Refused& thin : LeaveOutThin(game)) sheet.refused.push_back(std::move(thin));
    sheet.games.push_back(std::move(game));
  }
  OVERROUND_RETURN_IF_ERROR(order_books_.Name(tx, work.from, named, unnamed));
  return sheet;
}

}  // namespace overround::collector
