#pragma once

#include <map>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/http_server/request.h"
#include "libs/http_server/response.h"

namespace overround::gateway {

// The files of the web app, read once at boot and served from memory. Threads may share one.
class StaticFiles {
 public:
  // Every file below `directory`; "x.br" and "x.gz" are other forms of "x" beside it. None for an
  // empty name. NOT_FOUND for a directory that is not there, FAILED_PRECONDITION past 256 MiB.
  static absl::StatusOr<StaticFiles> Load(const std::string& directory);

  bool empty() const { return files_.empty(); }

  // The file, 304 for a browser that has it, or index.html where the path has no extension (the app
  // knows the path, the server does not). 404 as a plain page otherwise, 405 but for GET and HEAD.
  http_server::Response Serve(const http_server::Request& request) const;

 private:
  using Bytes = std::shared_ptr<const std::string>;
  struct File {
    Bytes plain;
    Bytes gzip;
    Bytes brotli;
    std::string content_type;
    std::string etag;
    bool is_immutable = false;
  };

  const File* Find(absl::string_view path) const;
  http_server::Response Answer(const http_server::Request& request, const File& file) const;

  // By path below the directory, without a leading slash.
  std::map<std::string, File> files_;
};

}  // namespace overround::gateway
