#include "services/collector/sources/the_odds_api_answer.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/json/json.h"

namespace overround::collector::the_odds_api {
namespace {

constexpr absl::Duration kRetryAfterMax = absl::Hours(24);

std::optional<absl::string_view> FindHeader(const HeaderList& headers, absl::string_view name) {
  for (const auto& [key, value] : headers) {
    if (absl::EqualsIgnoreCase(key, name)) return absl::string_view(value);
  }
  return std::nullopt;
}

std::optional<int64_t> FindInteger(const HeaderList& headers, absl::string_view name) {
  const std::optional<absl::string_view> text = FindHeader(headers, name);
  int64_t number = 0;
  if (!text || !absl::SimpleAtoi(*text, &number)) return std::nullopt;
  return number;
}

std::optional<absl::Duration> FindRetryAfter(const HeaderList& headers, absl::Time received) {
  const std::optional<absl::string_view> text = FindHeader(headers, "retry-after");
  if (!text) return std::nullopt;
  int64_t seconds = 0;
  absl::Duration wait;
  if (absl::SimpleAtoi(*text, &seconds)) {
    wait = absl::Seconds(seconds);
  } else {
    absl::Time date;
    std::string error;
    if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", *text, &date, &error)) return std::nullopt;
    wait = date - received;
  }
  return std::clamp(wait, absl::ZeroDuration(), kRetryAfterMax);
}

AnswerKind KindOf401(absl::string_view error_code) {
  if (error_code == "OUT_OF_USAGE_CREDITS") return AnswerKind::kOutOfCredits;
  if (error_code == "HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN") return AnswerKind::kNotOnPlan;
  return AnswerKind::kBadKey;
}

AnswerKind KindOfError(int status, absl::string_view error_code) {
  if (status == 401) return KindOf401(error_code);
  if (status == 404) return AnswerKind::kUnknownSport;
  if (status == 429) return AnswerKind::kTooFast;
  if (status >= 500) return AnswerKind::kProviderDown;
  return AnswerKind::kBadRequest;
}

AnswerKind KindOfGoodStatus(const HeaderList& headers) {
  const std::optional<absl::string_view> type = FindHeader(headers, "content-type");
  const bool wrong = type && !absl::StartsWithIgnoreCase(*type, "application/json");
  return wrong ? AnswerKind::kWrongContentType : AnswerKind::kGood;
}

void ReadError(absl::string_view body, Answer& answer) {
  const absl::StatusOr<json::Document> document = json::Document::Parse(std::string(body));
  if (!document.ok()) return;
  const absl::StatusOr<absl::string_view> code = document->root().Text("error_code");
  const absl::StatusOr<absl::string_view> message = document->root().Text("message");
  if (code.ok()) answer.error_code = std::string(*code);
  if (message.ok()) answer.message = std::string(*message);
}

}  // namespace

absl::string_view ToString(AnswerKind kind) {
  static constexpr absl::string_view kNames[] = {
      "good",     "out_of_credits", "bad_key",   "not_on_plan", "unknown_sport",     "bad_request",
      "too_fast", "provider_down",  "truncated", "not_json",    "wrong_content_type"};
  return kNames[static_cast<size_t>(kind)];
}

absl::Status Answer::ToStatus() const {
  const std::string text = absl::StrCat("the_odds_api: ", ToString(kind), " ", error_code, " ",
                                        message, ", want a good answer");
  switch (kind) {
    case AnswerKind::kGood:
      return absl::OkStatus();
    case AnswerKind::kOutOfCredits:
    case AnswerKind::kTooFast:
      return absl::ResourceExhaustedError(text);
    case AnswerKind::kBadKey:
    case AnswerKind::kNotOnPlan:
      return absl::PermissionDeniedError(text);
    case AnswerKind::kUnknownSport:
      return absl::NotFoundError(text);
    case AnswerKind::kBadRequest:
      return absl::InvalidArgumentError(text);
    case AnswerKind::kProviderDown:
      return absl::UnavailableError(text);
    case AnswerKind::kTruncated:
    case AnswerKind::kNotJson:
    case AnswerKind::kWrongContentType:
      break;
  }
  return absl::DataLossError(text);
}

Answer ReadAnswer(int status, const HeaderList& headers, absl::string_view body,
                  absl::Time received) {
  Answer answer;
  answer.credits = {FindInteger(headers, "x-requests-remaining"),
                    FindInteger(headers, "x-requests-used"),
                    FindInteger(headers, "x-requests-last")};
  answer.retry_after = FindRetryAfter(headers, received);
  if (status == 200) {
    answer.kind = KindOfGoodStatus(headers);
    return answer;
  }
  ReadError(body, answer);
  answer.kind = KindOfError(status, answer.error_code);
  return answer;
}

// A body cut off ends before its last bracket.
AnswerKind KindOfUnreadable(absl::string_view body) {
  const absl::string_view text = absl::StripAsciiWhitespace(body);
  if (text.empty()) return AnswerKind::kTruncated;
  const bool begins = text.front() == '[' || text.front() == '{';
  const bool ends = text.back() == (text.front() == '[' ? ']' : '}');
  return begins && !ends ? AnswerKind::kTruncated : AnswerKind::kNotJson;
}

}  // namespace overround::collector::the_odds_api
