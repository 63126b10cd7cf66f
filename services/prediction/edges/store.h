#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/prediction/edges/edge.h"

// Every SQL statement about edges.
namespace overround::prediction::edge_store {

absl::Status InsertEdge(pg::Transaction& tx, const Edge& edge);
absl::Status EndEdge(pg::Transaction& tx, const Edge& edge);
absl::Status ProlongEdge(pg::Transaction& tx, const Edge& edge);

// By id.
absl::StatusOr<std::vector<Edge>> ListOpenEdges(pg::Transaction& tx, const GameId& game,
                                                const std::string& model);
// Open ones whose time is over, by game and id.
absl::StatusOr<std::vector<Edge>> ListOverdueEdges(pg::Transaction& tx, absl::Time now);
absl::StatusOr<std::optional<absl::Time>> NextExpireTime(pg::Transaction& tx);

struct EdgeQuery {
  EdgeState state = EdgeState::kOpen;
  std::optional<GameId> game = std::nullopt;
  std::optional<std::string> model = std::nullopt;
  std::optional<std::string> sport = std::nullopt;
  double edge_min = 0;
  // The value and id of the last row of the page before.
  std::optional<std::pair<double, EdgeId>> after = std::nullopt;
  int limit = 100;
};
// The greatest first.
absl::StatusOr<std::vector<Edge>> ListEdges(pg::Transaction& tx, const EdgeQuery& query);

}  // namespace overround::prediction::edge_store
