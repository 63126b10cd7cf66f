#include "services/gateway/edge/wire_json.h"

#include <memory>

#include <absl/strings/str_cat.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>

#include "services/gateway/edge/wire_printer.h"

namespace overround::gateway {
namespace {

absl::Status Refuse(const MessageTable& table, WirePrinter::Outcome outcome) {
  return absl::InternalError(
      absl::StrCat(table.full_name, outcome == WirePrinter::Outcome::kMalformed
                                        ? ": malformed bytes"
                                        : ": holds a value without a JSON form"));
}

// The same message as a serialiser writes it: each field once, in order. Null for malformed bytes.
std::unique_ptr<google::protobuf::Message> Parsed(google::protobuf::DynamicMessageFactory& dynamic,
                                                  const MessageTable& table,
                                                  absl::string_view wire) {
  using google::protobuf::DescriptorPool;
  using google::protobuf::MessageFactory;
  const bool linked = table.descriptor->file()->pool() == DescriptorPool::generated_pool();
  MessageFactory* factory = linked ? MessageFactory::generated_factory() : &dynamic;
  std::unique_ptr<google::protobuf::Message> message(
      factory->GetPrototype(table.descriptor)->New());
  if (!message->ParseFromArray(wire.data(), static_cast<int>(wire.size()))) return nullptr;
  return message;
}

absl::Status PrintUnusual(const Schema& schema, const MessageTable& table, absl::string_view wire,
                          std::string* out) {
  google::protobuf::DynamicMessageFactory dynamic;
  const auto message = Parsed(dynamic, table, wire);
  if (message == nullptr) return Refuse(table, WirePrinter::Outcome::kMalformed);
  const size_t begin = out->size();
  WirePrinter printer(schema, out);
  if (printer.PrintMessage(table, message->SerializeAsString(), 0)) return absl::OkStatus();
  out->resize(begin);
  if (printer.outcome() != WirePrinter::Outcome::kUnusual) return Refuse(table, printer.outcome());
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(*message, &text, options);
  if (!status.ok()) return Refuse(table, WirePrinter::Outcome::kNoJson);
  out->append(text);
  return absl::OkStatus();
}

}  // namespace

absl::Status AppendWireAsJson(const Schema& schema, const MessageTable& table,
                              absl::string_view wire, std::string* out) {
  const size_t begin = out->size();
  WirePrinter printer(schema, out);
  if (printer.PrintMessage(table, wire, 0)) return absl::OkStatus();
  out->resize(begin);
  if (printer.outcome() != WirePrinter::Outcome::kUnusual) return Refuse(table, printer.outcome());
  return PrintUnusual(schema, table, wire, out);
}

}  // namespace overround::gateway
