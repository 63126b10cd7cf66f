#pragma once

#include <memory>
#include <string>

#include <absl/strings/string_view.h>

namespace overround::http_server {

// An answer. Content-Length, Date, Connection and X-Request-Id are added by the server, and the
// body is left out where the protocol wants it (HEAD, 204, 304).
class Response {
 public:
  explicit Response(int status = 200) : status_(status) {}
  Response(int status, absl::string_view content_type, std::string body);

  // Adds a header; the same name may be added twice. CR, LF and NUL in either part become spaces,
  // so no input can add a header of its own.
  Response& AddHeader(absl::string_view name, absl::string_view value);

  Response& SetBody(std::string body);
  // Bytes that are served again and again (a cached list, a static file) are shared, not copied.
  Response& SetBody(std::shared_ptr<const std::string> body);

  int status() const { return status_; }
  absl::string_view body() const { return shared_body_ ? *shared_body_ : body_; }
  // The added headers as they go on the wire, each line closed by CRLF.
  absl::string_view header_lines() const { return header_lines_; }

 private:
  int status_;
  std::string header_lines_;
  std::string body_;
  std::shared_ptr<const std::string> shared_body_;
};

// "Not Found" for 404; "Unknown" for a code without a phrase.
absl::string_view ReasonPhrase(int status);

}  // namespace overround::http_server
