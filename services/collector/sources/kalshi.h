#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "services/collector/sources/sheet.h"
#include "services/collector/sources/the_odds_api_answer.h"

// The bodies of Kalshi's trade API v2, parsed: pure functions of the bytes.
//
// A market is a question with two answers; whoever buys one for p dollars is paid one dollar where
// it is right. That is a profit of (1 - p)/p, kept exactly: Kalshi writes at most six decimals, so
// both parts are below a million and fit Odds. A price with more is refused as impossible_price.
namespace overround::collector::kalshi {

inline constexpr char kSource[] = "kalshi";
inline constexpr char kSportsbook[] = "kalshi";

// What a market can be bought at.
struct Ask {
  Odds odds;
  // The price in dollars: "0.5600".
  std::string text;
  // How much is offered there, in hundredths of a contract; nothing where nobody says.
  std::optional<int64_t> count_hundredths;
};

// The `status` of a market. What one asks for with `status=` are other words: see StatusFilter.
enum class MarketStatus : uint8_t {
  kInitialized,
  kInactive,
  kActive,
  kClosed,
  kDetermined,
  kDisputed,
  kAmended,
  kFinalized,
};

// The words of `status=`. Asking for a word of MarketStatus, such as finalized, is answered by 400.
enum class StatusFilter : uint8_t { kUnopened, kOpen, kPaused, kClosed, kSettled };
absl::string_view ToString(StatusFilter filter);
// Whether a market of that status is one asked for.
bool Answers(StatusFilter filter, MarketStatus status);

// One market: "will Cincinnati win?"
struct Contract {
  std::string ticker;
  std::string event_ticker;
  // Whom or what YES is about, in words: "Cincinnati", "Anthony Kay: 2+".
  std::string yes_title;
  MarketStatus status = MarketStatus::kActive;
  // "yes", "no", "void" or "scalar"; empty until it is known.
  std::string result;
  // When what is asked about should be over: near the end of a game, never its start.
  absl::Time end;
  // What it is offered at; nothing where nobody sells.
  std::optional<Ask> yes;
  std::optional<Ask> no;
  // "2+" counts from 1.5.
  std::optional<std::string> floor_strike;
};

// A page of /markets, or the one market of /markets/{ticker}.
struct MarketsPage {
  std::vector<Contract> markets;
  std::vector<Refused> refused;
  int markets_read = 0;
  // Of the next page; empty on the last.
  std::string cursor;
};

// INVALID_ARGUMENT where the body as a whole is no such answer.
absl::StatusOr<MarketsPage> ParseMarkets(std::string body);

// The cheapest way to back a team: YES of its own market or NO of the other's, which pay alike, in
// a tie as well (half a dollar).
struct TeamPrice {
  std::string team;
  std::optional<Ask> ask;
  // Of the team's own market; empty where the event is about players.
  std::string contract_ticker = {};
};

// What a series about players counts; nothing for any other series.
std::optional<absl::string_view> StatisticOf(absl::string_view series);

// A game's winner, or what its players do, as Kalshi asks about it. It tells neither who is at home
// nor when the game starts: only a game that another source has told of can be meant.
struct EventSheet {
  std::string event_ticker;
  std::string series_ticker;
  absl::Time end;
  // The two teams, by the words of their markets or of the title.
  std::vector<TeamPrice> teams;
  // Over and under of players' counts.
  std::vector<Offer> props;

  int PricesKept() const;
};

struct EventsPage {
  std::vector<EventSheet> events;
  std::vector<Refused> refused;
  // Every side that somebody sells. Each is kept or counted in `refused`.
  int prices_read = 0;
  std::string cursor;
  // Nothing was refused but what we do not keep.
  bool is_whole = true;

  int PricesKept() const;
  int PricesRefused() const;
};

// /events?with_nested_markets=true. A fault costs its market, and the event where a team is
// missing. INVALID_ARGUMENT where the body as a whole is no such answer.
absl::StatusOr<EventsPage> ParseEvents(std::string body);

// What both sides can be bought at, the best first.
struct BackPrices {
  std::vector<Ask> yes;
  std::vector<Ask> no;
};

// /markets/{ticker}/orderbook. It holds bids alone: whoever bids p for NO sells YES for 1 - p. Both
// forms are read, dollars in text and whole cents; a side may be empty, null or missing, and its
// levels come in any order. INVALID_ARGUMENT for anything else, and for a level that is no price.
absl::StatusOr<BackPrices> ParseOrderBook(std::string body);

// What an HTTP answer means, with the code and message of either shape of error: wrapped in
// "error", or flat.
the_odds_api::Answer ReadAnswer(int status, const the_odds_api::HeaderList& headers,
                                absl::string_view body, absl::Time received);

// The path and query that ask for a page of a series' events with their markets.
std::string EventsPath(absl::string_view series, StatusFilter status, absl::string_view cursor);
std::string OrderBookPath(absl::string_view ticker);
// The market whose order book a path asks for; nothing where it asks for something else.
std::optional<std::string> TickerIn(absl::string_view request);

}  // namespace overround::collector::kalshi
