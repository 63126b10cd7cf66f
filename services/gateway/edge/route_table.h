#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>

#include "services/gateway/edge/path_template.h"
#include "services/gateway/edge/schema.h"
#include "services/gateway/edge/transcoder.h"

namespace overround::gateway {

// One google.api.http rule: an HTTP method and path, and the RPC that answers.
struct Route {
  // "GET".
  std::string http_method;
  PathTemplate path;
  Transcoder transcoder;
  // "/overround.bankroll.v1.BankrollService/CreateBet".
  std::string rpc_path;
  // The service that answers, "bankroll": the package's second word. Empty where every service has
  // the RPC; the path variable `service` then names the one asked.
  std::string service;
};

// What serves a request, and what its path says.
struct RouteMatch {
  const Route* route;
  std::vector<PathTemplate::Binding> bindings;
};

// All routes. Immutable once built; threads may share one.
class RouteTable {
 public:
  // Every annotated RPC of `services`, additional bindings included. `schema` outlives this.
  // INVALID_ARGUMENT, in one line, for a rule that does not fit its RPC, and for two rules that the
  // same request would match.
  static absl::StatusOr<RouteTable> Build(
      const Schema& schema,
      const std::vector<const google::protobuf::ServiceDescriptor*>& services);

  // In the order of the services and their RPCs.
  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

  // Literal segments go before "*", "*" before "**".
  // NOT_FOUND when no route has the path, UNIMPLEMENTED when only routes of other HTTP methods have
  // it, INVALID_ARGUMENT for a malformed path.
  absl::StatusOr<RouteMatch> Find(absl::string_view http_method, absl::string_view path) const;

  // The HTTP methods that routes with this path have: "GET, POST". Empty for none.
  std::string MethodsOf(absl::string_view path) const;

 private:
  // A step of the path.
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> any;
    // Of templates that end here, and of those that go on with "**": by verb, then HTTP method.
    std::map<std::string, std::map<std::string, const Route*>> ends;
    std::map<std::string, std::map<std::string, const Route*>> rests;
  };
  using Methods = std::map<std::string, const Route*>;

  RouteTable() = default;
  absl::Status Add(std::unique_ptr<Route> route);
  static const Methods* Walk(const Node& node, const PathPieces& pieces, size_t depth);
  const Methods* FindMethods(absl::string_view path, PathPieces* pieces) const;

  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_ = std::make_unique<Node>();
};

}  // namespace overround::gateway
