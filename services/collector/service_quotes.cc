#include <map>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/game_names.h"
#include "services/collector/games/store.h"
#include "services/collector/listing.h"
#include "services/collector/quotes/consensus.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/series.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_boards.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr wire::PageSizes kPages = {500, 1000};
constexpr wire::PageSizes kMovementPages = {1000, 5000};
constexpr wire::PageSizes kSeriesPages = {200, 1000};
constexpr wire::PageSizes kBookPages = {100, 1000};

// Which quotes of a game are wanted; what is empty or unset wants all.
struct QuoteFilter {
  std::string sportsbook;
  std::optional<MarketKind> kind;
  std::optional<Side> side;
  std::optional<absl::Time> known_min;
  std::optional<absl::Time> known_max;

  bool IsInTime(absl::Time known) const {
    return (!known_min || known >= *known_min) && (!known_max || known < *known_max);
  }
  bool Wants(const Quote& quote) const {
    return (sportsbook.empty() || quote.sportsbook == sportsbook) &&
           (!kind || quote.market.kind == *kind) && (!side || quote.side == *side);
  }
};

template <typename Request>
absl::StatusOr<QuoteFilter> ParseFilter(const Request& request) {
  QuoteFilter filter;
  if (request.has_kind()) {
    OVERROUND_ASSIGN_OR_RETURN(filter.kind, wire::FromProto(request.kind(), "kind"));
  }
  if constexpr (requires { request.sportsbook(); }) {
    if (!request.sportsbook().empty()) {
      OVERROUND_ASSIGN_OR_RETURN(
          filter.sportsbook, wire::KeyFromName(request.sportsbook(), "sportsbooks", "sportsbook"));
    }
  }
  if constexpr (requires { request.has_side(); }) {
    if (request.has_side()) {
      OVERROUND_ASSIGN_OR_RETURN(filter.side, wire::FromProto(request.side(), "side"));
    }
  }
  if constexpr (requires { request.has_known_time_min(); }) {
    OVERROUND_ASSIGN_OR_RETURN(filter.known_min,
                               wire::OptionalFromProto(request.has_known_time_min(),
                                                       request.known_time_min(), "known_time_min"));
    OVERROUND_ASSIGN_OR_RETURN(filter.known_max,
                               wire::OptionalFromProto(request.has_known_time_max(),
                                                       request.known_time_max(), "known_time_max"));
  }
  return filter;
}

// Each quote with what the same book had before in the slot and side.
std::vector<pb::Movement> MovementsOf(const std::vector<Quote>& quotes, const QuoteFilter& filter) {
  std::map<std::string, const Quote*> previous;
  std::vector<pb::Movement> movements;
  for (const Quote& quote : quotes) {
    if (!filter.Wants(quote)) continue;
    const Quote*& place =
        previous[absl::StrCat(quote.sportsbook, ".", SlotTextOf(quote.market), ".",
                              ToString(quote.side), quote.is_lay ? ".lay" : "")];
    const Quote* before = std::exchange(place, &quote);
    // What came before the time asked for is what the first movement changed from.
    if (!filter.IsInTime(quote.stamp.known_time)) continue;
    pb::Movement movement;
    *movement.mutable_quote() = ToProto(quote);
    if (before != nullptr) {
      *movement.mutable_previous_odds() = ToProto(before->odds, before->odds_text, before->format);
      if (before->market.line_quarters) {
        movement.set_previous_line_quarters(*before->market.line_quarters);
      }
      if (before->market == quote.market) {
        movement.set_implied_probability_change(quote.odds.ImpliedProbability() -
                                                before->odds.ImpliedProbability());
      }
    }
    movements.push_back(std::move(movement));
  }
  return movements;
}

void AddConsensus(const std::vector<Quote>& quotes, const GameId& game,
                  pb::ConsensusLine::Moment moment, absl::Time time,
                  std::vector<pb::ConsensusLine>& lines) {
  for (const MedianPrice& median : MediansOf(quotes)) {
    pb::ConsensusLine line;
    *line.mutable_selection() = wire::ToProto(Selection{game, median.market, median.side});
    line.set_moment(moment);
    *line.mutable_median_odds() =
        ToProto(median.median.odds, median.median.odds_text, median.median.format);
    line.set_book_count(median.book_count);
    *line.mutable_time() =
        wire::ToProto(moment == pb::ConsensusLine::MOMENT_OPEN ? median.latest.known_time : time);
    lines.push_back(std::move(line));
  }
}

absl::StatusOr<std::vector<pb::ConsensusLine>> ConsensusOf(pg::Transaction& tx, const Game& game,
                                                           absl::Time now) {
  std::vector<pb::ConsensusLine> lines;
  OVERROUND_ASSIGN_OR_RETURN(const auto history, quotes::ListMovements(tx, {game.id}));
  AddConsensus(FirstOf(history, game.start), game.id, pb::ConsensusLine::MOMENT_OPEN, now, lines);
  OVERROUND_ASSIGN_OR_RETURN(const auto current,
                             quotes::ListCurrent(tx, {{game.id}, "", "", false}));
  std::vector<Quote> offered;
  offered.reserve(current.size());
  for (const CurrentQuote& each : current) offered.push_back(each.quote);
  AddConsensus(offered, game.id, pb::ConsensusLine::MOMENT_CURRENT, now, lines);
  OVERROUND_ASSIGN_OR_RETURN(const auto closing, quotes::ListLatestClosingLines(tx, {game.id}));
  std::vector<Quote> closed;
  for (const ClosingLine& line : closing) {
    if (line.state == CloseState::kClosed) closed.push_back(line.quote);
  }
  AddConsensus(closed, game.id, pb::ConsensusLine::MOMENT_CLOSE, game.start, lines);
  return lines;
}

}  // namespace

grpc::Status Service::ListQuotes(grpc::ServerContext* context, const v1::ListQuotesRequest* request,
                                 v1::ListQuotesResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListQuotesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const QuoteFilter filter, ParseFilter(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            auto current,
            parts_.pool.InTransaction(
                call.deadline, pg::kReadSnapshot,
                [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<CurrentQuote>> {
                  OVERROUND_ASSIGN_OR_RETURN(const Game game,
                                             RequireGame(tx, request->parent(), "parent"));
                  const std::string kind(filter.kind ? ToString(*filter.kind) : "");
                  return quotes::ListCurrent(
                      tx, {{game.id}, filter.sportsbook, kind, request->include_gone()});
                }));
        std::erase_if(current, [&](const CurrentQuote& each) { return !filter.Wants(each.quote); });
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(current), kPages));
        v1::ListQuotesResponse listed;
        for (const CurrentQuote& quote : page.rows) *listed.add_quotes() = ToProto(quote);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::FindOfferedQuote(grpc::ServerContext* context,
                                       const v1::FindOfferedQuoteRequest* request,
                                       v1::FindOfferedQuoteResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::FindOfferedQuoteResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const Selection wanted,
                                   wire::FromProto(request->selection(), "selection"));
        OVERROUND_ASSIGN_OR_RETURN(
            const std::string book,
            wire::KeyFromName(request->sportsbook(), "sportsbooks", "sportsbook"));
        return parts_.pool.InTransaction(
            call.deadline, pg::kReadSnapshot,
            [&](pg::Transaction& tx) -> absl::StatusOr<v1::FindOfferedQuoteResponse> {
              OVERROUND_ASSIGN_OR_RETURN(
                  const auto current,
                  quotes::ListCurrent(
                      tx, {{wanted.game}, book, std::string(ToString(wanted.market.kind)), false}));
              for (const CurrentQuote& each : current) {
                const bool is_it = each.quote.market == wanted.market &&
                                   each.quote.side == wanted.side && !each.quote.is_lay;
                if (!is_it) continue;
                v1::FindOfferedQuoteResponse found;
                *found.mutable_quote() = ToProto(each);
                OVERROUND_ASSIGN_OR_RETURN(
                    const Game game, RequireGame(tx, GameName(wanted.game), "selection.game"));
                OVERROUND_ASSIGN_OR_RETURN(*found.mutable_game(), PrintGame(tx, game, false));
                *found.mutable_world_time() = wire::ToProto(parts_.clocks.world.Now());
                return found;
              }
              return absl::NotFoundError(absl::StrCat("selection: ", wanted.ToString(), " at ",
                                                      book, ", want one on offer"));
            });
      });
}

grpc::Status Service::ListMovements(grpc::ServerContext* context,
                                    const v1::ListMovementsRequest* request,
                                    v1::ListMovementsResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListMovementsResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const QuoteFilter filter, ParseFilter(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            const auto history, parts_.pool.InTransaction(
                                    call.deadline, pg::kReadSnapshot,
                                    [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<Quote>> {
                                      OVERROUND_ASSIGN_OR_RETURN(
                                          const Game game,
                                          RequireGame(tx, request->parent(), "parent"));
                                      return quotes::ListMovements(tx, {game.id});
                                    }));
        OVERROUND_ASSIGN_OR_RETURN(auto page,
                                   PageOf(*request, MovementsOf(history, filter), kMovementPages));
        v1::ListMovementsResponse listed;
        for (pb::Movement& movement : page.rows) *listed.add_movements() = std::move(movement);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::ListMovementSeries(grpc::ServerContext* context,
                                         const v1::ListMovementSeriesRequest* request,
                                         v1::ListMovementSeriesResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListMovementSeriesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const QuoteFilter filter, ParseFilter(*request));
        Game game;
        OVERROUND_ASSIGN_OR_RETURN(
            auto changes,
            parts_.pool.InTransaction(
                call.deadline, pg::kReadSnapshot,
                [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<quotes::PriceChange>> {
                  OVERROUND_ASSIGN_OR_RETURN(game, RequireGame(tx, request->parent(), "parent"));
                  return quotes::ListPriceChanges(
                      tx, {game.id, filter.sportsbook,
                           std::string(filter.kind ? ToString(*filter.kind) : ""),
                           std::string(filter.side ? ToString(*filter.side) : "")});
                }));
        std::erase_if(changes, [&](const quotes::PriceChange& change) {
          return !filter.IsInTime(change.known_time);
        });
        const auto end =
            request->include_in_play() ? std::nullopt : std::optional<absl::Time>(game.start);
        OVERROUND_ASSIGN_OR_RETURN(
            auto page, PageOf(*request, SeriesOf(std::move(changes), end), kSeriesPages));
        v1::ListMovementSeriesResponse listed;
        for (const Series& series : page.rows) {
          *listed.add_movement_series() = ToProto(series, game.start);
        }
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::ListConsensus(grpc::ServerContext* context,
                                    const v1::ListConsensusRequest* request,
                                    v1::ListConsensusResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::ListConsensusResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const QuoteFilter filter, ParseFilter(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            auto lines,
            parts_.pool.InTransaction(
                call.deadline, pg::kReadSnapshot,
                [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<pb::ConsensusLine>> {
                  OVERROUND_ASSIGN_OR_RETURN(const Game game,
                                             RequireGame(tx, request->parent(), "parent"));
                  return ConsensusOf(tx, game, parts_.clocks.world.Now());
                }));
        std::erase_if(lines, [&](const pb::ConsensusLine& line) {
          const bool other_kind =
              filter.kind && line.selection().market().kind() != wire::ToProto(*filter.kind);
          const bool other_side =
              filter.side && line.selection().side() != wire::ToProto(*filter.side);
          return other_kind || other_side ||
                 (request->has_moment() && line.moment() != request->moment());
        });
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(lines), kPages));
        v1::ListConsensusResponse listed;
        for (pb::ConsensusLine& line : page.rows) *listed.add_consensus() = std::move(line);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

grpc::Status Service::ListClosingLines(grpc::ServerContext* context,
                                       const v1::ListClosingLinesRequest* request,
                                       v1::ListClosingLinesResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListClosingLinesResponse> {
        OVERROUND_ASSIGN_OR_RETURN(const QuoteFilter filter, ParseFilter(*request));
        Game game;
        OVERROUND_ASSIGN_OR_RETURN(
            auto lines, parts_.pool.InTransaction(
                            call.deadline, pg::kReadSnapshot,
                            [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<ClosingLine>> {
                              OVERROUND_ASSIGN_OR_RETURN(
                                  game, RequireGame(tx, request->parent(), "parent"));
                              return quotes::ListLatestClosingLines(tx, {game.id});
                            }));
        std::erase_if(lines, [&](const ClosingLine& line) { return !filter.Wants(line.quote); });
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(lines), kPages));
        v1::ListClosingLinesResponse listed;
        for (const ClosingLine& line : page.rows) {
          *listed.add_closing_lines() = ToProto(line, game.start);
        }
        listed.set_next_page_token(page.next_page_token);
        listed.set_revision(game.close_revision);
        return listed;
      });
}

grpc::Status Service::ListSportsbooks(grpc::ServerContext* context,
                                      const v1::ListSportsbooksRequest* request,
                                      v1::ListSportsbooksResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListSportsbooksResponse> {
        OVERROUND_ASSIGN_OR_RETURN(
            auto books, parts_.pool.InTransaction(call.deadline, [](pg::Transaction& tx) {
              return quotes::ListSportsbooks(tx);
            }));
        OVERROUND_ASSIGN_OR_RETURN(auto page, PageOf(*request, std::move(books), kBookPages));
        v1::ListSportsbooksResponse listed;
        for (const Sportsbook& book : page.rows) *listed.add_sportsbooks() = ToProto(book);
        listed.set_next_page_token(page.next_page_token);
        return listed;
      });
}

}  // namespace overround::collector
