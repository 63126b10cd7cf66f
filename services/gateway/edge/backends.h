#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "libs/base/clock.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/channel.h"

namespace overround::gateway {

// Whose call it is and how long it may take.
struct CallOptions {
  Caller caller;
  std::string request_id;
  // Of the browser or program at the other end, for limits by address.
  std::string client_address;
  // InfiniteFuture for streams.
  absl::Time deadline;
};

// A call under way, for who gives it up. Dropping it changes nothing.
class CallHandle {
 public:
  virtual ~CallHandle() = default;
  // The call ends soon, with CANCELLED. Safe to repeat, on any thread.
  virtual void Cancel() = 0;
};

// What becomes of a stream of answers. Called by one thread at a time, on threads of gRPC; must not
// block.
struct StreamEvents {
  // A message's bytes. False ends the stream.
  std::function<bool(std::string wire)> on_message;
  // The last of all.
  std::function<void(const grpc::Status& status)> on_done;
};

// The calls that have begun and not ended.
class CallsUnderWay;

// The ways to the services, for calls that are known by their bytes alone. Every call carries a
// token that says who calls. Threads may share one.
class Backends {
 public:
  // `channels` by service name; they outlive this.
  explicit Backends(const std::map<std::string, rpc::Channel*>& channels);
  ~Backends();

  // Gives up all calls and waits until each has told its end. Safe to repeat. Requires: no call
  // begins any more, and this is not a thread of gRPC.
  void Close();

  bool Has(absl::string_view service) const;
  std::vector<std::string> names() const;

  using OnDone = std::function<void(const grpc::Status& status, std::string wire)>;

  // Makes one call; `on_done` runs once, on a thread of gRPC, never within this. Requires:
  // Has(service).
  std::shared_ptr<CallHandle> Call(const std::string& service, const std::string& rpc_path,
                                   absl::string_view request_wire, const CallOptions& options,
                                   OnDone on_done) const;

  // Makes one call with a stream of answers. Requires: Has(service).
  std::shared_ptr<CallHandle> Stream(const std::string& service, const std::string& rpc_path,
                                     absl::string_view request_wire, const CallOptions& options,
                                     StreamEvents events) const;

 private:
  struct Backend {
    rpc::Channel* channel;
    std::unique_ptr<grpc::GenericStub> stub;
  };

  const Backend& Find(const std::string& service) const;

  std::map<std::string, Backend> backends_;
  const std::shared_ptr<CallsUnderWay> calls_;
};

}  // namespace overround::gateway
