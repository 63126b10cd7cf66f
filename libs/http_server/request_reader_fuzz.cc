#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "libs/http_server/request_reader.h"

namespace overround::http_server {
namespace {

// What a connection would make of these bytes, offered `step` at a time: every request, then the
// refusal if there was one.
std::string ReadAll(absl::string_view bytes, size_t step) {
  const Limits limits = {.head_bytes_max = 512, .headers_max = 8, .body_bytes_max = 64};
  RequestReader reader(limits);
  std::string read;
  std::string waiting;
  for (size_t at = 0; at < bytes.size() && reader.state() != RequestReader::State::kRefused;) {
    const size_t size = std::min(step, bytes.size() - at);
    waiting.append(bytes.data() + at, size);
    at += size;
    for (size_t taken = 1; taken > 0 && !waiting.empty();) {
      taken = reader.Feed(waiting);
      OVERROUND_CHECK(taken <= waiting.size());
      waiting.erase(0, taken);
      if (reader.state() == RequestReader::State::kRefused) break;
      if (reader.state() != RequestReader::State::kComplete) continue;
      Request request;
      reader.Fill(request);
      OVERROUND_CHECK(request.headers.size() <= limits.headers_max);
      OVERROUND_CHECK(request.body.size() <= limits.body_bytes_max);
      for (const absl::string_view part :
           {request.method, request.path, request.query, request.body}) {
        read.append(part.data(), part.size()).push_back('\n');
      }
      for (const Header& header : request.headers) {
        read.append(header.name.data(), header.name.size()).push_back(':');
        read.append(header.value.data(), header.value.size()).push_back('\n');
      }
      reader.Reset();
    }
  }
  return read;
}

}  // namespace
}  // namespace overround::http_server

// However the bytes are cut on the way, they are the same requests: a difference is how one request
// is smuggled inside another.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace overround::http_server;
  const absl::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string whole = ReadAll(input, size + 1);
  OVERROUND_CHECK(whole == ReadAll(input, 1));
  OVERROUND_CHECK(whole == ReadAll(input, 7));
  return 0;
}
