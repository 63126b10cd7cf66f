#include "services/gateway/edge/static_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/http_server/uri.h"

namespace overround::gateway {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBytesMax = size_t{256} << 20;
constexpr size_t kEtagDigits = 32;

absl::string_view ContentTypeOf(absl::string_view path) {
  constexpr std::pair<absl::string_view, absl::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
  };
  for (const auto& [extension, type] : kTypes) {
    if (absl::EndsWith(path, extension)) return type;
  }
  return "application/octet-stream";
}

bool HasExtension(absl::string_view path) {
  const size_t slash = path.rfind('/');
  const absl::string_view name = slash == absl::string_view::npos ? path : path.substr(slash + 1);
  return absl::StrContains(name, '.');
}

// Whether "br" or "gzip" is among what the client accepts; "gzip;q=0" is not.
bool Accepts(const http_server::Request& request, absl::string_view coding) {
  const auto header = request.FindHeader("accept-encoding");
  if (!header) return false;
  for (absl::string_view one : absl::StrSplit(*header, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(one, absl::MaxSplits(';', 1));
    const absl::string_view quality = absl::StripAsciiWhitespace(parts.second);
    if (absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), coding)) {
      return quality != "q=0" && quality != "q=0.0";
    }
  }
  return false;
}

bool Matches(absl::string_view if_none_match, absl::string_view etag) {
  for (absl::string_view one : absl::StrSplit(if_none_match, ',')) {
    one = absl::StripAsciiWhitespace(one);
    absl::ConsumePrefix(&one, "W/");
    if (one == etag || one == "*") return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<StaticFiles> StaticFiles::Load(const std::string& directory) {
  StaticFiles files;
  if (directory.empty()) return files;
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return absl::NotFoundError(
        absl::StrCat("web directory: ", directory, ", want one that exists"));
  }
  size_t total = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory, error)) {
    if (!entry.is_regular_file(error)) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const auto shared = std::make_shared<const std::string>(bytes.str());
    total += shared->size();
    if (total > kBytesMax) {
      return absl::FailedPreconditionError(
          absl::StrCat("web directory: ", directory, ", want at most 256 MiB"));
    }
    std::string path = fs::relative(entry.path(), directory, error).generic_string();
    absl::string_view base = path;
    if (absl::ConsumeSuffix(&base, ".br")) {
      files.files_[std::string(base)].brotli = shared;
    } else if (absl::ConsumeSuffix(&base, ".gz")) {
      files.files_[std::string(base)].gzip = shared;
    } else {
      files.files_[path].plain = shared;
    }
  }
  for (auto file = files.files_.begin(); file != files.files_.end();) {
    File& one = file->second;
    // A compressed form of nothing.
    if (one.plain == nullptr) {
      file = files.files_.erase(file);
      continue;
    }
    one.content_type = std::string(ContentTypeOf(file->first));
    one.etag = absl::StrCat("\"", Sha256Hex(*one.plain).substr(0, kEtagDigits), "\"");
    one.is_immutable = absl::StartsWith(file->first, "assets/");
    ++file;
  }
  return files;
}

const StaticFiles::File* StaticFiles::Find(absl::string_view path) const {
  const absl::StatusOr<std::string> decoded = http_server::PercentDecode(path);
  if (!decoded.ok()) return nullptr;
  absl::string_view name = *decoded;
  absl::ConsumePrefix(&name, "/");
  const auto found = files_.find(std::string(name));
  if (found != files_.end()) return &found->second;
  if (HasExtension(name)) return nullptr;
  const auto index = files_.find("index.html");
  return index == files_.end() ? nullptr : &index->second;
}

http_server::Response StaticFiles::Serve(const http_server::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    http_server::Response refused(405, "text/plain; charset=utf-8", "method not allowed\n");
    refused.AddHeader("Allow", "GET, HEAD");
    return refused;
  }
  const File* file = Find(request.path);
  if (file == nullptr) {
    return http_server::Response(404, "text/plain; charset=utf-8", "not found\n");
  }
  return Answer(request, *file);
}

http_server::Response StaticFiles::Answer(const http_server::Request& request,
                                          const File& file) const {
  const auto if_none_match = request.FindHeader("if-none-match");
  const bool is_known = if_none_match && Matches(*if_none_match, file.etag);
  http_server::Response response(is_known ? 304 : 200);
  response.AddHeader("ETag", file.etag);
  response.AddHeader("Vary", "Accept-Encoding");
  response.AddHeader("Cache-Control",
                     file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (is_known) return response;
  response.AddHeader("Content-Type", file.content_type);
  if (file.brotli != nullptr && Accepts(request, "br")) {
    response.AddHeader("Content-Encoding", "br");
    response.SetBody(file.brotli);
  } else if (file.gzip != nullptr && Accepts(request, "gzip")) {
    response.AddHeader("Content-Encoding", "gzip");
    response.SetBody(file.gzip);
  } else {
    response.SetBody(file.plain);
  }
  return response;
}

}  // namespace overround::gateway
