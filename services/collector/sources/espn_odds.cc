#include <algorithm>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/domain/line.h"
#include "services/collector/sources/espn_reading.h"

namespace overround::collector::espn {
namespace {

using json::Value;

// A market of odds[] as ESPN nests it: {home: {open: {line, odds}, close: {line, odds}}, ...}. What
// it calls the close is the price of now.
struct Nested {
  absl::string_view key;
  MarketKind kind;
};
constexpr Nested kMarkets[] = {{"moneyline", MarketKind::kMoneyline},
                               {"pointSpread", MarketKind::kSpread},
                               {"total", MarketKind::kTotal}};
struct NestedSide {
  absl::string_view key;
  Side side;
};
constexpr NestedSide kSides[] = {{"home", Side::kHome},
                                 {"away", Side::kAway},
                                 {"draw", Side::kDraw},
                                 {"over", Side::kOver},
                                 {"under", Side::kUnder}};

struct Priced {
  Side side;
  Odds odds;
  std::string text;
  std::optional<int32_t> line_quarters;
};

bool HasPrice(const Value& side, absl::string_view when) {
  const std::optional<Value> moment = ObjectOf(side, when);
  if (!moment) return false;
  const std::optional<Value> odds = moment->Find("odds");
  return odds && !odds->is_null();
}

int CountPrices(const Value& market, absl::string_view when) {
  int count = 0;
  for (const NestedSide& each : kSides) {
    const std::optional<Value> side = ObjectOf(market, each.key);
    if (side && HasPrice(*side, when)) ++count;
  }
  return count;
}

// "+1.5"; totals say "o9", "u9".
absl::StatusOr<int32_t> ReadLine(const Value& moment, Side side) {
  OVERROUND_ASSIGN_OR_RETURN(absl::string_view text, moment.Text("line"));
  const bool is_total = side == Side::kOver || side == Side::kUnder;
  if (is_total && !text.empty() && absl::ascii_isalpha(text.front())) text.remove_prefix(1);
  const absl::StatusOr<int32_t> line = ParseLineQuarters(text);
  if (!line.ok() || (is_total && *line <= 0)) return moment.Refuse(text, "a line in quarters");
  return side == Side::kAway ? -*line : *line;
}

Parsed<Priced> ReadSide(const Value& moment, Side side, MarketKind kind) {
  const absl::StatusOr<absl::string_view> text = moment.Text("odds");
  if (!text.ok()) return text.status();
  const bool is_even = *text == "EVEN";
  const absl::StatusOr<Odds> odds = Odds::ParseAmerican(is_even ? "+100" : *text);
  if (!odds.ok()) {
    return Fault{Refusal::kImpossiblePrice,
                 absl::StrCat(moment.Path(), ".odds: ", odds.status().message())};
  }
  Priced priced{side, *odds, std::string(*text), std::nullopt};
  if (kind == MarketKind::kMoneyline) return priced;
  const absl::StatusOr<int32_t> line = ReadLine(moment, side);
  if (!line.ok()) return Fault{Refusal::kImpossibleLine, std::string(line.status().message())};
  priced.line_quarters = *line;
  return priced;
}

Parsed<MarketKey> MarketOf(const Value& value, MarketKind kind, Period period,
                           const std::vector<Priced>& sides) {
  MarketKey market;
  market.kind = kind;
  market.period = period;
  const bool has_draw = kind == MarketKind::kMoneyline &&
                        std::any_of(sides.begin(), sides.end(),
                                    [](const Priced& p) { return p.side == Side::kDraw; });
  if (has_draw) market = RegulationThreeWay();
  if (market.period == Period::kRegulation) market.overtime = OvertimeRule::kExcluded;
  if (!sides.empty()) market.line_quarters = sides.front().line_quarters;
  const bool is_drawless =
      kind == MarketKind::kMoneyline && period == Period::kRegulation && !has_draw;
  const bool all_fit = std::all_of(sides.begin(), sides.end(),
                                   [&](const Priced& p) { return HasSide(market, p.side); });
  if (is_drawless || !all_fit || sides.size() != SidesOf(market).size()) {
    return Fault{Refusal::kWrongOutcomes,
                 absl::StrCat(value.Path(), ": ", sides.size(), " sides, want each once")};
  }
  for (const Priced& each : sides) {
    if (each.line_quarters == market.line_quarters) continue;
    return Fault{Refusal::kImpossibleLine,
                 absl::StrCat(value.Path(), ": sides of two lines, want one")};
  }
  return market;
}

Parsed<std::vector<Offer>> ReadMarket(const Value& value, MarketKind kind, Period period) {
  std::vector<Priced> sides;
  for (const NestedSide& each : kSides) {
    const std::optional<Value> side = ObjectOf(value, each.key);
    if (!side || !HasPrice(*side, "close")) continue;
    const Parsed<Priced> priced = ReadSide(*ObjectOf(*side, "close"), each.side, kind);
    if (!priced.value) return priced.fault;
    sides.push_back(*priced.value);
  }
  const Parsed<MarketKey> market = MarketOf(value, kind, period, sides);
  if (!market.value) return market.fault;
  std::vector<Offer> offers;
  offers.reserve(sides.size());
  for (Priced& each : sides) {
    offers.push_back({*market.value, each.side, each.odds, std::move(each.text),
                      QuoteFormat::kAmerican, false, std::nullopt});
  }
  return offers;
}

// A name of its own: what a page repeats, late and for whom it likes, is not the book's price.
absl::StatusOr<BookSheet> ReadBook(const Value& value) {
  OVERROUND_ASSIGN_OR_RETURN(const Value provider, value.Get("provider"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, provider.Text("name"));
  BookSheet book;
  book.key = "espn_";
  for (const char c : name) {
    if (absl::ascii_isalnum(c)) book.key.push_back(absl::ascii_tolower(c));
  }
  if (book.key == "espn_") return provider.Refuse(name, "a name in letters");
  book.title = absl::StrCat(name, " (ESPN)");
  return book;
}

}  // namespace

// `spread` and `details` beside the nested prices are not read: they may name another favourite.
void TakeBooks(const Value& competition, Period period, EventSheet& event, int& read,
               std::vector<Refused>& refused) {
  const auto elements = ElementsOf(competition, "odds");
  if (!elements.ok()) {
    ++read;
    refused.push_back({Refusal::kMalformed, std::string(elements.status().message())});
    return;
  }
  for (const Value& value : *elements) {
    // Written where no book has priced the game yet.
    if (value.is_null()) continue;
    absl::StatusOr<BookSheet> book = ReadBook(value);
    int kept = 0;
    for (const Nested& nested : kMarkets) {
      const std::optional<Value> market = ObjectOf(value, nested.key);
      if (!market) continue;
      const int current = CountPrices(*market, "close");
      const int opening = CountPrices(*market, "open");
      read += current + opening;
      if (opening > 0) {
        refused.push_back({Refusal::kUndated, absl::StrCat(market->Path(), ".open"), opening});
      }
      if (current == 0) continue;
      if (event.state != EventState::kScheduled) {
        refused.push_back({Refusal::kUndated, absl::StrCat(market->Path(), ".close"), current});
        continue;
      }
      if (!book.ok()) {
        refused.push_back({Refusal::kMalformed, std::string(book.status().message()), current});
        continue;
      }
      Parsed<std::vector<Offer>> offers = ReadMarket(*market, nested.kind, period);
      if (!offers.value) {
        refused.push_back({offers.fault.reason, std::move(offers.fault.detail), current});
        book->is_whole = false;
        continue;
      }
      kept += current;
      for (Offer& offer : *offers.value) book->offers.push_back(std::move(offer));
    }
    const auto has_key = [&](const BookSheet& other) { return other.key == book->key; };
    if (!book.ok()) continue;
    if (std::any_of(event.game.books.begin(), event.game.books.end(), has_key)) {
      if (kept > 0) refused.push_back({Refusal::kDuplicate, value.Path(), kept});
      continue;
    }
    event.game.books.push_back(*std::move(book));
  }
}

}  // namespace overround::collector::espn
