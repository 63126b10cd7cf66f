#include "services/collector/sources/the_odds_api.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/base/status_macros.h"
#include "libs/domain/line.h"
#include "libs/json/json.h"
#include "services/collector/sources/the_odds_api_reading.h"

namespace overround::collector::the_odds_api {
namespace {

using json::Elements;
using json::Value;

// A fault inside an answer, and what it is counted as.
struct Fault {
  Refusal reason;
  std::string detail;
};

// Either the thing or why it is refused. (absl::StatusOr cannot say which refusal.)
template <typename T>
struct Parsed {
  std::optional<T> value;
  Fault fault{};

  Parsed(T parsed) : value(std::move(parsed)) {}        // NOLINT: reads as StatusOr
  Parsed(Fault refused) : fault(std::move(refused)) {}  // NOLINT
  Parsed(const absl::Status& status)                    // NOLINT
      : fault{Refusal::kMalformed, std::string(status.message())} {}
};

// What a refused part costs in prices, however broken it is besides.
int PricesOfMarket(const Value& market) {
  const std::optional<Value> outcomes = market.Find("outcomes");
  return outcomes && outcomes->kind() == json::Kind::kArray
             ? static_cast<int>(outcomes->Array()->size())
             : 0;
}

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

void Refuse(Fault fault, int prices, OddsSheet& sheet) {
  sheet.refused.push_back({fault.reason, std::move(fault.detail), prices});
}

struct EventNames {
  absl::string_view home;
  absl::string_view away;
};

std::optional<Side> SideOf(absl::string_view name, MarketKind kind, const EventNames& names) {
  if (kind == MarketKind::kTotal) {
    if (name == "Over") return Side::kOver;
    if (name == "Under") return Side::kUnder;
    return std::nullopt;
  }
  if (name == names.home) return Side::kHome;
  if (name == names.away) return Side::kAway;
  if (name == "Draw" && kind == MarketKind::kMoneyline) return Side::kDraw;
  return std::nullopt;
}

struct Outcome {
  Side side;
  Odds odds;
  std::string odds_text;
  // As added to the home side, or the total.
  std::optional<int32_t> line_quarters;
};

Parsed<Outcome> ParseOutcome(const Value& value, MarketKind kind, QuoteFormat format,
                             const EventNames& names) {
  const absl::StatusOr<absl::string_view> name = value.Text("name");
  if (!name.ok()) return name.status();
  const std::optional<Side> side = SideOf(*name, kind, names);
  if (!side) {
    return Fault{Refusal::kUnknownOutcome,
                 absl::StrCat(value.Path(), ".name: ", *name, ", want a side of the game")};
  }
  const absl::StatusOr<absl::string_view> price = value.NumberText("price");
  if (!price.ok()) return price.status();
  const absl::StatusOr<Odds> odds =
      format == QuoteFormat::kAmerican ? Odds::ParseAmerican(*price) : Odds::ParseDecimal(*price);
  if (!odds.ok()) {
    return Fault{Refusal::kImpossiblePrice,
                 absl::StrCat(value.Path(), ".price: ", odds.status().message())};
  }
  Outcome outcome{*side, *odds, std::string(*price), std::nullopt};
  if (kind == MarketKind::kMoneyline) return outcome;
  const absl::StatusOr<absl::string_view> point = value.NumberText("point");
  if (!point.ok()) return point.status();
  const absl::StatusOr<int32_t> line = ParseLineQuarters(*point);
  if (!line.ok() || (kind == MarketKind::kTotal && *line <= 0)) {
    return Fault{Refusal::kImpossibleLine,
                 absl::StrCat(value.Path(), ".point: ", *point, ", want a line in quarters")};
  }
  outcome.line_quarters = *side == Side::kAway ? -*line : *line;
  return outcome;
}

struct MarketName {
  MarketKind kind;
  bool lay;
};

Parsed<MarketName> ParseMarketName(const Value& market) {
  const absl::StatusOr<absl::string_view> key = market.Text("key");
  if (!key.ok()) return key.status();
  absl::string_view base = *key;
  const bool lay = absl::ConsumeSuffix(&base, "_lay");
  if (base == "h2h") return MarketName{MarketKind::kMoneyline, lay};
  if (base == "spreads") return MarketName{MarketKind::kSpread, lay};
  if (base == "totals") return MarketName{MarketKind::kTotal, lay};
  const Refusal reason = base == "outrights" ? Refusal::kOutright : Refusal::kUnknownMarket;
  return Fault{reason,
               absl::StrCat(market.Path(), ".key: ", *key, ", want h2h, spreads or totals")};
}

// The market these outcomes make up: each side once, and agreeing about the line.
Parsed<MarketKey> MarketOf(const Value& value, MarketKind kind, Period period,
                           const std::vector<Outcome>& outcomes) {
  MarketKey market;
  market.kind = kind;
  market.period = period;
  const bool draw = std::any_of(outcomes.begin(), outcomes.end(),
                                [](const Outcome& o) { return o.side == Side::kDraw; });
  if (draw) market = RegulationThreeWay();
  if (market.period == Period::kRegulation) market.overtime = OvertimeRule::kExcluded;
  if (!outcomes.empty()) market.line_quarters = outcomes.front().line_quarters;

  // A soccer moneyline of two outcomes is not one we can settle: nobody said what a draw does.
  std::set<Side> sides;
  for (const Outcome& outcome : outcomes) sides.insert(outcome.side);
  const bool drawless = kind == MarketKind::kMoneyline && period == Period::kRegulation && !draw;
  if (drawless || sides.size() != outcomes.size() || sides.size() != SidesOf(market).size()) {
    return Fault{Refusal::kWrongOutcomes,
                 absl::StrCat(value.Path(), ".outcomes: ", outcomes.size(),
                              " outcomes, want each side of the market once")};
  }
  for (const Outcome& outcome : outcomes) {
    if (outcome.line_quarters != market.line_quarters) {
      return Fault{Refusal::kImpossibleLine,
                   absl::StrCat(value.Path(), ".outcomes: ", LineText(*outcome.line_quarters),
                                " and ", LineText(*market.line_quarters), ", want one line")};
    }
  }
  return market;
}

struct EventContext {
  EventNames names;
  QuoteFormat format;
  Period period;
};

Parsed<std::vector<Offer>> ParseMarket(const Value& value, const EventContext& event,
                                       std::optional<absl::Time> book_time) {
  const Parsed<MarketName> name = ParseMarketName(value);
  if (!name.value) return name.fault;
  const absl::StatusOr<std::optional<absl::Time>> own_time = ReadOptionalTime(value, "last_update");
  if (!own_time.ok()) return own_time.status();
  const absl::StatusOr<Elements> elements = value.Array("outcomes");
  if (!elements.ok()) return elements.status();
  std::vector<Outcome> outcomes;
  for (const Value element : *elements) {
    Parsed<Outcome> outcome = ParseOutcome(element, name.value->kind, event.format, event.names);
    if (!outcome.value) return outcome.fault;
    outcomes.push_back(*std::move(outcome.value));
  }
  const Parsed<MarketKey> market = MarketOf(value, name.value->kind, event.period, outcomes);
  if (!market.value) return market.fault;
  std::vector<Offer> offers;
  for (Outcome& outcome : outcomes) {
    offers.push_back({*market.value, outcome.side, outcome.odds, std::move(outcome.odds_text),
                      event.format, name.value->lay,
                      own_time->has_value() ? *own_time : book_time});
  }
  return offers;
}

absl::Status ParseBook(const Value& value, const EventContext& event, OddsSheet& sheet,
                       GameSheet& game) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view key, value.Text("key"));
  OVERROUND_ASSIGN_OR_RETURN(const auto title, value.OptionalText("title"));
  OVERROUND_ASSIGN_OR_RETURN(const auto book_time, ReadOptionalTime(value, "last_update"));
  OVERROUND_ASSIGN_OR_RETURN(const Elements markets, value.Array("markets"));
  if (key.empty()) return value.Refuse("an empty key", "a bookmaker's key");
  BookSheet book{std::string(key), std::string(title.value_or(key)), {}, true};
  std::set<std::pair<Slot, bool>> seen;
  for (const Value market : markets) {
    Parsed<std::vector<Offer>> offers = ParseMarket(market, event, book_time);
    if (!offers.value) {
      const Refusal reason = offers.fault.reason;
      book.is_whole &= reason == Refusal::kUnknownMarket || reason == Refusal::kOutright;
      Refuse(std::move(offers.fault), PricesOfMarket(market), sheet);
    } else if (const Offer& first = offers.value->front();
               !seen.insert({SlotOf(first.market), first.lay}).second) {
      book.is_whole = false;
      Refuse({Refusal::kDuplicate, absl::StrCat(market.Path(), ": again, want it once")},
             PricesOfMarket(market), sheet);
    } else {
      book.offers.insert(book.offers.end(), offers.value->begin(), offers.value->end());
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
    Refuse({Refusal::kMalformed, std::string(elements.status().message())}, 0, sheet);
    return;
  }
  std::set<absl::string_view> seen;
  for (const Value book : *elements) {
    const absl::StatusOr<absl::string_view> key = book.Text("key");
    if (key.ok() && !seen.insert(*key).second) {
      Refuse({Refusal::kDuplicate, absl::StrCat(book.Path(), ": ", *key, ", want it once")},
             PricesOfBook(book), sheet);
      continue;
    }
    const absl::Status parsed = ParseBook(book, event, sheet, game);
    if (!parsed.ok()) {
      game.is_whole = false;
      Refuse({Refusal::kMalformed, std::string(parsed.message())}, PricesOfBook(book), sheet);
    }
  }
}

void ParseEvent(const Value& value, QuoteFormat format, Period period, OddsSheet& sheet) {
  if (IsOutright(value)) {
    Refuse({Refusal::kOutright, absl::StrCat(value.Path(), ": no teams, want a game")},
           PricesOfEvent(value), sheet);
    return;
  }
  absl::StatusOr<GameSheet> game = ReadGame(value);
  if (!game.ok()) {
    sheet.is_whole = false;
    Refuse({Refusal::kMalformed, std::string(game.status().message())}, PricesOfEvent(value),
           sheet);
    return;
  }
  // The names outlive the move of the sheet: they are the document's.
  const EventContext event{{*value.Text("home_team"), *value.Text("away_team")}, format, period};
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
  for (const Value& event : events) {
    sheet.prices_read += PricesOfEvent(event);
    ParseEvent(event, format, rules.period, sheet);
  }
  return sheet;
}

}  // namespace overround::collector::the_odds_api
