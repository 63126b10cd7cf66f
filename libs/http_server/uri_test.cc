#include "libs/http_server/uri.h"

#include <catch2/catch.hpp>

namespace overround::http_server {

TEST_CASE("percent-encoding is undone, and a plus stays a plus in a path") {
  CHECK(*PercentDecode("%41b%2Fc+d") == "Ab/c+d");
  CHECK(*PercentDecode("%00").value().data() == '\0');
  CHECK(*PercentDecode("") == "");
}

TEST_CASE("a cut or false escape is refused") {
  for (const char* text : {"%", "%4", "%g1", "a%1", "%%41"}) {
    CAPTURE(text);
    CHECK(PercentDecode(text).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("what is encoded decodes to itself") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  CHECK(*PercentDecode(PercentEncode(all)) == all);
  CHECK(PercentEncode("a-b_c.d~/") == "a-b_c.d~%2F");
}

TEST_CASE("a query is read in order, with repeated names, empty values and plus as space") {
  const auto pairs = ParseQuery("a=1&b=x+y%3D&&a=2&flag&=v");
  REQUIRE(pairs.ok());
  const std::vector<std::pair<std::string, std::string>> want = {
      {"a", "1"}, {"b", "x y="}, {"a", "2"}, {"flag", ""}, {"", "v"}};
  CHECK(*pairs == want);
  CHECK(ParseQuery("a=%zz").status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace overround::http_server
