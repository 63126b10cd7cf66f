#include "services/gateway/edge/web_headers.h"

#include <algorithm>
#include <optional>

#include <absl/strings/match.h>
#include <absl/strings/strip.h>

namespace overround::gateway {
namespace {

constexpr absl::string_view kContentSecurityPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

// "https://host:8080" -> "host:8080".
absl::string_view AuthorityOf(absl::string_view origin) {
  const size_t scheme = origin.find("://");
  return scheme == absl::string_view::npos ? origin : origin.substr(scheme + 3);
}

}  // namespace

bool WebHeaders::IsAllowed(absl::string_view origin) const {
  return std::find(allowed_origins_.begin(), allowed_origins_.end(), origin) !=
         allowed_origins_.end();
}

bool WebHeaders::IsTrusted(const http_server::Request& request) const {
  if (const auto origin = request.FindHeader("origin")) {
    const auto host = request.FindHeader("host");
    return IsAllowed(*origin) || (host && absl::EqualsIgnoreCase(AuthorityOf(*origin), *host));
  }
  const auto site = request.FindHeader("sec-fetch-site");
  return !site || *site == "same-origin" || *site == "none";
}

bool WebHeaders::IsPreflight(const http_server::Request& request) {
  return request.method == "OPTIONS" &&
         request.FindHeader("access-control-request-method").has_value();
}

http_server::Response WebHeaders::AnswerPreflight(const http_server::Request& request,
                                                  absl::string_view methods) const {
  http_server::Response response(204);
  const auto origin = request.FindHeader("origin");
  if (origin && IsAllowed(*origin)) {
    response.AddHeader("Access-Control-Allow-Methods", methods);
    response.AddHeader("Access-Control-Allow-Headers",
                       "Authorization, Content-Type, Last-Event-ID, X-Request-Id");
    response.AddHeader("Access-Control-Max-Age", "600");
  }
  return response;
}

WebHeaders::ForRequest WebHeaders::Of(const http_server::Request& request) const {
  ForRequest made;
  made.varies_ = !allowed_origins_.empty();
  if (const auto origin = request.FindHeader("origin"); origin && IsAllowed(*origin)) {
    made.origin_ = std::string(*origin);
  }
  return made;
}

void WebHeaders::ForRequest::AddTo(http_server::Response* response) const {
  response->AddHeader("X-Content-Type-Options", "nosniff");
  response->AddHeader("X-Frame-Options", "DENY");
  response->AddHeader("Referrer-Policy", "no-referrer");
  response->AddHeader("Cross-Origin-Opener-Policy", "same-origin");
  response->AddHeader("Content-Security-Policy", kContentSecurityPolicy);
  if (varies_) response->AddHeader("Vary", "Origin");
  if (origin_.empty()) return;
  response->AddHeader("Access-Control-Allow-Origin", origin_);
  response->AddHeader("Access-Control-Allow-Credentials", "true");
  response->AddHeader("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
}

}  // namespace overround::gateway
