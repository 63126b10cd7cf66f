#include "tools/simbook/wire.h"

#include <algorithm>
#include <cstdlib>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace overround::simbook {
namespace {

void WriteTime(json::Writer& writer, absl::Time time, DateFormat format) {
  if (format == DateFormat::kUnix) {
    writer.Int64(absl::ToUnixSeconds(time));
  } else {
    writer.Text(IsoTime(time));
  }
}

absl::string_view NameOf(const Game& game, Side side) {
  switch (side) {
    case Side::kHome:
      return game.home();
    case Side::kAway:
      return game.away();
    case Side::kDraw:
      return "Draw";
    case Side::kOver:
      return "Over";
    case Side::kUnder:
      return "Under";
  }
  return "";
}

void WriteOutcome(json::Writer& writer, const Game& game, const Outcome& outcome,
                  OddsFormat format) {
  writer.BeginObject().Key("name").Text(NameOf(game, outcome.side));
  if (!outcome.player.empty()) writer.Key("description").Text(outcome.player);
  writer.Key("price");
  if (format == OddsFormat::kAmerican) {
    writer.Int64(outcome.american);
  } else {
    writer.Number(DecimalText(outcome.decimal_hundredths));
  }
  if (outcome.point_quarters) writer.Key("point").Number(PointText(*outcome.point_quarters));
  writer.EndObject();
}

// An exchange's lay side comes with its h2h, unasked.
bool IsAsked(const OddsQuery& query, const Market& market) {
  const absl::string_view key = market.key == "h2h_lay" ? "h2h" : absl::string_view(market.key);
  return std::find(query.markets.begin(), query.markets.end(), key) != query.markets.end();
}

void WriteOffer(json::Writer& writer, const Game& game, const Offer& offer, const OddsQuery& query,
                bool per_event) {
  writer.BeginObject().Key("key").Text(offer.book->key).Key("title").Text(offer.book->title);
  if (!per_event) {
    writer.Key("last_update");
    WriteTime(writer, offer.last_update, query.date_format);
  }
  writer.Key("markets").BeginArray();
  for (const Market& market : offer.markets) {
    if (!IsAsked(query, market)) continue;
    writer.BeginObject().Key("key").Text(market.key).Key("last_update");
    WriteTime(writer, offer.last_update, query.date_format);
    writer.Key("outcomes").BeginArray();
    for (const Outcome& outcome : market.outcomes) {
      WriteOutcome(writer, game, outcome, query.odds_format);
    }
    writer.EndArray().EndObject();
  }
  writer.EndArray().EndObject();
}

void WriteEventFields(json::Writer& writer, const Game& game, absl::Time now, DateFormat dates) {
  writer.Key("id").Text(game.id);
  writer.Key("sport_key").Text(game.sport->key);
  writer.Key("sport_title").Text(game.sport->title);
  writer.Key("commence_time");
  WriteTime(writer, game.CommenceTimeAt(now), dates);
}

void WriteTeams(json::Writer& writer, const Game& game) {
  writer.Key("home_team").Text(game.home()).Key("away_team").Text(game.away());
}

void WriteSide(json::Writer& writer, absl::string_view team, int points) {
  writer.BeginObject().Key("name").Text(team).Key("score").Text(absl::StrCat(points)).EndObject();
}

}  // namespace

std::string DecimalText(int hundredths) {
  std::string text = absl::StrCat(hundredths / 100);
  const int rest = hundredths % 100;
  if (rest == 0) return text;
  absl::StrAppend(&text, ".", rest / 10);
  if (rest % 10 != 0) absl::StrAppend(&text, rest % 10);
  return text;
}

std::string PointText(int quarters) {
  constexpr const char* kFractions[] = {".0", ".25", ".5", ".75"};
  const int size = std::abs(quarters);
  return absl::StrCat(quarters < 0 ? "-" : "", size / 4, kFractions[size % 4]);
}

std::string IsoTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

void WriteSports(json::Writer& writer) {
  writer.BeginArray();
  for (const Sport& sport : Sports()) {
    writer.BeginObject().Key("key").Text(sport.key).Key("group").Text(sport.group);
    writer.Key("title").Text(sport.title).Key("description").Text(sport.description);
    writer.Key("active").Bool(true).Key("has_outrights").Bool(false).EndObject();
  }
  writer.EndArray();
}

void WriteEvent(json::Writer& writer, const Game& game, absl::Time now, DateFormat dates) {
  writer.BeginObject();
  WriteEventFields(writer, game, now, dates);
  WriteTeams(writer, game);
  writer.EndObject();
}

void WriteEventOdds(json::Writer& writer, const Game& game, absl::Time now, const OddsQuery& query,
                    bool per_event) {
  writer.BeginObject();
  WriteEventFields(writer, game, now, query.date_format);
  WriteTeams(writer, game);
  writer.Key("bookmakers").BeginArray();
  const Draw order = game.draw.For("books");
  for (const int at : order.Permutation(static_cast<int>(query.books.size()))) {
    const auto offer = OfferOf(*query.books[static_cast<size_t>(at)], game, now, query.roster);
    if (!offer) continue;
    const auto asked = [&](const Market& market) { return IsAsked(query, market); };
    if (std::none_of(offer->markets.begin(), offer->markets.end(), asked)) continue;
    WriteOffer(writer, game, *offer, query, per_event);
  }
  writer.EndArray().EndObject();
}

void WriteScore(json::Writer& writer, const Game& game, absl::Time now, DateFormat dates) {
  const Game::Phase phase = game.PhaseAt(now);
  writer.BeginObject();
  WriteEventFields(writer, game, now, dates);
  writer.Key("completed").Bool(phase == Game::Phase::kOver);
  WriteTeams(writer, game);
  if (phase == Game::Phase::kUpcoming) {
    writer.Key("scores").Null().Key("last_update").Null().EndObject();
    return;
  }
  const absl::Time updated =
      phase == Game::Phase::kOver
          ? game.end
          : absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), absl::Seconds(5));
  const Score score = game.ScoreAt(updated);
  writer.Key("scores").BeginArray();
  WriteSide(writer, game.home(), score.home);
  WriteSide(writer, game.away(), score.away);
  writer.EndArray().Key("last_update");
  WriteTime(writer, std::max(updated, game.start), dates);
  writer.EndObject();
}

void WriteTruth(json::Writer& writer, const Game& game, absl::Time now) {
  const ScoreLaw law = game.TruthAt(now);
  writer.BeginObject();
  WriteEventFields(writer, game, now, DateFormat::kIso);
  WriteTeams(writer, game);
  writer.Key("home").Double(law.home()).Key("draw").Double(law.draw());
  writer.Key("away").Double(law.away());
  writer.Key("mean_margin").Double(law.mean_margin());
  writer.Key("mean_total").Double(law.mean_total());
  const auto to_come = std::count_if(game.news.begin(), game.news.end(),
                                     [&](const News& news) { return news.when > now; });
  writer.Key("news_to_come").Int64(to_come).EndObject();
}

}  // namespace overround::simbook
