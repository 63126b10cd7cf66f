#include "services/collector/sources/the_odds_api.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "services/collector/sources/the_odds_api_offers.h"
#include "services/collector/sources/the_odds_api_reading.h"

namespace overround::collector::the_odds_api {
namespace {

using json::Elements;
using json::Value;

int PricesOfBook(const Value& book) {
  const std::optional<Value> markets = book.Find("markets");
  int count = 0;
  if (!markets || markets->kind() != json::Kind::kArray) return count;
  const Elements elements = *markets->Array();
  for (const Value market : elements) count += PricesOfMarket(market);
  return count;
}

int PricesOfEvent(const Value& event) {
  const std::optional<Value> books = event.Find("bookmakers");
  int count = 0;
  if (!books || books->kind() != json::Kind::kArray) return count;
  const Elements elements = *books->Array();
  for (const Value book : elements) count += PricesOfBook(book);
  return count;
}

void Refuse(Refusal reason, std::string detail, int prices, OddsSheet& sheet) {
  sheet.refused.push_back({reason, std::move(detail), prices});
}

using MainSlot = std::pair<Slot, bool>;
using PriceKey = std::tuple<MarketKey, Side, bool>;

// What a book offers so far: a slot has one main line, and a line of a ladder one price a side.
struct Seen {
  // Few: no more than there are names of markets.
  std::vector<MainSlot> mains;
  // Of everything, from the first ladder on.
  std::optional<std::map<PriceKey, Odds>> prices;
};

PriceKey KeyOf(const Offer& offer) { return {offer.market, offer.side, offer.lay}; }

// A ladder may show the main line again: at its price that is nothing new, at another it is a
// contradiction, and the book is not whole.
void TakeLadder(const Value& market, MarketReading reading, OddsSheet& sheet, Seen& seen,
                BookSheet& book) {
  if (!seen.prices) {
    seen.prices.emplace();
    for (const Offer& offer : book.offers) seen.prices->try_emplace(KeyOf(offer), offer.odds);
  }
  for (Offer& offer : reading.offers) {
    const auto [known, is_new] = seen.prices->try_emplace(KeyOf(offer), offer.odds);
    if (is_new) {
      book.offers.push_back(std::move(offer));
      continue;
    }
    book.is_whole &= known->second == offer.odds;
    Refuse(Refusal::kDuplicate,
           absl::StrCat(market.Path(), ": ", offer.market.ToString(), " again, want it once"), 1,
           sheet);
  }
}

void TakeMains(const Value& market, MarketReading reading, OddsSheet& sheet, Seen& seen,
               BookSheet& book) {
  const size_t before = seen.mains.size();
  int again = 0;
  for (Offer& offer : reading.offers) {
    MainSlot slot{SlotOf(offer.market), offer.lay};
    const auto known = std::find(seen.mains.begin(), seen.mains.end(), slot);
    if (static_cast<size_t>(known - seen.mains.begin()) < before) {
      ++again;
      continue;
    }
    if (known == seen.mains.end()) seen.mains.push_back(std::move(slot));
    book.offers.push_back(std::move(offer));
  }
  if (again == 0) return;
  book.is_whole = false;
  Refuse(Refusal::kDuplicate, absl::StrCat(market.Path(), ": again, want it once"), again, sheet);
}

void TakeMarket(const Value& market, MarketReading reading, OddsSheet& sheet, Seen& seen,
                BookSheet& book) {
  for (Refused& refused : reading.refused) {
    book.is_whole &=
        refused.reason == Refusal::kUnknownMarket || refused.reason == Refusal::kOutright;
    sheet.refused.push_back(std::move(refused));
  }
  if (reading.is_ladder) {
    TakeLadder(market, std::move(reading), sheet, seen, book);
  } else {
    TakeMains(market, std::move(reading), sheet, seen, book);
  }
}

absl::Status ParseBook(const Value& value, const EventContext& event, OddsSheet& sheet,
                       GameSheet& game) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view key, value.Text("key"));
  OVERROUND_ASSIGN_OR_RETURN(const auto title, value.OptionalText("title"));
  OVERROUND_ASSIGN_OR_RETURN(const auto book_time, ReadOptionalTime(value, "last_update"));
  OVERROUND_ASSIGN_OR_RETURN(const Elements markets, value.Array("markets"));
  if (key.empty()) return value.Refuse("an empty key", "a bookmaker's key");
  BookSheet book{std::string(key), std::string(title.value_or(key)), {}, true};
  Seen seen;
  std::vector<std::pair<Value, MarketReading>> readings;
  readings.reserve(markets.size());
  for (const Value market : markets)
    readings.emplace_back(market, ReadMarket(market, event, book_time));
  // Main lines first: a ladder is judged by them.
  for (const bool ladders : {false, true}) {
    for (auto& [market, reading] : readings) {
      if (reading.is_ladder == ladders) TakeMarket(market, std::move(reading), sheet, seen, book);
    }
  }
  game.books.push_back(std::move(book));
  return absl::OkStatus();
}

void ParseBooks(const Value& event_value, const EventContext& event, OddsSheet& sheet,
                GameSheet& game) {
  const std::optional<Value> books = event_value.Find("bookmakers");
  if (!books || books->is_null()) return;  // /events has none.
  const absl::StatusOr<Elements> elements = books->Array();
  if (!elements.ok()) {
    game.is_whole = false;
    Refuse(Refusal::kMalformed, std::string(elements.status().message()), 0, sheet);
    return;
  }
  std::set<absl::string_view> seen;
  for (const Value book : *elements) {
    const absl::StatusOr<absl::string_view> key = book.Text("key");
    if (key.ok() && !seen.insert(*key).second) {
      Refuse(Refusal::kDuplicate, absl::StrCat(book.Path(), ": ", *key, ", want it once"),
             PricesOfBook(book), sheet);
      continue;
    }
    const absl::Status parsed = ParseBook(book, event, sheet, game);
    if (!parsed.ok()) {
      game.is_whole = false;
      Refuse(Refusal::kMalformed, std::string(parsed.message()), PricesOfBook(book), sheet);
    }
  }
}

void ParseEvent(const Value& value, QuoteFormat format, Period period, OddsSheet& sheet) {
  if (IsOutright(value)) {
    Refuse(Refusal::kOutright, absl::StrCat(value.Path(), ": no teams, want a game"),
           PricesOfEvent(value), sheet);
    return;
  }
  absl::StatusOr<GameSheet> game = ReadGame(value);
  if (!game.ok()) {
    sheet.is_whole = false;
    Refuse(Refusal::kMalformed, std::string(game.status().message()), PricesOfEvent(value), sheet);
    return;
  }
  // The names outlive the move of the sheet: they are the document's.
  const EventContext event{*value.Text("home_team"), *value.Text("away_team"), format, period};
  ParseBooks(value, event, sheet, *game);
  sheet.games.push_back(*std::move(game));
}

}  // namespace

absl::StatusOr<OddsSheet> ParseOdds(std::string body, const OddsRules& rules) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Value> events, EventsOf(document.root()));
  const QuoteFormat format =
      rules.format ? *rules.format : TellFormat(document.root()).value_or(QuoteFormat::kAmerican);
  OddsSheet sheet;
  OVERROUND_ASSIGN_OR_RETURN(sheet.snapshot, ReadSnapshot(document.root()));
  for (const Value& event : events) {
    sheet.prices_read += PricesOfEvent(event);
    ParseEvent(event, format, rules.period, sheet);
  }
  return sheet;
}

}  // namespace overround::collector::the_odds_api
