#include "services/gateway/edge/http_server.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <overround/gateway/v1/gateway_service.pb.h>

#include "libs/base/status_macros.h"
#include "services/gateway/edge/http_error.h"
#include "services/gateway/edge/session_cookie.h"

namespace overround::gateway {
namespace {

constexpr absl::string_view kApiPrefix = "/v1/";

bool IsApi(absl::string_view path) { return absl::StartsWith(path, kApiPrefix) || path == "/v1"; }

bool IsJson(absl::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), "application/json");
}

// The live stream of all logs, which the gateway serves from its own memory.
bool IsEventStream(const Route& route) {
  return route.transcoder.method().input_type() == v1::StreamEventsRequest::descriptor();
}

bool IsSecure(const http_server::Request& request) {
  const auto scheme = request.FindHeader("x-forwarded-proto");
  return scheme && absl::EqualsIgnoreCase(*scheme, "https");
}

}  // namespace

// Series are looked up once: by route and class of answer.
class HttpEdge::RouteMetrics {
 public:
  RouteMetrics(telemetry::Metrics& metrics, const RouteTable& routes) {
    for (const auto& route : routes.routes()) {
      series_.emplace(route.get(),
                      Make(metrics, absl::StrCat(route->http_method, " ", route->path.ToString())));
    }
    other_ = Make(metrics, "other");
  }

  void Record(const Route* route, int http_status, absl::Duration duration) const {
    const auto found = series_.find(route);
    const Series& series = found == series_.end() ? other_ : found->second;
    const int kind = std::clamp(http_status / 100, 1, 5);
    series.answers[kind - 1]->Increment();
    series.latency->Observe(absl::ToDoubleSeconds(duration));
  }

 private:
  struct Series {
    telemetry::Counter* answers[5];
    telemetry::Histogram* latency;
  };

  static Series Make(telemetry::Metrics& metrics, const std::string& route) {
    Series series{};
    for (int kind = 1; kind <= 5; ++kind) {
      series.answers[kind - 1] =
          &metrics.GetCounter("overround_http_requests_total", "HTTP requests answered.",
                              {{"route", route}, {"status", absl::StrCat(kind, "xx")}});
    }
    series.latency =
        &metrics.GetHistogram("overround_http_request_duration_seconds",
                              "From a request's end to its answer.", {{"route", route}});
    return series;
  }

  std::unordered_map<const Route*, Series> series_;
  Series other_{};
};

// One request on its way through. The request is valid as long as the responder is unspent.
struct HttpEdge::Exchange {
  const http_server::Request* request;
  http_server::Responder responder;
  WebHeaders::ForRequest headers;
  absl::Time start_time;
  Caller caller = {};
  std::string client_address = {};
  const Route* route = nullptr;
};

HttpEdge::HttpEdge(EdgeParts parts, EdgeOptions options)
    : parts_(std::move(parts)),
      options_(options),
      route_metrics_(std::make_unique<RouteMetrics>(parts_.metrics, parts_.routes)) {}

// Calls under way still tell this their end.
HttpEdge::~HttpEdge() { parts_.backends.Close(); }

void HttpEdge::Serve(const http_server::Request& request, http_server::Responder responder) {
  Exchange exchange{&request, std::move(responder), parts_.headers.Of(request), parts_.wall.Now()};
  if (IsApi(request.path)) return ServeApi(std::move(exchange));
  absl::StatusOr<http_server::Response> page = ServePage(request);
  if (!page.ok()) return FinishError(std::move(exchange), page.status());
  Finish(std::move(exchange), *std::move(page));
}

absl::StatusOr<http_server::Response> HttpEdge::ServePage(
    const http_server::Request& request) const {
  if (request.path == "/healthz") return http_server::Response(200, "text/plain", "ok\n");
  if (request.path == "/readyz") {
    OVERROUND_RETURN_IF_ERROR(parts_.readiness());
    return http_server::Response(200, "text/plain", "ready\n");
  }
  if (request.path == "/openapi.json") {
    http_server::Response response(200, "application/json", parts_.openapi);
    response.AddHeader("Cache-Control", "no-cache");
    return response;
  }
  return parts_.files.Serve(request);
}

void HttpEdge::ServeApi(Exchange exchange) {
  const http_server::Request& request = *exchange.request;
  if (WebHeaders::IsPreflight(request)) {
    auto answer = parts_.headers.AnswerPreflight(request, parts_.routes.MethodsOf(request.path));
    return Finish(std::move(exchange), std::move(answer));
  }
  exchange.client_address = ClientAddress(request);
  const absl::StatusOr<Caller> caller = Authenticate(request);
  if (caller.ok()) exchange.caller = *caller;
  // Wrong tokens cost what anonymous calls cost.
  const absl::Status within = parts_.rate_limit.Take(
      exchange.caller.subject.empty() ? exchange.client_address : exchange.caller.subject);
  if (!within.ok()) return FinishError(std::move(exchange), within);
  if (!caller.ok()) return FinishError(std::move(exchange), caller.status());

  const absl::string_view method = request.method == "HEAD" ? "GET" : request.method;
  const absl::StatusOr<RouteMatch> match = parts_.routes.Find(method, request.path);
  if (!match.ok()) {
    http_server::Response refused = RouteError(exchange, match.status());
    return Finish(std::move(exchange), std::move(refused));
  }
  exchange.route = match->route;
  if (const absl::Status admitted = Admit(exchange); !admitted.ok()) {
    return FinishError(std::move(exchange), admitted);
  }
  const absl::StatusOr<std::string> service = ServiceOf(*match);
  if (!service.ok()) return FinishError(std::move(exchange), service.status());
  if (!request.body.empty() && !IsJson(request.FindHeader("content-type").value_or(""))) {
    return Finish(std::move(exchange), ErrorResponse(415, absl::StatusCode::kInvalidArgument,
                                                     "content-type: want application/json"));
  }
  const absl::StatusOr<std::string> wire = ReadRequest(exchange, *match);
  if (!wire.ok()) return FinishError(std::move(exchange), wire.status());
  if (IsEventStream(*match->route)) {
    return parts_.streams.ServeEvents(request, *wire, exchange.caller, exchange.headers,
                                      std::move(exchange.responder));
  }
  if (match->route->transcoder.method().server_streaming()) {
    const CallOptions options{exchange.caller, std::string(request.id), exchange.client_address,
                              absl::InfiniteFuture()};
    return parts_.streams.ServeRpc(*match->route, *service, *wire, options, exchange.headers,
                                   std::move(exchange.responder));
  }
  CallUnary(std::move(exchange), *match->route, *service, *wire);
}

http_server::Response HttpEdge::RouteError(const Exchange& exchange,
                                           const absl::Status& status) const {
  if (status.code() != absl::StatusCode::kUnimplemented) return ErrorResponse(status);
  http_server::Response response =
      ErrorResponse(405, absl::StatusCode::kInvalidArgument, status.message());
  response.AddHeader("Allow", parts_.routes.MethodsOf(exchange.request->path));
  return response;
}

absl::StatusOr<Caller> HttpEdge::Authenticate(const http_server::Request& request) const {
  const auto header = request.FindHeader("authorization");
  if (!header) return Caller::Anonymous();
  absl::string_view token = *header;
  if (!absl::ConsumePrefix(&token, "Bearer ") && !absl::ConsumePrefix(&token, "bearer ")) {
    return absl::UnauthenticatedError("authorization: want a bearer token");
  }
  return parts_.authenticate(token);
}

std::string HttpEdge::ClientAddress(const http_server::Request& request) const {
  const auto forwarded = request.FindHeader("x-forwarded-for");
  if (!options_.is_behind_proxy || !forwarded) return std::string(request.peer);
  const size_t comma = forwarded->rfind(',');
  const absl::string_view last =
      comma == absl::string_view::npos ? *forwarded : forwarded->substr(comma + 1);
  return std::string(absl::StripAsciiWhitespace(last).substr(0, 64));
}

absl::Status HttpEdge::Admit(const Exchange& exchange) const {
  // Ops of any service: the services check it, too, but need not be asked.
  if (exchange.route->service.empty() && !exchange.caller.IsOperator()) {
    if (exchange.caller.subject.empty()) {
      return absl::UnauthenticatedError("caller: nobody, want an operator; log in");
    }
    return absl::PermissionDeniedError("caller: a user, want an operator");
  }
  const SessionCookie::Part part = SessionCookie::PartOf(exchange.route->transcoder.method());
  if (part != SessionCookie::Part::kNone && !parts_.headers.IsTrusted(*exchange.request)) {
    return absl::PermissionDeniedError("origin: another site, want one that is allowed");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> HttpEdge::ServiceOf(const RouteMatch& match) const {
  std::string service = match.route->service;
  if (service.empty()) {
    for (const auto& [name, value] : match.bindings) {
      if (name == "service") service = value;
    }
    std::replace(service.begin(), service.end(), '-', '_');
  }
  if (parts_.backends.Has(service)) return service;
  return absl::NotFoundError(
      absl::StrCat("service: unknown, want one of ", absl::StrJoin(parts_.backends.names(), ", ")));
}

absl::StatusOr<std::string> HttpEdge::ReadRequest(const Exchange& exchange,
                                                  const RouteMatch& match) const {
  const http_server::Request& request = *exchange.request;
  OVERROUND_ASSIGN_OR_RETURN(std::string wire, match.route->transcoder.RequestToWire(
                                                   {match.bindings, request.query, request.body}));
  const SessionCookie::Part part = SessionCookie::PartOf(match.route->transcoder.method());
  if ((part == SessionCookie::Part::kTokenInRequest || part == SessionCookie::Part::kBoth) &&
      SessionCookie::IsBrowser(request)) {
    SessionCookie::FillRequest(request, &wire);
  }
  return wire;
}

void HttpEdge::CallUnary(Exchange exchange, const Route& route, const std::string& service,
                         const std::string& wire) {
  if (calls_under_way_.fetch_add(1) >= options_.calls_max) {
    calls_under_way_.fetch_sub(1);
    return FinishError(std::move(exchange), absl::UnavailableError("calls: too many under way"));
  }
  const CallOptions options{exchange.caller, std::string(exchange.request->id),
                            exchange.client_address, exchange.start_time + options_.call_timeout};
  // std::function copies what it holds; an exchange can only move.
  const auto shared = std::make_shared<Exchange>(std::move(exchange));
  parts_.backends.Call(
      service, route.rpc_path, wire, options,
      [this, shared, &route](const grpc::Status& status, std::string answer) {
        calls_under_way_.fetch_sub(1);
        if (!status.ok()) {
          return Finish(std::move(*shared), ErrorResponse(parts_.schema, status));
        }
        const SessionCookie::Part part = SessionCookie::PartOf(route.transcoder.method());
        const bool is_browser =
            part != SessionCookie::Part::kNone && SessionCookie::IsBrowser(*shared->request);
        const bool is_secure = is_browser && IsSecure(*shared->request);
        std::optional<std::string> cookie;
        if (is_browser && part == SessionCookie::Part::kTokenInRequest) {
          cookie = SessionCookie::Expired(is_secure);
        } else if (is_browser) {
          cookie = SessionCookie::TakeFromResponse(is_secure, &answer);
        }
        std::string text;
        const absl::Status printed = route.transcoder.AppendResponse(answer, &text);
        if (!printed.ok()) return FinishError(std::move(*shared), printed);
        http_server::Response response(200, "application/json", std::move(text));
        response.AddHeader("Cache-Control", "no-store");
        if (cookie) response.AddHeader("Set-Cookie", *cookie);
        Finish(std::move(*shared), std::move(response));
      });
}

void HttpEdge::Finish(Exchange exchange, http_server::Response response) const {
  exchange.headers.AddTo(&response);
  const absl::Duration duration = parts_.wall.Now() - exchange.start_time;
  route_metrics_->Record(exchange.route, response.status(), duration);
  const auto level =
      response.status() >= 500 ? telemetry::Level::kWarning : telemetry::Level::kDebug;
  if (parts_.logger.Enabled(level)) {
    parts_.logger.Write(level, "http request",
                        {{"request_id", exchange.request->id},
                         {"method", exchange.request->method},
                         {"path", exchange.request->path},
                         {"status", response.status()},
                         {"duration_ms", duration}});
  }
  exchange.responder.Send(std::move(response));
}

void HttpEdge::FinishError(Exchange exchange, const absl::Status& status) const {
  if (HttpStatusOf(status.code()) == 500) {
    parts_.logger.Error("http request failed",
                        {{"request_id", exchange.request->id}, {"status", status}});
  }
  Finish(std::move(exchange), ErrorResponse(status));
}

}  // namespace overround::gateway
