#pragma once

#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>

#include "services/gateway/edge/path_template.h"
#include "services/gateway/edge/schema.h"

namespace overround::gateway {

// How one HTTP rule turns requests into an RPC's request bytes, and the RPC's answers into JSON.
// Pure and immutable; threads may share one.
class Transcoder {
 public:
  // `body` is the rule's: "*", a field, or empty for none. `schema` outlives this.
  // INVALID_ARGUMENT when the rule does not fit the method: an unknown field in a path or as body,
  // a path variable that is repeated or has no text form, a stream of requests.
  static absl::StatusOr<Transcoder> Create(const Schema& schema,
                                           const google::protobuf::MethodDescriptor& method,
                                           const PathTemplate& path, absl::string_view body);

  struct Source {
    // From the path, by field path, decoded.
    const std::vector<PathTemplate::Binding>& bindings;
    // As sent: "sport=mlb&page_size=50".
    absl::string_view query;
    absl::string_view body;
  };

  // The request message's bytes. What the path says wins over what the body says.
  // INVALID_ARGUMENT for malformed JSON or queries, unknown or twice given fields, values of the
  // wrong kind, query parameters for fields that the path or the body fills, and a body where the
  // rule has none. OUT_OF_RANGE for JSON beyond libs/json's limits.
  absl::StatusOr<std::string> RequestToWire(const Source& source) const;

  // Appends the response message as JSON. INTERNAL as AppendWireAsJson.
  absl::Status AppendResponse(absl::string_view wire, std::string* out) const;

  const google::protobuf::MethodDescriptor& method() const { return *method_; }
  const std::string& body() const { return body_; }

 private:
  // The way to a field through single messages.
  using FieldPath = std::vector<const FieldTable*>;

  Transcoder(const Schema& schema, const google::protobuf::MethodDescriptor& method);

  absl::StatusOr<FieldPath> Resolve(absl::string_view dotted) const;
  absl::Status CheckQueryPath(const FieldPath& path, const std::vector<FieldPath>& earlier) const;
  absl::Status AppendBody(absl::string_view body, std::string* out) const;
  absl::Status AppendQuery(absl::string_view query, std::string* out) const;
  absl::Status AppendPath(const std::vector<PathTemplate::Binding>& bindings,
                          std::string* out) const;

  const Schema* schema_;
  const google::protobuf::MethodDescriptor* method_;
  const MessageTable* request_;
  const MessageTable* response_;
  std::string body_;
  const FieldTable* body_field_ = nullptr;
  // In the order of the template's variables.
  std::vector<std::pair<std::string, FieldPath>> path_fields_;
};

}  // namespace overround::gateway
