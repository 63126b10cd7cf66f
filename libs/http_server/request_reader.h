#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <boost/beast/http/basic_parser.hpp>

#include "libs/http_server/request.h"
#include "libs/http_server/server.h"

namespace overround::http_server {

// Turns the bytes of one connection into requests, one at a time, within the limits. Keeps its
// storage from request to request. Private to this library.
class RequestReader {
 public:
  enum class State {
    kHead,      // wants more of the head
    kBody,      // the head is complete, wants more of the body
    kComplete,  // until Reset()
    kRefused,   // see refusal_status(); the connection cannot go on
  };

  explicit RequestReader(const Limits& limits);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Takes what it can of `input` and says how much; the rest must be offered again, with what
  // followed it. Stops behind the end of a request, and once between head and body.
  size_t Feed(absl::string_view input);

  // Forgets the request.
  void Reset();

  State state() const { return state_; }
  int refusal_status() const { return refusal_status_; }
  absl::string_view refusal_message() const { return refusal_message_; }

  // From here on only once the head is complete. The views stay until Reset().
  void Fill(Request& request) const;
  bool keep_alive() const { return parser_->keep_alive(); }
  bool http_1_0() const { return version_ == 10; }
  bool is_head_request() const { return method_ == "HEAD"; }
  bool expects_continue() const { return expects_continue_; }

 private:
  // Where a piece of the head lies in `text_`, which grows while the pieces are noted.
  struct Piece {
    uint32_t begin = 0;
    uint32_t size = 0;
  };
  struct Field {
    Piece name;
    Piece value;
  };

  class Parser;
  friend class Parser;

  class Parser final : public boost::beast::http::basic_parser<true> {
   public:
    using ErrorCode = boost::beast::error_code;
    using StringView = boost::beast::string_view;

    explicit Parser(RequestReader& reader) : reader_(reader) {}

   private:
    void on_request_impl(boost::beast::http::verb, StringView method, StringView target,
                         int version, ErrorCode& error) override;
    void on_response_impl(int, StringView, int, ErrorCode&) override {}
    void on_field_impl(boost::beast::http::field, StringView name, StringView value,
                       ErrorCode& error) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& size, ErrorCode&) override;
    std::size_t on_body_impl(StringView bytes, ErrorCode& error) override;
    void on_chunk_header_impl(std::uint64_t, StringView, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, StringView bytes, ErrorCode& error) override;
    void on_finish_impl(ErrorCode&) override {}

    RequestReader& reader_;
  };

  Piece Note(boost::beast::string_view bytes);
  absl::string_view ViewOf(Piece piece) const { return {text_.data() + piece.begin, piece.size}; }
  void Refuse(int status, absl::string_view message);
  void CheckHead();
  void CheckProgress(size_t left_over);

  const Limits& limits_;
  std::optional<Parser> parser_;
  State state_ = State::kHead;
  size_t head_bytes_ = 0;  // taken of the head so far
  std::string text_;
  std::string method_;
  Piece target_;
  std::vector<Field> fields_;
  std::string body_;
  int version_ = 11;
  bool expects_continue_ = false;
  int refusal_status_ = 0;
  std::string refusal_message_;
};

}  // namespace overround::http_server
