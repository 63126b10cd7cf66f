#include "services/collector/archive/gzip.h"

#include <absl/strings/str_cat.h>
#include <zlib.h>

#include "libs/base/check.h"

namespace overround::collector {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // 16 asks for the gzip wrapper.
constexpr int kLevel = 6;
constexpr size_t kChunk = 64 * 1024;

Bytef* In(absl::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib reads it only.
}

}  // namespace

std::string Gzip(absl::string_view bytes) {
  z_stream stream = {};
  OVERROUND_CHECK(
      deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = In(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  OVERROUND_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

absl::StatusOr<std::string> Gunzip(absl::string_view gzipped, size_t bytes_max) {
  z_stream stream = {};
  OVERROUND_CHECK(inflateInit2(&stream, kGzipWindowBits) == Z_OK);
  stream.next_in = In(gzipped);
  stream.avail_in = static_cast<uInt>(gzipped.size());
  std::string out;
  int result = Z_OK;
  while (result == Z_OK && out.size() <= bytes_max) {
    const size_t before = out.size();
    out.resize(before + kChunk);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = kChunk;
    result = inflate(&stream, Z_NO_FLUSH);
    out.resize(stream.total_out);
  }
  inflateEnd(&stream);
  if (out.size() > bytes_max) {
    return absl::OutOfRangeError(absl::StrCat("gzip: over ", bytes_max, " bytes, want less"));
  }
  if (result != Z_STREAM_END) return absl::DataLossError("gzip: cut off or damaged, want it whole");
  return out;
}

}  // namespace overround::collector
