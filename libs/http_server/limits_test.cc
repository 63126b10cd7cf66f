#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/http_server/server.h"
#include "libs/http_server/test_client.h"

namespace overround::http_server {
namespace {

const SettableClock kWall(absl::FromUnixSeconds(1'700'000'000));

std::unique_ptr<Server> StartServer(const Limits& limits) {
  Options options;
  options.wall = &kWall;
  options.limits = limits;
  auto server = Server::Start(std::move(options), [](const Request& request, Responder responder) {
    responder.Send(Response(200, "text/plain", std::string(request.body)));
  });
  REQUIRE(server.ok());
  return *std::move(server);
}

int StatusOf(const std::string& request, const Limits& limits = {}) {
  const auto server = StartServer(limits);
  TestClient client(server->port());
  client.Send(request);
  const auto answer = client.Read();
  if (answer.status >= 400) {
    CHECK(answer.headers.at("connection") == "close");
    CHECK(absl::StrContains(answer.body, absl::StrCat("\"code\":", answer.status)));
    CHECK(client.ClosedSilently());
    CHECK(server->stats().requests == 0);
  }
  return answer.status;
}

// Sends until an answer arrives, a byte every few milliseconds of waiting for one.
TestClient::Answer Trickle(TestClient& client, absl::string_view byte) {
  while (!client.Readable(2)) {
    if (!client.Send(byte)) break;
  }
  return client.Read();
}

}  // namespace

TEST_CASE("what is not an HTTP/1 request is answered 400 and cut") {
  const std::string requests[] = {
      "nonsense\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
      "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nBad\x01: 1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  };
  for (const std::string& request : requests) {
    CAPTURE(request);
    CHECK(StatusOf(request) == 400);
  }
}

TEST_CASE("what two servers could read as different requests is refused") {
  const std::string requests[] = {
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: "
      "5\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "0\r\n\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
  };
  for (const std::string& request : requests) {
    CAPTURE(request);
    CHECK(StatusOf(request) == 400);
  }
}

TEST_CASE("a head within its limits is served, one beyond is answered 431") {
  Limits limits;
  limits.head_bytes_max = 1000;
  limits.headers_max = 5;
  const std::string start = "GET / HTTP/1.1\r\nHost: x\r\n";
  CHECK(StatusOf(absl::StrCat(start, "A: ", std::string(800, 'a'), "\r\n\r\n"), limits) == 200);
  CHECK(StatusOf(absl::StrCat(start, "A: ", std::string(1100, 'a'), "\r\n\r\n"), limits) == 431);
  CHECK(StatusOf(absl::StrCat("GET /", std::string(5000, 'a')), limits) == 431);
  CHECK(StatusOf(absl::StrCat(start, "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n"), limits) == 200);
  CHECK(StatusOf(absl::StrCat(start, "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\r\n"), limits) ==
        431);
}

TEST_CASE("a head that grows a line at a time meets its limit all the same") {
  Limits limits;
  limits.head_bytes_max = 2000;
  limits.headers_max = 1000;
  const auto server = StartServer(limits);
  TestClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nHost: x\r\n");
  CHECK(Trickle(client, "Name: 123456789\r\n").status == 431);
}

TEST_CASE("a body within its limit is served, one beyond is answered 413") {
  Limits limits;
  limits.body_bytes_max = 10;
  const std::string start = "POST / HTTP/1.1\r\nHost: x\r\n";
  CHECK(StatusOf(absl::StrCat(start, "Content-Length: 10\r\n\r\n0123456789"), limits) == 200);
  CHECK(StatusOf(absl::StrCat(start, "Content-Length: 11\r\n\r\n01234567890"), limits) == 413);
  const std::string chunked = absl::StrCat(start, "Transfer-Encoding: chunked\r\n\r\n");
  CHECK(StatusOf(absl::StrCat(chunked, "a\r\n0123456789\r\n0\r\n\r\n"), limits) == 200);
  CHECK(StatusOf(absl::StrCat(chunked, "6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n"), limits) == 413);
  CHECK(StatusOf(absl::StrCat(chunked, "ffffffffff\r\n"), limits) == 413);
}

TEST_CASE("a body that would be refused is refused before it is asked for") {
  Limits limits;
  limits.body_bytes_max = 10;
  CHECK(StatusOf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n",
                 limits) == 413);
}

TEST_CASE("chunk framing cannot grow without end") {
  const auto server = StartServer({});
  TestClient client(server->port());
  client.Send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1");
  CHECK(Trickle(client, std::string(1000, '0')).status == 400);
  TestClient trailing(server->port());
  trailing.Send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
  CHECK(Trickle(trailing, absl::StrCat("T: ", std::string(1000, 't'), "\r\n")).status == 400);
}

TEST_CASE("a head that trickles in is answered 408 although bytes keep coming") {
  Limits limits;
  limits.head_timeout = absl::Milliseconds(60);
  const auto server = StartServer(limits);
  TestClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nHost: ");
  const auto answer = Trickle(client, "x");
  CHECK(answer.status == 408);
  CHECK(server->stats().timeouts == 1);
}

TEST_CASE("a body that trickles in is answered 408 although bytes keep coming") {
  Limits limits;
  limits.body_timeout = absl::Milliseconds(60);
  const auto server = StartServer(limits);
  TestClient client(server->port());
  client.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
  CHECK(Trickle(client, "x").status == 408);
}

TEST_CASE("an idle connection is closed without a word, used before or not") {
  Limits limits;
  limits.idle_timeout = absl::Milliseconds(40);
  const auto server = StartServer(limits);
  TestClient fresh(server->port());
  CHECK(fresh.ClosedSilently());
  TestClient used(server->port());
  used.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(used.Read().status == 200);
  CHECK(used.ClosedSilently());
  CHECK(server->stats().timeouts == 0);
}

TEST_CASE("one who never reads its answer is cut off") {
  Limits limits;
  limits.write_timeout = absl::Milliseconds(60);
  limits.body_bytes_max = 64 << 20;
  const auto server = StartServer(limits);
  TestClient client(server->port(), 4096);
  const std::string body(16 << 20, 'b');
  client.Send(absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ", body.size(),
                           "\r\n\r\n", body));
  while (server->stats().slow_readers_cut == 0) std::this_thread::yield();
  CHECK(client.Read().body.size() < body.size());
}

TEST_CASE("a connection too many is told 503, and served again when one has left") {
  Limits limits;
  limits.connections_max = 3;
  const auto server = StartServer(limits);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TestClient>(server->port()));
    clients.back()->Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(clients.back()->Read().status == 200);
  }
  {
    TestClient refused(server->port());
    CHECK(refused.Read().status == 503);
    CHECK(refused.ClosedSilently());
  }
  clients.clear();
  while (server->stats().connections_open > 0) std::this_thread::yield();
  TestClient served(server->port());
  served.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(served.Read().status == 200);
  CHECK(server->stats().connections_refused == 1);
}

}  // namespace overround::http_server
