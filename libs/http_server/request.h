#pragma once

#include <optional>
#include <vector>

#include <absl/strings/string_view.h>

namespace overround::http_server {

struct Header {
  absl::string_view name;
  absl::string_view value;
};

// One parsed request. Everything it points at stays valid until the exchange's Responder has been
// completed or dropped, on whatever thread that happens; not a moment longer.
struct Request {
  // As sent, case-sensitive: "GET".
  absl::string_view method;
  // As sent, still percent-encoded. For "GET /v1/games?sport=nba" the path is "/v1/games" and the
  // query "sport=nba"; of a target in absolute form the scheme and the authority are left out of
  // both.
  absl::string_view target;
  absl::string_view path;
  absl::string_view query;
  std::vector<Header> headers;
  absl::string_view body;
  // The address of the other end of the connection, without its port: "127.0.0.1".
  absl::string_view peer;
  // The client's X-Request-Id when it is 1 to 64 letters, digits, '.', '_' or '-', else one made
  // here. It is echoed in the answer.
  absl::string_view id;

  // The first header of that name, compared without case.
  std::optional<absl::string_view> FindHeader(absl::string_view name) const;
};

}  // namespace overround::http_server
