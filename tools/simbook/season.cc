#include "tools/simbook/season.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "tools/simbook/book.h"
#include "tools/simbook/wire.h"

namespace overround::simbook {
namespace {

constexpr std::array<const char*, 2> kSeasonBooks = {"harborline", "goldcrest"};
constexpr absl::Duration kCloseBefore = absl::Seconds(1);
// A book may be suspended at the very moment: then what it showed a little earlier is its price.
constexpr absl::Duration kSearchStep = absl::Seconds(10);
constexpr int kSearchSteps = 30;

const Outcome* FindOutcome(const Market* market, Side side) {
  if (market == nullptr) return nullptr;
  for (const Outcome& outcome : market->outcomes) {
    if (outcome.side == side) return &outcome;
  }
  return nullptr;
}

const Market* FindMarket(const std::optional<Offer>& offer, absl::string_view key) {
  if (!offer) return nullptr;
  for (const Market& market : offer->markets) {
    if (market.key == key) return &market;
  }
  return nullptr;
}

void AppendPrice(std::string& row, const Outcome* outcome) {
  row.push_back(',');
  if (outcome != nullptr) absl::StrAppend(&row, DecimalText(outcome->decimal_hundredths));
}

void AppendLine(std::string& row, const Outcome* outcome) {
  row.push_back(',');
  if (outcome != nullptr) absl::StrAppend(&row, PointText(*outcome->point_quarters));
}

void AppendOffer(std::string& row, const std::optional<Offer>& offer) {
  const Market* winner = FindMarket(offer, "h2h");
  const Market* spreads = FindMarket(offer, "spreads");
  const Market* totals = FindMarket(offer, "totals");
  for (const Side side : {Side::kHome, Side::kDraw, Side::kAway}) {
    AppendPrice(row, FindOutcome(winner, side));
  }
  AppendLine(row, FindOutcome(spreads, Side::kHome));
  AppendPrice(row, FindOutcome(spreads, Side::kHome));
  AppendPrice(row, FindOutcome(spreads, Side::kAway));
  AppendLine(row, FindOutcome(totals, Side::kOver));
  AppendPrice(row, FindOutcome(totals, Side::kOver));
  AppendPrice(row, FindOutcome(totals, Side::kUnder));
}

std::optional<Offer> FirstOffer(const Book& book, const Game& game, absl::Time from,
                                absl::Duration step) {
  for (int i = 0; i < kSearchSteps; ++i) {
    auto offer = OfferOf(book, game, from + step * i);
    if (offer) return offer;
  }
  return std::nullopt;
}

std::string Heading() {
  std::string heading =
      "game_id,sport_key,season,commence_time,end_time,home_team,away_team,home_score,away_score";
  for (const char* book : kSeasonBooks) {
    for (const char* moment : {"open", "close"}) {
      for (const char* column : {"home", "draw", "away", "spread_line", "spread_home",
                                 "spread_away", "total_line", "over", "under"}) {
        absl::StrAppend(&heading, ",", book, "_", moment, "_", column);
      }
    }
  }
  return heading + "\n";
}

}  // namespace

std::string SeasonCsv(const League& league, const Sport& sport, absl::Time now) {
  std::string csv = Heading();
  const std::string season = League::PastSeasonName(now);
  for (const Game& game : league.PastSeason(sport, now)) {
    std::string row = absl::StrCat(game.id, ",", sport.key, ",", season, ",", IsoTime(game.start),
                                   ",", IsoTime(game.end), ",", game.home(), ",", game.away(), ",",
                                   game.final_score.home, ",", game.final_score.away);
    for (const char* key : kSeasonBooks) {
      const Book& book = *FindBook(key);
      AppendOffer(row, FirstOffer(book, game, game.scheduled - book.opens, kSearchStep));
      AppendOffer(row, FirstOffer(book, game, game.start - kCloseBefore, -kSearchStep));
    }
    absl::StrAppend(&csv, row, "\n");
  }
  return csv;
}

}  // namespace overround::simbook
