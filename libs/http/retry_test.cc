#include <atomic>
#include <deque>
#include <mutex>
#include <vector>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/http/client.h"
#include "libs/http_server/server.h"

namespace overround::http {
namespace {

namespace server = http_server;

const SettableClock kWall(absl::FromUnixSeconds(1'700'000'000));  // 14 Nov 2023 22:13:20 UTC

struct Scripted {
  int status;
  std::string retry_after;
};

// A server that answers by the script and 200 when it is at its end, and a client that notes how
// long it would have slept.
struct RetryFixture {
  explicit RetryFixture(std::deque<Scripted> answers, bool goes_on = true)
      : script(std::move(answers)), client(kWall, [this, goes_on](absl::Duration wait) {
          slept.push_back(wait);
          return goes_on;
        }) {
    server::Options options;
    options.wall = &kWall;
    from = *server::Server::Start(
        options, [this](const server::Request&, server::Responder responder) {
          const std::lock_guard<std::mutex> lock(mutex);
          const Scripted next = script.empty() ? Scripted{200, ""} : script.front();
          if (!script.empty()) script.pop_front();
          server::Response response(next.status);
          if (!next.retry_after.empty()) response.AddHeader("Retry-After", next.retry_after);
          responder.Send(std::move(response));
        });
  }

  Response Call(Request request = {}) {
    request.url = absl::StrCat("http://", from->address(), "/");
    const auto got = client.Call(request);
    REQUIRE(got.ok());
    return *got;
  }

  std::mutex mutex;
  std::deque<Scripted> script;
  std::unique_ptr<server::Server> from;
  std::vector<absl::Duration> slept;
  Client client;
};

using Waits = std::vector<absl::Duration>;

}  // namespace

TEST_CASE("a passing fault is asked again after growing waits") {
  for (const int status : {500, 502, 503, 504, 429}) {
    CAPTURE(status);
    RetryFixture fixture({{status, ""}, {status, ""}});
    const Response got = fixture.Call();
    CHECK(got.status == 200);
    CHECK(got.attempts == 3);
    CHECK(fixture.slept == Waits{absl::Milliseconds(200), absl::Milliseconds(400)});
  }
}

TEST_CASE("the last answer is handed back when the attempts are used up") {
  RetryFixture fixture({{503, ""}, {503, ""}, {502, ""}, {200, ""}});
  const Response got = fixture.Call();
  CHECK(got.status == 502);
  CHECK(got.attempts == 3);
}

TEST_CASE("what asking again cannot mend is handed back at once") {
  for (const int status : {400, 401, 403, 404, 409, 422, 501}) {
    CAPTURE(status);
    RetryFixture fixture({{status, ""}});
    CHECK(fixture.Call().status == status);
    CHECK(fixture.slept.empty());
  }
}

TEST_CASE("Retry-After is obeyed, in seconds and as a date") {
  RetryFixture fixture({{429, "3"}, {503, "Tue, 14 Nov 2023 22:13:27 GMT"}});
  CHECK(fixture.Call().status == 200);
  CHECK(fixture.slept == Waits{absl::Seconds(3), absl::Seconds(7)});
}

TEST_CASE("a Retry-After in the past or unreadable does not stop the next attempt") {
  RetryFixture fixture({{429, "Tue, 14 Nov 2023 22:13:00 GMT"}, {429, "soon"}});
  CHECK(fixture.Call().status == 200);
  CHECK(fixture.slept == Waits{absl::ZeroDuration(), absl::Milliseconds(400)});
}

TEST_CASE("a Retry-After beyond the bound is left to the caller's schedule") {
  RetryFixture fixture({{429, "3600"}});
  const Response got = fixture.Call();
  CHECK(got.status == 429);
  CHECK(got.headers.Find("retry-after") == absl::string_view("3600"));
  CHECK(fixture.slept.empty());
}

TEST_CASE("a POST is sent once unless it is safe to repeat") {
  Request post;
  post.method = "POST";
  RetryFixture once({{503, ""}});
  CHECK(once.Call(post).status == 503);
  post.idempotent = true;
  RetryFixture again({{503, ""}});
  CHECK(again.Call(post).attempts == 2);
}

TEST_CASE("a wait that is cut short ends the call") {
  RetryFixture fixture({{503, ""}}, /*goes_on=*/false);
  CHECK(fixture.Call().status == 503);
  CHECK(fixture.slept.size() == 1);
}

TEST_CASE("a refused connection is tried again") {
  std::string address;
  {
    server::Options options;
    options.wall = &kWall;
    address = (*server::Server::Start(options, [](const server::Request&, server::Responder) {
              }))->address();
  }
  int waits = 0;
  Client client(kWall, [&](absl::Duration) { return ++waits > 0; });
  const auto got = client.Get(absl::StrCat("http://", address, "/"));
  CHECK(FailureOf(got.status()) == Failure::kConnect);
  CHECK(waits == 2);
}

}  // namespace overround::http
