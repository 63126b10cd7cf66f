#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/base/clock.h"
#include "libs/http/client.h"
#include "services/collector/archive/files.h"
#include "services/collector/archive/s3_listing.h"
#include "services/collector/archive/s3_signature.h"

namespace overround::collector {

// Where in an S3 an archive lies: "s3://bucket/some/prefix".
struct S3Place {
  std::string bucket;
  // Without slashes around it; empty for the bucket itself.
  std::string prefix;

  // INVALID_ARGUMENT.
  static absl::StatusOr<S3Place> Parse(absl::string_view url);
  std::string ToString() const;
};

struct S3Options {
  // "https://s3.eu-central-1.amazonaws.com": scheme and host alone.
  std::string endpoint;
  S3Credentials credentials;
};

// Files in a bucket of anything that speaks S3, addressed by path. A name is taken with
// If-None-Match, and looked at before for stores that do not know that; what was written is looked
// at again, so that nothing is overwritten unnoticed.
class S3Files : public Files {
 public:
  using Call = std::function<absl::StatusOr<http::Response>(const http::Request&)>;

  // `call` asks, again where that may help; `wall` dates the signatures and outlives this.
  S3Files(S3Options options, S3Place place, Call call, const Clock& wall)
      : options_(std::move(options)),
        place_(std::move(place)),
        call_(std::move(call)),
        wall_(wall) {}

  absl::Status Create(const std::string& path, absl::string_view bytes) const override;
  absl::StatusOr<std::string> Read(const std::string& path) const override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& prefix) const override;
  absl::StatusOr<std::vector<std::string>> ListFolders(const std::string& folder) const override;
  std::string place() const override { return place_.ToString(); }

  // Whether the bucket is there and the key opens it. NOT_FOUND, UNAVAILABLE.
  absl::Status Check() const;

 private:
  struct Question {
    std::string method;
    // The object's path below the prefix; nothing for the bucket.
    std::string path;
    TextPairs query;
    TextPairs headers;
    std::string body;
  };

  // Any answer but a failure to get one, which is UNAVAILABLE.
  absl::StatusOr<http::Response> Ask(const Question& question) const;
  std::string KeyOf(const std::string& path) const;
  absl::Status Refused(const Question& question, const http::Response& response) const;
  struct ListQuery {
    // Of the names below the place's own prefix.
    std::string prefix;
    // Names that go on with a folder are told as that folder.
    bool stops_at_folders = false;
    int keys_max = 0;
  };
  absl::StatusOr<http::Response> AskForPage(const ListQuery& query,
                                            const std::string& continuation) const;
  absl::StatusOr<S3Listing> ListAll(const ListQuery& query) const;
  absl::Status VerifyWritten(const std::string& path, size_t size, absl::string_view etag) const;

  const S3Options options_;
  const S3Place place_;
  const Call call_;
  const Clock& wall_;
};

}  // namespace overround::collector
