#include "services/gateway/edge/transcoder.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "libs/http_server/uri.h"
#include "libs/json/json.h"
#include "services/gateway/edge/json_wire.h"
#include "services/gateway/edge/wire_format.h"
#include "services/gateway/edge/wire_json.h"

namespace overround::gateway {
namespace {

constexpr size_t kFieldPathMax = 8;
constexpr size_t kQueryParametersMax = 200;

absl::Status About(absl::string_view name, const absl::Status& status) {
  return absl::InvalidArgumentError(
      absl::StrCat(absl::CHexEscape(name.substr(0, 100)), ": ", status.message()));
}

absl::Status Refuse(absl::string_view name, absl::string_view wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat(absl::CHexEscape(name.substr(0, 100)), ": ", wanted));
}

bool HasTextForm(const FieldTable& field) {
  if (field.repeated) return false;
  if (field.message == nullptr) return true;
  switch (field.message->well_known) {
    case WellKnown::kTimestamp:
    case WellKnown::kDuration:
    case WellKnown::kFieldMask:
    case WellKnown::kWrapper:
      return true;
    default:
      return false;
  }
}

// Messages in pieces are merged by whoever parses them, so each value brings its own nest.
absl::Status AppendNested(const std::vector<const FieldTable*>& path, size_t from,
                          absl::string_view text, std::string* out) {
  if (from + 1 == path.size()) return AppendTextField(*path[from], text, out);
  const LengthScope scope(path[from]->number, out);
  return AppendNested(path, from + 1, text, out);
}

}  // namespace

Transcoder::Transcoder(const Schema& schema, const google::protobuf::MethodDescriptor& method)
    : schema_(&schema),
      method_(&method),
      request_(&schema.Get(*method.input_type())),
      response_(&schema.Get(*method.output_type())) {}

absl::StatusOr<Transcoder> Transcoder::Create(const Schema& schema,
                                              const google::protobuf::MethodDescriptor& method,
                                              const PathTemplate& path, absl::string_view body) {
  if (method.client_streaming()) return Refuse(method.full_name(), "want a single request");
  Transcoder made(schema, method);
  made.body_ = std::string(body);
  if (!body.empty() && body != "*") {
    made.body_field_ = made.request_->FindByName(body);
    if (made.body_field_ == nullptr) return Refuse(method.full_name(), "body: unknown field");
  }
  for (const PathTemplate::Variable& variable : path.variables()) {
    absl::StatusOr<FieldPath> fields = made.Resolve(variable.field_path);
    if (!fields.ok()) return About(method.full_name(), fields.status());
    if (!HasTextForm(*fields->back())) {
      return Refuse(method.full_name(),
                    absl::StrCat(variable.field_path, ": want a field with a text form"));
    }
    if (fields->front() == made.body_field_ && fields->size() == 1) {
      return Refuse(method.full_name(),
                    absl::StrCat(variable.field_path, ": want it in the path or as the body"));
    }
    made.path_fields_.emplace_back(variable.field_path, *std::move(fields));
  }
  return made;
}

absl::StatusOr<Transcoder::FieldPath> Transcoder::Resolve(absl::string_view dotted) const {
  FieldPath path;
  const MessageTable* table = request_;
  for (const absl::string_view part : absl::StrSplit(dotted, '.')) {
    const FieldTable* field = table == nullptr ? nullptr : table->FindByName(part);
    if (field == nullptr || path.size() == kFieldPathMax) {
      return Refuse(dotted,
                    absl::StrCat("unknown, want a field of ", request_->descriptor->name()));
    }
    path.push_back(field);
    table = field->repeated ? nullptr : field->message;
  }
  return path;
}

absl::StatusOr<std::string> Transcoder::RequestToWire(const Source& source) const {
  std::string wire;
  OVERROUND_RETURN_IF_ERROR(AppendBody(source.body, &wire));
  OVERROUND_RETURN_IF_ERROR(AppendQuery(source.query, &wire));
  OVERROUND_RETURN_IF_ERROR(AppendPath(source.bindings, &wire));
  return wire;
}

absl::Status Transcoder::AppendBody(absl::string_view body, std::string* out) const {
  body = absl::StripAsciiWhitespace(body);
  if (body_.empty()) {
    if (body.empty() || body == "{}") return absl::OkStatus();
    return Refuse("body", "given, want none");
  }
  if (body.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document,
                             json::Document::Parse(std::string(body)));
  if (body_field_ != nullptr) {
    return AppendJsonField(*schema_, *body_field_, document.root(), out);
  }
  return AppendJsonAsWire(*schema_, *request_, document.root(), out);
}

absl::Status Transcoder::CheckQueryPath(const FieldPath& path,
                                        const std::vector<FieldPath>& earlier) const {
  if (body_ == "*") return absl::InvalidArgumentError("in the query, want it in the body");
  if (path.front() == body_field_) {
    return absl::InvalidArgumentError("in the query, want it in the body");
  }
  const auto is_path = [&](const auto& field) { return field.second == path; };
  if (std::any_of(path_fields_.begin(), path_fields_.end(), is_path)) {
    return absl::InvalidArgumentError("in the query, want it in the path only");
  }
  if (!path.back()->repeated && std::find(earlier.begin(), earlier.end(), path) != earlier.end()) {
    return absl::InvalidArgumentError("given twice, want it once");
  }
  return absl::OkStatus();
}

absl::Status Transcoder::AppendQuery(absl::string_view query, std::string* out) const {
  if (query.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const auto parameters, http_server::ParseQuery(query));
  if (parameters.size() > kQueryParametersMax) {
    return Refuse("query", absl::StrCat("want at most ", kQueryParametersMax, " parameters"));
  }
  std::vector<FieldPath> earlier;
  for (const auto& [name, value] : parameters) {
    OVERROUND_ASSIGN_OR_RETURN(FieldPath path, Resolve(name));
    absl::Status done = CheckQueryPath(path, earlier);
    if (done.ok()) done = AppendNested(path, 0, value, out);
    if (!done.ok()) return About(name, done);
    earlier.push_back(std::move(path));
  }
  return absl::OkStatus();
}

absl::Status Transcoder::AppendPath(const std::vector<PathTemplate::Binding>& bindings,
                                    std::string* out) const {
  for (const auto& [name, value] : bindings) {
    const absl::string_view wanted = name;
    const auto field = std::find_if(path_fields_.begin(), path_fields_.end(),
                                    [&](const auto& known) { return known.first == wanted; });
    if (field == path_fields_.end()) return Refuse(name, "unknown path variable");
    const absl::Status done = AppendNested(field->second, 0, value, out);
    if (!done.ok()) return About(name, done);
  }
  return absl::OkStatus();
}

absl::Status Transcoder::AppendResponse(absl::string_view wire, std::string* out) const {
  return AppendWireAsJson(*schema_, *response_, wire, out);
}

}  // namespace overround::gateway
