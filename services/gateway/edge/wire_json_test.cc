#include "services/gateway/edge/wire_json.h"

#include <catch2/catch.hpp>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include "services/gateway/edge/json_wire.h"
#include "services/gateway/edge/random_message.h"
#include "services/gateway/edge/same_json.h"
#include "services/gateway/edge/test_schema.h"
#include "services/gateway/edge/wire_format.h"

// protobuf's own json_util is the oracle.

namespace overround::gateway {
namespace {

namespace util = google::protobuf::util;

TestSchema& Schemas() {
  static auto* const schemas = new TestSchema;
  return *schemas;
}

std::string Printed(const std::string& message, const std::string& wire) {
  std::string text;
  const absl::Status done =
      AppendWireAsJson(Schemas().schema(), Schemas().Table(message), wire, &text);
  return done.ok() ? text : std::string(done.message());
}

std::string OracleText(const google::protobuf::Message& message) {
  std::string text;
  REQUIRE(util::MessageToJsonString(message, &text).ok());
  return text;
}

absl::StatusOr<std::string> Read(const std::string& message, const std::string& text) {
  auto document = json::Document::Parse(text);
  if (!document.ok()) return document.status();
  std::string wire;
  const absl::Status done =
      AppendJsonAsWire(Schemas().schema(), Schemas().Table(message), document->root(), &wire);
  if (!done.ok()) return done;
  return wire;
}

// How json_util reads `text`, or nothing.
std::unique_ptr<google::protobuf::Message> OracleRead(const std::string& message,
                                                      const std::string& text) {
  auto made = Schemas().New(message);
  const auto status = util::JsonStringToMessage(text, made.get());
  if (!status.ok()) {
    WARN(status.ToString());
    return nullptr;
  }
  return made;
}

TEST_CASE("random messages print as protobuf prints them", "[transcoder][property]") {
  const auto seed = GENERATE(range(0u, 400u));
  CAPTURE(seed);
  auto message = Schemas().New("Everything");
  RandomMessage(seed).Fill(message.get());
  const std::string expected = OracleText(*message);
  const std::string printed = Printed("Everything", message->SerializeAsString());
  CHECK(DifferenceOf(expected, printed) == "");
  auto again = OracleRead("Everything", printed);
  REQUIRE(again != nullptr);
  util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  differencer.Compare(*message, *again);
  CHECK(difference == "");
}

TEST_CASE("random messages read as protobuf reads them", "[transcoder][property]") {
  const auto seed = GENERATE(range(1000u, 1400u));
  CAPTURE(seed);
  auto message = Schemas().New("Everything");
  RandomMessage(seed).Fill(message.get());
  util::JsonPrintOptions options;
  options.preserve_proto_field_names = seed % 2 == 0;
  options.always_print_enums_as_ints = seed % 3 == 0;
  std::string text;
  REQUIRE(util::MessageToJsonString(*message, &text, options).ok());
  CAPTURE(text);
  const auto wire = Read("Everything", text);
  REQUIRE(wire.ok());
  auto read = Schemas().New("Everything");
  REQUIRE(read->ParseFromString(*wire));
  auto expected = OracleRead("Everything", text);
  REQUIRE(expected != nullptr);
  CHECK(util::MessageDifferencer::Equals(*expected, *read));
}

TEST_CASE("fields out of order, in pieces and unknown print as protobuf prints them",
          "[transcoder][property]") {
  const auto seed = GENERATE(range(2000u, 2100u));
  CAPTURE(seed);
  auto first = Schemas().New("Everything");
  auto second = Schemas().New("Everything");
  // Of a map's equal keys a dynamic message keeps both, a linked one the last.
  RandomMessage(seed, RandomMessage::Maps::kNo).Fill(first.get());
  RandomMessage(seed + 500, RandomMessage::Maps::kNo).Fill(second.get());
  // Durations would merge into some with two signs, which json_util prints and does not read.
  second->GetReflection()->ClearField(second.get(),
                                      second->GetDescriptor()->FindFieldByName("duration"));
  // Concatenation is a merge: it puts fields out of order and gives messages in two parts.
  std::string wire = first->SerializeAsString() + second->SerializeAsString();
  AppendLength(900, "unknown", &wire);
  auto merged = Schemas().New("Everything");
  REQUIRE(merged->ParseFromString(wire));
  CHECK(DifferenceOf(OracleText(*merged), Printed("Everything", wire)) == "");
}

TEST_CASE("plain fields at their default are printed, absent ones are not", "[transcoder]") {
  CHECK(Printed("Inner", "") == R"({"name":"","countMinor":"0","numbers":[]})");
  CHECK(Printed("CreateThingRequest", "") == R"({"parent":"","validateOnly":false})");
  const std::string text = Printed("Everything", "");
  CHECK(text.find("optional") == std::string::npos);
  CHECK(text.find("choice") == std::string::npos);
  CHECK(text.find(R"("side":"SIDE_UNSPECIFIED")") != std::string::npos);
  CHECK(text.find(R"("counts":{})") != std::string::npos);
}

TEST_CASE("malformed bytes are told, and nothing is left in the output", "[transcoder]") {
  std::string text = "before";
  const auto wire =
      GENERATE(as<std::string>{}, "\x08",
               "\x0a\x05"
               "ab",
               "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", "\x0b\x08\x01", "\x12\x01");
  const absl::Status done =
      AppendWireAsJson(Schemas().schema(), Schemas().Table("Everything"), wire, &text);
  CHECK(done.code() == absl::StatusCode::kInternal);
  CHECK(text == "before");
}

TEST_CASE("values without a JSON form are told", "[transcoder]") {
  auto message = Schemas().New("Everything");
  const auto* time = message->GetDescriptor()->FindFieldByName("time");
  auto* stamp = message->GetReflection()->MutableMessage(message.get(), time);
  const auto* seconds = stamp->GetDescriptor()->FindFieldByName("seconds");
  stamp->GetReflection()->SetInt64(stamp, seconds, 253402300800);
  CHECK(Printed("Everything", message->SerializeAsString()) ==
        "test.v1.Everything: holds a value without a JSON form");
}

TEST_CASE("JSON is read exactly where protobuf reads it", "[transcoder]") {
  const auto* const text = GENERATE(
      R"({"int32Field": 5, "int64_field": "-7", "uint64Field": "18446744073709551615"})",
      R"({"int32Field": "5", "boolField": true, "doubleField": "NaN", "floatField": "-Infinity"})",
      R"({"int32Field": 1.0, "sint64Field": 1e3, "uint32Field": 4294967295})",
      R"({"side": "SIDE_AWAY", "sides": ["SIDE_FAR", 2, -3, 77]})",
      R"({"bytesField": "-_-_", "blobs": ["AAE=", "AAE"]})",
      R"({"inner": {"child": {"child": {"name": "x"}}}, "int32Field": null, "inners": [{}, {}]})",
      R"({"counts": {"a": "1", "b": 2}, "innerById": {"-4": {}}, "sideByFlag": {"true": 1}})",
      R"({"time": "2026-02-28T23:59:59.123456789Z", "duration": "-1.5s", "mask": "aB,c.dE"})",
      R"({"time": "2026-02-28T23:59:59+02:00", "times": ["0001-01-01T00:00:00Z"]})",
      R"({"structure": {"a": null, "b": [1, "x", {"c": true}]}, "value": null, "list": [null, 2.5]})",
      R"({"value": {"deep": [[]]}, "nullValue": null, "empty": {}, "values": {"n": null}})",
      R"({"boolValue": false, "int64Value": "9", "stringValue": "", "bytesValue": "", "doubleValue": 1})",
      R"({"any": {"@type": "type.googleapis.com/google.api.CustomHttpPattern", "path": "n"}})",
      R"({"any": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "2s"}})",
      R"({"any": {"kind": "n", "@type": "type.googleapis.com/google.api.CustomHttpPattern"}})",
      R"({"anotherName": "x", "farField": 3, "choiceNumber": "4"})", R"({"renamed": "y"})",
      R"({"choiceText": "a", "choiceNumber": null})",
      R"({"optionalInt32": 0, "optionalString": ""})");
  CAPTURE(text);
  const auto expected = OracleRead("Everything", text);
  REQUIRE(expected != nullptr);
  const auto wire = Read("Everything", text);
  CAPTURE(wire.status().ToString());
  REQUIRE(wire.ok());
  auto read = Schemas().New("Everything");
  REQUIRE(read->ParseFromString(*wire));
  // MessageDifferencer compares NaN as unlike itself.
  CHECK(read->ShortDebugString() == expected->ShortDebugString());
}

TEST_CASE("JSON that is no such message is refused with the way to the culprit", "[transcoder]") {
  const auto [text, path] = GENERATE(table<const char*, const char*>({
      {R"({"int32Field": 1.5})", "int32Field"},
      {R"({"int32Field": 2147483648})", "int32Field"},
      {R"({"uint32Field": -1})", "uint32Field"},
      {R"({"int64Field": "9223372036854775808"})", "int64Field"},
      {R"({"boolField": "true"})", "boolField"},
      {R"({"boolField": 1})", "boolField"},
      {R"({"stringField": 5})", "stringField"},
      {R"({"bytesField": "a*"})", "bytesField"},
      {R"({"side": "SIDE_UP"})", "side"},
      {R"({"inner": {"name": ["x"]}})", "inner.name"},
      {R"({"inners": [{}, {"countMinor": "x"}]})", "inners[1].countMinor"},
      {R"({"inners": [null]})", "inners[0]"},
      {R"({"int64s": ["1", null]})", "int64s[1]"},
      {R"({"int64s": "1"})", "int64s"},
      {R"({"inner": []})", "inner"},
      {R"({"nobody": 1})", "nobody"},
      {R"({"int32Field": 1, "int32_field": 2})", "int32_field"},
      {R"({"choiceText": "a", "choiceNumber": "1"})", "choiceNumber"},
      {R"({"counts": {"a": null}})", "counts.a"},
      {R"({"innerById": {"x": {}}})", "innerById.x"},
      {R"({"time": "2026-02-30T00:00:00Z"})", "time"},
      {R"({"time": 5})", "time"},
      {R"({"duration": "5"})", "duration"},
      {R"({"mask": "a_b"})", "mask"},
      {R"({"any": {"@type": "type.googleapis.com/test.v1.Nobody"}})", "any"},
      {R"({"any": {"name": "x"}})", "any.@type"},
      {R"({"floatField": 1e39})", "floatField"},
      {R"({"doubleField": 1e999})", "document"},
  }));
  CAPTURE(text);
  const auto wire = Read("Everything", text);
  REQUIRE(wire.status().code() == absl::StatusCode::kInvalidArgument);
  CAPTURE(wire.status().message());
  CHECK_THAT(std::string(wire.status().message()), Catch::Contains(absl::StrCat(path, ": ")));
}

}  // namespace
}  // namespace overround::gateway
