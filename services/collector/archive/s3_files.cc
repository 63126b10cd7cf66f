#include "services/collector/archive/s3_files.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/base/status_macros.h"
#include "services/collector/archive/s3_listing.h"

namespace overround::collector {
namespace {

constexpr size_t kBytesMax = size_t{64} << 20;
constexpr int kPageKeys = 1000;
// Fifty million names.
constexpr int kPagesMax = 50'000;

absl::string_view HostOf(absl::string_view endpoint) {
  if (!absl::ConsumePrefix(&endpoint, "https://")) absl::ConsumePrefix(&endpoint, "http://");
  return endpoint;
}

}  // namespace

absl::StatusOr<S3Place> S3Place::Parse(absl::string_view url) {
  absl::string_view rest = url;
  if (!absl::ConsumePrefix(&rest, "s3://")) {
    return absl::InvalidArgumentError(absl::StrCat(url, ", want s3://bucket/prefix"));
  }
  const size_t slash = std::min(rest.find('/'), rest.size());
  S3Place place{std::string(rest.substr(0, slash)), ""};
  absl::string_view prefix = rest.substr(slash);
  while (absl::ConsumePrefix(&prefix, "/")) {
  }
  while (absl::ConsumeSuffix(&prefix, "/")) {
  }
  place.prefix = std::string(prefix);
  if (place.bucket.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(url, ", want s3://bucket/prefix"));
  }
  return place;
}

std::string S3Place::ToString() const {
  return absl::StrCat("s3://", bucket, prefix.empty() ? "" : "/", prefix);
}

std::string S3Files::KeyOf(const std::string& path) const {
  return place_.prefix.empty() ? path : absl::StrCat(place_.prefix, "/", path);
}

absl::StatusOr<http::Response> S3Files::Ask(const Question& question) const {
  std::string path = absl::StrCat("/", EncodedPath(place_.bucket));
  if (!question.path.empty()) {
    absl::StrAppend(&path, "/", EncodedPath(KeyOf(question.path)));
  }
  const S3Question signed_question{question.method,
                                   std::string(HostOf(options_.endpoint)),
                                   path,
                                   question.query,
                                   question.headers,
                                   question.body,
                                   wall_.Now()};
  http::Request request;
  request.method = question.method;
  request.url = absl::StrCat(options_.endpoint, path, question.query.empty() ? "" : "?",
                             EncodedQuery(question.query));
  for (const auto& [name, value] : question.headers) request.headers.Add(name, value);
  for (const auto& [name, value] : SignatureHeaders(signed_question, options_.credentials)) {
    request.headers.Add(name, value);
  }
  request.body = question.body;
  request.body_bytes_max = kBytesMax;
  absl::StatusOr<http::Response> response = call_(request);
  if (response.ok()) return response;
  return absl::UnavailableError(absl::StrCat(place_.ToString(), ": ", response.status().message()));
}

absl::Status S3Files::Refused(const Question& question, const http::Response& response) const {
  return absl::UnavailableError(absl::StrCat(
      place_.ToString(), question.path.empty() ? "" : "/", question.path, ": ", question.method,
      " was answered by ", response.status, " ", S3ErrorText(response.body)));
}

absl::Status S3Files::Create(const std::string& path, absl::string_view bytes) const {
  const auto taken = [&] {
    return absl::AlreadyExistsError(
        absl::StrCat(place_.ToString(), "/", path, ": taken, want a free name"));
  };
  const Question look{"HEAD", path, {}, {}, ""};
  OVERROUND_ASSIGN_OR_RETURN(const http::Response before, Ask(look));
  if (before.status == 200) return taken();
  if (before.status != 404) return Refused(look, before);
  const Question put{"PUT",
                     path,
                     {},
                     {{"content-type", "application/octet-stream"}, {"if-none-match", "*"}},
                     std::string(bytes)};
  OVERROUND_ASSIGN_OR_RETURN(const http::Response written, Ask(put));
  // 409: two at once, and the other may have won.
  if (written.status == 412 || written.status == 409) return taken();
  if (written.status != 200) return Refused(put, written);
  return VerifyWritten(path, bytes.size(), written.headers.Find("etag").value_or(""));
}

absl::Status S3Files::VerifyWritten(const std::string& path, size_t size,
                                    absl::string_view etag) const {
  const Question look{"HEAD", path, {}, {}, ""};
  OVERROUND_ASSIGN_OR_RETURN(const http::Response after, Ask(look));
  if (after.status != 200) return Refused(look, after);
  int64_t length = -1;
  const bool has_length =
      absl::SimpleAtoi(after.headers.Find("content-length").value_or(""), &length);
  const bool is_ours = has_length && length == static_cast<int64_t>(size) && !etag.empty() &&
                       after.headers.Find("etag") == etag;
  if (is_ours) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(place_.ToString(), "/", path, ": ", length,
                                             " bytes are there, want the ", size,
                                             " that were written"));
}

absl::StatusOr<std::string> S3Files::Read(const std::string& path) const {
  const Question get{"GET", path, {}, {}, ""};
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, Ask(get));
  if (response.status == 200) return std::move(response.body);
  if (response.status != 404) return Refused(get, response);
  return absl::NotFoundError(
      absl::StrCat(place_.ToString(), "/", path, ": not found, want a file"));
}

absl::StatusOr<http::Response> S3Files::AskForPage(const ListQuery& query,
                                                   const std::string& continuation) const {
  Question list{
      "GET", "", {{"list-type", "2"}, {"max-keys", absl::StrCat(query.keys_max)}}, {}, ""};
  const std::string prefix = KeyOf(query.prefix);
  if (!prefix.empty()) list.query.emplace_back("prefix", prefix);
  if (query.stops_at_folders) list.query.emplace_back("delimiter", "/");
  if (!continuation.empty()) list.query.emplace_back("continuation-token", continuation);
  OVERROUND_ASSIGN_OR_RETURN(http::Response response, Ask(list));
  if (response.status == 200) return response;
  const absl::Status refused = Refused(list, response);
  return response.status == 404 ? absl::NotFoundError(refused.message()) : refused;
}

absl::StatusOr<S3Listing> S3Files::ListAll(const ListQuery& query) const {
  S3Listing all;
  for (int page = 0; page < kPagesMax; ++page) {
    OVERROUND_ASSIGN_OR_RETURN(const http::Response response, AskForPage(query, all.continuation));
    absl::StatusOr<S3Listing> listing = ParseS3Listing(response.body);
    if (!listing.ok()) return absl::UnavailableError(listing.status().message());
    std::move(listing->keys.begin(), listing->keys.end(), std::back_inserter(all.keys));
    std::move(listing->folders.begin(), listing->folders.end(), std::back_inserter(all.folders));
    all.continuation = listing->continuation;
    if (all.continuation.empty()) return all;
  }
  return absl::ResourceExhaustedError(
      absl::StrCat(place_.ToString(), ": more than ", kPagesMax, " pages of names"));
}

absl::StatusOr<std::vector<std::string>> S3Files::List(const std::string& prefix) const {
  OVERROUND_ASSIGN_OR_RETURN(const S3Listing listing,
                             ListAll({.prefix = prefix, .keys_max = kPageKeys}));
  const std::string root = KeyOf("");
  std::vector<std::string> names;
  names.reserve(listing.keys.size());
  for (absl::string_view key : listing.keys) {
    if (absl::ConsumePrefix(&key, root) && !key.empty()) names.emplace_back(key);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<std::vector<std::string>> S3Files::ListFolders(const std::string& folder) const {
  const std::string below = folder.empty() ? "" : absl::StrCat(folder, "/");
  OVERROUND_ASSIGN_OR_RETURN(
      const S3Listing listing,
      ListAll({.prefix = below, .stops_at_folders = true, .keys_max = kPageKeys}));
  const std::string root = KeyOf(below);
  std::vector<std::string> names;
  names.reserve(listing.folders.size());
  for (absl::string_view name : listing.folders) {
    if (absl::ConsumePrefix(&name, root) && absl::ConsumeSuffix(&name, "/")) {
      names.emplace_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status S3Files::Check() const {
  return AskForPage({.prefix = "", .keys_max = 1}, "").status();
}

}  // namespace overround::collector
