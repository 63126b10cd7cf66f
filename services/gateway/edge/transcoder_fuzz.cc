#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>
#include <google/protobuf/stubs/logging.h>

#include "libs/base/check.h"
#include "libs/json/json.h"
#include "services/gateway/edge/json_wire.h"
#include "services/gateway/edge/test_schema.h"
#include "services/gateway/edge/transcoder.h"
#include "services/gateway/edge/wire_json.h"

// The first byte chooses what the rest is: wire bytes, JSON, or a query with a body behind a line
// end.
namespace overround::gateway {
namespace {

TestSchema& Schemas() {
  static auto* const schemas = [] {
    // It would tell of each text that is no UTF-8.
    google::protobuf::SetLogHandler(nullptr);
    return new TestSchema;
  }();
  return *schemas;
}

// What prints must be JSON, whatever the bytes were.
void PrintBytes(absl::string_view wire) {
  std::string text;
  if (!AppendWireAsJson(Schemas().schema(), Schemas().Table("Everything"), wire, &text).ok()) {
    OVERROUND_CHECK(text.empty());
    return;
  }
  const auto parsed =
      json::Document::Parse(text, {.bytes_max = size_t{1} << 28, .depth_max = 1000});
  // U+0000 is valid in a proto's text, and refused by our reader on purpose.
  OVERROUND_CHECK(parsed.ok() || text.find("\\u0000") != std::string::npos);
}

// What is read must be a message; printed and read again it must be the same one.
void ReadJson(absl::string_view input) {
  const auto document = json::Document::Parse(std::string(input));
  if (!document.ok()) return;
  const MessageTable& table = Schemas().Table("Everything");
  std::string wire;
  if (!AppendJsonAsWire(Schemas().schema(), table, document->root(), &wire).ok()) return;
  auto first = Schemas().New("Everything");
  OVERROUND_CHECK(first->ParseFromString(wire));
  std::string text;
  // A Value may hold a number such as NaN, which has no JSON form.
  if (!AppendWireAsJson(Schemas().schema(), table, wire, &text).ok()) return;
  const auto again = json::Document::Parse(text);
  if (!again.ok()) return;
  std::string wire_again;
  OVERROUND_CHECK(AppendJsonAsWire(Schemas().schema(), table, again->root(), &wire_again).ok());
  auto second = Schemas().New("Everything");
  OVERROUND_CHECK(second->ParseFromString(wire_again));
  OVERROUND_CHECK(first->DebugString() == second->DebugString());
}

void BindRequest(absl::string_view input) {
  static const auto* const path = new PathTemplate(*PathTemplate::Parse("/v1/{parent=books/*}"));
  static const auto* const transcoder = new Transcoder(*Transcoder::Create(
      Schemas().schema(), *Schemas().Service("Things").FindMethodByName("CreateThing"), *path,
      "inner"));
  const size_t line = std::min(input.find('\n'), input.size());
  const absl::string_view body = line < input.size() ? input.substr(line + 1) : "";
  const auto bindings = path->Match("/v1/books/1");
  const auto wire = transcoder->RequestToWire({**bindings, input.substr(0, line), body});
  if (!wire.ok()) return;
  OVERROUND_CHECK(Schemas().New("CreateThingRequest")->ParseFromString(*wire));
}

}  // namespace
}  // namespace overround::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'w':
      overround::gateway::PrintBytes(rest);
      break;
    case 'j':
      overround::gateway::ReadJson(rest);
      break;
    default:
      overround::gateway::BindRequest(rest);
      break;
  }
  return 0;
}
