#include "services/collector/sources/the_odds_api_answer.h"

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

namespace overround::collector::the_odds_api {
namespace {

const absl::Time kReceived = absl::FromUnixSeconds(1'790'000'000);

std::string ErrorBody(absl::string_view code) {
  return absl::StrCat(R"({"message":"Told.","error_code":")", code, R"(","details_url":"x"})",
                      "\n");
}

TEST_CASE("errors of the provider are told apart", "[odds_api]") {
  struct Row {
    int status;
    std::string body;
    AnswerKind kind;
    absl::StatusCode code;
  };
  using absl::StatusCode;
  const auto row = GENERATE(values<Row>({
      {401, ErrorBody("OUT_OF_USAGE_CREDITS"), AnswerKind::kOutOfCredits,
       StatusCode::kResourceExhausted},
      {401, ErrorBody("INVALID_KEY"), AnswerKind::kBadKey, StatusCode::kPermissionDenied},
      {401, ErrorBody("MISSING_KEY"), AnswerKind::kBadKey, StatusCode::kPermissionDenied},
      {401, "not json", AnswerKind::kBadKey, StatusCode::kPermissionDenied},
      {401, ErrorBody("HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN"), AnswerKind::kNotOnPlan,
       StatusCode::kPermissionDenied},
      {404, ErrorBody("UNKNOWN_SPORT"), AnswerKind::kUnknownSport, StatusCode::kNotFound},
      {422, ErrorBody("INVALID_MARKET"), AnswerKind::kBadRequest, StatusCode::kInvalidArgument},
      {429, ErrorBody("EXCEEDED_FREQ_LIMIT"), AnswerKind::kTooFast, StatusCode::kResourceExhausted},
      {500, "<html>", AnswerKind::kProviderDown, StatusCode::kUnavailable},
      {503, "", AnswerKind::kProviderDown, StatusCode::kUnavailable},
  }));
  CAPTURE(row.status, row.body);
  const Answer answer = ReadAnswer(row.status, {}, row.body, kReceived);
  CHECK(ToString(answer.kind) == ToString(row.kind));
  CHECK(answer.ToStatus().code() == row.code);
}

TEST_CASE("a 200 that says it is not JSON is told apart", "[odds_api]") {
  const auto html = ReadAnswer(200, {{"Content-Type", "text/html"}}, "[]", kReceived);
  CHECK(html.kind == AnswerKind::kWrongContentType);
  CHECK(html.ToStatus().code() == absl::StatusCode::kDataLoss);
  CHECK(ReadAnswer(200, {{"content-type", "application/json; charset=utf-8"}}, "[]", kReceived)
            .kind == AnswerKind::kGood);
}

TEST_CASE("a body cut off is told from one that never was JSON", "[odds_api]") {
  CHECK(KindOfUnreadable(R"([{"id":"ab)") == AnswerKind::kTruncated);
  CHECK(KindOfUnreadable("") == AnswerKind::kTruncated);
  CHECK(KindOfUnreadable("<html></html>") == AnswerKind::kNotJson);
  CHECK(KindOfUnreadable("[1,,2]") == AnswerKind::kNotJson);
}

TEST_CASE("credits are read from the headers, also below zero", "[odds_api]") {
  const Answer answer = ReadAnswer(
      200, {{"X-Requests-Remaining", "-5"}, {"x-requests-used", "505"}, {"x-requests-last", "3"}},
      "[]", kReceived);
  CHECK(answer.credits.remaining == -5);
  CHECK(answer.credits.used == 505);
  CHECK(answer.credits.last_cost == 3);
  CHECK(ReadAnswer(200, {}, "[]", kReceived).credits.remaining == std::nullopt);
}

TEST_CASE("Retry-After is seconds, a date, nonsense or absent", "[odds_api]") {
  const auto wait = [](absl::string_view value) {
    return ReadAnswer(429, {{"Retry-After", std::string(value)}}, "", kReceived).retry_after;
  };
  CHECK(wait("7") == absl::Seconds(7));
  CHECK(wait(absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", kReceived + absl::Seconds(30),
                              absl::UTCTimeZone())) == absl::Seconds(30));
  CHECK(wait("-4") == absl::ZeroDuration());
  CHECK(wait("99999999") == absl::Hours(24));
  CHECK(wait("soon") == std::nullopt);
  CHECK(ReadAnswer(429, {}, "", kReceived).retry_after == std::nullopt);
}

}  // namespace
}  // namespace overround::collector::the_odds_api
