#pragma once

// For tests: messages with random content that has a JSON form, the same for the same seed.

#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <string>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

namespace overround::gateway {

class RandomMessage {
 public:
  enum class Maps { kYes, kNo };

  explicit RandomMessage(unsigned seed, Maps maps = Maps::kYes) : random_(seed), maps_(maps) {}

  void Fill(google::protobuf::Message* message, int depth = 0) {
    const auto* descriptor = message->GetDescriptor();
    if (FillWellKnown(message, depth)) return;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      const bool entry = descriptor->options().map_entry();
      if (field->is_map() && maps_ == Maps::kNo) continue;
      if (!entry && Below(3) == 0) continue;
      if (!entry && field->cpp_type() == Field::CPPTYPE_MESSAGE && depth > 3) continue;
      FillField(message, field, depth);
    }
  }

 private:
  using Field = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;

  int64_t Below(int64_t limit) {
    return std::uniform_int_distribution<int64_t>(0, limit - 1)(random_);
  }

  template <typename T>
  T Number() {
    if (Below(4) == 0) return static_cast<T>(Below(3));
    if (Below(8) == 0)
      return Below(2) == 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
    return static_cast<T>(random_());
  }

  double Real() {
    if (Below(5) == 0) return static_cast<double>(Below(10));
    return std::ldexp(static_cast<double>(random_() >> 11), static_cast<int>(Below(200)) - 100);
  }

  // Of few digits: protobuf writes nine, we as many as it takes.
  float Float() { return static_cast<float>(Below(1 << 20) - (1 << 19)) / 8; }

  std::string Text() {
    static const char* const kPieces[] = {"a",   "Zz", "0",    "\"", "\\",   "\n",   "\t", "/",
                                          "<b>", "é",  "日本", "🎾",  "\x7f", "\x01", " "};
    std::string text;
    for (int64_t i = Below(8); i > 0; --i) text += kPieces[Below(std::size(kPieces))];
    return text;
  }

  std::string Blob() {
    std::string bytes;
    for (int64_t i = Below(9); i > 0; --i) bytes.push_back(static_cast<char>(Below(256)));
    return bytes;
  }

  bool FillWellKnown(Message* message, int depth) {
    const std::string& name = message->GetDescriptor()->full_name();
    const auto set = [&](const char* field, int64_t value) {
      const auto* found = message->GetDescriptor()->FindFieldByName(field);
      if (found->cpp_type() == Field::CPPTYPE_INT64) {
        message->GetReflection()->SetInt64(message, found, value);
      } else {
        message->GetReflection()->SetInt32(message, found, static_cast<int32_t>(value));
      }
    };
    if (name == "google.protobuf.Timestamp") {
      set("seconds", -62135596800 + Below(315537897600));
      set("nanos", Nanos());
    } else if (name == "google.protobuf.Duration") {
      const int64_t sign = Below(2) == 0 ? 1 : -1;
      set("seconds", sign * Below(315576000000));
      set("nanos", sign * Nanos());
    } else if (name == "google.protobuf.FieldMask") {
      const auto* paths = message->GetDescriptor()->FindFieldByName("paths");
      for (const char* path : {"name", "count_minor", "inner.child_name"}) {
        if (Below(2) == 0) message->GetReflection()->AddString(message, paths, path);
      }
    } else if (name == "google.protobuf.Value") {
      FillValue(message, depth);
    } else if (name == "google.protobuf.Any") {
      FillAny(message);
    } else {
      return false;
    }
    return true;
  }

  int64_t Nanos() {
    static const int64_t kUnits[] = {1'000'000, 1'000, 1};
    const int64_t unit = kUnits[Below(3)];
    return Below(3) == 0 ? 0 : Below(1'000'000'000 / unit) * unit;
  }

  void FillValue(Message* message, int depth) {
    const auto* descriptor = message->GetDescriptor();
    const auto* field = descriptor->field(static_cast<int>(Below(depth > 4 ? 4 : 6)));
    if (field->cpp_type() == Field::CPPTYPE_DOUBLE) {
      message->GetReflection()->SetDouble(message, field, Real());
    } else {
      FillField(message, field, depth);
    }
  }

  void FillAny(Message* message) {
    google::protobuf::Any any;
    any.set_type_url("type.googleapis.com/google.api.CustomHttpPattern");
    if (Below(2) == 0) {
      any.set_type_url("type.googleapis.com/google.protobuf.StringValue");
      any.set_value(std::string("\x0a\x02hi", 4));
    }
    message->ParseFromString(any.SerializeAsString());
  }

  void FillField(Message* message, const Field* field, int depth) {
    if (!field->is_repeated()) return Set(message, field, depth);
    std::set<std::string> keys;
    for (int64_t i = Below(4); i > 0; --i) {
      Add(message, field, depth);
      if (!field->is_map()) continue;
      const int last = message->GetReflection()->FieldSize(*message, field) - 1;
      const Message& entry = message->GetReflection()->GetRepeatedMessage(*message, field, last);
      std::string key;
      google::protobuf::TextFormat::PrintFieldValueToString(entry, entry.GetDescriptor()->map_key(),
                                                            -1, &key);
      if (!keys.insert(key).second) message->GetReflection()->RemoveLast(message, field);
    }
  }

  void Add(Message* message, const Field* field, int depth) {
    const auto* r = message->GetReflection();
    switch (field->cpp_type()) {
      case Field::CPPTYPE_INT32:
        return r->AddInt32(message, field, Number<int32_t>());
      case Field::CPPTYPE_INT64:
        return r->AddInt64(message, field, Number<int64_t>());
      case Field::CPPTYPE_UINT32:
        return r->AddUInt32(message, field, Number<uint32_t>());
      case Field::CPPTYPE_UINT64:
        return r->AddUInt64(message, field, Number<uint64_t>());
      case Field::CPPTYPE_DOUBLE:
        return r->AddDouble(message, field, Real());
      case Field::CPPTYPE_FLOAT:
        return r->AddFloat(message, field, Float());
      case Field::CPPTYPE_BOOL:
        return r->AddBool(message, field, Below(2) == 0);
      case Field::CPPTYPE_ENUM:
        return r->AddEnumValue(message, field, Enum(field));
      case Field::CPPTYPE_STRING:
        return r->AddString(message, field, Bytes(field));
      case Field::CPPTYPE_MESSAGE:
        return Fill(r->AddMessage(message, field), depth + 1);
    }
  }

  void Set(Message* message, const Field* field, int depth) {
    const auto* r = message->GetReflection();
    switch (field->cpp_type()) {
      case Field::CPPTYPE_INT32:
        return r->SetInt32(message, field, Number<int32_t>());
      case Field::CPPTYPE_INT64:
        return r->SetInt64(message, field, Number<int64_t>());
      case Field::CPPTYPE_UINT32:
        return r->SetUInt32(message, field, Number<uint32_t>());
      case Field::CPPTYPE_UINT64:
        return r->SetUInt64(message, field, Number<uint64_t>());
      case Field::CPPTYPE_DOUBLE:
        return r->SetDouble(message, field, Real());
      case Field::CPPTYPE_FLOAT:
        return r->SetFloat(message, field, Float());
      case Field::CPPTYPE_BOOL:
        return r->SetBool(message, field, Below(2) == 0);
      case Field::CPPTYPE_ENUM:
        return r->SetEnumValue(message, field, Enum(field));
      case Field::CPPTYPE_STRING:
        return r->SetString(message, field, Bytes(field));
      case Field::CPPTYPE_MESSAGE:
        return Fill(r->MutableMessage(message, field), depth + 1);
    }
  }

  int Enum(const Field* field) {
    const auto* type = field->enum_type();
    return type->value(static_cast<int>(Below(type->value_count())))->number();
  }

  std::string Bytes(const Field* field) {
    return field->type() == Field::TYPE_BYTES ? Blob() : Text();
  }

  std::mt19937_64 random_;
  const Maps maps_;
};

}  // namespace overround::gateway
