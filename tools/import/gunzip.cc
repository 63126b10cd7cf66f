#include "tools/import/gunzip.h"

#include <algorithm>
#include <array>

#include <absl/strings/str_cat.h>
#include <zlib.h>

namespace overround::import {
namespace {

// zlib's word for "gzip, with the largest window".
constexpr int kGzipWindow = 15 + 16;

class Inflater {
 public:
  Inflater() { is_ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool is_ready() const { return is_ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool is_ready_ = false;
};

}  // namespace

absl::StatusOr<std::string> Gunzip(absl::string_view gzipped, size_t bytes_max) {
  Inflater inflater;
  if (!inflater.is_ready()) return absl::ResourceExhaustedError("zlib: no memory");
  z_stream& stream = inflater.stream();
  // zlib does not write there, but says so only in newer headers.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzipped.data()));
  stream.avail_in = static_cast<uInt>(gzipped.size());
  std::string bytes;
  std::array<char, 1 << 16> chunk;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    result = inflate(&stream, Z_NO_FLUSH);
    bytes.append(chunk.data(), chunk.size() - stream.avail_out);
    if (bytes.size() > bytes_max) {
      return absl::OutOfRangeError(absl::StrCat("gzip: more than ", bytes_max, " bytes"));
    }
  }
  if (result != Z_STREAM_END) return absl::DataLossError("gzip: cut off or damaged");
  return bytes;
}

}  // namespace overround::import
