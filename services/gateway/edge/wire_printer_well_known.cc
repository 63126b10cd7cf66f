#include "libs/json/json.h"
#include "services/gateway/edge/text_values.h"
#include "services/gateway/edge/wire_printer.h"

// The messages that JSON writes in a way of their own.

namespace overround::gateway {

using google::protobuf::FieldDescriptor;

bool WirePrinter::PrintWellKnown(const MessageTable& table, absl::string_view wire, int depth) {
  switch (table.well_known) {
    case WellKnown::kTimestamp:
    case WellKnown::kDuration:
      return PrintTime(table, wire);
    case WellKnown::kFieldMask:
      return PrintFieldMask(wire);
    case WellKnown::kAny:
      return PrintAny(wire, depth);
    case WellKnown::kStruct:
    case WellKnown::kListValue:
      return PrintOnlyField(table, wire, depth);
    case WellKnown::kValue:
      return PrintValue(table, wire, depth);
    case WellKnown::kWrapper:
      return PrintWrapper(table, wire);
    case WellKnown::kNone:
      break;
  }
  return Stop(Outcome::kNoJson);
}

bool WirePrinter::PrintTime(const MessageTable& table, absl::string_view wire) {
  uint64_t parts[3] = {0, 0, 0};
  for (WireReader reader(wire); !reader.done();) {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    if (!ReadTag(reader, &number, &type)) return false;
    if (number > 2 || type != WireType::kVarint) {
      if (!reader.Skip(number, type)) return Stop(Outcome::kMalformed);
    } else if (!reader.ReadVarint(&parts[number])) {
      return Stop(Outcome::kMalformed);
    }
  }
  const SecondsNanos time{static_cast<int64_t>(parts[1]), static_cast<int32_t>(parts[2])};
  out_.push_back('"');
  const bool printed = table.well_known == WellKnown::kTimestamp ? AppendTimestamp(time, &out_)
                                                                 : AppendDuration(time, &out_);
  out_.push_back('"');
  return printed || Stop(Outcome::kNoJson);
}

bool WirePrinter::PrintFieldMask(absl::string_view wire) {
  out_.push_back('"');
  bool first = true;
  for (WireReader reader(wire); !reader.done();) {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    absl::string_view path;
    if (!ReadTag(reader, &number, &type)) return false;
    if (number != 1 || type != WireType::kLength) return Stop(Outcome::kUnusual);
    if (!reader.ReadLength(&path)) return Stop(Outcome::kMalformed);
    Separate(&first);
    std::string camel;
    if (!AppendFieldMaskPath(path, &camel)) return Stop(Outcome::kNoJson);
    const size_t quote = out_.size();
    json::AppendQuoted(camel, &out_);
    out_.erase(quote, 1);
    out_.pop_back();
  }
  out_.push_back('"');
  return true;
}

bool WirePrinter::PrintAny(absl::string_view wire, int depth) {
  absl::string_view parts[3];  // 1 is type_url, 2 is value
  for (WireReader reader(wire); !reader.done();) {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    if (!ReadTag(reader, &number, &type)) return false;
    if (number > 2 || type != WireType::kLength) return Stop(Outcome::kUnusual);
    if (!reader.ReadLength(&parts[number])) return Stop(Outcome::kMalformed);
  }
  if (wire.empty()) {
    out_.append("{}");
    return true;
  }
  const MessageTable* table = schema_.FindByTypeUrl(parts[1]);
  if (table == nullptr) return Stop(Outcome::kNoJson);
  out_.append("{\"@type\":");
  json::AppendQuoted(parts[1], &out_);
  if (table->well_known == WellKnown::kNone) {
    if (!PrintFields(*table, parts[2], /*first=*/false, depth + 1)) return false;
  } else {
    out_.append(",\"value\":");
    if (!PrintMessage(*table, parts[2], depth + 1)) return false;
  }
  out_.push_back('}');
  return true;
}

// A Struct is its map, a ListValue its list.
bool WirePrinter::PrintOnlyField(const MessageTable& table, absl::string_view wire, int depth) {
  const FieldTable& field = table.fields[0];
  if (wire.empty()) {
    out_.append(field.map ? "{}" : "[]");
    return true;
  }
  WireReader reader(wire);
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  if (!ReadTag(reader, &number, &type)) return false;
  if (number != field.number) return Stop(Outcome::kUnusual);
  if (!PrintField(field, type, reader, depth)) return false;
  return reader.done() || Stop(Outcome::kUnusual);
}

bool WirePrinter::PrintValue(const MessageTable& table, absl::string_view wire, int depth) {
  if (wire.empty()) {
    out_.append("null");
    return true;
  }
  WireReader reader(wire);
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  if (!ReadTag(reader, &number, &type)) return false;
  const FieldTable* field = table.FindByNumber(number);
  if (field == nullptr) return Stop(Outcome::kUnusual);
  const size_t begin = out_.size();
  if (!PrintSingle(*field, type, reader, depth)) return false;
  // A quoted number would read back as text.
  if (field->type == FieldDescriptor::TYPE_DOUBLE && out_[begin] == '"')
    return Stop(Outcome::kNoJson);
  return reader.done() || Stop(Outcome::kUnusual);
}

bool WirePrinter::PrintWrapper(const MessageTable& table, absl::string_view wire) {
  const FieldTable& field = table.fields[0];
  Scalar scalar;
  for (WireReader reader(wire); !reader.done();) {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    if (!ReadTag(reader, &number, &type)) return false;
    if (number != field.number || type != WireTypeOf(field.type)) return Stop(Outcome::kUnusual);
    if (!ReadScalar(reader, type, &scalar)) return false;
  }
  PrintScalar(field, scalar);
  return true;
}

}  // namespace overround::gateway
