#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::collector {

class Turn;

// The order in which a process takes in the answers about a sport: the one they were received in.
//
// An answer gets its receive time and its turn in one moment, and is taken in when all turns before
// it are over. So what commits first was received first, as a rebuild from the archive has it; and
// no two answers about a sport have one receive time. Sports do not wait for each other. Only who
// holds no connection may wait. Safe to share between threads.
class Turns {
 public:
  // `wall` outlives this.
  explicit Turns(const Clock& wall) : wall_(wall) {}

  // An answer about a sport is received now: by World time, but later than those before it, in
  // whole microseconds. The turn may outlive this.
  std::shared_ptr<Turn> Receive(const std::string& sport, const Clock& world);

  // Waits for what was received about the sport before `time`. UNAVAILABLE where that is not over
  // by the deadline, and at once where some of it is put off.
  absl::Status Await(const std::string& sport, absl::Time time, absl::Time deadline) const;

  // What was received about the sport at `time` is taken in, by whomever.
  void End(const std::string& sport, absl::Time time);

 private:
  friend class Turn;
  enum class State { kUnderWay, kPutOff };
  struct Sport {
    absl::Time newest = absl::InfinitePast();
    std::map<absl::Time, State> turns;
  };
  struct Sports {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Sport> by_key;

    void End(const std::string& sport, absl::Time time);
  };

  const Clock& wall_;
  const std::shared_ptr<Sports> sports_ = std::make_shared<Sports>();
};

// An answer's place in the order, kept with it: over once it is taken in, or the last of its copies
// is gone.
class Turn {
 public:
  ~Turn() { sports_->End(sport_, receive_time_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  absl::Time receive_time() const { return receive_time_; }

  // The answer cannot be taken in now, and will be later: nobody waits for it, and what came after
  // it comes after it still.
  void PutOff();

 private:
  friend class Turns;
  Turn(std::shared_ptr<Turns::Sports> sports, std::string sport, absl::Time receive_time)
      : sports_(std::move(sports)), sport_(std::move(sport)), receive_time_(receive_time) {}

  const std::shared_ptr<Turns::Sports> sports_;
  const std::string sport_;
  const absl::Time receive_time_;
};

}  // namespace overround::collector
