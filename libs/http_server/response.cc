#include "libs/http_server/response.h"

#include <algorithm>
#include <utility>

namespace overround::http_server {
namespace {

void AppendCleaned(std::string& out, absl::string_view text) {
  const size_t begin = out.size();
  out.append(text.data(), text.size());
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

}  // namespace

Response::Response(int status, absl::string_view content_type, std::string body)
    : status_(status), body_(std::move(body)) {
  AddHeader("Content-Type", content_type);
}

Response& Response::AddHeader(absl::string_view name, absl::string_view value) {
  AppendCleaned(header_lines_, name);
  header_lines_.append(": ");
  AppendCleaned(header_lines_, value);
  header_lines_.append("\r\n");
  return *this;
}

Response& Response::SetBody(std::string body) {
  body_ = std::move(body);
  shared_body_ = nullptr;
  return *this;
}

Response& Response::SetBody(std::shared_ptr<const std::string> body) {
  shared_body_ = std::move(body);
  return *this;
}

absl::string_view ReasonPhrase(int status) {
  switch (status) {
    // clang-format off
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Payload Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Entity";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Unknown";
      // clang-format on
  }
}

}  // namespace overround::http_server
