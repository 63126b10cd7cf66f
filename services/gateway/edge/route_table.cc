#include "services/gateway/edge/route_table.h"

#include <algorithm>
#include <utility>

#include "google/api/annotations.pb.h"
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "libs/http_server/uri.h"

namespace overround::gateway {
namespace {

using google::protobuf::MethodDescriptor;

// The packages that every service serves.
bool IsShared(absl::string_view service) { return service == "ops" || service == "eventlog"; }

// "overround.bankroll.v1" -> "bankroll".
std::string ServiceOf(const MethodDescriptor& method) {
  const std::vector<std::string> words = absl::StrSplit(method.file()->package(), '.');
  return words.size() < 2 ? words[0] : words[1];
}

// The HTTP method and path of a rule; empty where it has none.
std::pair<std::string, std::string> PatternOf(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return {"GET", rule.get()};
    case google::api::HttpRule::kPut:
      return {"PUT", rule.put()};
    case google::api::HttpRule::kPost:
      return {"POST", rule.post()};
    case google::api::HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case google::api::HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case google::api::HttpRule::kCustom:
      return {rule.custom().kind(), rule.custom().path()};
    case google::api::HttpRule::PATTERN_NOT_SET:
      break;
  }
  return {};
}

absl::Status About(const MethodDescriptor& method, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("route of ", method.full_name(), ": ", what));
}

absl::StatusOr<std::unique_ptr<Route>> MakeRoute(const Schema& schema,
                                                 const MethodDescriptor& method,
                                                 const google::api::HttpRule& rule) {
  const auto [http_method, path] = PatternOf(rule);
  if (http_method.empty()) return About(method, "want an HTTP method and a path");
  if (!rule.response_body().empty()) return About(method, "response_body is not supported");
  absl::StatusOr<PathTemplate> parsed = PathTemplate::Parse(path);
  if (!parsed.ok()) return About(method, parsed.status().message());
  absl::StatusOr<Transcoder> transcoder = Transcoder::Create(schema, method, *parsed, rule.body());
  if (!transcoder.ok()) return About(method, transcoder.status().message());
  std::string service = ServiceOf(method);
  if (IsShared(service)) {
    service.clear();
    const auto names_service = [](const auto& variable) {
      return variable.field_path == "service";
    };
    if (std::none_of(parsed->variables().begin(), parsed->variables().end(), names_service)) {
      return About(method, "every service has it, want {service} in its path");
    }
  }
  return std::make_unique<Route>(Route{
      http_method, *std::move(parsed), *std::move(transcoder),
      absl::StrCat("/", method.service()->full_name(), "/", method.name()), std::move(service)});
}

}  // namespace

absl::StatusOr<RouteTable> RouteTable::Build(
    const Schema& schema, const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  RouteTable table;
  for (const google::protobuf::ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (!method.options().HasExtension(google::api::http)) continue;
      const google::api::HttpRule& rule = method.options().GetExtension(google::api::http);
      OVERROUND_ASSIGN_OR_RETURN(auto route, MakeRoute(schema, method, rule));
      OVERROUND_RETURN_IF_ERROR(table.Add(std::move(route)));
      for (const google::api::HttpRule& more : rule.additional_bindings()) {
        OVERROUND_ASSIGN_OR_RETURN(auto other, MakeRoute(schema, method, more));
        OVERROUND_RETURN_IF_ERROR(table.Add(std::move(other)));
      }
    }
  }
  return table;
}

absl::Status RouteTable::Add(std::unique_ptr<Route> route) {
  using Kind = PathTemplate::Segment::Kind;
  Node* node = root_.get();
  bool open = false;
  for (const PathTemplate::Segment& segment : route->path.segments()) {
    if (segment.kind == Kind::kRest) {
      open = true;
      break;
    }
    std::unique_ptr<Node>& next =
        segment.kind == Kind::kOne ? node->any : node->literals[segment.text];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  Methods& methods = (open ? node->rests : node->ends)[route->path.verb()];
  const auto [earlier, added] = methods.emplace(route->http_method, route.get());
  if (!added) {
    return About(route->transcoder.method(),
                 absl::StrCat(route->http_method, " ", route->path.ToString(), " is that of ",
                              earlier->second->rpc_path, ", want one of its own"));
  }
  routes_.push_back(std::move(route));
  return absl::OkStatus();
}

const RouteTable::Methods* RouteTable::Walk(const Node& node, const PathPieces& pieces,
                                            size_t depth) {
  const auto with_verb = [&](const auto& by_verb) -> const Methods* {
    const auto found = by_verb.find(std::string(pieces.verb));
    return found == by_verb.end() ? nullptr : &found->second;
  };
  if (depth == pieces.segments.size()) {
    const Methods* found = with_verb(node.ends);
    return found != nullptr ? found : with_verb(node.rests);
  }
  const absl::string_view segment = pieces.segments[depth];
  auto literal = node.literals.find(std::string(segment));
  if (literal == node.literals.end() && segment.find('%') != absl::string_view::npos) {
    const absl::StatusOr<std::string> decoded = http_server::PercentDecode(segment);
    if (decoded.ok()) literal = node.literals.find(*decoded);
  }
  if (literal != node.literals.end()) {
    if (const Methods* found = Walk(*literal->second, pieces, depth + 1)) return found;
  }
  if (node.any != nullptr && !segment.empty()) {
    if (const Methods* found = Walk(*node.any, pieces, depth + 1)) return found;
  }
  return with_verb(node.rests);
}

const RouteTable::Methods* RouteTable::FindMethods(absl::string_view path,
                                                   PathPieces* pieces) const {
  for (const bool with_verb : {true, false}) {
    absl::StatusOr<PathPieces> cut = CutPath(path, with_verb);
    if (!cut.ok()) return nullptr;
    *pieces = *std::move(cut);
    if (with_verb && pieces->verb.empty()) continue;
    if (const Methods* methods = Walk(*root_, *pieces, 0)) return methods;
  }
  return nullptr;
}

absl::StatusOr<RouteMatch> RouteTable::Find(absl::string_view http_method,
                                            absl::string_view path) const {
  PathPieces pieces;
  const Methods* methods = FindMethods(path, &pieces);
  if (methods == nullptr) return absl::NotFoundError("path: nothing is served here");
  const auto route = methods->find(std::string(http_method));
  if (route == methods->end()) {
    return absl::UnimplementedError(
        absl::StrCat("method: ", http_method.substr(0, 16), ", want one of ", MethodsOf(path)));
  }
  OVERROUND_ASSIGN_OR_RETURN(auto bindings, route->second->path.Bind(pieces));
  return RouteMatch{route->second, std::move(bindings)};
}

std::string RouteTable::MethodsOf(absl::string_view path) const {
  PathPieces pieces;
  const Methods* methods = FindMethods(path, &pieces);
  if (methods == nullptr) return "";
  return absl::StrJoin(*methods, ", ", [](std::string* out, const auto& method) {
    absl::StrAppend(out, method.first);
  });
}

}  // namespace overround::gateway
