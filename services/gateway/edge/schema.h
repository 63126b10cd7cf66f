#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>

namespace overround::gateway {

struct MessageTable;

// An enum's names, ready to print and to read.
struct EnumTable {
  explicit EnumTable(const google::protobuf::EnumDescriptor& descriptor);

  // With its quotes: "\"STATE_OPEN\""; empty for a number without a name.
  absl::string_view QuotedName(int32_t number) const;

  // Prints as null: google.protobuf.NullValue.
  bool is_null_value;
  absl::flat_hash_map<std::string, int32_t> numbers;

 private:
  static constexpr int32_t kDenseMax = 256;
  std::vector<std::string> dense_;
  absl::flat_hash_map<int32_t, std::string> sparse_;
};

// What printing and reading one field needs, looked up once.
struct FieldTable {
  const google::protobuf::FieldDescriptor* descriptor;
  uint32_t number;
  google::protobuf::FieldDescriptor::Type type;
  bool repeated;
  bool map;
  // Absent and zero are the same, so a zero is printed when nothing was sent.
  bool implicit_presence;
  // Index of the oneof it belongs to, -1 for none; a proto3 `optional` belongs to none.
  int oneof_index;
  // `"minorUnits":`
  std::string key;
  // `"minorUnits":"0"`, or `"quotes":[]`; empty where absence prints nothing.
  std::string key_and_default;
  // Of messages (a map's is its entry) and enums; else null.
  const MessageTable* message = nullptr;
  const EnumTable* enumeration = nullptr;
};

// Messages that JSON writes in a way of their own.
enum class WellKnown {
  kNone,
  kTimestamp,
  kDuration,
  kFieldMask,
  kAny,
  kStruct,
  kValue,
  kListValue,
  kWrapper
};

struct MessageTable {
  // By number.
  const FieldTable* FindByNumber(uint32_t number) const;
  // By the JSON name or the proto's own.
  const FieldTable* FindByName(absl::string_view name) const;

  const google::protobuf::Descriptor* descriptor;
  std::string full_name;
  WellKnown well_known = WellKnown::kNone;
  // In order of their numbers.
  std::vector<FieldTable> fields;
  // fields[dense[number]], -1 for none; numbers beyond it are searched.
  std::vector<int16_t> dense;
  absl::flat_hash_map<std::string, const FieldTable*> by_name;
};

// The tables of a descriptor pool's messages, made when first asked for and kept. Threads may share
// one.
class Schema {
 public:
  // `pool` outlives this.
  explicit Schema(const google::protobuf::DescriptorPool& pool) : pool_(pool) {}

  const MessageTable& Get(const google::protobuf::Descriptor& descriptor) const;
  // What a google.protobuf.Any's type URL names ("type.googleapis.com/a.b.C"); null for an unknown
  // type or a URL without a slash.
  const MessageTable* FindByTypeUrl(absl::string_view type_url) const;

 private:
  MessageTable& Make(const google::protobuf::Descriptor& descriptor) const;
  const EnumTable& MakeEnum(const google::protobuf::EnumDescriptor& descriptor) const;
  FieldTable MakeField(const google::protobuf::FieldDescriptor& descriptor) const;

  const google::protobuf::DescriptorPool& pool_;
  mutable std::mutex mutex_;
  mutable std::map<const google::protobuf::Descriptor*, std::unique_ptr<MessageTable>> messages_;
  mutable std::map<const google::protobuf::EnumDescriptor*, std::unique_ptr<EnumTable>> enums_;
};

}  // namespace overround::gateway
