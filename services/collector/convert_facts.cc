#include "services/collector/convert_facts.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/wire/market_wire.h"
#include "libs/wire/time_wire.h"
#include "services/collector/quotes/quote.h"
#include "services/collector/sources/kalshi_price.h"

namespace overround::collector {
namespace {

pb::Statistic ToProto(const Statistic& statistic) {
  pb::Statistic message;
  message.set_name(statistic.name);
  message.set_value(statistic.value);
  if (const auto number = NumberOf(statistic)) message.set_number(*number);
  message.set_per_game(statistic.per_game);
  if (statistic.rank) message.set_rank(*statistic.rank);
  return message;
}

std::string SportName(const std::string& key) { return absl::StrCat("sports/", key); }

// Kalshi writes a price as dollars with four decimals, and up to six where it has to.
pb::OrderBookSide SideToProto(const OrderBook& book, Side side) {
  constexpr int kDollarScale = 6;
  pb::OrderBookSide message;
  *message.mutable_selection() = wire::ToProto(Selection{book.game, FullGameMoneyline(), side});
  int64_t cumulative = 0;
  for (const OrderBookLevel& level : side == Side::kHome ? book.home : book.away) {
    cumulative += level.count_hundredths;
    pb::OrderBookLevel& out = *message.add_levels();
    *out.mutable_odds() = ToProto(level.odds(), kalshi::DollarsText(level.price_millionths),
                                  QuoteFormat::kProbability);
    out.mutable_price()->set_minor_units(level.price_millionths);
    out.mutable_price()->set_scale(kDollarScale);
    out.mutable_price()->set_currency_code("USD");
    out.set_count_hundredths(level.count_hundredths);
    out.set_cumulative_count_hundredths(cumulative);
  }
  return message;
}

}  // namespace

std::string PlayerName(const PlayerId& id) { return absl::StrCat("players/", id.ToString()); }

std::string TeamName(const TeamId& id) { return absl::StrCat("teams/", id.ToString()); }

// Both count alike, the message's after its UNSPECIFIED; so do the states of an injury.
pb::SeasonType ToProto(SeasonPart part) {
  return static_cast<pb::SeasonType>(static_cast<int>(part) + 1);
}

pb::Player ToProto(const Player& player) {
  pb::Player message;
  message.set_name(PlayerName(player.id));
  message.set_sport(SportName(player.sport));
  if (player.team) message.set_team(TeamName(*player.team));
  message.set_display_name(player.display_name);
  message.set_position(player.position);
  message.set_jersey(player.jersey);
  *message.mutable_stamp() = ToProto(player.stamp);
  return message;
}

pb::Venue ToProto(const Venue& venue) {
  pb::Venue message;
  message.set_name(absl::StrCat("venues/", venue.id.ToString()));
  message.set_sport(SportName(venue.sport));
  message.set_display_name(venue.display_name);
  message.set_city(venue.city);
  message.set_region(venue.region);
  if (venue.is_indoor) message.set_indoor(*venue.is_indoor);
  if (venue.is_grass) message.set_grass(*venue.is_grass);
  *message.mutable_stamp() = ToProto(venue.stamp);
  return message;
}

pb::Season ToProto(const Season& season) {
  pb::Season message;
  message.set_name(absl::StrCat("seasons/", season.sport, "-", season.year, "-",
                                absl::AsciiStrToLower(ToString(season.part))));
  message.set_sport(SportName(season.sport));
  message.set_year(season.year);
  message.set_type(ToProto(season.part));
  message.set_display_name(season.display_name);
  if (season.start) *message.mutable_start_time() = wire::ToProto(*season.start);
  if (season.end) *message.mutable_end_time() = wire::ToProto(*season.end);
  *message.mutable_stamp() = ToProto(season.stamp);
  return message;
}

pb::Injury ToProto(const Injury& injury) {
  pb::Injury message;
  message.set_name(absl::StrCat(PlayerName(injury.player), "/injuries/", injury.number));
  message.set_player(PlayerName(injury.player));
  message.set_player_display_name(injury.player_name);
  message.set_sport(SportName(injury.sport));
  message.set_team(TeamName(injury.team));
  message.set_status(static_cast<pb::Injury::Status>(static_cast<int>(injury.state) + 1));
  message.set_status_text(injury.status_text);
  message.set_comment(injury.comment);
  message.set_kind(injury.kind);
  message.set_side(injury.side);
  message.set_detail(injury.detail);
  if (injury.return_day) message.set_return_date(absl::FormatCivilTime(*injury.return_day));
  if (injury.provider_time) {
    *message.mutable_provider_time() = wire::ToProto(*injury.provider_time);
  }
  message.set_source(injury.source);
  *message.mutable_stamp() = ToProto(injury.stamp);
  return message;
}

pb::TeamStatistics ToProto(const TeamStatistics& team) {
  pb::TeamStatistics message;
  message.set_team(TeamName(team.team));
  message.set_sport(SportName(team.sport));
  message.set_season(team.season);
  message.set_season_type(ToProto(team.part));
  message.set_group(team.group);
  message.set_revision(team.revision);
  for (const Statistic& each : team.statistics) *message.add_statistics() = ToProto(each);
  message.set_source(team.source);
  *message.mutable_stamp() = ToProto(team.stamp);
  return message;
}

pb::BoxScoreLine ToProto(const BoxLine& line) {
  pb::BoxScoreLine message;
  message.set_game(GameName(line.game));
  message.set_team(TeamName(line.team));
  if (line.player) message.set_player(PlayerName(*line.player));
  message.set_player_display_name(line.player_name);
  message.set_group(line.group);
  message.set_revision(line.revision);
  message.set_starter(line.is_starter);
  message.set_played(line.did_play);
  message.set_reason(line.reason);
  for (const Statistic& each : line.statistics) *message.add_statistics() = ToProto(each);
  message.set_source(line.source);
  *message.mutable_stamp() = ToProto(line.stamp);
  return message;
}

pb::OrderBook ToProto(const OrderBook& book, std::optional<Side> wanted) {
  pb::OrderBook message;
  message.set_name(
      absl::StrCat(GameName(book.game), "/order-books/", book.stamp.fact_id.ToString()));
  message.set_sportsbook(absl::StrCat("sportsbooks/", book.sportsbook));
  message.set_ticker(book.ticker);
  message.set_contract_side(wire::ToProto(book.contract_side));
  for (const Side side : {Side::kHome, Side::kAway}) {
    if (!wanted || side == *wanted) *message.add_sides() = SideToProto(book, side);
  }
  *message.mutable_stamp() = ToProto(book.stamp);
  if (book.sight_time) *message.mutable_sight_time() = wire::ToProto(*book.sight_time);
  message.set_in_play(book.is_in_play);
  message.set_source(book.source);
  message.set_raw_document(book.raw_document);
  return message;
}

}  // namespace overround::collector
