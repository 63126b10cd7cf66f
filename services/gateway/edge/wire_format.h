#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>

namespace overround::gateway {

enum class WireType : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kLength = 2,
  kGroupBegin = 3,
  kGroupEnd = 4,
  kFixed32 = 5
};

// Reads protobuf's wire format. Every reader answers false at malformed or truncated bytes and must
// not be used any further then.
class WireReader {
 public:
  explicit WireReader(absl::string_view bytes)
      : position_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool done() const { return position_ == end_; }

  bool ReadVarint(uint64_t* value) {
    if (position_ < end_ && static_cast<uint8_t>(*position_) < 0x80) {
      *value = static_cast<uint8_t>(*position_++);
      return true;
    }
    return ReadLongVarint(value);
  }
  bool ReadFixed32(uint32_t* value);
  bool ReadFixed64(uint64_t* value);
  bool ReadLength(absl::string_view* bytes);
  bool ReadTag(uint32_t* number, WireType* type);
  // Passes over a field's value, groups included.
  bool Skip(uint32_t number, WireType type, int depth = 0);

  // True when the next field has this number; reads nothing.
  bool NextIs(uint32_t number) const;

 private:
  bool ReadLongVarint(uint64_t* value);

  const char* position_;
  const char* end_;
};

// The wire type of a single value of this field type (never of a packed list).
WireType WireTypeOf(google::protobuf::FieldDescriptor::Type type);

void AppendVarint(uint64_t value, std::string* out);
void AppendTag(uint32_t number, WireType type, std::string* out);
void AppendFixed32(uint32_t value, std::string* out);
void AppendFixed64(uint64_t value, std::string* out);
void AppendLength(uint32_t number, absl::string_view bytes, std::string* out);

// What is appended to `out` while it lives becomes one length-delimited field. The length is not
// known before, so one byte is kept for it, and bytes are moved only where it needs more.
class LengthScope {
 public:
  LengthScope(uint32_t number, std::string* out);
  ~LengthScope();
  LengthScope(const LengthScope&) = delete;
  LengthScope& operator=(const LengthScope&) = delete;

 private:
  std::string* const out_;
  size_t begin_;
};

inline uint64_t ZigZag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
inline int64_t UnZigZag(uint64_t value) {
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

}  // namespace overround::gateway
