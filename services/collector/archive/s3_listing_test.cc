#include "services/collector/archive/s3_listing.h"

#include <catch2/catch.hpp>

namespace overround::collector {
namespace {

TEST_CASE("a page of a listing tells its keys and how to go on", "[s3_listing]") {
  const auto page = ParseS3Listing(
      R"(<?xml version="1.0"?><ListBucketResult xmlns="x"><Name>b</Name><Prefix>p/</Prefix>)"
      R"(<IsTruncated>true</IsTruncated><NextContinuationToken>1&amp;2=</NextContinuationToken>)"
      R"(<Contents><Key>p/a&amp;b.json.gz</Key><Size>3</Size></Contents>)"
      R"(<Contents><Size>1</Size><Key>p/&lt;c&gt;&amp;lt;</Key></Contents></ListBucketResult>)");
  REQUIRE(page.ok());
  CHECK(page->keys == std::vector<std::string>{"p/a&b.json.gz", "p/<c>&lt;"});
  CHECK(page->continuation == "1&2=");
  const auto last = ParseS3Listing(
      "<ListBucketResult><IsTruncated>false</IsTruncated>"
      "<NextContinuationToken>x</NextContinuationToken></ListBucketResult>");
  REQUIRE(last.ok());
  CHECK(last->keys.empty());
  CHECK(last->continuation.empty());
}

TEST_CASE("a listing that is none, or cut off, is refused", "[s3_listing]") {
  const auto xml = GENERATE("", "<html></html>", "<ListBucketResult><Contents><Key>a</Key>",
                            "<ListBucketResult><Contents></Contents></ListBucketResult>",
                            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
  CHECK(ParseS3Listing(xml).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("an error tells its code", "[s3_listing]") {
  CHECK(S3ErrorText("<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>") ==
        "NoSuchBucket: none");
  CHECK(S3ErrorText("bad gateway").empty());
}

}  // namespace
}  // namespace overround::collector
