#include "libs/wire/page_token.h"

#include <memory>

#include <catch2/catch.hpp>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>

namespace overround::wire {
namespace {

using google::protobuf::Message;

// Two lists with the same fields, made at run time: this library knows no service's messages.
constexpr char kLists[] = R"(
  name: "lists.proto" syntax: "proto3"
  message_type {
    name: "ListGamesRequest"
    field { name: "page_size" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "page_token" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "sport" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
  message_type {
    name: "ListTeamsRequest"
    field { name: "page_size" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "page_token" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "sport" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }
  })";

// A List request, set as the text says.
class Requests {
 public:
  Requests() {
    google::protobuf::FileDescriptorProto file;
    REQUIRE(google::protobuf::TextFormat::ParseFromString(kLists, &file));
    file_ = pool_.BuildFile(file);
    REQUIRE(file_ != nullptr);
  }

  std::unique_ptr<Message> Make(const char* type, const std::string& text) {
    std::unique_ptr<Message> request(
        factory_.GetPrototype(file_->FindMessageTypeByName(type))->New());
    REQUIRE(google::protobuf::TextFormat::ParseFromString(text, request.get()));
    return request;
  }

  std::unique_ptr<Message> Games(const std::string& text) { return Make("ListGamesRequest", text); }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  const google::protobuf::FileDescriptor* file_;
};

std::string Token(const std::string& token) { return "page_token: '" + token + "' "; }

constexpr char kMlb[] = "sport: 'sports/mlb' ";
const std::vector<std::string> kLast = {"2026-08-16T23:10:00Z", "", std::string("\0\xff/", 3)};

TEST_CASE("a token gives back the row it was made for", "[wire]") {
  Requests requests;
  CHECK(ParsePage(*requests.Games(kMlb), 3)->is_first());
  const std::string token = NextPageToken(*requests.Games(kMlb), kLast);
  CHECK(ParsePage(*requests.Games(kMlb + Token(token)), 3)->after == kLast);
}

TEST_CASE("a token stays good when only the page changes", "[wire]") {
  Requests requests;
  const std::string token = NextPageToken(*requests.Games(kMlb), kLast);
  const auto second = requests.Games(kMlb + Token(token) + "page_size: 7");
  CHECK(ParsePage(*second, 3)->size == 7);
  const std::string next = NextPageToken(*second, kLast);
  CHECK(ParsePage(*requests.Games(kMlb + Token(next)), 3)->after == kLast);
}

TEST_CASE("a token of another query is refused", "[wire]") {
  Requests requests;
  const std::string token = NextPageToken(*requests.Games(kMlb), kLast);
  const auto other = requests.Games("sport: 'sports/nfl' " + Token(token));
  CHECK(ParsePage(*other, 3).status() ==
        absl::InvalidArgumentError("page_token: not usable, want a token of this query: the other "
                                   "fields as they were"));
  const auto teams = requests.Make("ListTeamsRequest", kMlb + Token(token));
  CHECK(ParsePage(*teams, 3).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a damaged token is refused, wherever it is damaged", "[wire]") {
  Requests requests;
  const std::string token = NextPageToken(*requests.Games(kMlb), kLast);
  for (size_t place = 0; place < token.size(); ++place) {
    std::string damaged = token;
    damaged[place] = damaged[place] == 'A' ? 'B' : 'A';
    CHECK_FALSE(ParsePage(*requests.Games(kMlb + Token(damaged)), 3).ok());
    const auto cut = requests.Games(kMlb + Token(token.substr(0, place)));
    CHECK(ParsePage(*cut, 3).ok() == (place == 0));
  }
  CHECK_FALSE(ParsePage(*requests.Games(Token("nonsense!")), 3).ok());
  CHECK_FALSE(ParsePage(*requests.Games(Token(std::string(5000, 'A'))), 3).ok());
}

TEST_CASE("a token with another number of parts is refused", "[wire]") {
  Requests requests;
  const std::string token = NextPageToken(*requests.Games(kMlb), kLast);
  CHECK_FALSE(ParsePage(*requests.Games(kMlb + Token(token)), 2).ok());
}

TEST_CASE("a page has the size asked for, the preset one, or the most there is", "[wire]") {
  Requests requests;
  CHECK(ParsePage(*requests.Games(""), 1)->size == 100);
  CHECK(ParsePage(*requests.Games(""), 1, {.preset = 500, .max = 800})->size == 500);
  CHECK(ParsePage(*requests.Games("page_size: 5000"), 1)->size == 1000);
  CHECK(ParsePage(*requests.Games("page_size: -1"), 1).status() ==
        absl::InvalidArgumentError("page_size: -1, want 0 or more"));
}

}  // namespace
}  // namespace overround::wire
