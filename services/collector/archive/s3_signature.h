#pragma once

#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround::collector {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

struct S3Credentials {
  std::string region;
  std::string key_id;
  std::string secret;
};

// A request to sign. Everything in `headers` is signed and must be sent as it is; the host and the
// two headers of the signature itself need not be there.
struct S3Question {
  std::string method;
  std::string host;
  // As sent: already encoded by EncodedPath.
  std::string path;
  // Not encoded.
  TextPairs query;
  TextPairs headers;
  std::string body;
  absl::Time time;
};

// The headers that make it a signed request, by AWS Signature Version 4: Authorization, x-amz-date
// and x-amz-content-sha256. Pure.
TextPairs SignatureHeaders(const S3Question& question, const S3Credentials& credentials);

// "a b/c" as a path: "a%20b/c".
std::string EncodedPath(absl::string_view path);
// "a=1&b=%2F", in the order of the names.
std::string EncodedQuery(TextPairs query);

}  // namespace overround::collector
