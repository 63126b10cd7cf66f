#pragma once

#include <string>

#include "overround/collector/v1/events.pb.h"
#include "overround/collector/v1/injury.pb.h"
#include "overround/collector/v1/order_book.pb.h"
#include "overround/collector/v1/player.pb.h"
#include "overround/collector/v1/season.pb.h"
#include "overround/collector/v1/statistics.pb.h"
#include "overround/collector/v1/venue.pb.h"
#include "services/collector/convert.h"
#include "services/collector/injuries/injury.h"
#include "services/collector/order_books/order_book.h"
#include "services/collector/rosters/roster.h"
#include "services/collector/statistics/statistics_facts.h"

// The facts around games as messages.
namespace overround::collector {

std::string PlayerName(const PlayerId& id);
std::string TeamName(const TeamId& id);

pb::SeasonType ToProto(SeasonPart part);
pb::Player ToProto(const Player& player);
pb::Venue ToProto(const Venue& venue);
pb::Season ToProto(const Season& season);
pb::Injury ToProto(const Injury& injury);
pb::TeamStatistics ToProto(const TeamStatistics& team);
pb::BoxScoreLine ToProto(const BoxLine& line);
// Of both sides, or of the one that is wanted.
pb::OrderBook ToProto(const OrderBook& book, std::optional<Side> wanted);

}  // namespace overround::collector
