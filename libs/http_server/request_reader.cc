#include "libs/http_server/request_reader.h"

#include <algorithm>
#include <limits>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace overround::http_server {
namespace {

namespace beast_http = boost::beast::http;

// A chunk's size line or the trailers may not grow without end either.
constexpr size_t kFramingBytesMax = size_t{8} << 10;
// "0\r\n\r\n": wherever a chunked body stands, at least so many bytes of it are still to come.
constexpr size_t kLastChunkBytes = 5;
// A promise of a large body is not yet a large body.
constexpr size_t kBodyReserveMax = size_t{64} << 10;
// Kept between requests; a buffer that grew beyond is given back.
constexpr size_t kBodyKeptMax = size_t{64} << 10;

// Any error stops the parser; the reason is already noted.
boost::beast::error_code Stop() {
  return beast_http::make_error_code(beast_http::error::bad_value);
}

absl::string_view Absl(boost::beast::string_view text) { return {text.data(), text.size()}; }

// The path and query of a target: behind the authority when it is in absolute form, which a proxy
// may send.
absl::string_view OriginForm(absl::string_view target) {
  if (target.empty() || target.front() == '/') return target;
  const size_t scheme = target.find("://");
  if (scheme == absl::string_view::npos) return target;
  const size_t authority_end = target.find_first_of("/?", scheme + 3);
  return authority_end == absl::string_view::npos ? "/" : target.substr(authority_end);
}

}  // namespace

void RequestReader::Parser::on_request_impl(beast_http::verb, StringView method, StringView target,
                                            int version, ErrorCode&) {
  reader_.method_.assign(method.data(), method.size());
  reader_.target_ = reader_.Note(target);
  reader_.version_ = version;
}

void RequestReader::Parser::on_field_impl(beast_http::field, StringView name, StringView value,
                                          ErrorCode& error) {
  // Trailers arrive behind the body, when everything has been decided: they are passed over.
  if (reader_.state_ != State::kHead) return;
  if (reader_.fields_.size() >= reader_.limits_.headers_max) {
    reader_.Refuse(431, absl::StrCat("more than ", reader_.limits_.headers_max, " headers"));
    error = Stop();
    return;
  }
  const Piece noted_name = reader_.Note(name);
  reader_.fields_.push_back({noted_name, reader_.Note(value)});
}

void RequestReader::Parser::on_header_impl(ErrorCode& error) {
  reader_.CheckHead();
  if (reader_.state_ == State::kRefused) error = Stop();
}

void RequestReader::Parser::on_body_init_impl(const boost::optional<std::uint64_t>& size,
                                              ErrorCode&) {
  if (size) reader_.body_.reserve(std::min<size_t>(*size, kBodyReserveMax));
}

std::size_t RequestReader::Parser::on_body_impl(StringView bytes, ErrorCode& error) {
  if (reader_.body_.size() + bytes.size() > reader_.limits_.body_bytes_max) {
    reader_.Refuse(413, absl::StrCat("a body of over ", reader_.limits_.body_bytes_max, " bytes"));
    error = Stop();
    return 0;
  }
  reader_.body_.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t RequestReader::Parser::on_chunk_body_impl(std::uint64_t, StringView bytes,
                                                      ErrorCode& error) {
  return on_body_impl(bytes, error);
}

RequestReader::RequestReader(const Limits& limits) : limits_(limits) { Reset(); }

void RequestReader::Reset() {
  parser_.emplace(*this);
  // Out of the way: Beast's own limit depends on how the bytes were cut, so Feed() keeps ours.
  parser_->header_limit(std::numeric_limits<uint32_t>::max());
  parser_->body_limit(limits_.body_bytes_max);
  state_ = State::kHead;
  head_bytes_ = 0;
  text_.clear();
  method_.clear();
  version_ = 11;
  fields_.clear();
  body_.clear();
  if (body_.capacity() > kBodyKeptMax) body_.shrink_to_fit();
  expects_continue_ = false;
}

size_t RequestReader::Feed(absl::string_view input) {
  // Beast 1.74 fails an assertion, and ends the process, when a body's only chunk is the last one
  // and comes in pieces; no body is held up by waiting for more than it was shown.
  if (state_ == State::kBody && parser_->chunked() && input.size() < kLastChunkBytes) return 0;
  const bool in_head = state_ == State::kHead;
  const absl::string_view offered =
      in_head ? input.substr(0, limits_.head_bytes_max - head_bytes_) : input;
  boost::beast::error_code error;
  const size_t taken =
      parser_->put(boost::asio::const_buffer(offered.data(), offered.size()), error);
  if (in_head) head_bytes_ += taken;
  if (state_ == State::kRefused) return taken;
  if (error == beast_http::error::body_limit) {
    Refuse(413, absl::StrCat("a body of over ", limits_.body_bytes_max, " bytes"));
  } else if (error && error != beast_http::error::need_more) {
    Refuse(400, absl::StrCat("not an HTTP/1.1 request: ", error.message()));
  } else if (parser_->is_done()) {
    state_ = State::kComplete;
  } else if (error == beast_http::error::need_more) {
    CheckProgress(offered.size() - taken);
  }
  return taken;
}

// Called when the parser waits for bytes with some left over it could not use yet. What it has
// taken of the head is counted too, so a head cannot outgrow its limit a line at a time.
void RequestReader::CheckProgress(size_t left_over) {
  if (state_ == State::kHead && head_bytes_ + left_over >= limits_.head_bytes_max) {
    Refuse(431, absl::StrCat("a head of over ", limits_.head_bytes_max, " bytes"));
  } else if (state_ == State::kBody && left_over > kFramingBytesMax) {
    Refuse(400, "chunk framing too long");
  }
}

// What Beast lets pass although two servers in a row could read it as different requests.
void RequestReader::CheckHead() {
  state_ = State::kBody;
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  for (const Field& field : fields_) {
    const absl::string_view name = ViewOf(field.name);
    const absl::string_view value = ViewOf(field.value);
    if (absl::EqualsIgnoreCase(name, "Host")) {
      ++hosts;
    } else if (absl::EqualsIgnoreCase(name, "Content-Length")) {
      ++lengths;
    } else if (absl::EqualsIgnoreCase(name, "Transfer-Encoding")) {
      ++encodings;
      if (!absl::EqualsIgnoreCase(value, "chunked")) {
        return Refuse(400, "Transfer-Encoding: want chunked");
      }
    } else if (absl::EqualsIgnoreCase(name, "Expect")) {
      expects_continue_ = absl::EqualsIgnoreCase(value, "100-continue");
    }
  }
  if (hosts > 1 || (hosts == 0 && version_ == 11)) {
    return Refuse(400, "Host: want exactly one");
  }
  if (lengths + encodings > 1) {
    return Refuse(400, "want one of Content-Length and Transfer-Encoding, once");
  }
  if (encodings > 0 && version_ == 10) return Refuse(400, "Transfer-Encoding: not in HTTP/1.0");
}

void RequestReader::Fill(Request& request) const {
  request.method = method_;
  request.target = ViewOf(target_);
  const absl::string_view origin = OriginForm(request.target);
  const size_t question = origin.find('?');
  request.path = origin.substr(0, question);
  if (request.path.empty()) request.path = "/";
  request.query =
      question == absl::string_view::npos ? absl::string_view() : origin.substr(question + 1);
  request.headers.clear();
  for (const Field& field : fields_) {
    request.headers.push_back({ViewOf(field.name), ViewOf(field.value)});
  }
  request.body = body_;
}

RequestReader::Piece RequestReader::Note(boost::beast::string_view bytes) {
  const Piece piece{static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(bytes.size())};
  const absl::string_view view = Absl(bytes);
  text_.append(view.data(), view.size());
  return piece;
}

void RequestReader::Refuse(int status, absl::string_view message) {
  state_ = State::kRefused;
  refusal_status_ = status;
  refusal_message_ = std::string(message);
}

}  // namespace overround::http_server
