// Plays a replay through the six services: see conductor.h.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <grpcpp/create_channel.h>
#include <unistd.h>

#include "libs/base/env.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/caller_keys.h"
#include "libs/rpc/channel.h"
#include "overround/ops/v1/ops.grpc.pb.h"
#include "tools/conductor/conductor.h"

namespace overround::conductor {
namespace {

namespace pb = ops::v1;

constexpr absl::Duration kTaskPatience = absl::Minutes(1);
constexpr absl::Duration kCallPatience = absl::Seconds(10);

// One service's Ops over gRPC, called as an operator.
class Remote {
 public:
  Remote(std::string service, const std::string& address, rpc::TokenSource& tokens)
      : service_(std::move(service)),
        channel_({.target = address, .audience = service_}, tokens),
        stub_(pb::Ops::NewStub(channel_.grpc())) {}

  Player AsPlayer() {
    return {.service = service_,
            .progress =
                [this] {
                  return Call<pb::Progress>(&pb::Ops::Stub::GetProgress, pb::GetProgressRequest(),
                                            kCallPatience);
                },
            .set_world_time = [this](absl::Time time) { return SetWorldTime(time); },
            .run_due_tasks =
                [this] {
                  return Call<pb::RunDueTasksResponse>(&pb::Ops::Stub::RunDueTasks,
                                                       pb::RunDueTasksRequest(), kTaskPatience)
                      .status();
                },
            .agenda = [this] { return ReadAgenda(); }};
  }

 private:
  template <typename Response, typename Method, typename Request>
  absl::StatusOr<Response> Call(Method method, const Request& request, absl::Duration patience) {
    const auto context = channel_.NewContext(absl::Now() + patience,
                                             Caller::User("users/operator", {"user", "admin"}), "");
    Response response;
    OVERROUND_RETURN_IF_ERROR(rpc::FromGrpc(((*stub_).*method)(context.get(), request, &response)));
    return response;
  }

  absl::Status SetWorldTime(absl::Time time) {
    pb::SetWorldTimeRequest request;
    const int64_t micros = absl::ToUnixMicros(time);
    request.mutable_world_time()->set_seconds(micros / 1'000'000);
    request.mutable_world_time()->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
    return Call<pb::SetWorldTimeResponse>(&pb::Ops::Stub::SetWorldTime, request, kCallPatience)
        .status();
  }

  absl::StatusOr<Agenda> ReadAgenda() {
    pb::ListTasksRequest request;
    request.set_page_size(1000);
    OVERROUND_ASSIGN_OR_RETURN(
        const auto listed,
        Call<pb::ListTasksResponse>(&pb::Ops::Stub::ListTasks, request, kCallPatience));
    Agenda agenda;
    for (const pb::Task& task : listed.tasks()) {
      agenda.has_planned_work |=
          task.cron().empty() && task.has_next_run_time() && task.state() != pb::Task::STATE_PAUSED;
      if (task.has_last_run_time()) {
        const std::optional<absl::Time> run = absl::FromUnixMicros(
            task.last_run_time().seconds() * 1'000'000 + task.last_run_time().nanos() / 1000);
        agenda.last_run_time = std::max(agenda.last_run_time, run);
      }
    }
    return agenda;
  }

  const std::string service_;
  rpc::Channel channel_;
  std::unique_ptr<pb::Ops::Stub> stub_;
};

struct Settings {
  std::string secrets;
  Tempo tempo;
};

absl::StatusOr<Settings> Parse(const std::vector<std::string>& arguments) {
  Settings settings;
  for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
    const std::string& value = arguments[i + 1];
    std::string fault;
    if (arguments[i] == "--secrets") {
      settings.secrets = value;
    } else if (arguments[i] == "--until") {
      if (absl::ParseTime(absl::RFC3339_full, value, &settings.tempo.until, &fault)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--until: \"", value, "\", want a time such as 2026-08-05T00:00:00Z"));
    } else if (arguments[i] == "--speed") {
      if (value == "max" ||
          (absl::SimpleAtod(value, &settings.tempo.speed) && settings.tempo.speed > 0))
        continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--speed: \"", value, "\", want max or World seconds a second"));
    } else {
      return absl::InvalidArgumentError(absl::StrCat(arguments[i], ": unknown option"));
    }
  }
  if (settings.secrets.empty())
    return absl::InvalidArgumentError("--secrets: missing, want a folder");
  return settings;
}

void Print(const char* before, const Beat& beat, const char* after) {
  std::printf("%s%s  %lld steps  %lld events%s", before,
              absl::FormatTime("%Y-%m-%d %H:%M:%S", beat.world_time, absl::UTCTimeZone()).c_str(),
              static_cast<long long>(beat.steps), static_cast<long long>(beat.events), after);
  std::fflush(stdout);
}

// On a terminal one line that is written over; in a file a line for each day.
std::function<void(const Beat&)> Shower() {
  if (isatty(STDOUT_FILENO) != 0) return [](const Beat& beat) { Print("\r", beat, ""); };
  return [shown = absl::CivilDay()](const Beat& beat) mutable {
    const absl::CivilDay day = absl::ToCivilDay(beat.world_time, absl::UTCTimeZone());
    if (day != std::exchange(shown, day)) Print("", beat, "\n");
  };
}

absl::Status Run(const std::vector<std::string>& arguments, const char* const* environment) {
  OVERROUND_ASSIGN_OR_RETURN(const Settings settings, Parse(arguments));
  OVERROUND_ASSIGN_OR_RETURN(
      rpc::SigningKey key,
      rpc::SigningKey::LoadOrCreate("operator", absl::StrCat(settings.secrets, "/operator.key"),
                                    absl::StrCat(settings.secrets, "/../keys")));
  const SystemClock wall;
  rpc::TokenSource tokens(std::move(key), wall);
  Env env(environment);
  std::vector<std::unique_ptr<Remote>> remotes;
  std::vector<Player> players;
  int port = 7001;
  for (const char* service :
       {"collector", "prediction", "grading", "bankroll", "user_model", "gateway"}) {
    const std::string name = absl::StrCat("OVERROUND_", absl::AsciiStrToUpper(service), "_ADDRESS");
    const std::string address =
        env.Text(name, absl::StrCat("127.0.0.1:", port++), "where it listens");
    remotes.push_back(std::make_unique<Remote>(service, address, tokens));
    players.push_back(remotes.back()->AsPlayer());
  }
  const absl::Time started = absl::Now();
  absl::Status played =
      Conductor(std::move(players), settings.tempo, absl::SleepFor, Shower()).Play();
  std::printf(
      "\nreplayed in %s\n",
      absl::FormatDuration(absl::Trunc(absl::Now() - started, absl::Milliseconds(100))).c_str());
  return played;
}

}  // namespace
}  // namespace overround::conductor

int main(int argc, char** argv, char** environment) {
  const absl::Status played =
      overround::conductor::Run(std::vector<std::string>(argv + 1, argv + argc), environment);
  if (played.ok()) return 0;
  std::fprintf(stderr, "overround-conductor: %s\n", std::string(played.message()).c_str());
  return absl::IsInvalidArgument(played) ? 2 : 1;
}
