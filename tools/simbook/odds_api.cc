#include "tools/simbook/odds_api.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "tools/simbook/drift.h"

namespace overround::simbook {
namespace {

// Longer than the latest start and the longest game together.
constexpr absl::Duration kLongestGame = absl::Minutes(5);
// Between two states of the past, and what asking for one costs more than for the present.
constexpr absl::Duration kSnapshots = absl::Minutes(5);
constexpr int64_t kHistoricalFactor = 10;
constexpr size_t kKeysMax = 1000;
constexpr int64_t kExhaustedRemaining = -5;

Answer WithBody(std::string body, int64_t cost) {
  Answer answer;
  answer.body = std::move(body);
  answer.cost = cost;
  return answer;
}

Answer UnknownPath() { return MakeError(404, "NOT_FOUND", "Not found"); }

Answer OutOfCredits() {
  return MakeError(401, "OUT_OF_USAGE_CREDITS",
                   "Usage quota has been reached. See usage plans at https://the-odds-api.com");
}

Answer InvalidKey() { return MakeError(401, "INVALID_KEY", "API key is not valid."); }

Answer TooManyCalls() {
  return MakeError(429, "EXCEEDED_FREQ_LIMIT", "Requests are too frequent, slow down.");
}

}  // namespace

Answer MakeError(int status, absl::string_view error_code, absl::string_view message) {
  json::Writer writer;
  writer.BeginObject().Key("message").Text(message).Key("error_code").Text(error_code);
  const std::string anchor = absl::StrReplaceAll(absl::AsciiStrToLower(error_code), {{"_", "-"}});
  writer.Key("details_url");
  writer.Text(
      absl::StrCat("https://the-odds-api.com/liveapi/guides/v4/api-error-codes.html#", anchor));
  writer.EndObject();
  Answer answer;
  answer.status = status;
  answer.body = writer.Take() + "\n";
  return answer;
}

std::vector<Game> ListedGames(const League& league, const Sport& sport, absl::Time now) {
  std::vector<Game> games = league.Between(sport, now - kLongestGame, now + kHorizon);
  std::erase_if(games, [&](const Game& game) { return game.end <= now; });
  return games;
}

Answer OddsApi::Reply(absl::string_view path, const Parameters& parameters, absl::Time now) {
  const std::string key = parameters.Get("apiKey");
  std::optional<Answer> refused = CheckCaller(key, now);
  Answer answer = refused ? *std::move(refused) : Route(path, parameters, now);
  Charge(key, answer);
  return answer;
}

std::optional<Answer> OddsApi::CheckCaller(const std::string& key, absl::Time now) {
  if (key.empty()) return MakeError(401, "MISSING_KEY", "API key is missing");
  if (key == "deactivated") return MakeError(401, "DEACTIVATED_KEY", "API key is deactivated");
  if (key == "invalid" || (!options_.api_key.empty() && key != options_.api_key)) {
    return InvalidKey();
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (used_.size() >= kKeysMax && used_.count(key) == 0) return InvalidKey();
  const int64_t used = used_[key];
  if (key == "exhausted" || used >= options_.credits) return OutOfCredits();
  const int64_t second = absl::ToUnixSeconds(now);
  calls_of_second_ = second == second_ ? calls_of_second_ + 1 : 1;
  second_ = second;
  if (calls_of_second_ > options_.calls_per_second_max) return TooManyCalls();
  return std::nullopt;
}

void OddsApi::Charge(const std::string& key, Answer& answer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto account = used_.find(key);
  if (account == used_.end()) return;
  account->second += answer.cost;
  const int64_t remaining =
      key == "exhausted" ? kExhaustedRemaining : options_.credits - account->second;
  answer.headers.emplace_back("x-requests-remaining", absl::StrCat(remaining));
  answer.headers.emplace_back("x-requests-used", absl::StrCat(account->second));
  answer.headers.emplace_back("x-requests-last", absl::StrCat(answer.cost));
}

Answer OddsApi::Route(absl::string_view path, const Parameters& parameters, absl::Time now) const {
  if (!absl::ConsumePrefix(&path, "/v4/")) return UnknownPath();
  if (absl::ConsumePrefix(&path, "historical/")) return RouteHistorical(path, parameters, now);
  if (path == "sports" || path == "sports/") {
    json::Writer writer;
    WriteSports(writer);
    return WithBody(writer.Take(), 0);
  }
  if (!absl::ConsumePrefix(&path, "sports/")) return UnknownPath();
  const size_t slash = path.find('/');
  const Sport* sport = FindSport(path.substr(0, slash));
  if (sport == nullptr) return MakeError(404, "UNKNOWN_SPORT", "Unknown sport");
  if (slash == absl::string_view::npos) return UnknownPath();
  return RouteSport(*sport, absl::StripSuffix(path.substr(slash + 1), "/"), parameters, now);
}

// The past is what was answered then: the world is a function of the time.
Answer OddsApi::RouteHistorical(absl::string_view path, const Parameters& parameters,
                                absl::Time now) const {
  if (parameters.Get("apiKey") == "free") {
    return MakeError(401, "HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN",
                     "Historical odds are only available on paid usage plans. See usage plans at "
                     "https://the-odds-api.com");
  }
  if (!absl::ConsumePrefix(&path, "sports/")) return UnknownPath();
  const size_t slash = path.find('/');
  const Sport* sport = FindSport(path.substr(0, slash));
  if (sport == nullptr) return MakeError(404, "UNKNOWN_SPORT", "Unknown sport");
  if (slash == absl::string_view::npos || absl::EndsWith(path, "/scores")) return UnknownPath();
  absl::Time date;
  if (auto refused = ReadDate(parameters, date)) return *std::move(refused);
  const absl::Time then =
      absl::UnixEpoch() + absl::Floor(std::min(date, now) - absl::UnixEpoch(), kSnapshots);
  Answer answer =
      RouteSport(*sport, absl::StripSuffix(path.substr(slash + 1), "/"), parameters, then);
  if (answer.status != 200) return answer;
  const absl::Time next = then + kSnapshots;
  const std::string next_text = next > now ? "null" : absl::StrCat("\"", IsoTime(next), "\"");
  answer.body = absl::StrCat(R"({"timestamp":")", IsoTime(then), R"(","previous_timestamp":")",
                             IsoTime(then - kSnapshots), R"(","next_timestamp":)", next_text,
                             R"(,"data":)", answer.body, "}");
  const bool is_list_of_events = absl::EndsWith(path, "/events");
  answer.cost = is_list_of_events ? 1 : answer.cost * kHistoricalFactor;
  return answer;
}

Answer OddsApi::RouteSport(const Sport& sport, absl::string_view rest, const Parameters& parameters,
                           absl::Time now) const {
  GameFilter filter;
  if (auto refused = ReadGameFilter(parameters, filter)) return *std::move(refused);
  if (rest == "events") return ListEvents(sport, filter, now);
  if (rest == "odds") return ListOdds(sport, filter, parameters, now);
  if (rest == "scores") return ListScores(sport, filter, parameters, now);
  const std::vector<absl::string_view> parts = absl::StrSplit(rest, '/');
  if (parts.size() == 3 && parts[0] == "events" && parts[2] == "odds") {
    return EventOdds(sport, parts[1], filter, parameters, now);
  }
  return UnknownPath();
}

Answer OddsApi::ListEvents(const Sport& sport, const GameFilter& filter, absl::Time now) const {
  json::Writer writer;
  writer.BeginArray();
  for (const Game& game : ListedGames(league_, sport, now)) {
    if (filter.Wants(game)) WriteEvent(writer, game, now, filter.date_format);
  }
  writer.EndArray();
  return WithBody(writer.Take(), 0);
}

Answer OddsApi::ListOdds(const Sport& sport, const GameFilter& filter, const Parameters& parameters,
                         absl::Time now) const {
  PricedQuery priced;
  if (auto refused = ReadOddsQuery(parameters, priced)) return *std::move(refused);
  priced.query.date_format = filter.date_format;
  json::Writer writer;
  bool empty = true;
  writer.BeginArray();
  for (const Game& game : ListedGames(league_, sport, now)) {
    if (!filter.Wants(game)) continue;
    WriteEventOdds(writer, game, now, priced.query, /*per_event=*/false);
    empty = false;
  }
  writer.EndArray();
  return WithBody(writer.Take(), empty ? 0 : priced.cost);
}

Answer OddsApi::ListScores(const Sport& sport, const GameFilter& filter,
                           const Parameters& parameters, absl::Time now) const {
  int days = 0;
  if (auto refused = ReadDaysFrom(parameters, days)) return *std::move(refused);
  const std::vector<Game> games =
      days == 0 ? ListedGames(league_, sport, now)
                : league_.Between(sport, now - absl::Hours(24 * days), now + kHorizon);
  json::Writer writer;
  writer.BeginArray();
  for (const Game& game : games) {
    if (filter.Wants(game)) WriteScore(writer, game, now, filter.date_format);
  }
  writer.EndArray();
  return WithBody(writer.Take(), days == 0 ? 1 : 2);
}

Answer OddsApi::EventOdds(const Sport& sport, absl::string_view id, const GameFilter& filter,
                          const Parameters& parameters, absl::Time now) const {
  PricedQuery priced;
  priced.is_event = true;
  priced.query.roster = &roster_;
  if (auto refused = ReadOddsQuery(parameters, priced)) return *std::move(refused);
  priced.query.date_format = filter.date_format;
  for (const Game& game : ListedGames(league_, sport, now)) {
    if (game.id != id) continue;
    json::Writer writer;
    WriteEventOdds(writer, game, now, priced.query, /*per_event=*/true);
    return WithBody(writer.Take(), priced.cost);
  }
  return MakeError(404, "EVENT_NOT_FOUND", "Event not found");
}

Answer OddsApi::Spoil(const Fault& fault, Answer answer) {
  switch (fault.kind) {
    case FaultKind::kInvalidKey:
      return InvalidKey();
    case FaultKind::kOutOfCredits: {
      Answer refused = OutOfCredits();
      refused.headers = {{"x-requests-remaining", "0"}, {"x-requests-last", "0"}};
      return refused;
    }
    case FaultKind::kTooManyCalls:
      return TooManyCalls();
    case FaultKind::kTooManyCallsHint: {
      Answer refused = TooManyCalls();
      refused.headers.emplace_back("Retry-After", "1");
      return refused;
    }
    case FaultKind::kServerError:
      return {.status = 500, .content_type = "text/html", .body = "<h1>Internal error</h1>\n"};
    case FaultKind::kUnavailable:
      return {.status = 503, .content_type = "text/plain", .body = "upstream not available\n"};
    case FaultKind::kSlow:
      answer.delay = fault.delay;
      return answer;
    case FaultKind::kTruncated:
      answer.delivery = Answer::Delivery::kTruncated;
      return answer;
    case FaultKind::kWrongType:
      return {.content_type = "text/html", .body = "<html><body>Sign in to the network</body>\n"};
    case FaultKind::kNotJson:
      return {.body = "[{\"id\": \"half a docu"};
    case FaultKind::kBrokenGzip:
      answer.delivery = Answer::Delivery::kBrokenGzip;
      return answer;
    case FaultKind::kNewField:
    case FaultKind::kMissingField:
    case FaultKind::kChangedType:
    case FaultKind::kClockAhead:
    case FaultKind::kClockBehind:
      answer.body = Drifted(fault, std::move(answer.body));
      return answer;
  }
  return answer;
}

}  // namespace overround::simbook
