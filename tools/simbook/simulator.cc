#include "tools/simbook/simulator.h"

#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/http_server/uri.h"
#include "libs/json/json.h"
#include "tools/simbook/season.h"

namespace overround::simbook {
namespace {

constexpr int kFaultCountMax = 1'000'000;
constexpr absl::Duration kFaultDelayMax = absl::Minutes(5);

Answer Plain(int status, absl::string_view text) {
  return {.status = status, .content_type = "text/plain", .body = absl::StrCat(text, "\n")};
}

}  // namespace

Answer Simulator::Reply(const http_server::Request& request) {
  const absl::Time now = wall_.Now();
  if (request.path == "/healthz") return Plain(200, "ok");
  auto pairs = http_server::ParseQuery(request.query);
  if (!pairs.ok()) return Plain(400, pairs.status().message());
  const Parameters parameters(*std::move(pairs));
  if (absl::StartsWith(request.path, "/sim/")) return ReplyAsSimulator(request, parameters, now);
  return ReplyAsProvider(request, parameters, now);
}

Answer Simulator::ReplyAsProvider(const http_server::Request& request, const Parameters& parameters,
                                  absl::Time now) {
  if (request.method != "GET" && request.method != "HEAD") return Plain(405, "want GET");
  std::optional<Fault> fault = faults_.Take(request.path);
  if (const std::string kind = parameters.Get("sim_fault"); !kind.empty()) {
    const auto parsed = ParseFaultKind(kind);
    if (!parsed.ok()) return Plain(400, parsed.status().message());
    fault = Fault{.kind = *parsed, .path_prefix = ""};
  }
  if (absl::StartsWith(request.path, "/apis/")) {
    Answer page = espn_.Reply(request.path, parameters, now);
    return fault ? Espn::Spoil(*fault, std::move(page)) : page;
  }
  if (absl::StartsWith(request.path, "/trade-api/")) {
    Answer answer = kalshi_.Reply(request.path, parameters, now);
    return fault ? KalshiApi::Spoil(*fault, std::move(answer)) : answer;
  }
  Answer answer = odds_api_.Reply(request.path, parameters, now);
  return fault ? OddsApi::Spoil(*fault, std::move(answer)) : answer;
}

Answer Simulator::ReplyAsSimulator(const http_server::Request& request,
                                   const Parameters& parameters, absl::Time now) {
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/sim/truth" && get) return Truth(parameters, now);
  if (request.path == "/sim/season.csv" && get) return Season(parameters, now);
  if (request.path != "/sim/faults") return Plain(404, "not found");
  if (get) return ListFaults();
  if (request.method == "POST") return ArmFault(parameters);
  if (request.method != "DELETE") return Plain(405, "want GET, POST or DELETE");
  faults_.Clear();
  return ListFaults();
}

Answer Simulator::Truth(const Parameters& parameters, absl::Time now) const {
  const std::string asked = parameters.Get("sport");
  if (!asked.empty() && FindSport(asked) == nullptr) return Plain(404, "unknown sport");
  json::Writer writer;
  writer.BeginArray();
  for (const Sport& sport : Sports()) {
    if (!asked.empty() && sport.key != asked) continue;
    for (const Game& game : ListedGames(league_, sport, now)) WriteTruth(writer, game, now);
  }
  writer.EndArray();
  return {.body = writer.Take()};
}

Answer Simulator::Season(const Parameters& parameters, absl::Time now) {
  const std::string asked = parameters.Get("sport");
  if (!asked.empty() && FindSport(asked) == nullptr) return Plain(404, "unknown sport");
  std::string csv;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const Sport& sport : Sports()) {
    if (!asked.empty() && sport.key != asked) continue;
    std::string& season = seasons_[{sport.key, League::PastSeasonName(now)}];
    if (season.empty()) season = SeasonCsv(league_, sport, now);
    // One heading for all.
    const size_t heading = csv.empty() ? 0 : season.find('\n') + 1;
    absl::StrAppend(&csv, absl::string_view(season).substr(heading));
  }
  return {.content_type = "text/csv", .body = std::move(csv)};
}

Answer Simulator::ArmFault(const Parameters& parameters) {
  const auto kind = ParseFaultKind(parameters.Get("kind"));
  if (!kind.ok()) return Plain(400, kind.status().message());
  Fault fault{.kind = *kind, .path_prefix = parameters.Get("path")};
  const std::string count = parameters.Get("count");
  if (!count.empty() &&
      (!absl::SimpleAtoi(count, &fault.count) || fault.count < 1 || fault.count > kFaultCountMax)) {
    return Plain(400, absl::StrCat("count: ", count, ", want 1 to ", kFaultCountMax));
  }
  const std::string delay = parameters.Get("delay");
  if (!delay.empty() && (!absl::ParseDuration(delay, &fault.delay) ||
                         fault.delay < absl::ZeroDuration() || fault.delay > kFaultDelayMax)) {
    return Plain(400, absl::StrCat("delay: ", delay, ", want a duration up to 5m"));
  }
  if (const absl::Status armed = faults_.Arm(fault); !armed.ok()) {
    return Plain(409, armed.message());
  }
  return ListFaults();
}

Answer Simulator::ListFaults() const {
  json::Writer writer;
  writer.BeginArray();
  for (const Fault& fault : faults_.Armed()) {
    writer.BeginObject().Key("kind").Text(ToString(fault.kind)).Key("path");
    writer.Text(fault.path_prefix).Key("count").Int64(fault.count).EndObject();
  }
  writer.EndArray();
  return {.body = writer.Take()};
}

}  // namespace overround::simbook
