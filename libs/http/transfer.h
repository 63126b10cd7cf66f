#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <absl/status/statusor.h>
#include <curl/curl.h>

#include "libs/http/client.h"

namespace overround::http {

struct HandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleDeleter>;

// curl's handles, each of which keeps its connections open between two calls. Private to this
// library.
class Handles {
 public:
  Handles();

  Handle Take();
  void GiveBack(Handle handle);

 private:
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

absl::Status MakeFailure(Failure failure, absl::string_view message);

// One attempt. Leaves the handle fit for the next.
absl::StatusOr<Response> Transfer(CURL* handle, const Request& request,
                                  const ClientOptions& options);

}  // namespace overround::http
