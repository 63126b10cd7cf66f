#include <map>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/intake.h"
#include "services/collector/quotes/closing.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

// The last price of each selection that was known then.
std::map<std::string, Odds> StandingPrices(const std::vector<Quote>& quotes) {
  std::map<std::string, Odds> standing;
  for (const Quote& quote : quotes) {
    const std::string selection = SelectionText(quote);
    standing.erase(selection);
    if (quote.state == QuoteState::kOffered) standing.emplace(selection, quote.odds);
  }
  return standing;
}

Quote QuoteOf(const Game& game, const std::string& sportsbook, bool is_bettable, const Offer& offer,
              const Provenance& from) {
  const bool is_in_play =
      from.known_time >= game.start || (offer.provider_time && *offer.provider_time >= game.start);
  return {game.id,
          sportsbook,
          offer.market,
          offer.side,
          offer.lay,
          is_bettable && !offer.lay,
          QuoteState::kOffered,
          offer.odds,
          offer.odds_text,
          offer.format,
          is_in_play,
          offer.provider_time,
          from.source,
          from.raw_document,
          from.StampOf(Uuid())};
}

}  // namespace

// A price that stood already is no news, but shortly before the start: there it says that the price
// was the close.
absl::StatusOr<std::vector<Quote>> Intake::NewsOf(pg::Transaction& tx, const Game& game,
                                                  const GameSheet& sheet, const Provenance& from) {
  OVERROUND_ASSIGN_OR_RETURN(
      const auto before,
      quotes::ListQuotesBefore(tx, game.id, from.known_time + absl::Microseconds(1)));
  OVERROUND_ASSIGN_OR_RETURN(const auto books, quotes::ListSportsbooks(tx));
  std::map<std::string, bool> is_bettable;
  for (const Sportsbook& book : books) is_bettable[book.key] = book.IsBettable();
  const std::map<std::string, Odds> standing = StandingPrices(before);
  const bool is_close =
      from.known_time < game.start && game.start - from.known_time <= kCloseAgeMax;
  std::vector<Quote> news;
  for (const BookSheet& book : sheet.books) {
    for (const Offer& offer : book.offers) {
      Quote quote = QuoteOf(game, book.key, is_bettable[book.key], offer, from);
      const std::string selection = SelectionText(quote);
      const auto stood = standing.find(selection);
      if (!is_close && stood != standing.end() && stood->second == offer.odds) continue;
      quote.stamp.fact_id = ids_.Derive(from.known_time, "historical_quote",
                                        absl::StrCat(game.id.ToString(), "/", selection));
      news.push_back(std::move(quote));
    }
  }
  return news;
}

absl::Status Intake::TakeHistory(pg::Transaction& tx, OddsSheet sheet, Work& work) {
  work.counts.read = sheet.prices_read;
  work.refused = std::move(sheet.refused);
  if (!work.sport) {
    work.refused = {{Refusal::kUnknownSport, work.document.sport, sheet.prices_read}};
    return absl::OkStatus();
  }
  Provenance from = work.from;
  from.known_time = sheet.snapshot->time;
  from.basis = Basis::kStated;
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, work.sport->key).status());
  OVERROUND_RETURN_IF_ERROR(MeetBooks(tx, sheet));
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, from.receive_time));
  std::vector<std::string> ids;
  for (const GameSheet& game : sheet.games) ids.push_back(game.provider_game_id);
  OVERROUND_ASSIGN_OR_RETURN(auto known, KnownGames(tx, work.document.source, ids));
  for (GameSheet& each : sheet.games) {
    int prices = 0;
    for (const BookSheet& book : each.books) prices += static_cast<int>(book.offers.size());
    const auto found = known.find(each.provider_game_id);
    if (found == known.end()) {
      work.refused.push_back({Refusal::kUnmatchedGame, each.provider_game_id, prices});
      continue;
    }
    Game game = std::move(found->second);
    // Named twice: the second time nobody knows it.
    known.erase(found);
    GateReport gate = PassGate(from.known_time, game.start, each);
    work.in_play += gate.in_play;
    work.future_stamps += gate.future_stamps;
    for (const Held& held : gate.held) prices -= static_cast<int>(held.offers.size());
    OVERROUND_RETURN_IF_ERROR(Quarantine(tx, game, gate.held, work));
    work.held.insert(work.held.end(), gate.held.begin(), gate.held.end());
    OVERROUND_ASSIGN_OR_RETURN(const std::vector<Quote> news, NewsOf(tx, game, each, from));
    OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(tx, news).status());
    work.counts.changed += static_cast<int64_t>(news.size());
    work.counts.unchanged += prices - static_cast<int64_t>(news.size());
    const bool closes_anew =
        game.close_revision > 0 && from.known_time < game.start && !news.empty();
    if (closes_anew) OVERROUND_RETURN_IF_ERROR(quotes_.CloseLines(tx, work.from, game));
  }
  return absl::OkStatus();
}

}  // namespace overround::collector
