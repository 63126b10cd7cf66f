#include "services/collector/archive/s3_signature.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "libs/base/sha256.h"

namespace overround::collector {
namespace {

constexpr char kAlgorithm[] = "AWS4-HMAC-SHA256";
constexpr size_t kBlock = 64;

std::string Bytes(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// RFC 2104.
std::string Hmac(absl::string_view key, absl::string_view text) {
  std::string block = key.size() > kBlock ? Bytes(Sha256(key)) : std::string(key);
  block.resize(kBlock, '\0');
  std::string inner;
  std::string outer;
  for (const char c : block) {
    inner.push_back(static_cast<char>(c ^ 0x36));
    outer.push_back(static_cast<char>(c ^ 0x5c));
  }
  return Bytes(Sha256(absl::StrCat(outer, Bytes(Sha256(absl::StrCat(inner, text))))));
}

std::string Encoded(absl::string_view text, bool keep_slash) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = absl::ascii_isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~' ||
                       (keep_slash && c == '/');
    if (plain) {
      out.push_back(c);
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

// Every header that is signed, by its name in lower case.
TextPairs SignedHeaders(const S3Question& question, const std::string& date,
                        const std::string& digest) {
  TextPairs headers = {
      {"host", question.host}, {"x-amz-content-sha256", digest}, {"x-amz-date", date}};
  for (const auto& [name, value] : question.headers) {
    headers.emplace_back(absl::AsciiStrToLower(name),
                         std::string(absl::StripAsciiWhitespace(value)));
  }
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::string NamesOf(const TextPairs& headers) {
  return absl::StrJoin(headers, ";",
                       [](std::string* out, const auto& each) { out->append(each.first); });
}

std::string CanonicalRequest(const S3Question& question, const TextPairs& headers,
                             const std::string& digest) {
  std::string lines;
  for (const auto& [name, value] : headers) absl::StrAppend(&lines, name, ":", value, "\n");
  return absl::StrCat(question.method, "\n", question.path, "\n", EncodedQuery(question.query),
                      "\n", lines, "\n", NamesOf(headers), "\n", digest);
}

}  // namespace

std::string EncodedPath(absl::string_view path) { return Encoded(path, true); }

std::string EncodedQuery(TextPairs query) {
  for (auto& [name, value] : query) {
    name = Encoded(name, false);
    value = Encoded(value, false);
  }
  std::sort(query.begin(), query.end());
  return absl::StrJoin(query, "&", absl::PairFormatter("="));
}

TextPairs SignatureHeaders(const S3Question& question, const S3Credentials& credentials) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const std::string date = absl::FormatTime("%Y%m%dT%H%M%SZ", question.time, utc);
  const std::string day = absl::FormatTime("%Y%m%d", question.time, utc);
  const std::string digest = Sha256Hex(question.body);
  const TextPairs headers = SignedHeaders(question, date, digest);
  const std::string scope = absl::StrCat(day, "/", credentials.region, "/s3/aws4_request");
  const std::string text = absl::StrCat(kAlgorithm, "\n", date, "\n", scope, "\n",
                                        Sha256Hex(CanonicalRequest(question, headers, digest)));
  std::string key = Hmac(absl::StrCat("AWS4", credentials.secret), day);
  key = Hmac(Hmac(Hmac(key, credentials.region), "s3"), "aws4_request");
  const std::string signature = absl::BytesToHexString(Hmac(key, text));
  return {{"Authorization",
           absl::StrCat(kAlgorithm, " Credential=", credentials.key_id, "/", scope,
                        ",SignedHeaders=", NamesOf(headers), ",Signature=", signature)},
          {"x-amz-date", date},
          {"x-amz-content-sha256", digest}};
}

}  // namespace overround::collector
