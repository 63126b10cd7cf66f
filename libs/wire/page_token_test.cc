#include "libs/wire/page_token.h"

#include <catch2/catch.hpp>

#include "overround/collector/v1/collector_service.pb.h"

namespace overround::wire {
namespace {

using collector::v1::ListGamesRequest;

ListGamesRequest GamesOf(const char* sport) {
  ListGamesRequest request;
  request.set_sport(sport);
  request.add_statuses(collector::v1::Game::STATUS_SCHEDULED);
  return request;
}

const std::vector<std::string> kLast = {"2026-08-16T23:10:00Z", "", std::string("\0\xff/", 3)};

TEST_CASE("a token gives back the row it was made for", "[wire]") {
  ListGamesRequest request = GamesOf("sports/mlb");
  CHECK(ParsePage(request, 3)->is_first());
  request.set_page_token(NextPageToken(request, kLast));
  CHECK(ParsePage(request, 3)->after == kLast);
}

TEST_CASE("a token stays good when only the page size changes", "[wire]") {
  ListGamesRequest request = GamesOf("sports/mlb");
  request.set_page_token(NextPageToken(request, kLast));
  request.set_page_size(7);
  CHECK(ParsePage(request, 3)->size == 7);
  request.set_page_token(NextPageToken(request, kLast));
  CHECK(ParsePage(request, 3)->after == kLast);
}

TEST_CASE("a token of another query is refused", "[wire]") {
  const std::string token = NextPageToken(GamesOf("sports/mlb"), kLast);
  ListGamesRequest other = GamesOf("sports/nfl");
  other.set_page_token(token);
  CHECK(ParsePage(other, 3).status() ==
        absl::InvalidArgumentError("page_token: not usable, want a token of this query: the other "
                                   "fields as they were"));
  collector::v1::ListTeamsRequest teams;
  teams.set_sport("sports/mlb");
  teams.set_page_token(token);
  CHECK(ParsePage(teams, 3).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a damaged token is refused, whichever bit", "[wire]") {
  ListGamesRequest request = GamesOf("sports/mlb");
  const std::string token = NextPageToken(request, kLast);
  for (size_t place = 0; place < token.size(); ++place) {
    std::string damaged = token;
    damaged[place] = damaged[place] == 'A' ? 'B' : 'A';
    request.set_page_token(damaged);
    CHECK_FALSE(ParsePage(request, 3).ok());
    request.set_page_token(token.substr(0, place));
    CHECK(ParsePage(request, 3).ok() == (place == 0));
  }
  request.set_page_token("nonsense!");
  CHECK_FALSE(ParsePage(request, 3).ok());
  request.set_page_token(std::string(5000, 'A'));
  CHECK_FALSE(ParsePage(request, 3).ok());
}

TEST_CASE("a token with another number of parts is refused", "[wire]") {
  ListGamesRequest request = GamesOf("sports/mlb");
  request.set_page_token(NextPageToken(request, kLast));
  CHECK_FALSE(ParsePage(request, 2).ok());
}

TEST_CASE("a page has the size asked for, the preset one, or the most there is", "[wire]") {
  ListGamesRequest request;
  CHECK(ParsePage(request, 1)->size == 100);
  CHECK(ParsePage(request, 1, {.preset = 500, .max = 800})->size == 500);
  request.set_page_size(5000);
  CHECK(ParsePage(request, 1)->size == 1000);
  request.set_page_size(-1);
  CHECK(ParsePage(request, 1).status() ==
        absl::InvalidArgumentError("page_size: -1, want 0 or more"));
}

}  // namespace
}  // namespace overround::wire
