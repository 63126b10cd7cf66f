#pragma once

#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>

#include "libs/http_server/request.h"
#include "libs/http_server/response.h"

namespace overround::gateway {

// The refresh token's way to browsers: an HttpOnly cookie in the place of the field that RPCs carry
// it in, so that no script ever sees it.
class SessionCookie {
 public:
  enum class Part { kNone, kTokenInRequest, kTokenInResponse, kBoth };

  // True for a request that a browser's script or page makes: browsers always add one of these
  // headers to a POST, and no script can take it away.
  static bool IsBrowser(const http_server::Request& request);

  // What of this RPC the cookie stands for.
  static Part PartOf(const google::protobuf::MethodDescriptor& method);

  // Puts the cookie's token into the request's bytes where they have none. Other clients' requests
  // stay as they are.
  static void FillRequest(const http_server::Request& request, std::string* wire);

  // Moves the token of a Session from its bytes to a Set-Cookie value; nothing without a token.
  // `is_secure`: the browser came by https.
  static std::optional<std::string> TakeFromResponse(bool is_secure, std::string* wire);

  // Makes the browser forget it.
  static std::string Expired(bool is_secure);
};

}  // namespace overround::gateway
