#include "libs/wire/page_token.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "libs/base/check.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/wire/field.h"

namespace overround::wire {
namespace {

// A token is base64url of: query (8 bytes), parts (each behind its length in two bytes), check
// (4 bytes). Query and check are the beginnings of SHA-256 over the request and over what precedes.
// The check tells a damaged token from a good one; it keeps no secret.
constexpr size_t kQueryBytes = 8;
constexpr size_t kCheckBytes = 4;
constexpr size_t kPartBytesMax = 0xffff;
constexpr size_t kTokenLengthMax = 4096;

std::string DigestStart(absl::string_view bytes, size_t count) {
  const Sha256Digest digest = Sha256(bytes);
  return std::string(reinterpret_cast<const char*>(digest.data()), count);
}

const google::protobuf::FieldDescriptor& FieldOf(const google::protobuf::Message& request,
                                                 const char* name) {
  const google::protobuf::FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(name);
  OVERROUND_CHECK(field != nullptr);
  return *field;
}

// The request without its page, the same bytes for the same query in every process.
std::string QueryOf(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> query(request.New());
  query->CopyFrom(request);
  query->GetReflection()->ClearField(query.get(), &FieldOf(*query, "page_size"));
  query->GetReflection()->ClearField(query.get(), &FieldOf(*query, "page_token"));
  std::string bytes = query->GetDescriptor()->full_name();
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  OVERROUND_CHECK(query->SerializeToCodedStream(&coded));
  coded.Trim();
  return DigestStart(bytes, kQueryBytes);
}

std::optional<std::vector<std::string>> SplitParts(absl::string_view bytes) {
  std::vector<std::string> parts;
  while (!bytes.empty()) {
    if (bytes.size() < 2) return std::nullopt;
    const size_t length = static_cast<uint8_t>(bytes[0]) * 256U + static_cast<uint8_t>(bytes[1]);
    bytes.remove_prefix(2);
    if (bytes.size() < length) return std::nullopt;
    parts.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return parts;
}

absl::Status TokenRefused(absl::string_view wanted) {
  return Refused("page_token", "not usable", wanted);
}

absl::StatusOr<std::vector<std::string>> ParseToken(absl::string_view token,
                                                    absl::string_view query, size_t part_count) {
  constexpr char kDamaged[] = "the next_page_token of an answer, unchanged";
  std::string bytes;
  if (token.size() > kTokenLengthMax || !absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() < kQueryBytes + kCheckBytes) {
    return TokenRefused(kDamaged);
  }
  const absl::string_view whole(bytes);
  const absl::string_view checked = whole.substr(0, whole.size() - kCheckBytes);
  if (DigestStart(checked, kCheckBytes) != whole.substr(checked.size())) {
    return TokenRefused(kDamaged);
  }
  if (checked.substr(0, kQueryBytes) != query) {
    return TokenRefused("a token of this query: the other fields as they were");
  }
  std::optional<std::vector<std::string>> parts = SplitParts(checked.substr(kQueryBytes));
  if (!parts || parts->size() != part_count) return TokenRefused(kDamaged);
  return *std::move(parts);
}

}  // namespace

absl::StatusOr<Page> ParsePage(const google::protobuf::Message& request, size_t part_count,
                               PageSizes sizes) {
  OVERROUND_CHECK(part_count > 0);
  const google::protobuf::Reflection& fields = *request.GetReflection();
  const int32_t asked = fields.GetInt32(request, &FieldOf(request, "page_size"));
  if (asked < 0) return Refused("page_size", absl::StrCat(asked), "0 or more");
  Page page{.size = asked == 0 ? sizes.preset : std::min(asked, sizes.max), .after = {}};
  const std::string token = fields.GetString(request, &FieldOf(request, "page_token"));
  if (token.empty()) return page;
  OVERROUND_ASSIGN_OR_RETURN(page.after, ParseToken(token, QueryOf(request), part_count));
  return page;
}

std::string NextPageToken(const google::protobuf::Message& request,
                          absl::Span<const std::string> last) {
  OVERROUND_CHECK(!last.empty());
  std::string bytes = QueryOf(request);
  for (const std::string& part : last) {
    OVERROUND_CHECK(part.size() <= kPartBytesMax);
    bytes.push_back(static_cast<char>(part.size() / 256));
    bytes.push_back(static_cast<char>(part.size() % 256));
    bytes += part;
  }
  bytes += DigestStart(bytes, kCheckBytes);
  return absl::WebSafeBase64Escape(bytes);
}

}  // namespace overround::wire
