#pragma once

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/eventlog/log_reader.h"
#include "libs/eventlog/source.h"
#include "libs/pg/pool.h"
#include "overround/collector/v1/collector_service.grpc.pb.h"
#include "services/collector/games/games.h"
#include "services/collector/import/importer.h"
#include "services/collector/intake/quarantine.h"
#include "services/collector/quotes/quotes.h"

namespace overround::collector {

// When a reader of a stream is too slow and is cut off: nobody waits for it.
struct WatchLimits {
  // To take one answer.
  absl::Duration write_max = absl::Seconds(10);
  // Events behind the log's end.
  int64_t lag_max = 20'000;
};

// The gRPC face: parse, call, print. Split by resource: service_games.cc, service_quotes.cc,
// service_order_books.cc, service_watch.cc, service_rosters.cc, service_statistics.cc,
// service_streams.cc, service_operator.cc.
class Service final : public v1::CollectorService::Service {
 public:
  // All outlive the service. `own_log` streams this service's log.
  struct Parts {
    pg::Pool& pool;
    Games& games;
    Quotes& quotes;
    const IdSource& ids;
    Clocks clocks;
    const eventlog::LogReader& log;
    eventlog::Source own_log;
    WatchLimits watch_limits = {};
  };
  explicit Service(Parts parts)
      : parts_(std::move(parts)), importer_(parts_.pool, parts_.games, parts_.ids) {}

  grpc::Status ListSports(grpc::ServerContext* context, const v1::ListSportsRequest* request,
                          v1::ListSportsResponse* response) override;
  grpc::Status ListTeams(grpc::ServerContext* context, const v1::ListTeamsRequest* request,
                         v1::ListTeamsResponse* response) override;
  grpc::Status GetGame(grpc::ServerContext* context, const v1::GetGameRequest* request,
                       v1::Game* response) override;
  grpc::Status ListGames(grpc::ServerContext* context, const v1::ListGamesRequest* request,
                         v1::ListGamesResponse* response) override;

  grpc::Status ListQuotes(grpc::ServerContext* context, const v1::ListQuotesRequest* request,
                          v1::ListQuotesResponse* response) override;
  grpc::Status FindOfferedQuote(grpc::ServerContext* context,
                                const v1::FindOfferedQuoteRequest* request,
                                v1::FindOfferedQuoteResponse* response) override;
  grpc::Status ListMovementSeries(grpc::ServerContext* context,
                                  const v1::ListMovementSeriesRequest* request,
                                  v1::ListMovementSeriesResponse* response) override;
  grpc::Status ListMovements(grpc::ServerContext* context, const v1::ListMovementsRequest* request,
                             v1::ListMovementsResponse* response) override;
  grpc::Status ListConsensus(grpc::ServerContext* context, const v1::ListConsensusRequest* request,
                             v1::ListConsensusResponse* response) override;
  grpc::Status ListClosingLines(grpc::ServerContext* context,
                                const v1::ListClosingLinesRequest* request,
                                v1::ListClosingLinesResponse* response) override;
  grpc::Status ListOrderBooks(grpc::ServerContext* context,
                              const v1::ListOrderBooksRequest* request,
                              v1::ListOrderBooksResponse* response) override;
  grpc::Status ListOrderBookChanges(grpc::ServerContext* context,
                                    const v1::ListOrderBookChangesRequest* request,
                                    v1::ListOrderBookChangesResponse* response) override;
  grpc::Status ListSportsbooks(grpc::ServerContext* context,
                               const v1::ListSportsbooksRequest* request,
                               v1::ListSportsbooksResponse* response) override;

  grpc::Status ListPlayers(grpc::ServerContext* context, const v1::ListPlayersRequest* request,
                           v1::ListPlayersResponse* response) override;
  grpc::Status ListVenues(grpc::ServerContext* context, const v1::ListVenuesRequest* request,
                          v1::ListVenuesResponse* response) override;
  grpc::Status ListSeasons(grpc::ServerContext* context, const v1::ListSeasonsRequest* request,
                           v1::ListSeasonsResponse* response) override;
  grpc::Status ListInjuries(grpc::ServerContext* context, const v1::ListInjuriesRequest* request,
                            v1::ListInjuriesResponse* response) override;
  grpc::Status ListPlayerInjuries(grpc::ServerContext* context,
                                  const v1::ListPlayerInjuriesRequest* request,
                                  v1::ListPlayerInjuriesResponse* response) override;
  grpc::Status ListTeamStatistics(grpc::ServerContext* context,
                                  const v1::ListTeamStatisticsRequest* request,
                                  v1::ListTeamStatisticsResponse* response) override;
  grpc::Status ListPlayerStatistics(grpc::ServerContext* context,
                                    const v1::ListPlayerStatisticsRequest* request,
                                    v1::ListPlayerStatisticsResponse* response) override;
  grpc::Status GetBoxScore(grpc::ServerContext* context, const v1::GetBoxScoreRequest* request,
                           v1::BoxScore* response) override;

  grpc::Status WatchQuotes(grpc::ServerContext* context, const v1::WatchQuotesRequest* request,
                           grpc::ServerWriter<v1::WatchQuotesResponse>* writer) override;
  grpc::Status StreamHistory(grpc::ServerContext* context, const v1::StreamHistoryRequest* request,
                             grpc::ServerWriter<v1::StreamHistoryResponse>* writer) override;

  grpc::Status ImportRows(grpc::ServerContext* context, const v1::ImportRowsRequest* request,
                          v1::ImportRowsResponse* response) override;
  grpc::Status ListQuarantinedBatches(grpc::ServerContext* context,
                                      const v1::ListQuarantinedBatchesRequest* request,
                                      v1::ListQuarantinedBatchesResponse* response) override;
  grpc::Status ReleaseQuarantinedBatch(grpc::ServerContext* context,
                                       const v1::ReleaseQuarantinedBatchRequest* request,
                                       v1::QuarantinedBatch* response) override;
  grpc::Status DismissQuarantinedBatch(grpc::ServerContext* context,
                                       const v1::DismissQuarantinedBatchRequest* request,
                                       v1::QuarantinedBatch* response) override;
  grpc::Status GetBudget(grpc::ServerContext* context, const v1::GetBudgetRequest* request,
                         v1::Budget* response) override;
  grpc::Status ListBudgets(grpc::ServerContext* context, const v1::ListBudgetsRequest* request,
                           v1::ListBudgetsResponse* response) override;

 private:
  absl::StatusOr<intake::QuarantinedBatch> Release(pg::Transaction& tx, const Decision& decision);

  Parts parts_;
  Importer importer_;
};

}  // namespace overround::collector
