#include "services/gateway/edge/json_wire.h"

#include <vector>

#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/gateway/edge/scalar_wire.h"
#include "services/gateway/edge/wire_format.h"

namespace overround::gateway {
namespace {

using google::protobuf::FieldDescriptor;

// google.protobuf.Value and ListValue by number.
constexpr uint32_t kValueNull = 1;
constexpr uint32_t kValueNumber = 2;
constexpr uint32_t kValueText = 3;
constexpr uint32_t kValueBool = 4;
constexpr uint32_t kValueStruct = 5;
constexpr uint32_t kValueList = 6;

// "<path>: <what the parser of a text said>".
absl::Status At(const json::Value& value, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(value.Path(), ": ", status.message()));
}

bool IsIntegral(FieldDescriptor::CppType type) {
  switch (type) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return true;
    default:
      return false;
  }
}

bool IsReal(FieldDescriptor::CppType type) {
  return type == FieldDescriptor::CPPTYPE_DOUBLE || type == FieldDescriptor::CPPTYPE_FLOAT;
}

class Reader {
 public:
  Reader(const Schema& schema, std::string* out) : schema_(schema), out_(*out) {}

  absl::Status ReadMessage(const MessageTable& table, const json::Value& value) {
    switch (table.well_known) {
      case WellKnown::kNone:
        return ReadFields(table, value, /*ignored_key=*/"");
      case WellKnown::kTimestamp:
      case WellKnown::kDuration:
      case WellKnown::kFieldMask:
        return ReadTextMessage(table, value);
      case WellKnown::kAny:
        return ReadAny(value);
      case WellKnown::kValue:
        return ReadValue(table, value);
      case WellKnown::kStruct:
      case WellKnown::kListValue:
        return ReadField(table.fields[0], value);
      case WellKnown::kWrapper:
        return ReadScalar(table.fields[0], value, WithTag::kYes);
    }
    return absl::InternalError("unknown kind of message");
  }

  absl::Status ReadField(const FieldTable& field, const json::Value& value) {
    if (field.map) return ReadMap(field, value);
    if (field.repeated) return ReadRepeated(field, value);
    return ReadSingle(field, value);
  }

 private:
  // What has been given so far in one message.
  class Given {
   public:
    explicit Given(const MessageTable& table)
        : table_(table), fields_(table.fields.size(), false) {}

    absl::Status Add(const FieldTable& field, const json::Value& value) {
      const auto index = static_cast<size_t>(&field - table_.fields.data());
      if (fields_[index]) return value.Refuse("given twice", "once");
      fields_[index] = true;
      if (field.oneof_index < 0) return absl::OkStatus();
      for (const int earlier : oneofs_) {
        if (earlier == field.oneof_index) return value.Refuse("one of several", "only one of them");
      }
      oneofs_.push_back(field.oneof_index);
      return absl::OkStatus();
    }

   private:
    const MessageTable& table_;
    absl::InlinedVector<bool, 48> fields_;
    absl::InlinedVector<int, 4> oneofs_;
  };

  static bool TakesNull(const FieldTable& field) {
    return !field.repeated &&
           ((field.message != nullptr && field.message->well_known == WellKnown::kValue) ||
            (field.enumeration != nullptr && field.enumeration->is_null_value));
  }

  absl::Status ReadFields(const MessageTable& table, const json::Value& value,
                          absl::string_view ignored_key) {
    OVERROUND_ASSIGN_OR_RETURN(const json::Members members, value.Object());
    Given given(table);
    for (const json::Member member : members) {
      if (!ignored_key.empty() && member.key == ignored_key) continue;
      const FieldTable* field = table.FindByName(member.key);
      if (field == nullptr) {
        return member.value.Refuse("unknown field",
                                   absl::StrCat("a field of ", table.descriptor->name()));
      }
      if (member.value.is_null() && !TakesNull(*field)) continue;
      OVERROUND_RETURN_IF_ERROR(given.Add(*field, member.value));
      OVERROUND_RETURN_IF_ERROR(ReadField(*field, member.value));
    }
    return absl::OkStatus();
  }

  absl::Status ReadSingle(const FieldTable& field, const json::Value& value) {
    if (field.message == nullptr) return ReadScalar(field, value, WithTag::kYes);
    const LengthScope scope(field.number, &out_);
    return ReadMessage(*field.message, value);
  }

  absl::Status ReadRepeated(const FieldTable& field, const json::Value& value) {
    OVERROUND_ASSIGN_OR_RETURN(const json::Elements elements, value.Array());
    if (elements.empty()) return absl::OkStatus();
    if (!field.descriptor->is_packable()) {
      for (const json::Value element : elements) {
        OVERROUND_RETURN_IF_ERROR(ReadSingle(field, element));
      }
      return absl::OkStatus();
    }
    const LengthScope scope(field.number, &out_);
    for (const json::Value element : elements) {
      OVERROUND_RETURN_IF_ERROR(ReadScalar(field, element, WithTag::kNo));
    }
    return absl::OkStatus();
  }

  absl::Status ReadMap(const FieldTable& field, const json::Value& value) {
    OVERROUND_ASSIGN_OR_RETURN(const json::Members members, value.Object());
    const FieldTable& key_field = field.message->fields[0];
    const FieldTable& value_field = field.message->fields[1];
    absl::flat_hash_set<absl::string_view> keys;
    for (const json::Member member : members) {
      if (!keys.insert(member.key).second) return member.value.Refuse("given twice", "once");
      if (member.value.is_null() && !TakesNull(value_field)) {
        return member.value.Refuse("null", "a value");
      }
      const LengthScope scope(field.number, &out_);
      const absl::Status read = AppendScalarText(key_field, member.key, WithTag::kYes, &out_);
      if (!read.ok()) return At(member.value, read);
      OVERROUND_RETURN_IF_ERROR(ReadSingle(value_field, member.value));
    }
    return absl::OkStatus();
  }

  absl::Status ReadScalar(const FieldTable& field, const json::Value& value, WithTag with_tag) {
    const FieldDescriptor::CppType type = field.descriptor->cpp_type();
    absl::string_view text;
    switch (value.kind()) {
      case json::Kind::kText:
        if (type == FieldDescriptor::CPPTYPE_BOOL) return value.Refuse("text", "bool");
        text = *value.Text();
        break;
      case json::Kind::kNumber:
        if (!IsIntegral(type) && !IsReal(type) && type != FieldDescriptor::CPPTYPE_ENUM) {
          return value.Refuse("number", "another kind of value");
        }
        text = *value.NumberText();
        break;
      case json::Kind::kBool:
        if (type != FieldDescriptor::CPPTYPE_BOOL) return value.Refuse("bool", "another kind");
        text = *value.Bool() ? "true" : "false";
        break;
      case json::Kind::kNull:
        if (field.enumeration == nullptr || !field.enumeration->is_null_value) {
          return value.Refuse("null", "a value");
        }
        text = "null";
        break;
      default:
        return value.Refuse(json::KindName(value.kind()), "a plain value");
    }
    const absl::Status appended = AppendScalarText(field, text, with_tag, &out_);
    return appended.ok() ? appended : At(value, appended);
  }

  absl::Status ReadTextMessage(const MessageTable& table, const json::Value& value) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, value.Text());
    const absl::Status read = AppendTextMessage(table.well_known, text, &out_);
    return read.ok() ? read : At(value, read);
  }

  absl::Status ReadAny(const json::Value& value) {
    OVERROUND_ASSIGN_OR_RETURN(const json::Members members, value.Object());
    if (members.size() == 0) return absl::OkStatus();
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view url, value.Text("@type"));
    const MessageTable* table = schema_.FindByTypeUrl(url);
    if (table == nullptr) return value.Refuse("unknown @type", "type.googleapis.com/<message>");
    AppendLength(1, url, &out_);
    const LengthScope scope(2, &out_);
    if (table->well_known == WellKnown::kNone) return ReadFields(*table, value, "@type");
    for (const json::Member member : members) {
      if (member.key != "@type" && member.key != "value") {
        return member.value.Refuse("unknown field", "@type and value");
      }
    }
    OVERROUND_ASSIGN_OR_RETURN(const json::Value inner, value.Get("value"));
    return ReadMessage(*table, inner);
  }

  absl::Status ReadValue(const MessageTable& table, const json::Value& value) {
    const auto field = [&](uint32_t number) -> const FieldTable& {
      return *table.FindByNumber(number);
    };
    switch (value.kind()) {
      case json::Kind::kNull:
        return ReadScalar(field(kValueNull), value, WithTag::kYes);
      case json::Kind::kNumber:
        return ReadScalar(field(kValueNumber), value, WithTag::kYes);
      case json::Kind::kText:
        return ReadScalar(field(kValueText), value, WithTag::kYes);
      case json::Kind::kBool:
        return ReadScalar(field(kValueBool), value, WithTag::kYes);
      case json::Kind::kObject:
        return ReadSingle(field(kValueStruct), value);
      case json::Kind::kArray:
        return ReadSingle(field(kValueList), value);
    }
    return absl::InternalError("unknown kind of value");
  }

  const Schema& schema_;
  std::string& out_;
};

}  // namespace

absl::Status AppendJsonAsWire(const Schema& schema, const MessageTable& table,
                              const json::Value& value, std::string* out) {
  const size_t begin = out->size();
  absl::Status read = Reader(schema, out).ReadMessage(table, value);
  if (!read.ok()) out->resize(begin);
  return read;
}

absl::Status AppendJsonField(const Schema& schema, const FieldTable& field,
                             const json::Value& value, std::string* out) {
  if (value.is_null()) return absl::OkStatus();
  const size_t begin = out->size();
  absl::Status read = Reader(schema, out).ReadField(field, value);
  if (!read.ok()) out->resize(begin);
  return read;
}

absl::Status AppendTextField(const FieldTable& field, absl::string_view text, std::string* out) {
  if (field.map) return absl::InvalidArgumentError("want a body: a map has no text form");
  if (field.message == nullptr) return AppendScalarText(field, text, WithTag::kYes, out);
  std::string inner;
  switch (field.message->well_known) {
    case WellKnown::kTimestamp:
    case WellKnown::kDuration:
    case WellKnown::kFieldMask:
      OVERROUND_RETURN_IF_ERROR(AppendTextMessage(field.message->well_known, text, &inner));
      break;
    case WellKnown::kWrapper:
      OVERROUND_RETURN_IF_ERROR(
          AppendScalarText(field.message->fields[0], text, WithTag::kYes, &inner));
      break;
    default:
      return absl::InvalidArgumentError("want a field of a plain type, named through its message");
  }
  AppendLength(field.number, inner, out);
  return absl::OkStatus();
}

}  // namespace overround::gateway
