#include "services/collector/import/layout.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "services/collector/intake/gate.h"

namespace overround::collector {
namespace {

const Layout* const* AllLayouts() {
  static const Layout* const kLayouts[] = {&NfldataGames(), &FootballData(), &SimbookSeason(),
                                           nullptr};
  return kLayouts;
}

}  // namespace

const Layout* FindLayout(absl::string_view name) {
  for (const Layout* const* layout = AllLayouts(); *layout != nullptr; ++layout) {
    if ((*layout)->name == name) return *layout;
  }
  return nullptr;
}

std::vector<std::string> LayoutNames() {
  std::vector<std::string> names;
  for (const Layout* const* layout = AllLayouts(); *layout != nullptr; ++layout) {
    names.push_back((*layout)->name);
  }
  return names;
}

std::optional<int> ParseScoreCell(absl::string_view text) {
  absl::ConsumeSuffix(&text, ".0");
  int score = 0;
  if (!absl::SimpleAtoi(text, &score) || score < 0 || score > 1000) return std::nullopt;
  return score;
}

ParsedRow RefuseRow(Refusal reason, absl::string_view detail) {
  return {std::nullopt, {reason, std::string(detail)}};
}

void AddMarket(const MarketCells& cells, ImportedGame& row) {
  size_t empty = 0;
  for (const absl::string_view text : cells.prices) empty += text.empty() ? 1 : 0;
  if (empty == cells.prices.size()) return;
  const std::string where = absl::StrCat(cells.sportsbook, " ", cells.market.ToString());
  const auto refuse = [&](Refusal reason, absl::string_view detail) {
    row.refused_prices.push_back(
        {reason, absl::StrCat(where, ": ", detail), static_cast<int>(cells.prices.size() - empty)});
  };
  if (empty > 0) return refuse(Refusal::kMissingPrice, "want a price of each side");
  if (!cells.market.Validate().ok()) return refuse(Refusal::kImpossibleLine, "want a line");
  std::vector<ImportedPrice> prices;
  double overround = 0;
  const auto sides = SidesOf(cells.market);
  for (size_t i = 0; i < sides.size(); ++i) {
    const absl::string_view text = cells.prices[i];
    const absl::StatusOr<Odds> odds = cells.format == QuoteFormat::kAmerican
                                          ? Odds::ParseAmerican(text)
                                          : Odds::ParseNoisyDecimal(text);
    if (!odds.ok()) return refuse(Refusal::kImpossiblePrice, odds.status().message());
    overround += odds->ImpliedProbability();
    prices.push_back(
        {cells.sportsbook,
         {cells.market, sides[i], *odds, std::string(text), cells.format, false, std::nullopt},
         cells.known_time});
  }
  const bool is_believable = overround >= kOverroundMin && overround <= kOverroundMax;
  if (!is_believable && !cells.is_aggregate) {
    return refuse(Refusal::kOverroundRange, absl::StrCat("overround ", overround));
  }
  row.prices.insert(row.prices.end(), prices.begin(), prices.end());
}

}  // namespace overround::collector
