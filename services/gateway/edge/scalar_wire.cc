#include "services/gateway/edge/scalar_wire.h"

#include <bit>
#include <limits>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/gateway/edge/text_values.h"
#include "services/gateway/edge/wire_format.h"

namespace overround::gateway {
namespace {

using google::protobuf::FieldDescriptor;

constexpr int64_t kInt32Min = std::numeric_limits<int32_t>::min();
constexpr int64_t kInt32Max = std::numeric_limits<int32_t>::max();
constexpr int64_t kInt64Min = std::numeric_limits<int64_t>::min();
constexpr int64_t kInt64Max = std::numeric_limits<int64_t>::max();

absl::StatusOr<uint64_t> ParseEnum(const EnumTable& enumeration, absl::string_view text) {
  if (enumeration.is_null_value && text == "null") return 0;
  const auto found = enumeration.numbers.find(text);
  if (found != enumeration.numbers.end()) {
    return static_cast<uint64_t>(static_cast<int64_t>(found->second));
  }
  const absl::StatusOr<int64_t> number = ParseSigned(text, kInt32Min, kInt32Max);
  if (number.ok()) return static_cast<uint64_t>(*number);
  return absl::InvalidArgumentError(
      absl::StrCat("\"", absl::CHexEscape(text.substr(0, 64)), "\", want a name of the enum"));
}

absl::StatusOr<uint64_t> ParseBool(absl::string_view text) {
  if (text == "true") return 1;
  if (text == "false") return 0;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", absl::CHexEscape(text.substr(0, 64)), "\", want true or false"));
}

// The number a varint, fixed32 or fixed64 field carries.
absl::StatusOr<uint64_t> ParseWireNumber(const FieldTable& field, absl::string_view text) {
  const auto as_bits = [](int64_t value) { return static_cast<uint64_t>(value); };
  switch (field.type) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SFIXED32: {
      OVERROUND_ASSIGN_OR_RETURN(const int64_t value, ParseSigned(text, kInt32Min, kInt32Max));
      return as_bits(value);
    }
    case FieldDescriptor::TYPE_SINT32: {
      OVERROUND_ASSIGN_OR_RETURN(const int64_t value, ParseSigned(text, kInt32Min, kInt32Max));
      return ZigZag(value);
    }
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SFIXED64: {
      OVERROUND_ASSIGN_OR_RETURN(const int64_t value, ParseSigned(text, kInt64Min, kInt64Max));
      return as_bits(value);
    }
    case FieldDescriptor::TYPE_SINT64: {
      OVERROUND_ASSIGN_OR_RETURN(const int64_t value, ParseSigned(text, kInt64Min, kInt64Max));
      return ZigZag(value);
    }
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
      return ParseUnsigned(text, std::numeric_limits<uint32_t>::max());
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      return ParseUnsigned(text, std::numeric_limits<uint64_t>::max());
    case FieldDescriptor::TYPE_BOOL:
      return ParseBool(text);
    case FieldDescriptor::TYPE_ENUM:
      return ParseEnum(*field.enumeration, text);
    case FieldDescriptor::TYPE_DOUBLE: {
      OVERROUND_ASSIGN_OR_RETURN(const double value, ParseDouble(text));
      return std::bit_cast<uint64_t>(value);
    }
    case FieldDescriptor::TYPE_FLOAT: {
      OVERROUND_ASSIGN_OR_RETURN(const float value, ParseFloat(text));
      return std::bit_cast<uint32_t>(value);
    }
    default:
      return absl::InvalidArgumentError("want a field of a plain type");
  }
}

void AppendNumber(WireType type, uint64_t number, std::string* out) {
  if (type == WireType::kFixed32) {
    AppendFixed32(static_cast<uint32_t>(number), out);
  } else if (type == WireType::kFixed64) {
    AppendFixed64(number, out);
  } else {
    AppendVarint(number, out);
  }
}

}  // namespace

absl::Status AppendScalarText(const FieldTable& field, absl::string_view text, WithTag with_tag,
                              std::string* out) {
  if (field.type == FieldDescriptor::TYPE_STRING) {
    if (!IsUtf8(text)) return absl::InvalidArgumentError("want valid UTF-8");
    AppendLength(field.number, text, out);
    return absl::OkStatus();
  }
  if (field.type == FieldDescriptor::TYPE_BYTES) {
    OVERROUND_ASSIGN_OR_RETURN(const std::string bytes, ParseBase64(text));
    AppendLength(field.number, bytes, out);
    return absl::OkStatus();
  }
  OVERROUND_ASSIGN_OR_RETURN(const uint64_t number, ParseWireNumber(field, text));
  const WireType type = WireTypeOf(field.type);
  if (with_tag == WithTag::kYes) AppendTag(field.number, type, out);
  AppendNumber(type, number, out);
  return absl::OkStatus();
}

absl::Status AppendTextMessage(WellKnown kind, absl::string_view text, std::string* out) {
  if (kind == WellKnown::kFieldMask) {
    if (text.empty()) return absl::OkStatus();
    for (const absl::string_view part : absl::StrSplit(text, ',')) {
      OVERROUND_ASSIGN_OR_RETURN(const std::string path, ParseFieldMaskPath(part));
      AppendLength(1, path, out);
    }
    return absl::OkStatus();
  }
  OVERROUND_ASSIGN_OR_RETURN(const SecondsNanos time, kind == WellKnown::kTimestamp
                                                          ? ParseTimestamp(text)
                                                          : ParseDuration(text));
  AppendTag(1, WireType::kVarint, out);
  AppendVarint(static_cast<uint64_t>(time.seconds), out);
  AppendTag(2, WireType::kVarint, out);
  AppendVarint(static_cast<uint64_t>(static_cast<int64_t>(time.nanos)), out);
  return absl::OkStatus();
}

}  // namespace overround::gateway
