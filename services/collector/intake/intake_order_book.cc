#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/intake.h"
#include "services/collector/order_books/store.h"
#include "services/collector/sources/kalshi_price.h"

namespace overround::collector {
namespace {

// Both sides for less than this are no offer anybody leaves standing, but a mistake. As
// kOverroundMin, exactly.
constexpr int64_t kBothSidesMin = 980'000;

// A game is merged once or twice, and never back.
constexpr int kMergesMax = 10;

// Nothing where a price comes twice: then one of its counts is wrong.
std::optional<std::vector<OrderBookLevel>> LevelsOf(const std::vector<kalshi::Ask>& asks) {
  std::vector<OrderBookLevel> levels;
  levels.reserve(asks.size());
  for (const kalshi::Ask& ask : asks) {
    // The parser has written them.
    const auto price = static_cast<int32_t>(*kalshi::ParseDollars(ask.text));
    if (!levels.empty() && levels.back().price_millionths == price) return std::nullopt;
    levels.push_back({price, ask.count_hundredths.value_or(0)});
  }
  return levels;
}

// Why a book cannot be one; nothing where it can.
std::optional<Refused> FaultOf(const OrderBook& book) {
  if (book.home.empty() || book.away.empty()) return std::nullopt;
  const int64_t both =
      int64_t{book.home.front().price_millionths} + book.away.front().price_millionths;
  if (both >= kBothSidesMin) return std::nullopt;
  return Refused{Refusal::kOverroundRange,
                 absl::StrCat(book.ticker, ": both sides for ", both,
                              " millionths of a dollar, want at least ", kBothSidesMin)};
}

}  // namespace

absl::StatusOr<std::optional<GameContract>> Intake::ContractOf(pg::Transaction& tx,
                                                               const RawDocument& document) {
  const std::optional<std::string> ticker = kalshi::TickerIn(document.request);
  if (!ticker) return std::optional<GameContract>();
  OVERROUND_ASSIGN_OR_RETURN(auto contracts,
                             order_books::LockContracts(tx, document.source, {*ticker}));
  if (contracts.empty()) return std::optional<GameContract>();
  return std::optional<GameContract>(std::move(contracts.front()));
}

// A merged game's contract means the game it was merged into, which its next page says as well.
absl::StatusOr<std::optional<Game>> Intake::GameOf(pg::Transaction& tx, const Provenance& from,
                                                   GameContract& contract) {
  OVERROUND_ASSIGN_OR_RETURN(std::optional<Game> game, games::FindGame(tx, contract.game));
  for (int merge = 0; game && game->merged_into && merge < kMergesMax; ++merge) {
    OVERROUND_ASSIGN_OR_RETURN(game, games::FindGame(tx, *game->merged_into));
  }
  if (game && game->id != contract.game) {
    contract.game = game->id;
    OVERROUND_RETURN_IF_ERROR(order_books_.Name(tx, from, {contract}, {}));
  }
  const bool has_team =
      game && (game->home_team == contract.team || game->away_team == contract.team);
  return has_team ? game : std::optional<Game>();
}

absl::Status Intake::TakeOrderBook(pg::Transaction& tx, const kalshi::BackPrices& prices,
                                   Work& work) {
  work.counts.read = 1;
  OVERROUND_ASSIGN_OR_RETURN(std::optional<GameContract> contract, ContractOf(tx, work.document));
  std::optional<Game> game;
  if (contract) {
    OVERROUND_ASSIGN_OR_RETURN(game, GameOf(tx, work.from, *contract));
  }
  if (!game) {
    work.refused.push_back({Refusal::kUnmatchedGame,
                            absl::StrCat(work.document.request, ", want a known game's contract")});
    return absl::OkStatus();
  }
  auto yes = LevelsOf(prices.yes);
  auto no = LevelsOf(prices.no);
  if (!yes || !no) {
    work.refused.push_back(
        {Refusal::kDuplicate, absl::StrCat(contract->ticker, ": a price twice")});
    return absl::OkStatus();
  }
  OrderBook book;
  book.game = game->id;
  book.ticker = contract->ticker;
  book.sportsbook = kalshi::kSportsbook;
  const bool is_home = contract->team == game->home_team;
  book.contract_side = is_home ? Side::kHome : Side::kAway;
  book.home = *std::move(is_home ? yes : no);
  book.away = *std::move(is_home ? no : yes);
  book.is_in_play = work.from.receive_time >= game->start;
  if (std::optional<Refused> fault = FaultOf(book)) {
    work.refused.push_back(*std::move(fault));
    return absl::OkStatus();
  }
  work.in_play = book.is_in_play ? 1 : 0;
  OVERROUND_ASSIGN_OR_RETURN(const bool is_news,
                             order_books_.Keep(tx, *contract, std::move(book), work.from));
  work.counts.changed = is_news ? 1 : 0;
  work.counts.unchanged = is_news ? 0 : 1;
  return absl::OkStatus();
}

}  // namespace overround::collector
