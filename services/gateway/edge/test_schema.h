#pragma once

// For tests and fuzzing: test.proto, a contract with one of everything, known by its descriptors
// alone.

#include <fstream>
#include <memory>
#include <string>

#include "google/api/annotations.pb.h"
#include <absl/strings/string_view.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include "libs/base/check.h"
#include "services/gateway/edge/schema.h"

namespace overround::gateway {

class TestSchema {
 public:
  TestSchema()
      : pool_(google::protobuf::DescriptorPool::generated_pool()),
        factory_(&pool_),
        schema_(pool_) {
    LinkWellKnown();
    std::ifstream file(OVERROUND_TEST_DESCRIPTORS, std::ios::binary);
    google::protobuf::FileDescriptorSet set;
    OVERROUND_CHECK(set.ParseFromIstream(&file));
    for (const google::protobuf::FileDescriptorProto& one : set.file()) {
      OVERROUND_CHECK(pool_.BuildFile(one) != nullptr);
    }
  }

  const google::protobuf::Descriptor& Message(const std::string& name) const {
    const auto* descriptor = pool_.FindMessageTypeByName("test.v1." + name);
    OVERROUND_CHECK(descriptor != nullptr);
    return *descriptor;
  }
  const google::protobuf::ServiceDescriptor& Service(const std::string& name) const {
    const auto* descriptor = pool_.FindServiceByName("test.v1." + name);
    OVERROUND_CHECK(descriptor != nullptr);
    return *descriptor;
  }
  std::unique_ptr<google::protobuf::Message> New(const std::string& name) {
    return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(&Message(name))->New());
  }
  const MessageTable& Table(const std::string& name) const { return schema_.Get(Message(name)); }
  const Schema& schema() const { return schema_; }
  const google::protobuf::DescriptorPool& pool() const { return pool_; }

 private:
  // A linker drops what nobody names.
  static void LinkWellKnown() {
    google::protobuf::LinkMessageReflection<google::protobuf::Any>();
    google::protobuf::LinkMessageReflection<google::protobuf::Duration>();
    google::protobuf::LinkMessageReflection<google::protobuf::Empty>();
    google::protobuf::LinkMessageReflection<google::protobuf::FieldMask>();
    google::protobuf::LinkMessageReflection<google::protobuf::Struct>();
    google::protobuf::LinkMessageReflection<google::protobuf::Timestamp>();
    google::protobuf::LinkMessageReflection<google::protobuf::BoolValue>();
    google::protobuf::LinkMessageReflection<google::api::HttpRule>();
  }

  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  Schema schema_;
};

}  // namespace overround::gateway
