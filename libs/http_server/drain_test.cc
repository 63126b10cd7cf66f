#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/http_server/server.h"
#include "libs/http_server/test_client.h"

namespace overround::http_server {
namespace {

constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const SettableClock kWall(absl::FromUnixSeconds(1'700'000'000));

Options TwoThreads() {
  Options options;
  options.wall = &kWall;
  options.threads = 2;
  return options;
}

}  // namespace

TEST_CASE("a drain lets a running exchange finish and closes what is idle") {
  std::promise<Responder> running;
  auto server = *Server::Start(TwoThreads(), [&](const Request& request, Responder responder) {
    if (request.path == "/slow") return running.set_value(std::move(responder));
    responder.Send(Response(200));
  });
  TestClient idle(server->port());
  idle.Send(kGet);
  REQUIRE(idle.Read().status == 200);
  TestClient busy(server->port());
  busy.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  Responder responder = running.get_future().get();
  auto drained = std::async(std::launch::async, [&] { return server->Drain(absl::Seconds(10)); });
  CHECK(idle.ClosedSilently());
  responder.Send(Response(200, "text/plain", "in time"));
  const auto answer = busy.Read();
  CHECK(answer.body == "in time");
  CHECK(answer.headers.at("connection") == "close");
  CHECK(busy.ClosedSilently());
  CHECK(drained.get().ok());
  CHECK_FALSE(TestClient(server->port()).connected());
  CHECK(server->stats().connections_open == 0);
}

TEST_CASE("a drain ends streams with what they hold") {
  std::promise<Stream> opened;
  std::promise<CloseReason> closed;
  auto server = *Server::Start(TwoThreads(), [&](const Request&, Responder responder) {
    opened.set_value(
        responder.OpenStream(Response(200), [&](CloseReason reason) { closed.set_value(reason); }));
  });
  TestClient client(server->port());
  client.Send(kGet);
  client.ReadHead();
  Stream stream = opened.get_future().get();
  stream.Send("kept");
  CHECK(server->Drain(absl::Seconds(10)).ok());
  CHECK(client.ReadChunk() == "kept");
  CHECK(client.ReadChunk().empty());
  CHECK_FALSE(client.truncated());
  CHECK(closed.get_future().get() == CloseReason::kDraining);
  CHECK_FALSE(stream.Send("too late"));
}

TEST_CASE("a drain cuts off what outlasts its patience, and answers after that reach nobody") {
  std::promise<Responder> running;
  auto server = *Server::Start(TwoThreads(), [&](const Request&, Responder responder) {
    running.set_value(std::move(responder));
  });
  TestClient client(server->port());
  client.Send(kGet);
  Responder responder = running.get_future().get();
  CHECK(server->Drain(absl::Milliseconds(10)).code() == absl::StatusCode::kDeadlineExceeded);
  CHECK(client.ClosedSilently());
  CHECK(server->Drain(absl::Milliseconds(10)).ok());
  server.reset();
  responder.Send(Response(200));
}

TEST_CASE("a stream opened after the server has stopped ends at once") {
  std::promise<Responder> running;
  auto server = *Server::Start(TwoThreads(), [&](const Request&, Responder responder) {
    running.set_value(std::move(responder));
  });
  TestClient client(server->port());
  client.Send(kGet);
  Responder responder = running.get_future().get();
  server.reset();
  std::vector<CloseReason> reasons;
  Stream stream =
      responder.OpenStream(Response(200), [&](CloseReason reason) { reasons.push_back(reason); });
  CHECK(reasons == std::vector<CloseReason>{CloseReason::kDraining});
  CHECK_FALSE(stream.Send("x"));
}

TEST_CASE("a server can be stopped at any moment of its clients' work") {
  for (int round = 0; round < 20; ++round) {
    std::mutex mutex;
    std::vector<Responder> kept;
    auto server = *Server::Start(TwoThreads(), [&](const Request& request, Responder responder) {
      if (request.path != "/") return responder.Send(Response(200));
      const std::lock_guard<std::mutex> lock(mutex);
      kept.push_back(std::move(responder));
    });
    const uint16_t port = server->port();
    std::vector<std::thread> clients;
    for (int c = 0; c < 4; ++c) {
      clients.emplace_back([port, c] {
        TestClient client(port);
        const char* request = c % 2 == 0 ? kGet : "GET /now HTTP/1.1\r\nHost: x\r\n\r\n";
        while (client.Send(request) && client.Read().status == 200) continue;
      });
    }
    while (server->stats().requests < 20) std::this_thread::yield();
    server.reset();
    kept.clear();
    for (std::thread& client : clients) client.join();
  }
}

}  // namespace overround::http_server
