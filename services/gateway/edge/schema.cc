#include "services/gateway/edge/schema.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

namespace overround::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr uint32_t kDenseNumberMax = 512;

WellKnown WellKnownKind(absl::string_view full_name) {
  static const auto* const kKinds = new absl::flat_hash_map<std::string, WellKnown>{
      {"google.protobuf.Timestamp", WellKnown::kTimestamp},
      {"google.protobuf.Duration", WellKnown::kDuration},
      {"google.protobuf.FieldMask", WellKnown::kFieldMask},
      {"google.protobuf.Any", WellKnown::kAny},
      {"google.protobuf.Struct", WellKnown::kStruct},
      {"google.protobuf.Value", WellKnown::kValue},
      {"google.protobuf.ListValue", WellKnown::kListValue},
      {"google.protobuf.DoubleValue", WellKnown::kWrapper},
      {"google.protobuf.FloatValue", WellKnown::kWrapper},
      {"google.protobuf.Int64Value", WellKnown::kWrapper},
      {"google.protobuf.UInt64Value", WellKnown::kWrapper},
      {"google.protobuf.Int32Value", WellKnown::kWrapper},
      {"google.protobuf.UInt32Value", WellKnown::kWrapper},
      {"google.protobuf.BoolValue", WellKnown::kWrapper},
      {"google.protobuf.StringValue", WellKnown::kWrapper},
      {"google.protobuf.BytesValue", WellKnown::kWrapper},
  };
  const auto found = kKinds->find(full_name);
  return found == kKinds->end() ? WellKnown::kNone : found->second;
}

std::string DefaultText(const FieldTable& field) {
  if (field.map) return "{}";
  if (field.repeated) return "[]";
  switch (field.descriptor->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT64:
      return "\"0\"";
    case FieldDescriptor::CPPTYPE_STRING:
      return "\"\"";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      if (field.enumeration->is_null_value) return "null";
      const absl::string_view name = field.enumeration->QuotedName(0);
      return name.empty() ? "0" : std::string(name);
    }
    default:
      return "0";
  }
}

}  // namespace

EnumTable::EnumTable(const EnumDescriptor& descriptor)
    : is_null_value(descriptor.full_name() == "google.protobuf.NullValue") {
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *descriptor.value(i);
    numbers.emplace(value.name(), value.number());
    std::string quoted = absl::StrCat("\"", value.name(), "\"");
    // Of aliases the first is printed.
    if (value.number() < 0 || value.number() >= kDenseMax) {
      sparse_.emplace(value.number(), std::move(quoted));
      continue;
    }
    const auto index = static_cast<size_t>(value.number());
    if (dense_.size() <= index) dense_.resize(index + 1);
    if (dense_[index].empty()) dense_[index] = std::move(quoted);
  }
}

absl::string_view EnumTable::QuotedName(int32_t number) const {
  if (number >= 0 && static_cast<size_t>(number) < dense_.size()) {
    return dense_[static_cast<size_t>(number)];
  }
  const auto found = sparse_.find(number);
  return found == sparse_.end() ? absl::string_view() : found->second;
}

const FieldTable* MessageTable::FindByNumber(uint32_t number) const {
  if (number < dense.size()) return dense[number] < 0 ? nullptr : &fields[dense[number]];
  if (number < kDenseNumberMax) return nullptr;
  const auto found =
      std::lower_bound(fields.begin(), fields.end(), number,
                       [](const FieldTable& field, uint32_t n) { return field.number < n; });
  return found == fields.end() || found->number != number ? nullptr : &*found;
}

const FieldTable* MessageTable::FindByName(absl::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

const MessageTable& Schema::Get(const Descriptor& descriptor) const {
  const std::lock_guard lock(mutex_);
  return Make(descriptor);
}

const MessageTable* Schema::FindByTypeUrl(absl::string_view type_url) const {
  const size_t slash = type_url.rfind('/');
  if (slash == absl::string_view::npos) return nullptr;
  const Descriptor* descriptor =
      pool_.FindMessageTypeByName(std::string(type_url.substr(slash + 1)));
  return descriptor == nullptr ? nullptr : &Get(*descriptor);
}

// Requires the lock. A message that contains itself finds its own table, still unfilled, in the
// map.
MessageTable& Schema::Make(const Descriptor& descriptor) const {
  std::unique_ptr<MessageTable>& slot = messages_[&descriptor];
  if (slot != nullptr) return *slot;
  slot = std::make_unique<MessageTable>();
  MessageTable& table = *slot;
  table.descriptor = &descriptor;
  table.full_name = descriptor.full_name();
  table.well_known = WellKnownKind(table.full_name);
  for (int i = 0; i < descriptor.field_count(); ++i) {
    table.fields.push_back(MakeField(*descriptor.field(i)));
  }
  std::sort(table.fields.begin(), table.fields.end(),
            [](const FieldTable& a, const FieldTable& b) { return a.number < b.number; });
  for (size_t i = 0; i < table.fields.size(); ++i) {
    const FieldTable& field = table.fields[i];
    if (field.number < kDenseNumberMax) {
      table.dense.resize(field.number + 1, -1);
      table.dense[field.number] = static_cast<int16_t>(i);
    }
    table.by_name.emplace(field.descriptor->json_name(), &field);
    table.by_name.emplace(field.descriptor->name(), &field);
  }
  return table;
}

const EnumTable& Schema::MakeEnum(const EnumDescriptor& descriptor) const {
  std::unique_ptr<EnumTable>& slot = enums_[&descriptor];
  if (slot == nullptr) slot = std::make_unique<EnumTable>(descriptor);
  return *slot;
}

FieldTable Schema::MakeField(const FieldDescriptor& descriptor) const {
  FieldTable field{};
  field.descriptor = &descriptor;
  field.number = static_cast<uint32_t>(descriptor.number());
  field.type = descriptor.type();
  field.repeated = descriptor.is_repeated();
  field.map = descriptor.is_map();
  field.implicit_presence = !descriptor.is_repeated() && !descriptor.has_presence();
  const google::protobuf::OneofDescriptor* oneof = descriptor.real_containing_oneof();
  field.oneof_index = oneof == nullptr ? -1 : oneof->index();
  if (descriptor.message_type() != nullptr) field.message = &Make(*descriptor.message_type());
  if (descriptor.enum_type() != nullptr) field.enumeration = &MakeEnum(*descriptor.enum_type());
  field.key = absl::StrCat("\"", descriptor.json_name(), "\":");
  if (field.repeated || field.implicit_presence) {
    field.key_and_default = absl::StrCat(field.key, DefaultText(field));
  }
  return field;
}

}  // namespace overround::gateway
