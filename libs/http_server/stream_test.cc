#include <future>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/http_server/server.h"
#include "libs/http_server/test_client.h"

namespace overround::http_server {
namespace {

constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const SettableClock kWall(absl::FromUnixSeconds(1'700'000'000));

// A server whose handler opens one stream, and both ends of what it tells.
struct StreamFixture {
  explicit StreamFixture(Limits limits = {}) {
    Options options;
    options.wall = &kWall;
    options.limits = limits;
    auto started = Server::Start(options, [this](const Request&, Responder responder) {
      Response head(200, "text/event-stream", "");
      head.SetBody(first_chunk);
      opened.set_value(responder.OpenStream(
          std::move(head), [this](CloseReason reason) { closed.set_value(reason); }));
    });
    REQUIRE(started.ok());
    server = *std::move(started);
  }

  Stream Opened() { return opened.get_future().get(); }
  CloseReason Reason() {
    auto future = closed.get_future();
    REQUIRE(future.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    return future.get();
  }

  std::string first_chunk;
  std::promise<Stream> opened;
  std::promise<CloseReason> closed;
  std::unique_ptr<Server> server;
};

}  // namespace

TEST_CASE("a stream's bytes arrive as they are sent, and its connection lives on") {
  StreamFixture fixture;
  fixture.first_chunk = "hello";
  TestClient client(fixture.server->port());
  client.Send(kGet);
  const auto head = client.ReadHead();
  CHECK(head.headers.at("transfer-encoding") == "chunked");
  CHECK(head.headers.at("content-type") == "text/event-stream");
  CHECK(head.headers.count("content-length") == 0);
  Stream stream = fixture.Opened();
  CHECK(client.ReadChunk() == "hello");
  for (int i = 0; i < 100; ++i) {
    REQUIRE(stream.Send(absl::StrCat("data: ", i, "\n\n")));
    REQUIRE(client.ReadChunk() == absl::StrCat("data: ", i, "\n\n"));
  }
  stream.Send("last");
  stream.Close();
  CHECK_FALSE(stream.Send("too late"));
  CHECK(client.ReadChunk() == "last");
  CHECK(client.ReadChunk().empty());
  CHECK_FALSE(client.truncated());
  CHECK(fixture.Reason() == CloseReason::kFinished);
  fixture.opened = {};
  fixture.closed = {};
  client.Send(kGet);
  CHECK(client.ReadHead().status == 200);
  fixture.Opened().Abort();
  CHECK(fixture.Reason() == CloseReason::kAborted);
}

TEST_CASE("several threads can send on one stream, each in its own order") {
  constexpr int kThreads = 4;
  constexpr int kChunks = 500;
  StreamFixture fixture;
  TestClient client(fixture.server->port());
  client.Send(kGet);
  Stream stream = fixture.Opened();
  std::vector<std::thread> senders;
  for (int t = 0; t < kThreads; ++t) {
    senders.emplace_back([&stream, t] {
      for (int i = 0; i < kChunks; ++i) stream.Send(absl::StrCat(t, ":", i));
    });
  }
  for (std::thread& sender : senders) sender.join();
  stream.Close();
  client.ReadHead();
  int next[kThreads] = {};
  for (std::string chunk = client.ReadChunk(); !chunk.empty(); chunk = client.ReadChunk()) {
    const int thread = chunk[0] - '0';
    REQUIRE(chunk == absl::StrCat(thread, ":", next[thread]++));
  }
  for (const int count : next) CHECK(count == kChunks);
}

TEST_CASE("a reader that lets too much pile up is cut off, not waited for") {
  Limits limits;
  limits.stream_buffer_bytes_max = 100'000;
  StreamFixture fixture(limits);
  TestClient client(fixture.server->port(), 4096);
  client.Send(kGet);
  Stream stream = fixture.Opened();
  const auto bytes = std::make_shared<const std::string>(10'000, 'x');
  while (stream.Send(bytes)) std::this_thread::yield();
  CHECK(fixture.Reason() == CloseReason::kSlowReader);
  CHECK(stream.closed());
  client.ReadHead();
  while (!client.ReadChunk().empty()) continue;
  CHECK(client.truncated());
  CHECK(fixture.server->stats().slow_readers_cut == 1);
}

TEST_CASE("a reader that takes nothing for the write time-out is cut off") {
  Limits limits;
  limits.stream_buffer_bytes_max = 32 << 20;
  limits.write_timeout = absl::Milliseconds(60);
  StreamFixture fixture(limits);
  TestClient client(fixture.server->port(), 4096);
  client.Send(kGet);
  Stream stream = fixture.Opened();
  CHECK(stream.Send(std::string(16 << 20, 'x')));
  CHECK(fixture.Reason() == CloseReason::kSlowReader);
}

TEST_CASE("a quiet stream stays open past every time-out") {
  Limits limits;
  limits.idle_timeout = limits.head_timeout = limits.write_timeout = absl::Milliseconds(20);
  StreamFixture fixture(limits);
  TestClient client(fixture.server->port());
  client.Send(kGet);
  Stream stream = fixture.Opened();
  client.ReadHead();
  CHECK_FALSE(client.Readable(100));
  CHECK(stream.Send("still here"));
  CHECK(client.ReadChunk() == "still here");
}

TEST_CASE("the sender learns that the reader has hung up without sending") {
  StreamFixture fixture;
  TestClient client(fixture.server->port());
  client.Send(kGet);
  Stream stream = fixture.Opened();
  client.ReadHead();
  client.Close();
  CHECK(fixture.Reason() == CloseReason::kPeerGone);
  CHECK(stream.closed());
  CHECK_FALSE(stream.Send("x"));
}

TEST_CASE("an aborted stream is seen as truncated") {
  StreamFixture fixture;
  TestClient client(fixture.server->port());
  client.Send(kGet);
  Stream stream = fixture.Opened();
  stream.Send("half");
  client.ReadHead();
  CHECK(client.ReadChunk() == "half");
  stream.Abort();
  CHECK(client.ReadChunk().empty());
  CHECK(client.truncated());
  CHECK(fixture.Reason() == CloseReason::kAborted);
}

TEST_CASE("a stream whose last handle is gone ends well") {
  StreamFixture fixture;
  TestClient client(fixture.server->port());
  client.Send(kGet);
  { fixture.Opened().Send("only"); }
  fixture.opened = {};
  client.ReadHead();
  CHECK(client.ReadChunk() == "only");
  CHECK(client.ReadChunk().empty());
  CHECK_FALSE(client.truncated());
}

TEST_CASE("a stream to an HTTP/1.0 client is bare bytes until the connection closes") {
  StreamFixture fixture;
  TestClient client(fixture.server->port());
  client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  Stream stream = fixture.Opened();
  stream.Send("one");
  stream.Send("two");
  stream.Close();
  const auto answer = client.Read();
  CHECK(answer.headers.count("transfer-encoding") == 0);
  CHECK(answer.body == "onetwo");
}

TEST_CASE("HEAD of a stream is a head alone") {
  StreamFixture fixture;
  TestClient client(fixture.server->port());
  client.Send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadHead().status == 200);
  CHECK(fixture.Reason() == CloseReason::kFinished);
  CHECK_FALSE(client.Readable(20));
}

}  // namespace overround::http_server
