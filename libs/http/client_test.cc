#include "libs/http/client.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "libs/http_server/server.h"

namespace overround::http {
namespace {

namespace server = http_server;

const SettableClock kWall(absl::FromUnixSeconds(1'700'000'000));

std::unique_ptr<server::Server> Serve(server::Handler handler) {
  server::Options options;
  options.wall = &kWall;
  auto started = server::Server::Start(std::move(options), std::move(handler));
  REQUIRE(started.ok());
  return *std::move(started);
}

std::string UrlOf(const server::Server& from, absl::string_view target) {
  return absl::StrCat("http://", from.address(), target);
}

// A server that answers one connection after the other with exactly these bytes and hangs up.
class CannedServer {
 public:
  explicit CannedServer(std::string bytes) : bytes_(std::move(bytes)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port), "/");
    thread_ = std::thread([this] { Run(); });
  }
  ~CannedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  const std::string& url() const { return url_; }
  int asked() const { return asked_; }

 private:
  void Run() {
    for (int peer = ::accept(listener_, nullptr, nullptr); peer >= 0;
         peer = ::accept(listener_, nullptr, nullptr)) {
      std::string request;
      char bytes[4096];
      while (!absl::StrContains(request, "\r\n\r\n")) {
        const ssize_t size = ::recv(peer, bytes, sizeof(bytes), 0);
        if (size <= 0) break;
        request.append(bytes, static_cast<size_t>(size));
      }
      ++asked_;
      ::send(peer, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
      ::shutdown(peer, SHUT_WR);
      while (::recv(peer, bytes, sizeof(bytes), 0) > 0) continue;
      ::close(peer);
    }
  }

  std::string bytes_;
  std::string url_;
  int listener_;
  std::atomic<int> asked_{0};
  std::thread thread_;
};

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string WithLength(absl::string_view head, const std::string& body) {
  return absl::StrCat("HTTP/1.1 200 OK\r\n", head, "Content-Length: ", body.size(), "\r\n\r\n",
                      body);
}

// A client that notes how long it would have slept.
struct ClientFixture {
  explicit ClientFixture(ClientOptions options = {})
      : client(
            kWall,
            [this](absl::Duration wait) {
              slept.push_back(wait);
              return true;
            },
            std::move(options)) {}

  std::vector<absl::Duration> slept;
  Client client;
};

std::optional<Failure> FailureOfGet(const std::string& url, size_t body_bytes_max = 1 << 20) {
  ClientFixture fixture;
  Request request;
  request.url = url;
  request.body_bytes_max = body_bytes_max;
  request.timeout = absl::Seconds(10);
  const auto answer = fixture.client.Call(request);
  if (answer.ok()) return std::nullopt;
  CAPTURE(answer.status().ToString());
  CHECK_FALSE(absl::StrContains(answer.status().message(), "secret"));
  return FailureOf(answer.status());
}

}  // namespace

TEST_CASE("an answer comes with its status, its headers and its body") {
  const auto from = Serve([](const server::Request& request, server::Responder responder) {
    server::Response response(
        404, "text/plain",
        absl::StrCat(request.method, " ", request.target, " ",
                     request.FindHeader("x-key").value_or("none"), " ",
                     request.FindHeader("user-agent").value_or("none"), " ", request.body));
    responder.Send(std::move(response.AddHeader("X-Requests-Remaining", "499")));
  });
  ClientFixture fixture;
  Request request;
  request.url = UrlOf(*from, "/a?b=c");
  request.headers.Add("X-Key", "k");
  const auto got = fixture.client.Call(request);
  REQUIRE(got.ok());
  CHECK(got->status == 404);
  CHECK(got->headers.Find("x-requests-remaining") == absl::string_view("499"));
  CHECK_FALSE(got->headers.Find("absent"));
  CHECK(got->body == "GET /a?b=c k overround ");
  CHECK(got->attempts == 1);
  const auto posted = fixture.client.Post(UrlOf(*from, "/p"), "application/json", "{}");
  REQUIRE(posted.ok());
  CHECK(posted->body == "POST /p none overround {}");
}

TEST_CASE("one connection carries many calls") {
  const auto from = Serve([](const server::Request&, server::Responder responder) {
    responder.Send(server::Response(200, "text/plain", std::string(100'000, 'x')));
  });
  ClientFixture fixture;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(fixture.client.Get(UrlOf(*from, "/"))->body.size() == 100'000);
  }
  CHECK(from->stats().connections_accepted == 1);
}

TEST_CASE("many threads can share a client") {
  const auto from = Serve([](const server::Request& request, server::Responder responder) {
    responder.Send(server::Response(200, "text/plain", std::string(request.target)));
  });
  ClientFixture fixture;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string target = absl::StrCat("/", t, "/", i);
        const auto got = fixture.client.Get(UrlOf(*from, target));
        right += got.ok() && got->body == target ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 200);
}

TEST_CASE("a compressed answer is decoded, and asked for") {
  const std::string text(50'000, 'g');
  const auto from = Serve([&](const server::Request& request, server::Responder responder) {
    CHECK(absl::StrContains(*request.FindHeader("Accept-Encoding"), "gzip"));
    server::Response response(200, "text/plain", Gzip(text));
    responder.Send(std::move(response.AddHeader("Content-Encoding", "gzip")));
  });
  ClientFixture fixture;
  CHECK(fixture.client.Get(UrlOf(*from, "/"))->body == text);
}

TEST_CASE("a refused connection, a wrong host and a wrong URL are told apart") {
  std::string dead_url;
  { dead_url = CannedServer("").url(); }
  CHECK(FailureOfGet(dead_url + "?apiKey=secret") == Failure::kConnect);
  CHECK(FailureOfGet("ftp://127.0.0.1/x?secret") == Failure::kBadRequest);
  CHECK(FailureOfGet("http://[::/?secret") == Failure::kBadRequest);
  CHECK(FailureOfGet("http://127.0.0.1/\r\nX: y") == Failure::kBadRequest);
}

TEST_CASE("an answer that stops too early is truncated, however its length was given") {
  const std::string whole = WithLength("", std::string(1000, 'x'));
  CHECK(FailureOfGet(CannedServer(whole).url()) == std::nullopt);
  CHECK(FailureOfGet(CannedServer(whole.substr(0, 500)).url()) == Failure::kTruncated);
  CHECK(FailureOfGet(CannedServer(whole.substr(0, 20)).url()) == Failure::kTruncated);
  CHECK(FailureOfGet(CannedServer("").url()) == Failure::kTruncated);
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n";
  CHECK(FailureOfGet(CannedServer(chunked + "0\r\n\r\n").url()) == std::nullopt);
  CHECK(FailureOfGet(CannedServer(chunked).url()) == Failure::kTruncated);
}

TEST_CASE("an aborted stream is truncated") {
  const auto from = Serve([](const server::Request&, server::Responder responder) {
    server::Stream stream = responder.OpenStream(server::Response(200).SetBody("[{\"id\":"),
                                                 [](server::CloseReason) {});
    stream.Abort();
  });
  CHECK(FailureOfGet(UrlOf(*from, "/?apiKey=secret")) == Failure::kTruncated);
}

TEST_CASE("a body beyond its maximum is refused, compressed or not") {
  CHECK(FailureOfGet(CannedServer(WithLength("", std::string(1001, 'x'))).url(), 1000) ==
        Failure::kTooLarge);
  CHECK(FailureOfGet(CannedServer(WithLength("", std::string(1000, 'x'))).url(), 1000) ==
        std::nullopt);
  const std::string bomb = Gzip(std::string(10'000'000, 'b'));
  CHECK(FailureOfGet(CannedServer(WithLength("Content-Encoding: gzip\r\n", bomb)).url(),
                     1'000'000) == Failure::kTooLarge);
  const std::string endless = absl::StrCat("HTTP/1.1 200 OK\r\n\r\n", std::string(100'000, 'e'));
  CHECK(FailureOfGet(CannedServer(endless).url(), 1000) == Failure::kTooLarge);
}

TEST_CASE("a compressed body that does not decompress is told apart from a truncated one") {
  const std::string good = Gzip(std::string(5000, 'g') + "end");
  const auto failure = [](const std::string& body) {
    return FailureOfGet(CannedServer(WithLength("Content-Encoding: gzip\r\n", body)).url());
  };
  CHECK(failure(good) == std::nullopt);
  CHECK(failure("this is no gzip at all, is it?") == Failure::kBadEncoding);
  std::string bent = good;
  bent[bent.size() / 2] = static_cast<char>(bent[bent.size() / 2] ^ 0x55);
  CHECK(failure(bent) == Failure::kBadEncoding);
  CHECK(failure(good.substr(0, good.size() - 12)) == Failure::kBadEncoding);
  CHECK(failure(good + "garbage") == Failure::kBadEncoding);
  CHECK(failure(good + good) == std::nullopt);
}

TEST_CASE("what is not HTTP is a fault of the protocol") {
  CHECK(FailureOfGet(CannedServer("SSH-2.0-OpenSSH_9.2\r\n").url()) == Failure::kProtocol);
}

TEST_CASE("an answer that takes too long is a time-out, with its own code") {
  std::mutex mutex;
  std::vector<server::Responder> kept;
  const auto from = Serve([&](const server::Request&, server::Responder responder) {
    const std::lock_guard<std::mutex> lock(mutex);
    kept.push_back(std::move(responder));
  });
  ClientFixture fixture;
  Request request;
  request.url = UrlOf(*from, "/?apiKey=secret");
  request.timeout = absl::Milliseconds(50);
  const auto got = fixture.client.Call(request);
  CHECK(got.status().code() == absl::StatusCode::kDeadlineExceeded);
  CHECK(FailureOf(got.status()) == Failure::kTimeout);
  CHECK_FALSE(absl::StrContains(got.status().message(), "secret"));
  CHECK(fixture.slept.empty());
}

TEST_CASE("secrets leave no trace in what may be logged") {
  CHECK(WithoutSecrets("https://a.b/v4/odds?apiKey=secret#x") == "https://a.b/v4/odds");
  CHECK(WithoutSecrets("https://user:secret@a.b:1/p@q") == "https://a.b:1/p@q");
  CHECK(WithoutSecrets("https://a.b") == "https://a.b");
  CHECK(FailureOf(absl::UnavailableError("not ours")) == std::nullopt);
}

}  // namespace overround::http
