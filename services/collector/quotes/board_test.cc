#include "services/collector/quotes/board.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/selection_key.h"

namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
const IdSource kIds("board");
const absl::Time kStart = kNow + absl::Hours(5);

GameId GameNumbered(uint8_t number) {
  std::array<uint8_t, 16> bytes{};
  bytes[15] = number;
  return GameId(Uuid(bytes));
}

Offer OfferOf(const MarketKey& market, Side side, int american) {
  return {market, side, *Odds::FromAmerican(american), "", QuoteFormat::kAmerican, false, kNow};
}

Shown Answer(std::vector<BookShown> books, absl::Time at = kNow) {
  return {"mlb",
          {"odds_api", "", at, at, Basis::kObserved},
          std::move(books),
          {MarketKind::kMoneyline, MarketKind::kSpread, MarketKind::kTotal},
          true};
}

BookShown Book(const std::string& key, uint8_t game, std::vector<Offer> offers) {
  return {GameNumbered(game), kStart, key, true, std::move(offers), true};
}

std::vector<Offer> Moneyline(int home, int away) {
  return {OfferOf(FullGameMoneyline(), Side::kHome, home),
          OfferOf(FullGameMoneyline(), Side::kAway, away)};
}

std::vector<std::string> TextsOf(const std::vector<Quote>& quotes) {
  std::vector<std::string> texts;
  for (const Quote& quote : quotes) texts.push_back(quote.game.ToString() + SelectionText(quote));
  return texts;
}

TEST_CASE("what is told does not depend on the order a board was read back in", "[board]") {
  std::vector<Offer> offers = Moneyline(-110, -110);
  for (const int line : {34, 36, 38}) {
    offers.push_back(OfferOf(FullGameTotal(line), Side::kOver, -110));
    offers.push_back(OfferOf(FullGameTotal(line), Side::kUnder, -110));
  }
  Board grown(kIds);
  const BoardChange first =
      grown.Take(Answer({Book("a", 1, offers), Book("b", 1, offers), Book("a", 2, offers)}));
  Board forward(kIds);
  Board backward(kIds);
  for (const Quote& quote : first.changed) forward.Put({quote, std::nullopt, std::nullopt});
  std::vector<Quote> reversed(first.changed.rbegin(), first.changed.rend());
  for (const Quote& quote : reversed) backward.Put({quote, std::nullopt, std::nullopt});
  const Shown next =
      Answer({Book("a", 1, Moneyline(-115, -105)), Book("b", 1, {})}, kNow + absl::Minutes(5));
  const auto told = TextsOf(grown.Take(next).gone);
  CHECK(told.size() == 22);
  CHECK(TextsOf(forward.Take(next).gone) == told);
  CHECK(TextsOf(backward.Take(next).gone) == told);
}

TEST_CASE("a book nowhere in an answer has failed, and nothing of it is gone", "[board]") {
  Board board(kIds);
  board.Take(Answer({Book("a", 1, Moneyline(-110, -110)), Book("b", 1, Moneyline(-120, 100))}));
  const BoardChange change = board.Take(Answer({Book("a", 1, Moneyline(-110, -110))}));
  CHECK(change.gone.empty());
  CHECK(change.unchanged == 2);
  CHECK(board.size() == 4);
}

TEST_CASE("a book or an answer that is not whole takes nothing down", "[board]") {
  Board board(kIds);
  board.Take(Answer({Book("a", 1, Moneyline(-110, -110)), Book("a", 2, Moneyline(-120, 100))}));
  BookShown part = Book("a", 1, {});
  part.is_whole = false;
  Shown answer = Answer({part});
  answer.is_whole = false;
  const BoardChange change = board.Take(answer);
  CHECK(change.gone.empty());
  CHECK(change.sightings.empty());
}

TEST_CASE("what was not asked for is not gone", "[board]") {
  Board board(kIds);
  board.Take(Answer({Book("a", 1, Moneyline(-110, -110))}));
  Shown answer = Answer({Book("a", 1, {})});
  answer.kinds = {MarketKind::kTotal};
  CHECK(board.Take(answer).gone.empty());
  CHECK(board.Take(Answer({Book("a", 1, {})})).gone.size() == 2);
}

TEST_CASE("a price is in play when received or stamped at the start or later", "[board]") {
  Board board(kIds);
  CHECK_FALSE(board.Take(Answer({Book("a", 1, Moneyline(-110, -110))})).changed[0].is_in_play);
  CHECK(board.Take(Answer({Book("b", 1, Moneyline(-110, -110))}, kStart)).changed[0].is_in_play);
  std::vector<Offer> stamped = Moneyline(-110, -110);
  for (Offer& offer : stamped) offer.provider_time = kStart;
  CHECK(board.Take(Answer({Book("c", 1, stamped)})).changed[0].is_in_play);
}

TEST_CASE("a price in play is told again when the start moves behind it", "[board]") {
  Board board(kIds);
  board.Take(Answer({Book("a", 1, Moneyline(-110, -110))}, kStart));
  BookShown delayed = Book("a", 1, Moneyline(-110, -110));
  delayed.game_start = kStart + absl::Hours(2);
  const BoardChange change = board.Take(Answer({delayed}, kStart + absl::Minutes(5)));
  REQUIRE(change.changed.size() == 2);
  CHECK_FALSE(change.changed[0].is_in_play);
  CHECK(board.Take(Answer({delayed}, kStart + absl::Minutes(10))).unchanged == 2);
}

constexpr char kMainDocument[] = "mlb/2026/09/21/raw-odds_api_odds-20260921T120000.000000Z.json.gz";
constexpr char kLadderDocument[] =
    "mlb/2026/09/21/raw-odds_api_event_odds-20260921T120000.000000Z.json.gz";

// As an answer about one event's own lines says what it says.
Shown Ladder(std::vector<BookShown> books) {
  Shown shown = Answer(std::move(books));
  shown.from.raw_document = kLadderDocument;
  shown.is_whole = false;
  shown.is_asked = [](const Quote& quote) { return IsEventDocument(quote.raw_document); };
  return shown;
}

Shown Main(std::vector<BookShown> books) {
  Shown shown = Answer(std::move(books));
  shown.from.raw_document = kMainDocument;
  shown.is_asked = [](const Quote& quote) { return !IsEventDocument(quote.raw_document); };
  return shown;
}

std::vector<Offer> TotalAt(int line, int over) {
  return {OfferOf(FullGameTotal(line), Side::kOver, over)};
}

TEST_CASE("a ladder says nothing of the main line it shows again", "[board]") {
  Board board(kIds);
  board.Take(Main({Book("a", 1, TotalAt(34, -110))}));
  CHECK(board.Take(Ladder({Book("a", 1, TotalAt(34, -118))})).unchanged == 1);
  CHECK(board.Take(Ladder({Book("a", 1, TotalAt(36, 120))})).gone.empty());
  CHECK(board.Take(Main({Book("a", 1, TotalAt(34, -110))})).unchanged == 1);
}

TEST_CASE("a ladder's line that becomes the main one stands and falls with those", "[board]") {
  Board board(kIds);
  board.Take(Ladder({Book("a", 1, TotalAt(36, 105))}));
  const BoardChange taken = board.Take(Main({Book("a", 1, TotalAt(36, 105))}));
  REQUIRE(taken.changed.size() == 1);
  CHECK(taken.changed[0].raw_document == kMainDocument);
  CHECK_FALSE(board.OfferedBy({GameNumbered(1), "a"})[0].previous);
  CHECK(board.Take(Ladder({Book("a", 1, {})})).gone.empty());
  CHECK(board.Take(Main({Book("a", 1, TotalAt(38, -110))})).gone.size() == 1);
}

TEST_CASE("what is over is offered no more, whoever offered it", "[board]") {
  Board board(kIds);
  board.Take(Main({Book("a", 1, Moneyline(-110, -110)), Book("a", 2, Moneyline(-110, -110))}));
  board.Take(Ladder({Book("b", 1, TotalAt(36, 105))}));
  Shown later = Ladder({Book("b", 2, TotalAt(36, 105))});
  CHECK(board.GamesMissing(later) == std::vector<GameId>{GameNumbered(1)});
  later.ended = {GameNumbered(1)};
  const BoardChange change = board.Take(later);
  CHECK(change.gone.size() == 3);
  CHECK(change.gone[0].is_in_play);
  CHECK(change.boards.size() == 3);
  CHECK(board.size() == 3);
}

}  // namespace
}  // namespace overround::collector
