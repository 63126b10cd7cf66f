#pragma once

#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "libs/http_server/request.h"
#include "libs/http_server/response.h"

namespace overround::gateway {

// What browsers are told about every answer, and which other sites may ask. Immutable.
class WebHeaders {
 public:
  // `allowed_origins`: sites besides our own, as a browser names them: "https://app.example.com".
  explicit WebHeaders(std::vector<std::string> allowed_origins)
      : allowed_origins_(std::move(allowed_origins)) {}

  // True for a request that no page made, that a page of ours made, or one of an allowed origin.
  bool IsTrusted(const http_server::Request& request) const;

  // A CORS preflight: an OPTIONS request that asks which methods another origin may use.
  static bool IsPreflight(const http_server::Request& request);
  // `methods`: "GET, POST".
  http_server::Response AnswerPreflight(const http_server::Request& request,
                                        absl::string_view methods) const;

  // What the answers to one request carry. Outlives the request, not the WebHeaders.
  class ForRequest {
   public:
    void AddTo(http_server::Response* response) const;

   private:
    friend class WebHeaders;
    bool varies_ = false;
    // Empty unless the request came from another site that is allowed to ask.
    std::string origin_;
  };
  ForRequest Of(const http_server::Request& request) const;

 private:
  bool IsAllowed(absl::string_view origin) const;

  const std::vector<std::string> allowed_origins_;
};

}  // namespace overround::gateway
