#include "libs/json/json.h"

#include <cmath>

#include <catch2/catch.hpp>

namespace overround::json {
namespace {

Document Parsed(std::string text) {
  absl::StatusOr<Document> document = Document::Parse(std::move(text));
  INFO(document.status());
  REQUIRE(document.ok());
  return *std::move(document);
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST_CASE("a number keeps the text it was written with", "[json]") {
  const auto text = GENERATE("2.05", "-110", "1.9090909090909091", "2.10", "1e3", "0",
                             "123456789012345678901234567890", "-0.0", "2.4300000000000002");
  const Document document = Parsed(std::string("{\"price\": ") + text + " , \"next\":1}");
  CHECK(*document.root().NumberText("price") == text);
  CHECK(*document.root().Int64("next") == 1);
}

TEST_CASE("an error names the way to the value", "[json]") {
  const Document document = Parsed(
      R"([{"bookmakers":[{"markets":[]},{"a":1},{"title":"x","markets":[{"name":"h2h"}],"last":7}]}])");
  const Value event = *document.root().Array().value().begin();
  Value book = event;
  const Elements books = *event.Array("bookmakers");
  for (const Value each : books) book = each;
  const Value market = *book.Array("markets")->begin();
  CHECK(MessageOf(market.Text("key").status()) ==
        "[0].bookmakers[2].markets[0].key: missing, want text");
  CHECK(MessageOf(book.Text("last").status()) == "[0].bookmakers[2].last: number, want text");
  CHECK(MessageOf(event.Text().status()) == "[0]: object, want text");
  CHECK(MessageOf(document.root().Object().status()) == "document: array, want an object");
  CHECK(MessageOf(document.root().Text("id").status()) == "document: array, want an object");
}

TEST_CASE("text and number are told apart", "[json]") {
  const Document document = Parsed(R"({"score":"4","points":4})");
  CHECK(document.root().Find("score")->kind() == Kind::kText);
  CHECK(document.root().Find("points")->kind() == Kind::kNumber);
  CHECK_FALSE(document.root().Int64("score").ok());
  CHECK_FALSE(document.root().Text("points").ok());
}

TEST_CASE("an absent or null member is nothing, one of another kind an error", "[json]") {
  const Document document = Parsed(R"({"point":null,"price":"1.9","done":true})");
  CHECK(*document.root().OptionalNumberText("point") == std::nullopt);
  CHECK(*document.root().OptionalNumberText("absent") == std::nullopt);
  CHECK(*document.root().OptionalBool("done") == true);
  CHECK(MessageOf(document.root().OptionalNumberText("price").status()) ==
        "price: text, want a number");
}

TEST_CASE("escapes are undone and members keep their order", "[json]") {
  const Document document = Parsed(R"({"b":"\"\\\/\n\u00e9\ud83c\udfc8","a":[1,[2,3],{}],"b":0})");
  CHECK(*document.root().Text("b") == "\"\\/\n\u00e9\U0001F3C8");
  std::string keys;
  const Members members = *document.root().Object();
  for (const Member member : members) keys.append(member.key.data(), 1);
  CHECK(keys == "bab");
  CHECK(document.root().Array("a")->size() == 3);
  CHECK((*document.root().Find("a")).Path() == "a");
}

TEST_CASE("what is not JSON is refused with the byte where it went wrong", "[json]") {
  const auto text =
      GENERATE(as<std::string>(), "", "   ", "{", "[1,]", "{\"a\":1,}", "{\"a\"}", "nul", "[1] x",
               "\"\xff\"", "01", "+1", "NaN", "[Infinity]", "'a'", "<html></html>", "\"a\nb\"",
               "\"\\ud800\"", "\xEF\xBB\xBF[]x", std::string("[1]\0", 4), "\"\\u0000\"");
  CAPTURE(text);
  CHECK(Document::Parse(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a document beyond the limits is refused", "[json]") {
  CHECK(Document::Parse(std::string(100'000, '[')).status().code() ==
        absl::StatusCode::kOutOfRange);
  CHECK(Document::Parse("[[[1]]]", {.depth_max = 2}).status().code() ==
        absl::StatusCode::kOutOfRange);
  CHECK(Document::Parse("[[[1]]]", {.depth_max = 3}).ok());
  CHECK(Document::Parse("[1,2,3]", {.bytes_max = 6}).status().code() ==
        absl::StatusCode::kOutOfRange);
}

TEST_CASE("a whole number out of 64 bits or with a fraction is refused", "[json]") {
  const auto text = GENERATE("9223372036854775808", "1.0", "1e2", "-9223372036854775809");
  CHECK_FALSE(Parsed(text).root().Int64().ok());
  CHECK(*Parsed("-9223372036854775808").root().Int64() == INT64_MIN);
}

TEST_CASE("what is written reads back the same", "[json]") {
  Writer writer;
  writer.BeginObject().Key("a\"b").Text("q\\\n\x01\u00e9").Key("list").BeginArray();
  writer.Int64(-7).Double(0.1).Bool(true).Null().Number("2.050").BeginObject().EndObject();
  writer.EndArray().Key("last").BeginArray().EndArray().EndObject();
  CHECK(writer.text() ==
        "{\"a\\\"b\":\"q\\\\\\n\\u0001\u00e9\",\"list\":[-7,0.1,true,null,2.050,{}],\"last\":[]}");
  const Document document = Parsed(writer.Take());
  CHECK(*document.root().Text("a\"b") == "q\\\n\x01\u00e9");
  CHECK(writer.text().empty());
}

TEST_CASE("bytes that are not UTF-8 are replaced, and a double without a JSON form is null",
          "[json]") {
  const auto bad = GENERATE("\xff", "\xc0", "\xed\xa0", "\xf5", "\xe2\x82");
  Writer writer;
  writer.BeginArray().Text(bad).Double(NAN).Double(INFINITY).EndArray();
  CHECK(Document::Parse(writer.Take()).ok());
}

TEST_CASE("a double is written so that it reads back bit for bit", "[json][property]") {
  const auto number = GENERATE(take(200, random(-1e6, 1e6)));
  Writer writer;
  writer.Double(number);
  CHECK(*Parsed(writer.Take()).root().Double() == number);
}

// Found by fuzzing: the bytes behind the text were read.
TEST_CASE("a text that ends within a character is refused within its bounds", "[json]") {
  for (const char* end : {"\xef", "\xef\xbb", "\xf0", "\xf0\x9f\x98", "\xc3", "\xff"}) {
    std::string text = std::string("{\"") + end;
    text.shrink_to_fit();
    CHECK_FALSE(Document::Parse(text).ok());
  }
}

}  // namespace
}  // namespace overround::json
