#include "libs/http/gunzip.h"

#include <array>

#include <zlib.h>

#include "libs/http/transfer.h"

namespace overround::http {
namespace {

// 16 means: gzip, not zlib.
constexpr int kGzipWindowBits = 15 + 16;

class Inflater {
 public:
  explicit Inflater(absl::string_view compressed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
    ready_ = inflateInit2(&stream_, kGzipWindowBits) == Z_OK;
  }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // What inflate() says; what came out is appended to `out`.
  int Step(std::string& out) {
    if (!ready_) return Z_MEM_ERROR;
    std::array<char, 16384> piece;
    stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream_.avail_out = piece.size();
    const int result = inflate(&stream_, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream_.avail_out);
    return result;
  }

  bool at_end() const { return stream_.avail_in == 0; }
  bool NextMember() { return inflateReset(&stream_) == Z_OK; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

absl::StatusOr<std::string> Gunzip(absl::string_view compressed, size_t bytes_max) {
  Inflater inflater(compressed);
  std::string out;
  while (true) {
    const int result = inflater.Step(out);
    if (out.size() > bytes_max) return MakeFailure(Failure::kTooLarge, "the body is too large");
    if (result == Z_STREAM_END) {
      if (inflater.at_end()) return out;
      if (inflater.NextMember()) continue;
    }
    if (result != Z_OK) return MakeFailure(Failure::kBadEncoding, "the body is not whole gzip");
  }
}

}  // namespace overround::http
