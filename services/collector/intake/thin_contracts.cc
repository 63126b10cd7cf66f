#include "services/collector/intake/thin_contracts.h"

#include <map>
#include <utility>

#include <absl/strings/str_cat.h>

namespace overround::collector {
namespace {

struct Sold {
  double dollars = 0;
  int prices = 0;
};

}  // namespace

std::vector<Refused> LeaveOutThin(GameSheet& game) {
  std::vector<Refused> refused;
  for (BookSheet& book : game.books) {
    std::map<MarketKey, Sold> markets;
    for (const Offer& offer : book.offers) {
      if (offer.format != QuoteFormat::kProbability || offer.lay) continue;
      Sold& sold = markets[offer.market];
      sold.dollars += offer.odds.ImpliedProbability();
      ++sold.prices;
    }
    for (const auto& [market, sold] : markets) {
      const auto unsold = static_cast<double>(SidesOf(market).size()) - sold.prices;
      const double spread = sold.dollars + unsold - 1;
      if (spread <= kContractSpreadMax) continue;
      refused.push_back({Refusal::kThinMarket,
                         absl::StrCat(game.provider_game_id, " ", market.ToString(), ": spread ",
                                      spread, ", want at most ", kContractSpreadMax),
                         sold.prices});
      std::erase_if(book.offers, [&key = market](const Offer& offer) {
        return offer.market == key && offer.format == QuoteFormat::kProbability && !offer.lay;
      });
    }
  }
  return refused;
}

}  // namespace overround::collector
