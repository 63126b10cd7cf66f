#include "services/collector/archive/open_files.h"

#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "libs/base/status_macros.h"
#include "services/collector/archive/disk_files.h"

namespace overround::collector {
namespace {

absl::Status CheckOptions(const S3Options& s3) {
  const bool has_scheme =
      absl::StartsWith(s3.endpoint, "http://") || absl::StartsWith(s3.endpoint, "https://");
  const size_t host = s3.endpoint.find("//") + 2;
  if (!has_scheme || host >= s3.endpoint.size() ||
      absl::StrContains(s3.endpoint.substr(host), "/")) {
    return absl::InvalidArgumentError(absl::StrCat("OVERROUND_S3_ENDPOINT: \"", s3.endpoint,
                                                   "\", want http(s)://host, and no path"));
  }
  if (s3.credentials.key_id.empty() || s3.credentials.secret.empty()) {
    return absl::InvalidArgumentError(
        "OVERROUND_S3_KEY_ID, OVERROUND_S3_SECRET: empty, want both or files that hold them");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Files>> OpenFiles(const std::string& place,
                                                       const S3Options& s3, const Clock& wall) {
  if (!absl::StartsWith(place, "s3://")) {
    return std::shared_ptr<const Files>(std::make_shared<DiskFiles>(place));
  }
  OVERROUND_ASSIGN_OR_RETURN(S3Place parsed, S3Place::Parse(place));
  OVERROUND_RETURN_IF_ERROR(CheckOptions(s3));
  http::ClientOptions options;
  // A task's lease does not wait longer for a document.
  options.retry = {.attempts_max = 4, .backoff_max = absl::Seconds(2)};
  const auto client = std::make_shared<http::Client>(
      wall,
      [](absl::Duration wait) {
        absl::SleepFor(wait);
        return true;
      },
      options);
  auto files = std::make_shared<S3Files>(
      s3, std::move(parsed),
      [client](const http::Request& request) { return client->Call(request); }, wall);
  OVERROUND_RETURN_IF_ERROR(files->Check());
  return std::shared_ptr<const Files>(std::move(files));
}

}  // namespace overround::collector
