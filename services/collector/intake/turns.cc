#include "services/collector/intake/turns.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

namespace overround::collector {
namespace {

// As PostgreSQL stores it, and as an archived document is named.
constexpr absl::Duration kTick = absl::Microseconds(1);
// No answer takes longer, and a clock that goes wrong must not stop a thread for good.
constexpr absl::Duration kWaitMax = absl::Minutes(5);

absl::Time ToTheTick(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

}  // namespace

void Turns::Sports::End(const std::string& sport, absl::Time time) {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = by_key.find(sport);
    if (found == by_key.end() || found->second.turns.erase(time) == 0) return;
  }
  changed.notify_all();
}

std::shared_ptr<Turn> Turns::Receive(const std::string& sport, const Clock& world) {
  const std::lock_guard<std::mutex> lock(sports_->mutex);
  Sport& order = sports_->by_key[sport];
  order.newest = std::max(ToTheTick(world.Now()), order.newest + kTick);
  order.turns.emplace(order.newest, State::kUnderWay);
  return std::shared_ptr<Turn>(new Turn(sports_, sport, order.newest));
}

absl::Status Turns::Await(const std::string& sport, absl::Time time, absl::Time deadline) const {
  std::unique_lock<std::mutex> lock(sports_->mutex);
  // A reference would do: a sport that was asked about stays.
  const std::map<absl::Time, State>& turns = sports_->by_key[sport].turns;
  const auto is_first = [&] { return turns.empty() || turns.begin()->first >= time; };
  const auto is_put_off = [&] {
    return std::any_of(turns.begin(), turns.lower_bound(time),
                       [](const auto& turn) { return turn.second == State::kPutOff; });
  };
  const absl::Duration patience =
      std::clamp(deadline - wall_.Now(), absl::ZeroDuration(), kWaitMax);
  sports_->changed.wait_for(lock, absl::ToChronoMilliseconds(patience),
                            [&] { return is_first() || is_put_off(); });
  if (is_first()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("answer: of ", sport, ", one received before it is ",
                                             is_put_off() ? "put off" : "still under way"));
}

void Turns::End(const std::string& sport, absl::Time time) { sports_->End(sport, time); }

void Turn::PutOff() {
  {
    const std::lock_guard<std::mutex> lock(sports_->mutex);
    const auto found = sports_->by_key[sport_].turns.find(receive_time_);
    if (found != sports_->by_key[sport_].turns.end()) found->second = Turns::State::kPutOff;
  }
  sports_->changed.notify_all();
}

}  // namespace overround::collector
