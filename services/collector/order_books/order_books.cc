#include "services/collector/order_books/order_books.h"

#include <map>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/order_books/store.h"

namespace overround::collector {

absl::Status OrderBooks::Name(pg::Transaction& tx, const Provenance& from,
                              const std::vector<GameContract>& named,
                              const std::vector<std::string>& unnamed) const {
  std::vector<std::string> tickers = unnamed;
  for (const GameContract& contract : named) tickers.push_back(contract.ticker);
  if (tickers.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<GameContract> locked,
                             order_books::LockContracts(tx, from.source, tickers));
  std::map<std::string, GameContract> known;
  for (const GameContract& contract : locked) known.emplace(contract.ticker, contract);
  for (const std::string& ticker : unnamed) {
    const auto before = known.find(ticker);
    if (before == known.end()) continue;
    OVERROUND_RETURN_IF_ERROR(Empty(tx, before->second, from));
    OVERROUND_RETURN_IF_ERROR(order_books::DeleteContract(tx, before->second));
  }
  for (const GameContract& contract : named) {
    const auto before = known.find(contract.ticker);
    if (before != known.end()) {
      const bool is_same =
          before->second.game == contract.game && before->second.team == contract.team;
      if (is_same) continue;
      OVERROUND_RETURN_IF_ERROR(Empty(tx, before->second, from));
    }
    OVERROUND_RETURN_IF_ERROR(order_books::UpsertContract(tx, contract));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> OrderBooks::Keep(pg::Transaction& tx, const GameContract& contract,
                                      OrderBook book, const Provenance& from) const {
  OVERROUND_RETURN_IF_ERROR(order_books::UpdateSightTime(tx, contract, from.receive_time));
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<OrderBook> last,
                             order_books::FindLastBook(tx, contract));
  if (last && last->Offers(book)) return false;
  OVERROUND_RETURN_IF_ERROR(Append(tx, std::move(book), from));
  return true;
}

absl::Status OrderBooks::Empty(pg::Transaction& tx, const GameContract& contract,
                               const Provenance& from) const {
  OVERROUND_ASSIGN_OR_RETURN(std::optional<OrderBook> last,
                             order_books::FindLastBook(tx, contract));
  if (!last || last->IsEmpty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Game> game, games::FindGame(tx, last->game));
  last->is_in_play = game && from.receive_time >= game->start;
  last->home.clear();
  last->away.clear();
  return Append(tx, *std::move(last), from);
}

absl::Status OrderBooks::Append(pg::Transaction& tx, OrderBook book, const Provenance& from) const {
  book.source = from.source;
  book.raw_document = from.raw_document;
  book.stamp = from.StampOf(ids_.Derive(from.receive_time, "order_book",
                                        absl::StrCat(from.raw_document, "/", book.ticker)));
  return order_books::InsertBook(tx, book);
}

}  // namespace overround::collector
