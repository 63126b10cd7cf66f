#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "libs/domain/line.h"
#include "services/collector/sources/kalshi.h"
#include "services/collector/sources/kalshi_market.h"
#include "services/collector/sources/player_name.h"

namespace overround::collector::kalshi {
namespace {

using json::Elements;
using json::Value;

bool IsAboutWinner(absl::string_view series) { return absl::EndsWith(series, "GAME"); }

struct Event {
  EventSheet sheet;
  std::string title;
  std::vector<Contract> contracts;
};

void Refuse(Refusal reason, std::string detail, int prices, EventsPage& page) {
  page.prices_read += prices;
  page.refused.push_back({reason, std::move(detail), prices});
}

int AsksOf(const Contract& contract) {
  return static_cast<int>(contract.yes.has_value()) + static_cast<int>(contract.no.has_value());
}

int AsksOf(const std::vector<Contract>& contracts) {
  int count = 0;
  for (const Contract& contract : contracts) count += AsksOf(contract);
  return count;
}

absl::Status ReadEvent(const Value& value, Event& event) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view ticker, value.Text("event_ticker"));
  OVERROUND_ASSIGN_OR_RETURN(const auto series, value.OptionalText("series_ticker"));
  OVERROUND_ASSIGN_OR_RETURN(const auto title, value.OptionalText("title"));
  if (ticker.empty()) return value.Refuse("an empty event_ticker", "a ticker");
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(ticker, absl::MaxSplits('-', 1));
  event.sheet.event_ticker = std::string(ticker);
  event.sheet.series_ticker = std::string(series.value_or(parts.first));
  event.title = std::string(title.value_or(""));
  return absl::OkStatus();
}

// The markets that trade. Settled events come without any.
absl::Status ReadContracts(const Value& value, Event& event, EventsPage& page) {
  const std::optional<Value> markets = value.Find("markets");
  if (!markets || markets->is_null()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const Elements elements, markets->Array());
  for (const Value element : elements) {
    absl::StatusOr<Contract> contract = ReadContract(element);
    if (!contract.ok()) {
      page.is_whole = false;
      Refuse(Refusal::kMalformed, std::string(contract.status().message()), 1, page);
    } else if (contract->status != MarketStatus::kActive) {
      const int asks = AsksOf(*contract);
      if (asks > 0) Refuse(Refusal::kNotOpen, contract->ticker, asks, page);
      contract->yes.reset();
      contract->no.reset();
      event.contracts.push_back(*std::move(contract));
    } else {
      event.contracts.push_back(*std::move(contract));
    }
  }
  return absl::OkStatus();
}

// Equal odds: the team's own market.
std::optional<Ask> Cheaper(const std::optional<Ask>& own, const std::optional<Ask>& other) {
  if (!own || !other) return own ? own : other;
  return other->odds > own->odds ? other : own;
}

void TakeWinner(Event& event, EventsPage& page) {
  const std::vector<Contract>& sides = event.contracts;
  if (sides.size() != 2 || sides[0].yes_title == sides[1].yes_title || sides[0].yes_title.empty() ||
      sides[1].yes_title.empty()) {
    page.is_whole = false;
    Refuse(Refusal::kWrongOutcomes,
           absl::StrCat(event.sheet.event_ticker, ": ", sides.size(),
                        " markets, want one for each of two teams"),
           AsksOf(sides), page);
    return;
  }
  event.sheet.teams = {{sides[0].yes_title, Cheaper(sides[0].yes, sides[1].no), sides[0].ticker},
                       {sides[1].yes_title, Cheaper(sides[1].yes, sides[0].no), sides[1].ticker}};
  page.prices_read += event.sheet.PricesKept();
  page.events.push_back(std::move(event.sheet));
}

// "Anthony Kay: 2+" above 1.5.
absl::StatusOr<MarketKey> PropOf(const Contract& contract, absl::string_view statistic) {
  const std::pair<absl::string_view, absl::string_view> title =
      absl::StrSplit(absl::string_view(contract.yes_title), absl::MaxSplits(": ", 1));
  if (!contract.floor_strike || title.second.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(contract.ticker, ": ", contract.yes_title, ", want a player and a floor"));
  }
  MarketKey market;
  market.kind = MarketKind::kProp;
  market.statistic = std::string(statistic);
  OVERROUND_ASSIGN_OR_RETURN(market.subject, PlayerSubject(title.first));
  OVERROUND_ASSIGN_OR_RETURN(market.line_quarters, ParseLineQuarters(*contract.floor_strike));
  OVERROUND_RETURN_IF_ERROR(market.Validate());
  return market;
}

void AddSide(const MarketKey& market, Side side, const std::optional<Ask>& ask, EventSheet& sheet) {
  if (!ask) return;
  sheet.props.push_back(
      {market, side, ask->odds, ask->text, QuoteFormat::kProbability, false, std::nullopt, true});
}

void TakeProps(absl::string_view statistic, Event& event, EventsPage& page) {
  // "Chicago WS vs Detroit: Strikeouts"
  const std::pair<absl::string_view, absl::string_view> title =
      absl::StrSplit(absl::string_view(event.title), absl::MaxSplits(": ", 1));
  const std::vector<std::string> teams = absl::StrSplit(title.first, " vs ");
  if (teams.size() != 2 || teams[0].empty() || teams[1].empty() || teams[0] == teams[1]) {
    page.is_whole = false;
    Refuse(Refusal::kMalformed,
           absl::StrCat(event.sheet.event_ticker, ".title: ", event.title, ", want two teams"),
           AsksOf(event.contracts), page);
    return;
  }
  event.sheet.teams = {{teams[0], std::nullopt}, {teams[1], std::nullopt}};
  std::set<MarketKey> seen;
  for (const Contract& contract : event.contracts) {
    const absl::StatusOr<MarketKey> market = PropOf(contract, statistic);
    if (!market.ok()) {
      page.is_whole = false;
      Refuse(Refusal::kMalformed, std::string(market.status().message()), AsksOf(contract), page);
    } else if (!seen.insert(*market).second) {
      page.is_whole = false;
      Refuse(Refusal::kDuplicate, contract.ticker, AsksOf(contract), page);
    } else {
      AddSide(*market, Side::kOver, contract.yes, event.sheet);
      AddSide(*market, Side::kUnder, contract.no, event.sheet);
    }
  }
  page.prices_read += event.sheet.PricesKept();
  page.events.push_back(std::move(event.sheet));
}

void TakeEvent(const Value& value, EventsPage& page) {
  Event event;
  absl::Status read = ReadEvent(value, event);
  if (read.ok()) read = ReadContracts(value, event, page);
  if (!read.ok()) {
    page.is_whole = false;
    Refuse(Refusal::kMalformed, std::string(read.message()), AsksOf(event.contracts), page);
    return;
  }
  // Nobody can say when an event without a market is over.
  if (event.contracts.empty()) return;
  event.sheet.end =
      std::min_element(event.contracts.begin(), event.contracts.end(),
                       [](const Contract& a, const Contract& b) { return a.end < b.end; })
          ->end;
  const std::optional<absl::string_view> statistic = StatisticOf(event.sheet.series_ticker);
  if (statistic) {
    TakeProps(*statistic, event, page);
  } else if (IsAboutWinner(event.sheet.series_ticker)) {
    TakeWinner(event, page);
  } else {
    Refuse(Refusal::kUnknownMarket,
           absl::StrCat(event.sheet.series_ticker, ", want a known series"),
           AsksOf(event.contracts), page);
  }
}

}  // namespace

std::optional<absl::string_view> StatisticOf(absl::string_view series) {
  static constexpr std::pair<absl::string_view, absl::string_view> kCounted[] = {
      {"KXMLBKS", "pitcher_strikeouts"},
      {"KXMLBTB", "batter_total_bases"},
      {"KXMLBHIT", "batter_hits"},
      {"KXMLBHR", "batter_home_runs"}};
  for (const auto& [name, statistic] : kCounted) {
    if (name == series) return statistic;
  }
  return std::nullopt;
}

int EventSheet::PricesKept() const {
  int count = static_cast<int>(props.size());
  for (const TeamPrice& team : teams) count += static_cast<int>(team.ask.has_value());
  return count;
}

int EventsPage::PricesKept() const {
  int count = 0;
  for (const EventSheet& event : events) count += event.PricesKept();
  return count;
}

int EventsPage::PricesRefused() const {
  int count = 0;
  for (const Refused& each : refused) count += each.count;
  return count;
}

absl::StatusOr<EventsPage> ParseEvents(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  EventsPage page;
  OVERROUND_ASSIGN_OR_RETURN(page.cursor, ReadCursor(document.root()));
  OVERROUND_ASSIGN_OR_RETURN(const Elements events, document.root().Array("events"));
  for (const Value event : events) TakeEvent(event, page);
  return page;
}

}  // namespace overround::collector::kalshi
