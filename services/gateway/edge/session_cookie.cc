#include "services/gateway/edge/session_cookie.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <overround/gateway/v1/gateway_service.pb.h>

namespace overround::gateway {
namespace {

constexpr absl::string_view kName = "overround_refresh";

std::string CookieText(absl::string_view value, int64_t max_age_seconds, bool is_secure) {
  return absl::StrCat(kName, "=", value,
                      "; Path=/v1/auth; HttpOnly; SameSite=Strict; Max-Age=", max_age_seconds,
                      is_secure ? "; Secure" : "");
}

std::optional<std::string> FindCookie(const http_server::Request& request) {
  for (const http_server::Header& header : request.headers) {
    if (!absl::EqualsIgnoreCase(header.name, "cookie")) continue;
    for (absl::string_view cookie : absl::StrSplit(header.value, ';')) {
      cookie = absl::StripAsciiWhitespace(cookie);
      if (absl::ConsumePrefix(&cookie, kName) && absl::ConsumePrefix(&cookie, "=")) {
        return std::string(cookie);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

bool SessionCookie::IsBrowser(const http_server::Request& request) {
  return request.FindHeader("origin").has_value() ||
         request.FindHeader("sec-fetch-site").has_value();
}

SessionCookie::Part SessionCookie::PartOf(const google::protobuf::MethodDescriptor& method) {
  const bool in_request = method.input_type() == v1::RefreshSessionRequest::descriptor() ||
                          method.input_type() == v1::LogOutRequest::descriptor();
  const bool in_response = method.output_type() == v1::Session::descriptor();
  if (in_request && in_response) return Part::kBoth;
  if (in_request) return Part::kTokenInRequest;
  return in_response ? Part::kTokenInResponse : Part::kNone;
}

void SessionCookie::FillRequest(const http_server::Request& request, std::string* wire) {
  // Both requests hold the token in the same field.
  static_assert(int{v1::RefreshSessionRequest::kRefreshTokenFieldNumber} ==
                int{v1::LogOutRequest::kRefreshTokenFieldNumber});
  v1::RefreshSessionRequest parsed;
  if (!parsed.ParseFromString(*wire) || !parsed.refresh_token().empty()) return;
  const std::optional<std::string> token = FindCookie(request);
  if (!token) return;
  parsed.set_refresh_token(*token);
  *wire = parsed.SerializeAsString();
}

std::optional<std::string> SessionCookie::TakeFromResponse(bool is_secure, std::string* wire) {
  v1::Session session;
  if (!session.ParseFromString(*wire) || session.refresh_token().empty()) return std::nullopt;
  const int64_t lifetime =
      session.refresh_token_expire_time().seconds() - session.access_token_expire_time().seconds();
  // The access token's life is minutes against days: near enough for a browser's own clean-up.
  std::string cookie =
      CookieText(session.refresh_token(), std::max<int64_t>(lifetime, 0), is_secure);
  session.clear_refresh_token();
  *wire = session.SerializeAsString();
  return cookie;
}

std::string SessionCookie::Expired(bool is_secure) { return CookieText("", 0, is_secure); }

}  // namespace overround::gateway
