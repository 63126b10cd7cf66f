#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/json/json.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector::kalshi {
namespace {

constexpr int kEventsLimit = 200;
constexpr absl::string_view kMarketsPath = "/trade-api/v2/markets/";
constexpr absl::string_view kOrderBook = "/orderbook";

// The bytes a query may hold as they are; a cursor is base64.
std::string Escaped(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ||
                       c == '.' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      const auto byte = static_cast<uint8_t>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

void ReadError(absl::string_view body, the_odds_api::Answer& answer) {
  const absl::StatusOr<json::Document> document = json::Document::Parse(std::string(body));
  if (!document.ok()) return;
  const json::Value root = document->root();
  const json::Value error = root.Find("error").value_or(root);
  const absl::StatusOr<absl::string_view> code = error.Text("code");
  const absl::StatusOr<absl::string_view> message = error.Text("message");
  const absl::StatusOr<absl::string_view> details = error.Text("details");
  if (code.ok()) answer.error_code = std::string(*code);
  if (message.ok()) answer.message = std::string(*message);
  if (details.ok() && !details->empty()) absl::StrAppend(&answer.message, ": ", *details);
}

}  // namespace

// Its status codes mean what The Odds API's mean; only the bodies differ.
the_odds_api::Answer ReadAnswer(int status, const the_odds_api::HeaderList& headers,
                                absl::string_view body, absl::Time received) {
  the_odds_api::Answer answer = the_odds_api::ReadAnswer(status, headers, "", received);
  if (answer.kind != the_odds_api::AnswerKind::kGood) ReadError(body, answer);
  return answer;
}

std::string EventsPath(absl::string_view series, StatusFilter status, absl::string_view cursor) {
  return absl::StrCat("/trade-api/v2/events?series_ticker=", Escaped(series),
                      "&status=", ToString(status),
                      "&with_nested_markets=true&limit=", kEventsLimit,
                      cursor.empty() ? "" : "&cursor=", Escaped(cursor));
}

std::string OrderBookPath(absl::string_view ticker) {
  return absl::StrCat(kMarketsPath, Escaped(ticker), kOrderBook);
}

std::optional<std::string> TickerIn(absl::string_view request) {
  request = request.substr(0, request.find('?'));
  const bool is_order_book =
      absl::ConsumePrefix(&request, kMarketsPath) && absl::ConsumeSuffix(&request, kOrderBook);
  // No ticker is written with other bytes.
  if (!is_order_book || request.empty() || Escaped(request) != request) return std::nullopt;
  return std::string(request);
}

}  // namespace overround::collector::kalshi
