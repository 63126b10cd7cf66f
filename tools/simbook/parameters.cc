#include "tools/simbook/parameters.h"

#include <algorithm>
#include <array>

#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>

namespace overround::simbook {
namespace {

constexpr std::array<const char*, 4> kMarkets = {"h2h", "spreads", "totals", "h2h_lay"};
// Of one event alone.
constexpr std::array<const char*, 3> kEventMarkets = {"alternate_spreads", "alternate_totals",
                                                      "player_points"};
constexpr std::array<const char*, 6> kRegions = {"us", "us2", "uk", "eu", "au", "us_ex"};
constexpr int64_t kBooksOfRegion = 10;

template <typename Array>
bool IsOneOf(const Array& known, absl::string_view text) {
  return std::any_of(known.begin(), known.end(), [&](const char* one) { return text == one; });
}

Answer Refused(absl::string_view code, absl::string_view message) {
  return MakeError(422, code, message);
}

std::optional<Answer> ReadTime(const Parameters& parameters, absl::string_view name,
                               absl::Time& time) {
  const std::string text = parameters.Get(name);
  if (text.empty()) return std::nullopt;
  std::string ignored;
  if (absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", text, &time, &ignored)) return std::nullopt;
  return Refused("INVALID_COMMENCE_TIME", "Invalid commence time, want YYYY-MM-DDTHH:MM:SSZ");
}

std::optional<Answer> ReadBooks(const Parameters& parameters, PricedQuery& priced) {
  const std::vector<std::string> named = parameters.List("bookmakers");
  const std::vector<std::string> regions = parameters.List("regions");
  if (named.empty() && regions.empty()) {
    return Refused("MISSING_REGION", "Missing regions parameter");
  }
  for (const std::string& region : regions) {
    if (!IsOneOf(kRegions, region)) return Refused("INVALID_REGION", "Invalid regions parameter");
  }
  // Bookmakers take precedence over regions.
  const std::vector<std::string>& wanted = named.empty() ? regions : named;
  for (const Book& book : Books()) {
    const std::string& word = named.empty() ? book.region : book.key;
    if (std::find(wanted.begin(), wanted.end(), word) != wanted.end()) {
      priced.query.books.push_back(&book);
    }
  }
  const auto count = static_cast<int64_t>(wanted.size());
  priced.cost = named.empty() ? count : (count + kBooksOfRegion - 1) / kBooksOfRegion;
  return std::nullopt;
}

}  // namespace

std::string Parameters::Get(absl::string_view name) const {
  for (const auto& [known, value] : all_) {
    if (known == name) return value;
  }
  return "";
}

std::vector<std::string> Parameters::List(absl::string_view name) const {
  return absl::StrSplit(Get(name), ',', absl::SkipEmpty());
}

bool GameFilter::Wants(const Game& game) const {
  if (game.scheduled < from || game.scheduled > to) return false;
  return ids.empty() || std::find(ids.begin(), ids.end(), game.id) != ids.end();
}

std::optional<Answer> ReadGameFilter(const Parameters& parameters, GameFilter& filter) {
  filter.ids = parameters.List("eventIds");
  const std::string format = parameters.Get("dateFormat");
  if (format == "unix") {
    filter.date_format = DateFormat::kUnix;
  } else if (!format.empty() && format != "iso") {
    return Refused("INVALID_DATE_FORMAT", "Invalid dateFormat parameter");
  }
  if (auto refused = ReadTime(parameters, "commenceTimeFrom", filter.from)) return refused;
  return ReadTime(parameters, "commenceTimeTo", filter.to);
}

std::optional<Answer> ReadDate(const Parameters& parameters, absl::Time& date) {
  const std::string text = parameters.Get("date");
  std::string error;
  if (text.empty()) return Refused("MISSING_HISTORICAL_TIMESTAMP", "Missing date parameter");
  if (absl::ParseTime(absl::RFC3339_full, text, &date, &error)) return std::nullopt;
  return Refused("INVALID_HISTORICAL_TIMESTAMP", "Invalid date parameter");
}

std::optional<Answer> ReadOddsQuery(const Parameters& parameters, PricedQuery& priced) {
  if (auto refused = ReadBooks(parameters, priced)) return refused;
  priced.query.markets = parameters.List("markets");
  if (priced.query.markets.empty()) priced.query.markets = {"h2h"};
  for (const std::string& market : priced.query.markets) {
    if (IsOneOf(kMarkets, market)) continue;
    if (priced.is_event && IsOneOf(kEventMarkets, market)) continue;
    return Refused("INVALID_MARKET", "Markets not supported by this endpoint");
  }
  const std::string format = parameters.Get("oddsFormat");
  if (format == "american") {
    priced.query.odds_format = OddsFormat::kAmerican;
  } else if (!format.empty() && format != "decimal") {
    return Refused("INVALID_ODDS_FORMAT", "Invalid oddsFormat parameter");
  }
  priced.cost *= static_cast<int64_t>(priced.query.markets.size());
  return std::nullopt;
}

std::optional<Answer> ReadDaysFrom(const Parameters& parameters, int& days) {
  const std::string text = parameters.Get("daysFrom");
  days = 0;
  if (text.empty()) return std::nullopt;
  if (absl::SimpleAtoi(text, &days) && days >= 1 && days <= 3) return std::nullopt;
  return Refused("INVALID_SCORES_DAYS_FROM", "Invalid daysFrom parameter, want 1 to 3");
}

}  // namespace overround::simbook
