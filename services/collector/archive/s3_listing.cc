#include "services/collector/archive/s3_listing.h"

#include <optional>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

namespace overround::collector {
namespace {

// The next element of that name from `at` on, which is moved behind it. These answers hold no
// attributes, no comments and no equal names within each other but Contents' own.
std::optional<absl::string_view> NextElement(absl::string_view xml, absl::string_view name,
                                             size_t& at) {
  const std::string open = absl::StrCat("<", name, ">");
  const std::string close = absl::StrCat("</", name, ">");
  const size_t begin = xml.find(open, at);
  if (begin == absl::string_view::npos) return std::nullopt;
  const size_t end = xml.find(close, begin);
  if (end == absl::string_view::npos) return std::nullopt;
  at = end + close.size();
  return xml.substr(begin + open.size(), end - begin - open.size());
}

std::string Text(absl::string_view escaped) {
  // The last, so that "&amp;lt;" stays "&lt;".
  return absl::StrReplaceAll(absl::StrReplaceAll(escaped, {{"&lt;", "<"},
                                                           {"&gt;", ">"},
                                                           {"&quot;", "\""},
                                                           {"&#34;", "\""},
                                                           {"&apos;", "'"},
                                                           {"&#39;", "'"},
                                                           {"&#x27;", "'"}}),
                             {{"&amp;", "&"}, {"&#38;", "&"}});
}

std::string ElementText(absl::string_view xml, absl::string_view name) {
  size_t at = 0;
  return Text(NextElement(xml, name, at).value_or(""));
}

}  // namespace

absl::StatusOr<S3Listing> ParseS3Listing(absl::string_view xml) {
  const bool is_whole =
      absl::StrContains(xml, "<ListBucketResult") && absl::StrContains(xml, "</ListBucketResult>");
  if (!is_whole) return absl::InvalidArgumentError("listing: no ListBucketResult, want one");
  S3Listing listing;
  size_t at = 0;
  while (const auto contents = NextElement(xml, "Contents", at)) {
    std::string key = ElementText(*contents, "Key");
    if (key.empty()) return absl::InvalidArgumentError("listing: an object without a key");
    listing.keys.push_back(std::move(key));
  }
  at = 0;
  while (const auto common = NextElement(xml, "CommonPrefixes", at)) {
    listing.folders.push_back(ElementText(*common, "Prefix"));
  }
  if (ElementText(xml, "IsTruncated") != "true") return listing;
  listing.continuation = ElementText(xml, "NextContinuationToken");
  if (listing.continuation.empty()) {
    return absl::InvalidArgumentError("listing: cut short, want a continuation");
  }
  return listing;
}

std::string S3ErrorText(absl::string_view xml) {
  const std::string code = ElementText(xml, "Code");
  return code.empty() ? "" : absl::StrCat(code, ": ", ElementText(xml, "Message"));
}

}  // namespace overround::collector
