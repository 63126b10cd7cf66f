#include "services/collector/archive/s3_signature.h"

#include <absl/strings/match.h>
#include <catch2/catch.hpp>

namespace overround::collector {
namespace {

// The examples of "Signature Calculations for the Authorization Header: Transferring Payload in a
// Single Chunk (AWS Signature Version 4)" in the Amazon S3 API Reference, with their signatures.
const S3Credentials kExample{"us-east-1", "AKIAIOSFODNN7EXAMPLE",
                             "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const absl::Time kExampleTime = absl::FromUnixSeconds(1'369'353'600);

S3Question Example(const std::string& method, const std::string& path) {
  return {method, "examplebucket.s3.amazonaws.com", path, {}, {}, "", kExampleTime};
}

std::string AuthorizationOf(const S3Question& question) {
  return SignatureHeaders(question, kExample).front().second;
}

TEST_CASE("a published GET of an object has the published signature", "[s3_signature]") {
  S3Question question = Example("GET", "/test.txt");
  question.headers = {{"Range", "bytes=0-9"}};
  CHECK(AuthorizationOf(question) ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("a published PUT of an object has the published signature", "[s3_signature]") {
  S3Question question = Example("PUT", EncodedPath("/test$file.text"));
  question.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                      {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  question.body = "Welcome to Amazon S3.";
  CHECK(question.path == "/test%24file.text");
  CHECK(absl::EndsWith(AuthorizationOf(question),
                       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_CASE("published questions with a query have the published signatures", "[s3_signature]") {
  S3Question lifecycle = Example("GET", "/");
  lifecycle.query = {{"lifecycle", ""}};
  CHECK(absl::EndsWith(AuthorizationOf(lifecycle),
                       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
  S3Question listing = Example("GET", "/");
  listing.query = {{"prefix", "J"}, {"max-keys", "2"}};
  CHECK(absl::EndsWith(AuthorizationOf(listing),
                       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_CASE("whatever is signed changes the signature", "[s3_signature]") {
  const S3Question question = Example("GET", "/test.txt");
  const std::string signature = AuthorizationOf(question);
  S3Question other = question;
  other.body = "x";
  CHECK(AuthorizationOf(other) != signature);
  other = question;
  other.time += absl::Seconds(1);
  CHECK(AuthorizationOf(other) != signature);
  other = question;
  other.headers = {{"If-None-Match", "*"}};
  CHECK(AuthorizationOf(other) != signature);
}

TEST_CASE("paths and queries are encoded as they are signed", "[s3_signature]") {
  CHECK(EncodedPath("/bucket/a b/ü+~") == "/bucket/a%20b/%C3%BC%2B~");
  CHECK(EncodedQuery({{"prefix", "mlb/2026"}, {"list-type", "2"}}) ==
        "list-type=2&prefix=mlb%2F2026");
}

}  // namespace
}  // namespace overround::collector
