#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/page_token.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert_facts.h"
#include "services/collector/game_names.h"
#include "services/collector/listing.h"
#include "services/collector/order_books/store.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr wire::PageSizes kPages = {100, 1000};

// Both where none is named.
template <typename Request>
absl::StatusOr<std::optional<Side>> ParseSideOf(const Request& request) {
  if (!request.has_side()) return std::optional<Side>();
  OVERROUND_ASSIGN_OR_RETURN(const Side side, wire::FromProto(request.side(), "side"));
  if (side == Side::kHome || side == Side::kAway) return std::optional<Side>(side);
  return wire::Refused("side", ToString(side), "home or away");
}

absl::StatusOr<order_books::ChangePage> ParseQuery(const v1::ListOrderBookChangesRequest& request,
                                                   const wire::Page& page) {
  order_books::ChangePage query;
  query.ticker = request.ticker();
  OVERROUND_ASSIGN_OR_RETURN(query.known_min,
                             wire::OptionalFromProto(request.has_known_time_min(),
                                                     request.known_time_min(), "known_time_min"));
  OVERROUND_ASSIGN_OR_RETURN(query.known_max,
                             wire::OptionalFromProto(request.has_known_time_max(),
                                                     request.known_time_max(), "known_time_max"));
  query.limit = page.size + 1;
  if (page.is_first()) return query;
  OVERROUND_ASSIGN_OR_RETURN(query.after_time, TimeAfter(page));
  OVERROUND_ASSIGN_OR_RETURN(query.after_id, Uuid::Parse(page.after[1]));
  return query;
}

}  // namespace

grpc::Status Service::ListOrderBooks(grpc::ServerContext* context,
                                     const v1::ListOrderBooksRequest* request,
                                     v1::ListOrderBooksResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListOrderBooksResponse> {
        order_books::BookQuery query;
        OVERROUND_ASSIGN_OR_RETURN(const std::optional<Side> side, ParseSideOf(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            query.as_of, wire::OptionalFromProto(request->has_as_of_time(), request->as_of_time(),
                                                 "as_of_time"));
        OVERROUND_ASSIGN_OR_RETURN(
            auto books, parts_.pool.InTransaction(
                            call.deadline, pg::kReadSnapshot,
                            [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<OrderBook>> {
                              OVERROUND_ASSIGN_OR_RETURN(
                                  const Game game, RequireGame(tx, request->parent(), "parent"));
                              query.game = game.id;
                              return order_books::ListBooks(tx, query);
                            }));
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(books), kPages));
        v1::ListOrderBooksResponse listed;
        for (const OrderBook& book : page.rows) *listed.add_order_books() = ToProto(book, side);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::ListOrderBookChanges(grpc::ServerContext* context,
                                           const v1::ListOrderBookChangesRequest* request,
                                           v1::ListOrderBookChangesResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListOrderBookChangesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const std::optional<Side> side, ParseSideOf(*request));
        OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(*request, 2, kPages));
        OVERROUND_ASSIGN_OR_RETURN(order_books::ChangePage query, ParseQuery(*request, page));
        OVERROUND_ASSIGN_OR_RETURN(
            auto books, parts_.pool.InTransaction(
                            call.deadline, pg::kReadSnapshot,
                            [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<OrderBook>> {
                              OVERROUND_ASSIGN_OR_RETURN(
                                  const Game game, RequireGame(tx, request->parent(), "parent"));
                              query.game = game.id;
                              return order_books::ListChanges(tx, query);
                            }));
        v1::ListOrderBookChangesResponse listed;
        if (static_cast<int>(books.size()) == query.limit) {
          books.pop_back();
          const Stamp& last = books.back().stamp;
          listed.set_next_page_token(wire::NextPageToken(
              *request,
              {absl::StrCat(absl::ToUnixMicros(last.receive_time)), last.fact_id.ToString()}));
        }
        for (const OrderBook& book : books) *listed.add_order_books() = ToProto(book, side);
        return listed;
      });
}

}  // namespace overround::collector
