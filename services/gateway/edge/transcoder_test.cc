#include "services/gateway/edge/transcoder.h"

#include <catch2/catch.hpp>

#include "services/gateway/edge/test_schema.h"

namespace overround::gateway {
namespace {

TestSchema& Schemas() {
  static auto* const schemas = new TestSchema;
  return *schemas;
}

// The request as text, or why it was refused.
struct Asked {
  std::string method;
  std::string path_template;
  std::string rule_body;
  std::string path;
  std::string query;
  std::string body;
};

std::string Request(const Asked& asked) {
  const auto* method = Schemas().Service("Things").FindMethodByName(asked.method);
  const auto path = PathTemplate::Parse(asked.path_template);
  REQUIRE(path.ok());
  const auto transcoder = Transcoder::Create(Schemas().schema(), *method, *path, asked.rule_body);
  if (!transcoder.ok()) return std::string(transcoder.status().message());
  const auto bindings = path->Match(asked.path);
  REQUIRE((bindings.ok() && bindings->has_value()));
  const auto wire = transcoder->RequestToWire({**bindings, asked.query, asked.body});
  if (!wire.ok()) return std::string(wire.status().message());
  auto message = Schemas().New(method->input_type()->name());
  REQUIRE(message->ParseFromString(*wire));
  return message->ShortDebugString();
}

Asked Get(const std::string& query) {
  return {"GetThing", "/v1/{name=things/*}", "", "/v1/things/7", query, ""};
}

TEST_CASE("path and query fill fields, nested and repeated ones too", "[transcoder]") {
  CHECK(Request(Get("")) == R"(name: "things/7")");
  CHECK(Request(Get("pageSize=5&page_size=")) == "page_size: given twice, want it once");
  CHECK(Request(Get("page_size=5")) == R"(name: "things/7" page_size: 5)");
  CHECK(Request(Get("inner.name=a+b&inner.child.countMinor=-4")) ==
        R"(name: "things/7" inner { name: "a b" child { count_minor: -4 } })");
  CHECK(Request(Get("sides=SIDE_HOME&sides=2&inner.numbers=1&inner.numbers=2")) ==
        R"(name: "things/7" inner { numbers: 1 numbers: 2 } sides: SIDE_HOME sides: SIDE_AWAY)");
  CHECK(Request(Get("after=2026-04-16T18:05:00%2B02:00&limit=9")) ==
        R"(name: "things/7" after { seconds: 1776355500 } limit { value: 9 })");
}

TEST_CASE("query parameters that make no sense are refused", "[transcoder]") {
  const auto [query, said] = GENERATE(table<const char*, const char*>({
      {"pagesize=5", "pagesize: unknown"},
      {"page_size=x", "page_size: \"x\", want a whole number in range"},
      {"inner=x", "inner: want a field of a plain type"},
      {"inner.name.x=1", "inner.name.x: unknown"},
      {"name=things/8", "name: in the query, want it in the path only"},
      {"labels.a=1", "labels.a: unknown"},
      {"inner.child.child.child.child.child.child.child.name=x", "unknown"},
      {"after=tomorrow", "after: \"tomorrow\", want a time"},
      {"inner.name=%FF", "inner.name: want valid UTF-8"},
      {"a=%", "percent-encoding"},
  }));
  CAPTURE(query);
  CHECK_THAT(Request(Get(query)), Catch::Contains(said));
}

TEST_CASE("a body field takes the body, the rest goes by path and query", "[transcoder]") {
  Asked asked{
      "CreateThing",        "/v1/{parent=books/*}/things", "inner",
      "/v1/books/b/things", "validate_only=true",          R"({"name": "n", "numbers": [1, 2]})"};
  CHECK(Request(asked) ==
        R"(parent: "books/b" inner { name: "n" numbers: 1 numbers: 2 } validate_only: true)");
  asked.query = "inner.name=x";
  CHECK_THAT(Request(asked), Catch::Contains("inner.name: in the query, want it in the body"));
  asked.query = "";
  asked.body = "";
  CHECK(Request(asked) == R"(parent: "books/b")");
  asked.body = "[]";
  CHECK_THAT(Request(asked), Catch::Contains("want"));
  asked.body = R"({"name": )";
  CHECK_FALSE(Request(asked).empty());
}

TEST_CASE("where the body is the whole message, the path still wins", "[transcoder]") {
  Asked asked{"ReplaceThing",
              "/v1/things/{inner.name}",
              "*",
              "/v1/things/right",
              "",
              R"({"inner": {"name": "wrong", "countMinor": "3"}, "boolField": true})"};
  CHECK(Request(asked) == R"(bool_field: true inner { name: "right" count_minor: 3 })");
  asked.query = "int32_field=4";
  CHECK_THAT(Request(asked), Catch::Contains("int32_field: in the query, want it in the body"));
}

TEST_CASE("a body is refused where the rule has none, but for an empty object", "[transcoder]") {
  Asked asked = Get("");
  asked.body = " {} ";
  CHECK(Request(asked) == R"(name: "things/7")");
  asked.body = R"({"pageSize": 1})";
  CHECK(Request(asked) == "body: given, want none");
}

TEST_CASE("a rule that does not fit its method is refused", "[transcoder]") {
  CHECK_THAT(Request({"GetThing", "/{nobody}", "", "/x", "", ""}), Catch::Contains("unknown"));
  CHECK_THAT(Request({"GetThing", "/{inner}", "", "/x", "", ""}), Catch::Contains("text form"));
  CHECK_THAT(Request({"GetThing", "/{sides}", "", "/x", "", ""}), Catch::Contains("text form"));
  CHECK_THAT(Request({"GetThing", "/x", "nobody", "/x", "", ""}), Catch::Contains("body: unknown"));
  CHECK_THAT(Request({"GetThing", "/{name}", "name", "/x", "", ""}),
             Catch::Contains("as the body"));
}

}  // namespace
}  // namespace overround::gateway
