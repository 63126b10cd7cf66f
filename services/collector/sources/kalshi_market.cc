#include "services/collector/sources/kalshi_market.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/kalshi_price.h"

namespace overround::collector::kalshi {
namespace {

using json::Elements;
using json::Value;

absl::StatusOr<MarketStatus> ReadStatus(const Value& market) {
  // "open" and "settled" are of older answers, which knew one set of words.
  static constexpr std::pair<absl::string_view, MarketStatus> kWords[] = {
      {"initialized", MarketStatus::kInitialized},
      {"inactive", MarketStatus::kInactive},
      {"active", MarketStatus::kActive},
      {"closed", MarketStatus::kClosed},
      {"determined", MarketStatus::kDetermined},
      {"disputed", MarketStatus::kDisputed},
      {"amended", MarketStatus::kAmended},
      {"finalized", MarketStatus::kFinalized},
      {"open", MarketStatus::kActive},
      {"settled", MarketStatus::kFinalized}};
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, market.Text("status"));
  for (const auto& [word, status] : kWords) {
    if (word == text) return status;
  }
  return market.Refuse(text, "a status such as active or finalized");
}

absl::StatusOr<absl::Time> ReadEnd(const Value& market) {
  for (const absl::string_view key :
       {"occurrence_datetime", "expected_expiration_time", "close_time"}) {
    OVERROUND_ASSIGN_OR_RETURN(const auto text, market.OptionalText(key));
    if (!text || text->empty()) continue;
    absl::Time time;
    std::string error;
    if (absl::ParseTime(absl::RFC3339_full, *text, &time, &error)) return time;
    return market.Refuse(absl::StrCat(key, " ", *text), "a time such as 2026-08-14T02:00:00Z");
  }
  return market.Refuse("no time", "when it should be over");
}

absl::StatusOr<std::optional<int64_t>> ReadSize(const Value& market, absl::string_view key) {
  OVERROUND_ASSIGN_OR_RETURN(const auto text, market.OptionalText(key));
  if (!text) return std::optional<int64_t>();
  const absl::StatusOr<int64_t> count = ParseCount(*text);
  if (count.ok()) return std::optional<int64_t>(*count);
  return market.Refuse(absl::StrCat(key, " ", count.status().message()), "a count");
}

// What a side is sold at: as told, or what the best bid for the other side leaves of a dollar. Who
// bids `size` of that side sells as much of this one.
absl::StatusOr<std::optional<Ask>> ReadAsk(const Value& market, absl::string_view side,
                                           absl::string_view other, absl::string_view size) {
  OVERROUND_ASSIGN_OR_RETURN(std::optional<int64_t> micros,
                             ReadPrice(market, absl::StrCat(side, "_ask")));
  OVERROUND_ASSIGN_OR_RETURN(const auto bid, ReadPrice(market, absl::StrCat(other, "_bid")));
  OVERROUND_ASSIGN_OR_RETURN(const auto count, ReadSize(market, size));
  if (!micros && bid) micros = kPayoutMicros - *bid;
  if (!micros) return std::optional<Ask>();
  return AskAt(*micros, count);
}

}  // namespace

absl::StatusOr<Contract> ReadContract(const Value& market) {
  Contract contract;
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view ticker, market.Text("ticker"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view event, market.Text("event_ticker"));
  OVERROUND_ASSIGN_OR_RETURN(const auto title, market.OptionalText("yes_sub_title"));
  OVERROUND_ASSIGN_OR_RETURN(const auto result, market.OptionalText("result"));
  OVERROUND_ASSIGN_OR_RETURN(const auto strike, market.OptionalNumberText("floor_strike"));
  if (ticker.empty() || event.empty()) return market.Refuse("an empty ticker", "both tickers");
  contract.ticker = std::string(ticker);
  contract.event_ticker = std::string(event);
  contract.yes_title = std::string(title.value_or(""));
  contract.result = std::string(result.value_or(""));
  if (strike) contract.floor_strike = std::string(*strike);
  OVERROUND_ASSIGN_OR_RETURN(contract.status, ReadStatus(market));
  OVERROUND_ASSIGN_OR_RETURN(contract.end, ReadEnd(market));
  OVERROUND_ASSIGN_OR_RETURN(contract.yes, ReadAsk(market, "yes", "no", "yes_ask_size_fp"));
  OVERROUND_ASSIGN_OR_RETURN(contract.no, ReadAsk(market, "no", "yes", "yes_bid_size_fp"));
  return contract;
}

absl::StatusOr<std::string> ReadCursor(const Value& root) {
  OVERROUND_ASSIGN_OR_RETURN(const auto cursor, root.OptionalText("cursor"));
  return std::string(cursor.value_or(""));
}

absl::StatusOr<MarketsPage> ParseMarkets(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  const Value root = document.root();
  MarketsPage page;
  OVERROUND_ASSIGN_OR_RETURN(page.cursor, ReadCursor(root));
  std::vector<Value> markets;
  if (const std::optional<Value> one = root.Find("market")) {
    markets.push_back(*one);
  } else {
    OVERROUND_ASSIGN_OR_RETURN(const Elements elements, root.Array("markets"));
    markets.assign(elements.begin(), elements.end());
  }
  for (const Value& market : markets) {
    ++page.markets_read;
    absl::StatusOr<Contract> contract = ReadContract(market);
    if (contract.ok()) {
      page.markets.push_back(*std::move(contract));
    } else {
      page.refused.push_back({Refusal::kMalformed, std::string(contract.status().message())});
    }
  }
  return page;
}

absl::string_view ToString(StatusFilter filter) {
  static constexpr absl::string_view kWords[] = {"unopened", "open", "paused", "closed", "settled"};
  return kWords[static_cast<size_t>(filter)];
}

bool Answers(StatusFilter filter, MarketStatus status) {
  switch (status) {
    case MarketStatus::kInitialized:
      return filter == StatusFilter::kUnopened;
    case MarketStatus::kInactive:
      return filter == StatusFilter::kPaused;
    case MarketStatus::kActive:
      return filter == StatusFilter::kOpen;
    case MarketStatus::kClosed:
    case MarketStatus::kDetermined:
    case MarketStatus::kDisputed:
    case MarketStatus::kAmended:
      return filter == StatusFilter::kClosed;
    case MarketStatus::kFinalized:
      break;
  }
  return filter == StatusFilter::kSettled;
}

}  // namespace overround::collector::kalshi
