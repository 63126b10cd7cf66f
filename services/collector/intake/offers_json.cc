#include "services/collector/intake/offers_json.h"

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {
namespace {

absl::StatusOr<Odds> ParseQuote(QuoteFormat format, absl::string_view text) {
  switch (format) {
    case QuoteFormat::kAmerican:
      return Odds::ParseAmerican(text);
    case QuoteFormat::kDecimal:
      return Odds::ParseDecimal(text);
    case QuoteFormat::kProbability:
      break;
  }
  return Odds::ParseProbability(text);
}

}  // namespace

std::string WriteOffers(const std::vector<Offer>& offers) {
  json::Writer writer;
  writer.BeginArray();
  for (const Offer& offer : offers) {
    writer.BeginObject().Key("market").Text(offer.market.ToString());
    writer.Key("side").Text(ToString(offer.side)).Key("odds").Text(offer.odds_text);
    writer.Key("format").Text(ToString(offer.format)).Key("lay").Bool(offer.lay).Key("time");
    if (offer.provider_time) {
      writer.Int64(absl::ToUnixMicros(*offer.provider_time));
    } else {
      writer.Null();
    }
    writer.EndObject();
  }
  return writer.EndArray().Take();
}

absl::StatusOr<std::vector<Offer>> ParseOffers(std::string text) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(text)));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements elements, document.root().Array());
  std::vector<Offer> offers;
  for (const json::Value element : elements) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view market_text, element.Text("market"));
    OVERROUND_ASSIGN_OR_RETURN(MarketKey market, MarketKey::Parse(market_text));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view side_text, element.Text("side"));
    OVERROUND_ASSIGN_OR_RETURN(const Side side, ParseSide(side_text));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view odds_text, element.Text("odds"));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view format_text, element.Text("format"));
    OVERROUND_ASSIGN_OR_RETURN(const bool lay, element.Bool("lay"));
    OVERROUND_ASSIGN_OR_RETURN(const auto micros, element.OptionalInt64("time"));
    const QuoteFormat format = QuoteFormatFromText(format_text);
    OVERROUND_ASSIGN_OR_RETURN(const Odds odds, ParseQuote(format, odds_text));
    Offer offer{std::move(market), side, odds, std::string(odds_text), format, lay, std::nullopt};
    if (micros) offer.provider_time = absl::FromUnixMicros(*micros);
    offers.push_back(std::move(offer));
  }
  return offers;
}

}  // namespace overround::collector
