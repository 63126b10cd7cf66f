#include "libs/wire/market_wire.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/enum_wire.h"
#include "libs/wire/field.h"
#include "libs/wire/resource_name.h"

namespace overround::wire {
namespace {

using Wire = common::v1::MarketKey;

constexpr EnumTable<MarketKind, Wire::Kind, 6> kKinds = {{
    {MarketKind::kMoneyline, Wire::KIND_MONEYLINE},
    {MarketKind::kThreeWay, Wire::KIND_THREE_WAY},
    {MarketKind::kSpread, Wire::KIND_SPREAD},
    {MarketKind::kTotal, Wire::KIND_TOTAL},
    {MarketKind::kTeamTotal, Wire::KIND_TEAM_TOTAL},
    {MarketKind::kProp, Wire::KIND_PROP},
}};

constexpr EnumTable<Period, Wire::Period, 14> kPeriods = {{
    {Period::kFullGame, Wire::PERIOD_FULL_GAME},
    {Period::kRegulation, Wire::PERIOD_REGULATION},
    {Period::kFirstHalf, Wire::PERIOD_FIRST_HALF},
    {Period::kSecondHalf, Wire::PERIOD_SECOND_HALF},
    {Period::kFirstQuarter, Wire::PERIOD_FIRST_QUARTER},
    {Period::kSecondQuarter, Wire::PERIOD_SECOND_QUARTER},
    {Period::kThirdQuarter, Wire::PERIOD_THIRD_QUARTER},
    {Period::kFourthQuarter, Wire::PERIOD_FOURTH_QUARTER},
    {Period::kFirstPeriod, Wire::PERIOD_FIRST_PERIOD},
    {Period::kSecondPeriod, Wire::PERIOD_SECOND_PERIOD},
    {Period::kThirdPeriod, Wire::PERIOD_THIRD_PERIOD},
    {Period::kFirstFiveInnings, Wire::PERIOD_FIRST_FIVE_INNINGS},
    {Period::kFirstInning, Wire::PERIOD_FIRST_INNING},
    {Period::kFirstSet, Wire::PERIOD_FIRST_SET},
}};

constexpr EnumTable<OvertimeRule, Wire::OvertimeRule, 2> kRules = {{
    {OvertimeRule::kIncluded, Wire::OVERTIME_RULE_INCLUDED},
    {OvertimeRule::kExcluded, Wire::OVERTIME_RULE_EXCLUDED},
}};

constexpr EnumTable<Side, common::v1::Side, 7> kSides = {{
    {Side::kHome, common::v1::SIDE_HOME},
    {Side::kAway, common::v1::SIDE_AWAY},
    {Side::kDraw, common::v1::SIDE_DRAW},
    {Side::kOver, common::v1::SIDE_OVER},
    {Side::kUnder, common::v1::SIDE_UNDER},
    {Side::kYes, common::v1::SIDE_YES},
    {Side::kNo, common::v1::SIDE_NO},
}};

}  // namespace

absl::StatusOr<MarketKind> FromProto(Wire::Kind kind, absl::string_view field) {
  return FromTable(kKinds, kind, Wire::Kind_Name(kind), field);
}

absl::StatusOr<Period> FromProto(Wire::Period period, absl::string_view field) {
  return FromTable(kPeriods, period, Wire::Period_Name(period), field);
}

absl::StatusOr<OvertimeRule> FromProto(Wire::OvertimeRule rule, absl::string_view field) {
  return FromTable(kRules, rule, Wire::OvertimeRule_Name(rule), field);
}

absl::StatusOr<Side> FromProto(common::v1::Side side, absl::string_view field) {
  return FromTable(kSides, side, common::v1::Side_Name(side), field);
}

absl::StatusOr<MarketKey> FromProto(const Wire& message, absl::string_view field) {
  MarketKey market;
  OVERROUND_ASSIGN_OR_RETURN(market.kind, FromProto(message.kind(), absl::StrCat(field, ".kind")));
  OVERROUND_ASSIGN_OR_RETURN(market.period,
                             FromProto(message.period(), absl::StrCat(field, ".period")));
  OVERROUND_ASSIGN_OR_RETURN(
      market.overtime, FromProto(message.overtime_rule(), absl::StrCat(field, ".overtime_rule")));
  if (message.has_subject()) market.subject = message.subject();
  if (message.has_statistic()) market.statistic = message.statistic();
  if (message.has_line_quarters()) market.line_quarters = message.line_quarters();
  if (const absl::Status valid = market.Validate(); !valid.ok()) return Below(field, valid);
  return market;
}

absl::StatusOr<Selection> FromProto(const common::v1::Selection& message, absl::string_view field) {
  Selection selection;
  OVERROUND_ASSIGN_OR_RETURN(
      selection.game, IdFromName<GameId>(message.game(), "games", absl::StrCat(field, ".game")));
  OVERROUND_ASSIGN_OR_RETURN(selection.market,
                             FromProto(message.market(), absl::StrCat(field, ".market")));
  OVERROUND_ASSIGN_OR_RETURN(selection.side,
                             FromProto(message.side(), absl::StrCat(field, ".side")));
  if (const absl::Status valid = selection.Validate(); !valid.ok()) return Below(field, valid);
  return selection;
}

Wire::Kind ToProto(MarketKind kind) { return ToTable(kKinds, kind); }
Wire::Period ToProto(Period period) { return ToTable(kPeriods, period); }
Wire::OvertimeRule ToProto(OvertimeRule rule) { return ToTable(kRules, rule); }
common::v1::Side ToProto(Side side) { return ToTable(kSides, side); }

Wire ToProto(const MarketKey& market) {
  Wire message;
  message.set_kind(ToProto(market.kind));
  message.set_period(ToProto(market.period));
  message.set_overtime_rule(ToProto(market.overtime));
  if (market.subject) message.set_subject(*market.subject);
  if (market.statistic) message.set_statistic(*market.statistic);
  if (market.line_quarters) message.set_line_quarters(*market.line_quarters);
  return message;
}

common::v1::Selection ToProto(const Selection& selection) {
  common::v1::Selection message;
  message.set_game(ResourceName("games", selection.game.ToString()));
  *message.mutable_market() = ToProto(selection.market);
  message.set_side(ToProto(selection.side));
  return message;
}

}  // namespace overround::wire
