#pragma once

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <absl/strings/string_view.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libs/base/check.h"

namespace overround::http_server {

// A raw socket for tests: sends exactly these bytes and shows exactly what came back. Gives up
// waiting after ten seconds, so a test fails instead of hanging.
class TestClient {
 public:
  struct Answer {
    int status = 0;
    std::string head;
    // Names in lower case.
    std::map<std::string, std::string> headers;
    std::string body;
  };

  explicit TestClient(uint16_t port, int receive_buffer_bytes = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                   sizeof(receive_buffer_bytes));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~TestClient() { Close(); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }

  // False once the other end has closed.
  bool Send(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  void FinishSending() { ::shutdown(socket_, SHUT_WR); }
  void Close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  // Waits until there is something to read, or the end. False after `milliseconds`.
  bool Readable(int milliseconds) {
    pollfd waited{socket_, POLLIN, 0};
    return !kept_.empty() || ::poll(&waited, 1, milliseconds) > 0;
  }

  // One answer with Content-Length, chunks or neither. Status 0 when the connection ended first.
  Answer Read(absl::string_view method = "GET") {
    Answer answer;
    size_t end = std::string::npos;
    while ((end = kept_.find("\r\n\r\n")) == std::string::npos) {
      if (!ReadMore()) return answer;
    }
    answer.head = Take(end + 4);
    ParseHead(answer);
    if (method == "HEAD" || answer.status == 100 || answer.status == 204 || answer.status == 304) {
      return answer;
    }
    if (answer.headers.count("content-length") > 0) {
      size_t size = 0;
      OVERROUND_CHECK(absl::SimpleAtoi(answer.headers["content-length"], &size));
      answer.body = ReadExactly(size);
    } else if (answer.headers.count("transfer-encoding") > 0) {
      for (std::string chunk = ReadChunk(); !chunk.empty(); chunk = ReadChunk()) {
        answer.body += chunk;
      }
    } else {
      answer.body = ReadToEnd();
    }
    return answer;
  }

  // Only the head; what follows stays to be read.
  Answer ReadHead() { return Read("HEAD"); }

  // The next chunk; empty for the last one, and `truncated()` when the connection ended first.
  std::string ReadChunk() {
    size_t end = std::string::npos;
    while ((end = kept_.find("\r\n")) == std::string::npos) {
      if (!ReadMore()) {
        truncated_ = true;
        return "";
      }
    }
    const std::string line = Take(end + 2);
    const size_t size = std::strtoul(line.c_str(), nullptr, 16);
    std::string chunk = ReadExactly(size + 2);
    if (chunk.size() < size + 2) {
      truncated_ = true;
      return "";
    }
    chunk.resize(size);
    return chunk;
  }

  std::string ReadToEnd() {
    while (ReadMore()) continue;
    return Take(kept_.size());
  }

  // True when the other end closes without sending anything more.
  bool ClosedSilently() { return ReadToEnd().empty(); }
  bool truncated() const { return truncated_; }

 private:
  bool ReadMore() {
    pollfd waited{socket_, POLLIN, 0};
    if (::poll(&waited, 1, 10'000) <= 0) return false;
    char bytes[16384];
    const ssize_t size = ::recv(socket_, bytes, sizeof(bytes), 0);
    if (size <= 0) return false;
    kept_.append(bytes, static_cast<size_t>(size));
    return true;
  }

  std::string Take(size_t size) {
    std::string taken = kept_.substr(0, size);
    kept_.erase(0, size);
    return taken;
  }

  std::string ReadExactly(size_t size) {
    while (kept_.size() < size) {
      if (!ReadMore()) break;
    }
    return Take(size);
  }

  static void ParseHead(Answer& answer) {
    for (const absl::string_view line : absl::StrSplit(answer.head, "\r\n", absl::SkipEmpty())) {
      const size_t colon = line.find(": ");
      if (answer.status == 0) {
        OVERROUND_CHECK(absl::SimpleAtoi(line.substr(9, 3), &answer.status));
      } else if (colon != absl::string_view::npos) {
        answer.headers[absl::AsciiStrToLower(line.substr(0, colon))] =
            std::string(line.substr(colon + 2));
      }
    }
  }

  int socket_;
  bool connected_ = false;
  bool truncated_ = false;
  std::string kept_;
};

}  // namespace overround::http_server
