#include "tools/simbook/kalshi_api.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/strip.h>

#include "libs/json/json.h"
#include "tools/simbook/odds_api.h"
#include "tools/simbook/wire.h"

namespace overround::simbook {
namespace {

constexpr absl::string_view kRoot = "/trade-api/v2/";
constexpr int kLevels = 4;
constexpr int kEventsMax = 200;
// What the crowd learns, it learns later than the sharpest book.
constexpr absl::Duration kLag = absl::Seconds(6);

Answer Error(int status, absl::string_view code, absl::string_view details) {
  json::Writer writer;
  writer.BeginObject().Key("error").BeginObject().Key("code").Text(code);
  writer.Key("message").Text(absl::StrReplaceAll(code, {{"_", " "}}));
  if (!details.empty()) writer.Key("details").Text(details);
  writer.EndObject().EndObject();
  return {.status = status, .body = writer.Take()};
}

std::string SeriesOf(const Sport& sport) {
  return absl::StrCat("KX", absl::AsciiStrToUpper(absl::StrReplaceAll(sport.key, {{"_", ""}})),
                      "GAME");
}

std::string EventTicker(const Game& game) {
  return absl::StrCat(SeriesOf(*game.sport), "-",
                      absl::AsciiStrToUpper(absl::string_view(game.id).substr(0, 12)));
}

// A team's market is named by nothing that tells the team.
std::string MarketTicker(const Game& game, bool is_home) {
  return absl::StrCat(EventTicker(game), is_home ? "-A" : "-B");
}

// The best bids for both sides of one market, in cents; the asks are what they leave of a dollar.
struct Quote {
  int yes_bid;
  int no_bid;
};

// The crowd's probability, half a cent and a draw's width away on either side.
Quote QuoteOf(const Game& game, bool is_home, absl::Time now) {
  const absl::Time seen = now - kLag;
  const ScoreLaw law(*game.sport, game.KnownAt(seen), game.ScoreAt(seen), game.LeftAt(seen));
  const double share = 100 * (law.home() + law.draw() / 2);
  const int64_t minute = absl::ToUnixSeconds(now) / 60;
  const double half = game.draw.For("kalshi").For(minute).Uniform(0.5, 1.5);
  const double fair = is_home ? share : 100 - share;
  const auto bid = [&](double side) {
    return std::clamp(static_cast<int>(std::floor(side - half)), 1, 98);
  };
  return {bid(fair), bid(100 - fair)};
}

std::string Dollars(int cents) { return absl::StrFormat("%d.%02d00", cents / 100, cents % 100); }

// Contracts come in hundredths.
std::string CountAt(const Game& game, bool is_yes, int level) {
  const Draw draw = game.draw.For(is_yes ? "yes" : "no").For(level);
  return absl::StrFormat("%d.%02d", 20 + draw.Below(5000), draw.For("rest").Below(100));
}

void WriteMarket(json::Writer& writer, const Game& game, bool is_home, absl::Time now) {
  const Quote quote = QuoteOf(game, is_home, now);
  const std::string& team = is_home ? game.home() : game.away();
  writer.BeginObject().Key("ticker").Text(MarketTicker(game, is_home));
  writer.Key("event_ticker").Text(EventTicker(game)).Key("market_type").Text("binary");
  writer.Key("title").Text(absl::StrCat("Will ", team, " win?"));
  writer.Key("yes_sub_title").Text(team).Key("no_sub_title").Text(team);
  writer.Key("status").Text("active").Key("result").Text("").Key("strike_type").Text("structured");
  writer.Key("open_time").Text(IsoTime(game.scheduled - kHorizon));
  writer.Key("close_time").Text(IsoTime(game.scheduled + absl::Hours(48)));
  // Near the end, never the start.
  writer.Key("occurrence_datetime").Text(IsoTime(game.scheduled + absl::Minutes(3)));
  writer.Key("expected_expiration_time").Text(IsoTime(game.scheduled + absl::Hours(3)));
  writer.Key("price_level_structure").Text("linear_cent");
  writer.Key("yes_bid_dollars").Text(Dollars(quote.yes_bid));
  writer.Key("yes_ask_dollars").Text(Dollars(100 - quote.no_bid));
  writer.Key("no_bid_dollars").Text(Dollars(quote.no_bid));
  writer.Key("no_ask_dollars").Text(Dollars(100 - quote.yes_bid));
  writer.Key("yes_bid_size_fp").Text(CountAt(game, true, 0));
  writer.Key("yes_ask_size_fp").Text(CountAt(game, false, 0)).EndObject();
}

void WriteEvent(json::Writer& writer, const Game& game, bool with_markets, absl::Time now) {
  writer.BeginObject().Key("event_ticker").Text(EventTicker(game));
  writer.Key("series_ticker").Text(SeriesOf(*game.sport)).Key("category").Text("Sports");
  writer.Key("title").Text(absl::StrCat(game.away(), " vs ", game.home()));
  writer.Key("sub_title").Text("").Key("mutually_exclusive").Bool(true);
  if (with_markets) {
    writer.Key("markets").BeginArray();
    const bool home_first = game.draw.For("first market").Chance(0.5);
    WriteMarket(writer, game, home_first, now);
    WriteMarket(writer, game, !home_first, now);
    writer.EndArray();
  }
  writer.EndObject();
}

// The best bid last, as the real book ascends.
void WriteBids(json::Writer& writer, const Game& game, bool is_yes, int best) {
  writer.BeginArray();
  for (int level = kLevels - 1; level >= 0; --level) {
    if (best - level < 1) continue;
    writer.BeginArray().Text(Dollars(best - level)).Text(CountAt(game, is_yes, level)).EndArray();
  }
  writer.EndArray();
}

void WriteOrderBook(json::Writer& writer, const Game& game, bool is_home, absl::Time now) {
  const Quote quote = QuoteOf(game, is_home, now);
  writer.BeginObject().Key("orderbook_fp").BeginObject().Key("yes_dollars");
  WriteBids(writer, game, true, quote.yes_bid);
  writer.Key("no_dollars");
  WriteBids(writer, game, false, quote.no_bid);
  writer.EndObject().EndObject();
}

bool IsStatus(absl::string_view status) {
  constexpr absl::string_view kKnown[] = {"", "unopened", "open", "paused", "closed", "settled"};
  return std::find(std::begin(kKnown), std::end(kKnown), status) != std::end(kKnown);
}

// "o200" begins at the two hundredth; nothing for a cursor nobody gave.
std::optional<size_t> OffsetOf(absl::string_view cursor) {
  size_t offset = 0;
  if (cursor.empty()) return offset;
  if (!absl::ConsumePrefix(&cursor, "o") || !absl::SimpleAtoi(cursor, &offset)) return std::nullopt;
  return offset;
}

}  // namespace

Answer KalshiApi::Reply(absl::string_view path, const Parameters& parameters,
                        absl::Time now) const {
  if (!absl::ConsumePrefix(&path, kRoot)) return Error(404, "not_found", "");
  if (path == "events") return ListEvents(parameters, now);
  if (!absl::ConsumePrefix(&path, "markets/")) return Error(404, "not_found", "");
  const bool is_order_book = absl::ConsumeSuffix(&path, "/orderbook");
  return Market(path, is_order_book, now);
}

Answer KalshiApi::ListEvents(const Parameters& parameters, absl::Time now) const {
  const std::string status = parameters.Get("status");
  if (!IsStatus(status)) return Error(400, "bad_request", "invalid status filter");
  int limit = 100;
  const std::string asked = parameters.Get("limit");
  const std::optional<size_t> offset = OffsetOf(parameters.Get("cursor"));
  if (!offset ||
      (!asked.empty() && (!absl::SimpleAtoi(asked, &limit) || limit < 1 || limit > kEventsMax))) {
    return Error(400, "bad_request", "invalid limit or cursor");
  }
  const std::string series = parameters.Get("series_ticker");
  std::vector<Game> games;
  for (const Sport& sport : Sports()) {
    // A game that may be drawn has three markets, and nobody here makes them.
    if (sport.draws || (!series.empty() && SeriesOf(sport) != series)) continue;
    if (!status.empty() && status != "open") continue;
    for (Game& game : ListedGames(league_, sport, now)) games.push_back(std::move(game));
  }
  json::Writer writer;
  writer.BeginObject().Key("events").BeginArray();
  const size_t end = std::min(games.size(), *offset + static_cast<size_t>(limit));
  for (size_t i = *offset; i < end; ++i) {
    WriteEvent(writer, games[i], parameters.Get("with_nested_markets") == "true", now);
  }
  writer.EndArray().Key("cursor").Text(end < games.size() ? absl::StrCat("o", end) : "");
  writer.EndObject();
  return {.body = writer.Take()};
}

Answer KalshiApi::Market(absl::string_view ticker, bool is_order_book, absl::Time now) const {
  for (const Sport& sport : Sports()) {
    if (sport.draws || !absl::StartsWith(ticker, SeriesOf(sport))) continue;
    for (const Game& game : ListedGames(league_, sport, now)) {
      for (const bool is_home : {true, false}) {
        if (ticker != MarketTicker(game, is_home)) continue;
        json::Writer writer;
        if (is_order_book) {
          WriteOrderBook(writer, game, is_home, now);
        } else {
          writer.BeginObject().Key("market");
          WriteMarket(writer, game, is_home, now);
          writer.EndObject();
        }
        return {.body = writer.Take()};
      }
    }
  }
  return Error(404, "not_found", "");
}

Answer KalshiApi::Spoil(const Fault& fault, Answer answer) {
  Answer spoiled = OddsApi::Spoil(fault, std::move(answer));
  const auto worded = [&](absl::string_view code) {
    spoiled.body = Error(spoiled.status, code, "").body;
  };
  if (spoiled.status == 401) worded("authentication_error");
  if (spoiled.status == 429) worded("too_many_requests");
  return spoiled;
}

}  // namespace overround::simbook
