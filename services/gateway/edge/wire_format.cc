#include "services/gateway/edge/wire_format.h"

#include <cstring>

#include <google/protobuf/wire_format_lite.h>

namespace overround::gateway {
namespace {

constexpr int kGroupDepthMax = 32;

}  // namespace

bool WireReader::ReadLongVarint(uint64_t* value) {
  uint64_t result = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (position_ == end_) return false;
    const auto byte = static_cast<uint8_t>(*position_++);
    if (shift == 63 && byte > 1) return false;
    result |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      *value = result;
      return true;
    }
  }
  return false;
}

// Little-endian, as every machine we run on is.
bool WireReader::ReadFixed32(uint32_t* value) {
  if (end_ - position_ < 4) return false;
  std::memcpy(value, position_, 4);
  position_ += 4;
  return true;
}

bool WireReader::ReadFixed64(uint64_t* value) {
  if (end_ - position_ < 8) return false;
  std::memcpy(value, position_, 8);
  position_ += 8;
  return true;
}

bool WireReader::ReadLength(absl::string_view* bytes) {
  uint64_t length = 0;
  if (!ReadVarint(&length) || length > static_cast<uint64_t>(end_ - position_)) return false;
  *bytes = absl::string_view(position_, length);
  position_ += length;
  return true;
}

bool WireReader::ReadTag(uint32_t* number, WireType* type) {
  uint64_t tag = 0;
  if (!ReadVarint(&tag) || tag > UINT32_MAX || (tag & 7) > 5 || (tag >> 3) == 0) return false;
  *number = static_cast<uint32_t>(tag >> 3);
  *type = static_cast<WireType>(tag & 7);
  return true;
}

bool WireReader::Skip(uint32_t number, WireType type, int depth) {
  uint64_t ignored64 = 0;
  uint32_t ignored32 = 0;
  absl::string_view ignored_bytes;
  switch (type) {
    case WireType::kVarint:
      return ReadVarint(&ignored64);
    case WireType::kFixed64:
      return ReadFixed64(&ignored64);
    case WireType::kFixed32:
      return ReadFixed32(&ignored32);
    case WireType::kLength:
      return ReadLength(&ignored_bytes);
    case WireType::kGroupBegin: {
      if (depth >= kGroupDepthMax) return false;
      uint32_t inner = 0;
      WireType inner_type = WireType::kVarint;
      while (ReadTag(&inner, &inner_type)) {
        if (inner_type == WireType::kGroupEnd) return inner == number;
        if (!Skip(inner, inner_type, depth + 1)) return false;
      }
      return false;
    }
    case WireType::kGroupEnd:
      return false;
  }
  return false;
}

bool WireReader::NextIs(uint32_t number) const {
  WireReader ahead = *this;
  uint32_t next = 0;
  WireType type = WireType::kVarint;
  return !done() && ahead.ReadTag(&next, &type) && next == number;
}

WireType WireTypeOf(google::protobuf::FieldDescriptor::Type type) {
  using google::protobuf::internal::WireFormatLite;
  return static_cast<WireType>(
      WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(type)));
}

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

void AppendTag(uint32_t number, WireType type, std::string* out) {
  AppendVarint((static_cast<uint64_t>(number) << 3) | static_cast<uint64_t>(type), out);
}

void AppendFixed32(uint32_t value, std::string* out) {
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void AppendFixed64(uint64_t value, std::string* out) {
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void AppendLength(uint32_t number, absl::string_view bytes, std::string* out) {
  AppendTag(number, WireType::kLength, out);
  AppendVarint(bytes.size(), out);
  out->append(bytes.data(), bytes.size());
}

LengthScope::LengthScope(uint32_t number, std::string* out) : out_(out) {
  AppendTag(number, WireType::kLength, out_);
  begin_ = out_->size();
  out_->push_back('\0');
}

LengthScope::~LengthScope() {
  const size_t length = out_->size() - begin_ - 1;
  if (length < 0x80) {
    (*out_)[begin_] = static_cast<char>(length);
    return;
  }
  std::string prefix;
  AppendVarint(length, &prefix);
  out_->replace(begin_, 1, prefix);
}

}  // namespace overround::gateway
