#include "libs/http_server/server.h"

#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/http_server/test_client.h"

namespace overround::http_server {
namespace {

const SettableClock kWall(absl::FromUnixSeconds(1'700'000'000));

std::unique_ptr<Server> StartServer(Handler handler, Options options = {}) {
  options.wall = &kWall;
  auto server = Server::Start(std::move(options), std::move(handler));
  REQUIRE(server.ok());
  return *std::move(server);
}

// Answers with what it was asked.
void Echo(const Request& request, Responder responder) {
  responder.Send(Response(
      200, "text/plain",
      absl::StrCat(request.method, " ", request.path, " ", request.query, " ", request.body)));
}

constexpr char kGet[] = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace

TEST_CASE("a handler sees every part of the request") {
  const auto server = StartServer([](const Request& request, Responder responder) {
    CHECK(request.method == "POST");
    CHECK(request.target == "/v1/games%2F7?sport=nba&x");
    CHECK(request.path == "/v1/games%2F7");
    CHECK(request.query == "sport=nba&x");
    CHECK(request.FindHeader("x-token") == absl::string_view("secret"));
    CHECK_FALSE(request.FindHeader("absent"));
    CHECK(request.headers.size() == 4);
    CHECK(request.body == "hello");
    CHECK(request.peer == "127.0.0.1");
    CHECK(request.id == "abc-1");
    responder.Send(Response(201, "text/plain", "done"));
  });
  TestClient client(server->port());
  client.Send(
      "POST /v1/games%2F7?sport=nba&x HTTP/1.1\r\nHost: x\r\nX-Token: secret\r\n"
      "X-Request-Id: abc-1\r\nContent-Length: 5\r\n\r\nhello");
  const auto answer = client.Read();
  CHECK(absl::StartsWith(answer.head, "HTTP/1.1 201 Created\r\n"));
  CHECK(answer.body == "done");
  CHECK(answer.headers.at("content-type") == "text/plain");
  CHECK(answer.headers.at("x-request-id") == "abc-1");
  CHECK(answer.headers.at("date") == "Tue, 14 Nov 2023 22:13:20 GMT");
  CHECK(answer.headers.count("connection") == 0);
}

TEST_CASE("a request id that could forge a log line is replaced") {
  const auto server = StartServer(Echo);
  TestClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\"c\r\n\r\n");
  const std::string first = client.Read().headers.at("x-request-id");
  client.Send(kGet);
  const std::string second = client.Read().headers.at("x-request-id");
  CHECK(first.find(' ') == std::string::npos);
  CHECK(first != second);
}

TEST_CASE("a connection is kept for the next request unless one end says close") {
  const auto server = StartServer(Echo);
  TestClient client(server->port());
  client.Send(kGet);
  CHECK(client.Read().body == "GET /a  ");
  client.Send("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answer = client.Read();
  CHECK(answer.body == "GET /b  ");
  CHECK(answer.headers.at("connection") == "close");
  CHECK(client.ClosedSilently());
  CHECK(server->stats().connections_accepted == 1);
}

TEST_CASE("HTTP/1.0 closes by default and is kept when it asks") {
  const auto server = StartServer(Echo);
  TestClient kept(server->port());
  kept.Send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(kept.Read().headers.at("connection") == "keep-alive");
  kept.Send("GET /a HTTP/1.0\r\n\r\n");
  CHECK(kept.Read().headers.at("connection") == "close");
  CHECK(kept.ClosedSilently());
}

TEST_CASE("pipelined requests are answered in order although the first is answered late") {
  std::vector<std::thread> threads;
  std::mutex mutex;
  const auto server = StartServer([&](const Request& request, Responder responder) {
    if (request.path != "/late") return Echo(request, std::move(responder));
    const std::lock_guard<std::mutex> lock(mutex);
    threads.emplace_back([responder = std::move(responder)]() mutable {
      responder.Send(Response(200, "text/plain", "late"));
    });
  });
  TestClient client(server->port());
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    absl::StrAppend(&requests, "GET /late HTTP/1.1\r\nHost: x\r\n\r\nPOST /", i,
                    " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok\r\n");
  }
  client.Send(requests);
  for (int i = 0; i < 50; ++i) {
    REQUIRE(client.Read().body == "late");
    REQUIRE(client.Read().body == absl::StrCat("POST /", i, "  ok"));
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_CASE("bytes that arrive one at a time make the same request") {
  const auto server = StartServer(Echo);
  TestClient client(server->port());
  const std::string request =
      "POST /p?q=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
  for (const char c : request) REQUIRE(client.Send(absl::string_view(&c, 1)));
  CHECK(client.Read().body == "POST /p q=1 abcde");
  const std::string empty =
      "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (const char c : empty) REQUIRE(client.Send(absl::string_view(&c, 1)));
  CHECK(client.Read().body == "POST /p  ");
  client.Send(kGet);
  CHECK(client.Read().status == 200);
}

TEST_CASE("HEAD is answered with the length of the body and without it") {
  const auto server = StartServer(Echo);
  TestClient client(server->port());
  client.Send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.Read("HEAD").headers.at("content-length") == "9");
  client.Send(kGet);
  CHECK(client.Read().body == "GET /a  ");
}

TEST_CASE("an answer that may have no body has none") {
  const auto server = StartServer([](const Request&, Responder responder) {
    responder.Send(Response(304, "text/plain", "must not be seen"));
  });
  TestClient client(server->port());
  client.Send(absl::StrCat(kGet, kGet));
  CHECK(client.Read().headers.count("content-length") == 0);
  CHECK(client.Read().status == 304);
}

TEST_CASE("a client that expects to be told to go on is told, once") {
  const auto server = StartServer(Echo);
  TestClient client(server->port());
  client.Send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.Read().status == 100);
  client.Send("hi");
  CHECK(client.Read().body == "POST /e  hi");
}

TEST_CASE("a target in absolute form names the same path") {
  const auto server = StartServer(Echo);
  TestClient client(server->port());
  client.Send("GET http://h:1/p/q?r=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.Read().body == "GET /p/q r=1 ");
  client.Send("GET http://h HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.Read().body == "GET /  ");
}

TEST_CASE("a large body comes through whole, both ways") {
  const auto server = StartServer([](const Request& request, Responder responder) {
    auto shared = std::make_shared<const std::string>(request.body);
    responder.Send(Response(200).SetBody(std::move(shared)));
  });
  std::string body(900'000, 'x');
  for (size_t i = 0; i < body.size(); i += 7) body[i] = static_cast<char>(i);
  TestClient client(server->port());
  client.Send(absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ", body.size(),
                           "\r\n\r\n", body));
  CHECK(client.Read().body == body);
}

TEST_CASE("no input can add a header of its own") {
  const auto server = StartServer([](const Request&, Responder responder) {
    responder.Send(Response(200).AddHeader("X-Name", "a\r\nSet-Cookie: stolen=1"));
  });
  TestClient client(server->port());
  client.Send(kGet);
  const auto answer = client.Read();
  CHECK(answer.headers.count("set-cookie") == 0);
  CHECK(answer.headers.at("x-name") == "a  Set-Cookie: stolen=1");
}

TEST_CASE("a responder that is dropped answers 500 in the caller's own format") {
  Options options;
  options.error_format = [](int status, absl::string_view) {
    return Response(status, "text/plain", "mine");
  };
  const auto server = StartServer([](const Request&, Responder) {}, options);
  TestClient client(server->port());
  client.Send(kGet);
  const auto answer = client.Read();
  CHECK(answer.status == 500);
  CHECK(answer.body == "mine");
  CHECK(server->stats().errors_made == 1);
}

TEST_CASE("answers completed by other threads reach the right clients") {
  constexpr int kClients = 8;
  constexpr int kRequests = 200;
  Options options;
  options.threads = 2;
  std::mutex mutex;
  std::vector<std::pair<std::string, Responder>> waiting;
  bool done = false;
  const auto server = StartServer(
      [&](const Request& request, Responder responder) {
        const std::lock_guard<std::mutex> lock(mutex);
        waiting.emplace_back(std::string(request.path), std::move(responder));
      },
      options);
  const auto answer_all = [&] {
    for (bool last = false; !last;) {
      std::vector<std::pair<std::string, Responder>> taken;
      {
        const std::lock_guard<std::mutex> lock(mutex);
        taken.swap(waiting);
        last = done;
      }
      for (auto& [path, responder] : taken) responder.Send(Response(200, "text/plain", path));
      std::this_thread::yield();
    }
  };
  std::vector<std::thread> answerers;
  for (int i = 0; i < 3; ++i) answerers.emplace_back(answer_all);
  std::vector<std::future<int>> clients;
  for (int c = 0; c < kClients; ++c) {
    clients.push_back(std::async(std::launch::async, [&, c] {
      TestClient client(server->port());
      int right = 0;
      for (int i = 0; i < kRequests; ++i) {
        const std::string path = absl::StrCat("/", c, "/", i);
        client.Send(absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: x\r\n\r\n"));
        right += client.Read().body == path ? 1 : 0;
      }
      return right;
    }));
  }
  for (auto& client : clients) CHECK(client.get() == kRequests);
  {
    const std::lock_guard<std::mutex> lock(mutex);
    done = true;
  }
  for (std::thread& answerer : answerers) answerer.join();
  CHECK(server->stats().requests == kClients * kRequests);
}

TEST_CASE("work is told when the client it was for has gone") {
  std::promise<void> gone;
  std::promise<Responder> kept;
  const auto server = StartServer([&](const Request&, Responder responder) {
    responder.OnGone([&] { gone.set_value(); });
    kept.set_value(std::move(responder));
  });
  TestClient client(server->port());
  client.Send(kGet);
  Responder responder = kept.get_future().get();
  client.Close();
  REQUIRE(gone.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  responder.Send(Response(200));
}

TEST_CASE("a request stays readable until it is answered, even after its client has gone") {
  std::promise<void> gone;
  std::promise<std::pair<const Request*, Responder>> kept;
  const auto server = StartServer([&](const Request& request, Responder responder) {
    responder.OnGone([&] { gone.set_value(); });
    kept.set_value({&request, std::move(responder)});
  });
  TestClient client(server->port());
  client.Send("GET /still HTTP/1.1\r\nHost: x\r\n\r\n");
  auto [request, responder] = kept.get_future().get();
  client.Close();
  gone.get_future().wait();
  CHECK(request->path == "/still");
  responder.Send(Response(200));
}

TEST_CASE("options that make no sense are refused, and so is a taken address") {
  Options options;
  options.wall = &kWall;
  for (const char* address : {"", "localhost:1", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000"}) {
    CAPTURE(address);
    options.address = address;
    CHECK(Server::Start(options, Echo).status().code() == absl::StatusCode::kInvalidArgument);
  }
  const auto server = StartServer(Echo);
  options.address = server->address();
  CHECK(Server::Start(options, Echo).status().code() == absl::StatusCode::kUnavailable);
  options.address = "127.0.0.1:0";
  options.threads = 0;
  CHECK(Server::Start(options, Echo).status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace overround::http_server
