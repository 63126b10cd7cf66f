#include "services/gateway/edge/wire_printer.h"

#include <algorithm>
#include <bit>

#include <absl/strings/str_cat.h>

#include "libs/json/json.h"
#include "services/gateway/edge/text_values.h"

namespace overround::gateway {

using google::protobuf::FieldDescriptor;

namespace {

constexpr int kDepthMax = 100;

}  // namespace

bool WirePrinter::Stop(Outcome outcome) {
  outcome_ = outcome;
  return false;
}

void WirePrinter::Separate(bool* first) {
  if (!*first) out_.push_back(',');
  *first = false;
}

bool WirePrinter::ReadTag(WireReader& reader, uint32_t* number, WireType* type) {
  return reader.ReadTag(number, type) || Stop(Outcome::kMalformed);
}

bool WirePrinter::ReadScalar(WireReader& reader, WireType type, Scalar* scalar) {
  bool read = false;
  switch (type) {
    case WireType::kVarint:
      read = reader.ReadVarint(&scalar->number);
      break;
    case WireType::kFixed64:
      read = reader.ReadFixed64(&scalar->number);
      break;
    case WireType::kFixed32: {
      uint32_t number = 0;
      read = reader.ReadFixed32(&number);
      scalar->number = number;
      break;
    }
    case WireType::kLength:
      read = reader.ReadLength(&scalar->bytes);
      break;
    default:
      break;
  }
  return read || Stop(Outcome::kMalformed);
}

bool WirePrinter::PrintMessage(const MessageTable& table, absl::string_view wire, int depth) {
  if (depth > kDepthMax) return Stop(Outcome::kNoJson);
  if (table.well_known != WellKnown::kNone) return PrintWellKnown(table, wire, depth);
  out_.push_back('{');
  if (!PrintFields(table, wire, /*first=*/true, depth)) return false;
  out_.push_back('}');
  return true;
}

// Fields [from, to) were not sent.
void WirePrinter::PrintDefaults(const MessageTable& table, size_t from, size_t to, bool* first) {
  for (size_t i = from; i < to; ++i) {
    if (table.fields[i].key_and_default.empty()) continue;
    Separate(first);
    out_.append(table.fields[i].key_and_default);
  }
}

bool WirePrinter::PrintFields(const MessageTable& table, absl::string_view wire, bool first,
                              int depth) {
  WireReader reader(wire);
  size_t next = 0;  // all fields before it are printed
  uint64_t oneofs_seen = 0;
  while (!reader.done()) {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    if (!ReadTag(reader, &number, &type)) return false;
    const FieldTable* field = table.FindByNumber(number);
    if (field == nullptr) {
      if (!reader.Skip(number, type)) return Stop(Outcome::kMalformed);
      continue;
    }
    const auto index = static_cast<size_t>(field - table.fields.data());
    if (index < next) return Stop(Outcome::kUnusual);
    if (field->oneof_index >= 0) {
      if (field->oneof_index > 63) return Stop(Outcome::kUnusual);
      const uint64_t bit = uint64_t{1} << field->oneof_index;
      if ((oneofs_seen & bit) != 0) return Stop(Outcome::kUnusual);
      oneofs_seen |= bit;
    }
    PrintDefaults(table, next, index, &first);
    next = index + 1;
    Separate(&first);
    out_.append(field->key);
    if (!PrintField(*field, type, reader, depth)) return false;
  }
  PrintDefaults(table, next, table.fields.size(), &first);
  return true;
}

bool WirePrinter::PrintField(const FieldTable& field, WireType type, WireReader& reader,
                             int depth) {
  if (field.map) return PrintMap(field, type, reader, depth);
  if (field.repeated) return PrintRepeated(field, type, reader, depth);
  return PrintSingle(field, type, reader, depth);
}

bool WirePrinter::PrintSingle(const FieldTable& field, WireType type, WireReader& reader,
                              int depth) {
  if (type != WireTypeOf(field.type)) return Stop(Outcome::kUnusual);
  Scalar scalar;
  if (!ReadScalar(reader, type, &scalar)) return false;
  if (field.message != nullptr) return PrintMessage(*field.message, scalar.bytes, depth + 1);
  PrintScalar(field, scalar);
  return true;
}

// The tag of the first element has been read; elements may come packed, one by one, or both.
bool WirePrinter::PrintRepeated(const FieldTable& field, WireType type, WireReader& reader,
                                int depth) {
  const WireType element = WireTypeOf(field.type);
  bool first = true;
  out_.push_back('[');
  for (;;) {
    if (type == WireType::kLength && element != WireType::kLength) {
      absl::string_view packed;
      if (!reader.ReadLength(&packed)) return Stop(Outcome::kMalformed);
      for (WireReader inner(packed); !inner.done();) {
        Separate(&first);
        if (!PrintSingle(field, element, inner, depth)) return false;
      }
    } else {
      Separate(&first);
      if (!PrintSingle(field, type, reader, depth)) return false;
    }
    if (!reader.NextIs(field.number)) break;
    uint32_t number = 0;
    if (!ReadTag(reader, &number, &type)) return false;
  }
  out_.push_back(']');
  return true;
}

bool WirePrinter::PrintMap(const FieldTable& field, WireType type, WireReader& reader, int depth) {
  std::vector<std::string> keys;
  out_.push_back('{');
  for (;;) {
    absl::string_view entry;
    if (type != WireType::kLength || !reader.ReadLength(&entry)) return Stop(Outcome::kMalformed);
    if (!keys.empty()) out_.push_back(',');
    if (!PrintEntry(field, entry, &keys, depth)) return false;
    if (!reader.NextIs(field.number)) break;
    uint32_t number = 0;
    if (!ReadTag(reader, &number, &type)) return false;
  }
  out_.push_back('}');
  // Of equal keys the last counts, which is too late to know here.
  std::sort(keys.begin(), keys.end());
  const bool unique = std::adjacent_find(keys.begin(), keys.end()) == keys.end();
  return unique || Stop(Outcome::kUnusual);
}

bool WirePrinter::PrintEntry(const FieldTable& field, absl::string_view entry,
                             std::vector<std::string>* keys, int depth) {
  const FieldTable& key_field = field.message->fields[0];
  const FieldTable& value_field = field.message->fields[1];
  WireReader reader(entry);
  Scalar key;
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  if (reader.NextIs(1)) {
    if (!ReadTag(reader, &number, &type)) return false;
    if (type != WireTypeOf(key_field.type)) return Stop(Outcome::kUnusual);
    if (!ReadScalar(reader, type, &key)) return false;
  }
  const size_t key_begin = out_.size();
  PrintScalar(key_field, key);
  if (out_[key_begin] != '"') {
    out_.insert(key_begin, 1, '"');
    out_.push_back('"');
  }
  keys->push_back(out_.substr(key_begin));
  out_.push_back(':');
  if (reader.done()) {
    if (value_field.message != nullptr) return PrintMessage(*value_field.message, "", depth + 1);
    PrintScalar(value_field, Scalar{});
    return true;
  }
  if (!ReadTag(reader, &number, &type)) return false;
  if (number != 2) return Stop(Outcome::kUnusual);
  if (!PrintSingle(value_field, type, reader, depth)) return false;
  return reader.done() || Stop(Outcome::kUnusual);
}

void WirePrinter::PrintScalar(const FieldTable& field, const Scalar& scalar) {
  switch (field.type) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SFIXED32:
      absl::StrAppend(&out_, static_cast<int32_t>(scalar.number));
      break;
    case FieldDescriptor::TYPE_SINT32:
      absl::StrAppend(&out_, static_cast<int32_t>(UnZigZag(static_cast<uint32_t>(scalar.number))));
      break;
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
      absl::StrAppend(&out_, static_cast<uint32_t>(scalar.number));
      break;
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SFIXED64:
      absl::StrAppend(&out_, "\"", static_cast<int64_t>(scalar.number), "\"");
      break;
    case FieldDescriptor::TYPE_SINT64:
      absl::StrAppend(&out_, "\"", UnZigZag(scalar.number), "\"");
      break;
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      absl::StrAppend(&out_, "\"", scalar.number, "\"");
      break;
    case FieldDescriptor::TYPE_DOUBLE:
      AppendDouble(std::bit_cast<double>(scalar.number), &out_);
      break;
    case FieldDescriptor::TYPE_FLOAT:
      AppendFloat(std::bit_cast<float>(static_cast<uint32_t>(scalar.number)), &out_);
      break;
    case FieldDescriptor::TYPE_BOOL:
      out_.append(scalar.number != 0 ? "true" : "false");
      break;
    case FieldDescriptor::TYPE_ENUM:
      PrintEnum(*field.enumeration, static_cast<int32_t>(scalar.number));
      break;
    case FieldDescriptor::TYPE_BYTES:
      out_.push_back('"');
      AppendBase64(scalar.bytes, &out_);
      out_.push_back('"');
      break;
    default:
      json::AppendQuoted(scalar.bytes, &out_);
      break;
  }
}

void WirePrinter::PrintEnum(const EnumTable& enumeration, int32_t number) {
  if (enumeration.is_null_value) {
    out_.append("null");
    return;
  }
  const absl::string_view name = enumeration.QuotedName(number);
  if (name.empty()) {
    absl::StrAppend(&out_, number);
  } else {
    out_.append(name.data(), name.size());
  }
}

}  // namespace overround::gateway
