#include "services/collector/sources/the_odds_api_requests.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

namespace overround::collector::the_odds_api {
namespace {

constexpr int64_t kBooksOfARegion = 10;
constexpr int64_t kHistoricalFactor = 10;

std::string SportPath(absl::string_view sport) { return absl::StrCat("/v4/sports/", sport); }

std::string HistoricalPath(absl::string_view sport) {
  return absl::StrCat("/v4/historical/sports/", sport);
}

std::string Parameters(const Wanted& wanted) {
  const std::string whose =
      wanted.bookmakers.empty()
          ? absl::StrCat("regions=", absl::StrJoin(wanted.regions, ","))
          : absl::StrCat("bookmakers=", absl::StrJoin(wanted.bookmakers, ","));
  return absl::StrCat("?", whose, "&markets=", absl::StrJoin(wanted.markets, ","), "&oddsFormat=",
                      wanted.format == QuoteFormat::kDecimal ? "decimal" : "american",
                      "&dateFormat=iso");
}

int64_t CostOf(const Wanted& wanted) {
  const auto books = static_cast<int64_t>(wanted.bookmakers.size());
  const auto regions = books > 0 ? (books + kBooksOfARegion - 1) / kBooksOfARegion
                                 : static_cast<int64_t>(wanted.regions.size());
  return regions * static_cast<int64_t>(wanted.markets.size());
}

std::string DateText(absl::Time at) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", at, absl::UTCTimeZone());
}

}  // namespace

Query SportsQuery() { return {"/v4/sports", 0}; }

Query EventsQuery(absl::string_view sport) {
  return {absl::StrCat(SportPath(sport), "/events?dateFormat=iso"), 0};
}

Query OddsQuery(absl::string_view sport, const Wanted& wanted) {
  return {absl::StrCat(SportPath(sport), "/odds", Parameters(wanted)), CostOf(wanted)};
}

Query EventOddsQuery(absl::string_view sport, absl::string_view event, const Wanted& wanted) {
  return {absl::StrCat(SportPath(sport), "/events/", event, "/odds", Parameters(wanted)),
          CostOf(wanted)};
}

Query HistoricalEventsQuery(absl::string_view sport, absl::Time at) {
  return {absl::StrCat(HistoricalPath(sport), "/events?dateFormat=iso&date=", DateText(at)), 1};
}

Query HistoricalOddsQuery(absl::string_view sport, const Wanted& wanted, absl::Time at) {
  return {absl::StrCat(HistoricalPath(sport), "/odds", Parameters(wanted), "&date=", DateText(at)),
          kHistoricalFactor * CostOf(wanted)};
}

Query HistoricalEventOddsQuery(absl::string_view sport, absl::string_view event,
                               const Wanted& wanted, absl::Time at) {
  return {absl::StrCat(HistoricalPath(sport), "/events/", event, "/odds", Parameters(wanted),
                       "&date=", DateText(at)),
          kHistoricalFactor * CostOf(wanted)};
}

}  // namespace overround::collector::the_odds_api
