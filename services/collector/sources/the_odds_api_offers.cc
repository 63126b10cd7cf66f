#include "services/collector/sources/the_odds_api_offers.h"

#include <algorithm>
#include <bitset>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/domain/line.h"
#include "services/collector/sources/player_name.h"
#include "services/collector/sources/the_odds_api_markets.h"
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

std::optional<Side> SideOf(absl::string_view name, MarketKind kind, const EventContext& event) {
  switch (kind) {
    case MarketKind::kTotal:
    case MarketKind::kTeamTotal:
    case MarketKind::kProp:
      if (name == "Over") return Side::kOver;
      if (name == "Under") return Side::kUnder;
      if (kind == MarketKind::kProp && name == "Yes") return Side::kYes;
      if (kind == MarketKind::kProp && name == "No") return Side::kNo;
      return std::nullopt;
    default:
      if (name == event.home) return Side::kHome;
      if (name == event.away) return Side::kAway;
      if (name == "Draw" && kind != MarketKind::kSpread) return Side::kDraw;
      return std::nullopt;
  }
}

bool HasLine(MarketKind kind, Side side) {
  if (kind == MarketKind::kProp) return side == Side::kOver || side == Side::kUnder;
  return kind == MarketKind::kSpread || kind == MarketKind::kTotal ||
         kind == MarketKind::kTeamTotal;
}

// Whose total or whose count, from the description.
Parsed<std::optional<std::string>> ReadSubject(const Value& outcome, MarketKind kind,
                                               const EventContext& event) {
  if (kind != MarketKind::kTeamTotal && kind != MarketKind::kProp) {
    return std::optional<std::string>();
  }
  const absl::StatusOr<absl::string_view> who = outcome.Text("description");
  if (!who.ok()) return who.status();
  if (kind == MarketKind::kProp) {
    const absl::StatusOr<std::string> subject = PlayerSubject(*who);
    if (!subject.ok()) return outcome.Refuse(*who, "a player's name");
    return std::optional<std::string>(*subject);
  }
  if (*who == event.home) return std::optional<std::string>(kHomeSubject);
  if (*who == event.away) return std::optional<std::string>(kAwaySubject);
  return Fault{Refusal::kUnknownOutcome,
               absl::StrCat(outcome.Path(), ".description: ", *who, ", want a team of the game")};
}

Parsed<int32_t> ReadLine(const Value& outcome, MarketKind kind, Side side) {
  const absl::StatusOr<absl::string_view> point = outcome.NumberText("point");
  if (!point.ok()) return point.status();
  const absl::StatusOr<int32_t> line = ParseLineQuarters(*point);
  const int32_t line_min = kind == MarketKind::kProp ? 0 : 1;
  if (!line.ok() || (kind != MarketKind::kSpread && *line < line_min)) {
    return Fault{Refusal::kImpossibleLine,
                 absl::StrCat(outcome.Path(), ".point: ", *point, ", want a line in quarters")};
  }
  return side == Side::kAway ? -*line : *line;
}

Parsed<Offer> ReadOutcome(const Value& value, const MarketName& name, const EventContext& event) {
  const absl::StatusOr<absl::string_view> told = value.Text("name");
  if (!told.ok()) return told.status();
  const std::optional<Side> side = SideOf(*told, name.kind, event);
  if (!side || (name.is_draw_no_bet && *side == Side::kDraw)) {
    return Fault{Refusal::kUnknownOutcome,
                 absl::StrCat(value.Path(), ".name: ", *told, ", want a side of the game")};
  }
  const absl::StatusOr<absl::string_view> price = value.NumberText("price");
  if (!price.ok()) return price.status();
  const absl::StatusOr<Odds> odds = event.format == QuoteFormat::kAmerican
                                        ? Odds::ParseAmerican(*price)
                                        : Odds::ParseDecimal(*price);
  if (!odds.ok()) {
    return Fault{Refusal::kImpossiblePrice,
                 absl::StrCat(value.Path(), ".price: ", odds.status().message())};
  }
  Offer offer{PlainMarket(name, event.period),
              *side,
              *odds,
              std::string(*price),
              event.format,
              name.lay,
              std::nullopt,
              name.is_alternate};
  Parsed<std::optional<std::string>> subject = ReadSubject(value, name.kind, event);
  if (!subject.value) return subject.fault;
  offer.market.subject = *std::move(subject.value);
  if (HasLine(name.kind, *side)) {
    const Parsed<int32_t> line = ReadLine(value, name.kind, *side);
    if (!line.value) return line.fault;
    offer.market.line_quarters = *line.value;
  }
  if (const absl::Status valid = offer.market.Validate(); !valid.ok()) return valid;
  return offer;
}

// A draw that is offered makes a moneyline three-way, and says that extra time does not count.
void MakeThreeWay(const MarketName& name, std::vector<Offer>& offers) {
  MarketName three_way = name;
  three_way.kind = MarketKind::kThreeWay;
  const MarketKey market = PlainMarket(three_way, Period::kRegulation);
  for (Offer& offer : offers) offer.market = market;
}

// Each side of one market once, and agreeing about the line.
std::optional<Fault> JudgeSides(const Value& value, const MarketName& name,
                                const EventContext& event, const std::vector<Offer>& offers) {
  std::bitset<8> sides;
  for (const Offer& offer : offers) sides.set(static_cast<size_t>(offer.side));
  // A soccer moneyline of two outcomes is not one we can settle: nobody said what a draw does.
  const bool drawless = name.kind == MarketKind::kMoneyline && !name.is_draw_no_bet &&
                        event.period == Period::kRegulation &&
                        !sides.test(static_cast<size_t>(Side::kDraw));
  if (drawless || offers.empty() || sides.count() != offers.size() ||
      sides.count() != SidesOf(offers.front().market).size()) {
    return Fault{Refusal::kWrongOutcomes,
                 absl::StrCat(value.Path(), ".outcomes: ", offers.size(),
                              " outcomes, want each side of the market once")};
  }
  for (const Offer& offer : offers) {
    if (offer.market == offers.front().market) continue;
    return Fault{Refusal::kImpossibleLine,
                 absl::StrCat(value.Path(), ".outcomes: ", offer.market.ToString(), " and ",
                              offers.front().market.ToString(), ", want one line")};
  }
  return std::nullopt;
}

// Team totals come with both teams in one market: each is a market of its own.
std::vector<std::vector<Offer>> BySubject(std::vector<Offer> offers) {
  std::vector<std::vector<Offer>> groups;
  if (offers.empty() || !offers.front().market.subject) {
    groups.push_back(std::move(offers));
    return groups;
  }
  for (Offer& offer : offers) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& each) {
      return each.front().market.subject == offer.market.subject;
    });
    if (group == groups.end()) {
      groups.push_back({std::move(offer)});
    } else {
      group->push_back(std::move(offer));
    }
  }
  return groups;
}

void Refuse(Fault fault, int prices, MarketReading& reading) {
  reading.refused.push_back({fault.reason, std::move(fault.detail), prices});
}

// Each outcome by itself; the first of equal ones counts.
void ReadLadder(const Elements& outcomes, const MarketName& name, const EventContext& event,
                MarketReading& reading) {
  std::set<std::pair<MarketKey, Side>> seen;
  for (const Value outcome : outcomes) {
    Parsed<Offer> offer = ReadOutcome(outcome, name, event);
    if (!offer.value) {
      Refuse(std::move(offer.fault), 1, reading);
    } else if (!seen.insert({offer.value->market, offer.value->side}).second) {
      Refuse({Refusal::kDuplicate, absl::StrCat(outcome.Path(), ": again, want it once")}, 1,
             reading);
    } else {
      reading.offers.push_back(*std::move(offer.value));
    }
  }
}

void ReadWhole(const Value& value, const Elements& outcomes, const MarketName& name,
               const EventContext& event, MarketReading& reading) {
  std::vector<Offer> offers;
  offers.reserve(outcomes.size());
  for (const Value outcome : outcomes) {
    Parsed<Offer> offer = ReadOutcome(outcome, name, event);
    if (!offer.value) {
      return Refuse(std::move(offer.fault), static_cast<int>(outcomes.size()), reading);
    }
    offers.push_back(*std::move(offer.value));
  }
  const bool has_draw = std::any_of(offers.begin(), offers.end(),
                                    [](const Offer& each) { return each.side == Side::kDraw; });
  if (has_draw) MakeThreeWay(name, offers);
  std::vector<std::vector<Offer>> groups = BySubject(std::move(offers));
  for (std::vector<Offer>& group : groups) {
    if (std::optional<Fault> fault = JudgeSides(value, name, event, group)) {
      Refuse(*std::move(fault), static_cast<int>(group.size()), reading);
    } else {
      std::move(group.begin(), group.end(), std::back_inserter(reading.offers));
    }
  }
}

}  // namespace

int PricesOfMarket(const Value& market) {
  const std::optional<Value> outcomes = market.Find("outcomes");
  return outcomes && outcomes->kind() == json::Kind::kArray
             ? static_cast<int>(outcomes->Array()->size())
             : 0;
}

MarketReading ReadMarket(const Value& value, const EventContext& event,
                         std::optional<absl::Time> book_time) {
  MarketReading reading;
  const auto refuse = [&](Refusal reason, absl::string_view detail) {
    Refuse({reason, std::string(detail)}, PricesOfMarket(value), reading);
    return reading;
  };
  const absl::StatusOr<absl::string_view> key = value.Text("key");
  if (!key.ok()) return refuse(Refusal::kMalformed, key.status().message());
  const std::optional<MarketName> name = ReadMarketName(*key);
  if (!name) {
    const Refusal reason =
        absl::StartsWith(*key, "outrights") ? Refusal::kOutright : Refusal::kUnknownMarket;
    return refuse(reason, absl::StrCat(value.Path(), ".key: ", *key, ", want a market of a game"));
  }
  reading.is_ladder = name->IsLadder();
  const absl::StatusOr<std::optional<absl::Time>> own_time = ReadOptionalTime(value, "last_update");
  if (!own_time.ok()) return refuse(Refusal::kMalformed, own_time.status().message());
  const absl::StatusOr<Elements> outcomes = value.Array("outcomes");
  if (!outcomes.ok()) return refuse(Refusal::kMalformed, outcomes.status().message());
  if (reading.is_ladder) {
    ReadLadder(*outcomes, *name, event, reading);
  } else {
    ReadWhole(value, *outcomes, *name, event, reading);
  }
  for (Offer& offer : reading.offers) {
    offer.provider_time = own_time->has_value() ? *own_time : book_time;
  }
  return reading;
}

}  // namespace overround::collector::the_odds_api
