#include "services/collector/import/cells.h"

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/domain/line.h"
#include "services/collector/intake/gate.h"

namespace overround::collector {
namespace {

void RefuseMarket(const MarketCells& cells, Refusal reason, absl::string_view detail,
                  ImportedGame& row) {
  int count = 0;
  for (const absl::string_view text : cells.prices) count += text.empty() ? 0 : 1;
  row.refused_prices.push_back(
      {reason, absl::StrCat(cells.sportsbook, " ", cells.market.ToString(), ": ", detail),
       count == 0 ? 1 : count});
}

size_t CountEmpty(const MarketCells& cells) {
  size_t empty = 0;
  for (const absl::string_view text : cells.prices) empty += text.empty() ? 1 : 0;
  return empty;
}

}  // namespace

std::optional<int> ParseScoreCell(absl::string_view text) {
  int score = 0;
  if (!absl::SimpleAtoi(WithoutPointZero(text), &score) || score < 0 || score > 1000) {
    return std::nullopt;
  }
  return score;
}

std::optional<int> ParseYearCell(absl::string_view text) {
  int year = 0;
  if (!absl::SimpleAtoi(WithoutPointZero(text), &year)) return std::nullopt;
  return year;
}

absl::string_view WithoutPointZero(absl::string_view text) {
  absl::ConsumeSuffix(&text, ".0");
  return text;
}

std::string Negated(absl::string_view number) {
  if (number.empty()) return "";
  if (absl::ConsumePrefix(&number, "-")) return std::string(number);
  absl::ConsumePrefix(&number, "+");
  return absl::StrCat("-", number);
}

bool IsOfOurTime(absl::CivilDay day) { return day.year() >= 1850 && day.year() < 2150; }

std::optional<absl::Time> ParseInstant(absl::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  return IsOfOurTime(absl::ToCivilDay(time, absl::UTCTimeZone())) ? std::optional(time)
                                                                  : std::nullopt;
}

std::optional<absl::CivilDay> ParseDay(absl::string_view text) {
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) return std::nullopt;
  return IsOfOurTime(day) ? std::optional(day) : std::nullopt;
}

void SetDay(absl::CivilDay day, ImportedGame& row) {
  row.day = day;
  row.game.start = absl::FromCivil(day, absl::UTCTimeZone());
  row.game.precision = StartPrecision::kDay;
  row.known_time = row.game.start - absl::Hours(24 * 7);
  row.result_known_time = row.game.start + absl::Hours(27);
}

void SetStart(absl::Time start, ImportedGame& row) {
  row.game.start = start;
  row.game.precision = StartPrecision::kMinute;
  row.known_time = start - absl::Hours(24 * 7);
  row.result_known_time = start + absl::Hours(3);
}

ParsedRow RefuseRow(Refusal reason, absl::string_view detail) {
  return {std::nullopt, {reason, std::string(detail)}};
}

void RefuseLine(Refusal reason, absl::string_view what, ImportedGame& row) {
  row.refused_prices.push_back({reason, std::string(what), 1});
}

MarketKey AtLine(MarketKey market, std::optional<int32_t> line_quarters) {
  market.line_quarters = line_quarters;
  return market;
}

MarketKey AtLine(MarketKey market, absl::string_view line) {
  const absl::StatusOr<int32_t> quarters = ParseLineQuarters(line);
  return AtLine(std::move(market),
                quarters.ok() ? std::optional<int32_t>(*quarters) : std::nullopt);
}

void AddMarketOfLine(const MarketCells& cells, ImportedGame& row) {
  if (cells.market.line_quarters && CountEmpty(cells) == cells.prices.size()) {
    return RefuseMarket(cells, Refusal::kMissingPrice, "a line, want its prices", row);
  }
  AddMarket(cells, row);
}

void AddMarket(const MarketCells& cells, ImportedGame& row) {
  const size_t empty = CountEmpty(cells);
  if (empty == cells.prices.size()) return;
  const auto refuse = [&](Refusal reason, absl::string_view detail) {
    RefuseMarket(cells, reason, detail, row);
  };
  if (empty > 0 && !cells.is_lay) {
    return refuse(Refusal::kMissingPrice, "want a price of each side");
  }
  if (!cells.market.Validate().ok()) return refuse(Refusal::kImpossibleLine, "want a line");
  std::vector<ImportedPrice> prices;
  double overround = 0;
  const auto sides = SidesOf(cells.market);
  for (size_t i = 0; i < sides.size(); ++i) {
    const absl::string_view text = cells.prices[i];
    if (text.empty()) continue;
    const absl::StatusOr<Odds> odds = cells.format == QuoteFormat::kAmerican
                                          ? Odds::ParseAmerican(text)
                                          : Odds::ParseNoisyDecimal(text);
    if (!odds.ok()) return refuse(Refusal::kImpossiblePrice, odds.status().message());
    overround += odds->ImpliedProbability();
    prices.push_back({cells.sportsbook,
                      {cells.market, sides[i], *odds, std::string(text), cells.format, cells.is_lay,
                       cells.provider_time},
                      cells.known_time});
  }
  const bool is_believable = overround >= kOverroundMin && overround <= kOverroundMax;
  if (!is_believable && !cells.is_aggregate && !cells.is_lay) {
    return refuse(Refusal::kOverroundRange, absl::StrCat("overround ", overround));
  }
  row.prices.insert(row.prices.end(), prices.begin(), prices.end());
}

}  // namespace overround::collector
