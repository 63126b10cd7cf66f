#include "services/gateway/edge/openapi.h"

#include <map>
#include <set>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include "libs/json/json.h"

namespace overround::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

// A query parameter may name a field inside messages, but not endlessly.
constexpr int kQueryDepthMax = 3;

template <typename D>
std::string CommentOf(const D& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  return std::string(absl::StripAsciiWhitespace(location.leading_comments));
}

bool IsRequired(const FieldDescriptor& field) {
  return absl::StartsWith(CommentOf(field), "Required.");
}

class OpenApiWriter {
 public:
  std::string Write(const RouteTable& routes, const std::string& version) {
    w_.BeginObject().Key("openapi").Text("3.0.3");
    w_.Key("info").BeginObject().Key("title").Text("Overround").Key("version").Text(version);
    w_.EndObject();
    w_.Key("security").BeginArray().BeginObject().EndObject();
    w_.BeginObject().Key("bearer").BeginArray().EndArray().EndObject().EndArray();
    WritePaths(routes);
    w_.Key("components").BeginObject();
    w_.Key("securitySchemes").BeginObject().Key("bearer").BeginObject();
    w_.Key("type").Text("http").Key("scheme").Text("bearer").EndObject().EndObject();
    WriteSchemas();
    w_.EndObject().EndObject();
    return w_.Take();
  }

 private:
  // OpenAPI has neither variables of several segments nor several templates of one shape:
  // "/v1/{name=games/*}" becomes "/v1/games/{game}", the variable's last literal naming the
  // segment.
  struct PathParameter {
    std::string name;
    std::string format;
  };

  static std::string SegmentName(const PathTemplate& path, size_t index,
                                 const PathTemplate::Variable& variable) {
    const auto& segments = path.segments();
    const bool named =
        index > variable.begin && segments[index - 1].kind == PathTemplate::Segment::Kind::kLiteral;
    std::string name = named ? segments[index - 1].text : variable.field_path;
    if (named && absl::EndsWith(name, "s")) name.pop_back();
    for (char& c : name) {
      if (c == '-' || c == '.') c = '_';
    }
    return name;
  }

  static std::string PathOf(const PathTemplate& path, std::vector<PathParameter>* parameters) {
    std::string text;
    for (size_t i = 0; i < path.segments().size(); ++i) {
      const PathTemplate::Segment& segment = path.segments()[i];
      text.push_back('/');
      if (segment.kind == PathTemplate::Segment::Kind::kLiteral) {
        text.append(segment.text);
        continue;
      }
      std::string name = absl::StrCat("part", i);
      for (const PathTemplate::Variable& variable : path.variables()) {
        if (i >= variable.begin && i < variable.end) name = SegmentName(path, i, variable);
      }
      absl::StrAppend(&text, "{", name, "}");
      parameters->push_back({name, path.ToString()});
    }
    if (!path.verb().empty()) absl::StrAppend(&text, ":", path.verb());
    return text;
  }

  void WritePaths(const RouteTable& routes) {
    struct Operation {
      const Route* route;
      std::vector<PathParameter> parameters;
    };
    std::map<std::string, std::vector<Operation>> paths;
    for (const auto& route : routes.routes()) {
      std::vector<PathParameter> parameters;
      const std::string path = PathOf(route->path, &parameters);
      paths[path].push_back({route.get(), std::move(parameters)});
    }
    w_.Key("paths").BeginObject();
    for (const auto& [path, operations] : paths) {
      w_.Key(path).BeginObject();
      for (const Operation& operation : operations) {
        w_.Key(absl::AsciiStrToLower(operation.route->http_method));
        WriteOperation(*operation.route, operation.parameters);
      }
      w_.EndObject();
    }
    w_.EndObject();
  }

  void WriteOperation(const Route& route, const std::vector<PathParameter>& path_parameters) {
    const MethodDescriptor& method = route.transcoder.method();
    std::string id = absl::StrCat(method.service()->name(), "_", method.name());
    // Additional bindings are operations of their own.
    const int times = ++operation_ids_[id];
    if (times > 1) absl::StrAppend(&id, times);
    w_.BeginObject().Key("operationId").Text(id);
    w_.Key("tags").BeginArray().Text(method.service()->name()).EndArray();
    if (const std::string comment = CommentOf(method); !comment.empty()) {
      const std::vector<std::string> parts = absl::StrSplit(comment, absl::MaxSplits('\n', 1));
      w_.Key("summary").Text(parts[0]).Key("description").Text(comment);
    }
    w_.Key("parameters").BeginArray();
    for (const PathParameter& parameter : path_parameters) {
      w_.BeginObject().Key("name").Text(parameter.name).Key("in").Text("path");
      w_.Key("required").Bool(true).Key("schema").BeginObject().Key("type").Text("string");
      w_.EndObject().EndObject();
    }
    if (route.transcoder.body() != "*") WriteQuery(route, *method.input_type(), "", 0);
    w_.EndArray();
    WriteBody(route);
    WriteResponses(method);
    w_.EndObject();
  }

  static bool FillsPath(const Route& route, absl::string_view name) {
    for (const PathTemplate::Variable& variable : route.path.variables()) {
      if (variable.field_path == name) return true;
    }
    return false;
  }

  // A message that JSON writes as one value.
  static bool IsPlain(const Descriptor& message) {
    return absl::StartsWith(message.full_name(), "google.protobuf.");
  }

  void WriteQuery(const Route& route, const Descriptor& message, const std::string& prefix,
                  int depth) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (prefix.empty() && field.name() == route.transcoder.body()) continue;
      if (FillsPath(route, absl::StrCat(prefix, field.name())) || field.is_map()) continue;
      const std::string name = absl::StrCat(prefix, field.json_name());
      const Descriptor* inner = field.message_type();
      if (inner != nullptr && !IsPlain(*inner)) {
        if (!field.is_repeated() && depth + 1 < kQueryDepthMax) {
          WriteQuery(route, *inner, absl::StrCat(name, "."), depth + 1);
        }
        continue;
      }
      w_.BeginObject().Key("name").Text(name).Key("in").Text("query");
      if (const std::string comment = CommentOf(field); !comment.empty()) {
        w_.Key("description").Text(comment);
      }
      if (prefix.empty() && IsRequired(field)) w_.Key("required").Bool(true);
      w_.Key("schema");
      WriteFieldSchema(field);
      w_.EndObject();
    }
  }

  void WriteBody(const Route& route) {
    const std::string& body = route.transcoder.body();
    if (body.empty()) return;
    const Descriptor& input = *route.transcoder.method().input_type();
    w_.Key("requestBody").BeginObject().Key("required").Bool(true).Key("content").BeginObject();
    w_.Key("application/json").BeginObject().Key("schema");
    if (body == "*") {
      WriteMessageRef(input);
    } else {
      const FieldDescriptor* field = input.FindFieldByName(body);
      WriteFieldSchema(field != nullptr ? *field : *input.FindFieldByCamelcaseName(body));
    }
    w_.EndObject().EndObject().EndObject();
  }

  void WriteResponses(const MethodDescriptor& method) {
    w_.Key("responses").BeginObject().Key("200").BeginObject();
    w_.Key("description").Text(method.server_streaming() ? "Server-Sent Events" : "OK");
    w_.Key("content").BeginObject();
    w_.Key(method.server_streaming() ? "text/event-stream" : "application/json");
    w_.BeginObject().Key("schema");
    WriteMessageRef(*method.output_type());
    w_.EndObject().EndObject().EndObject();
    w_.Key("default").BeginObject().Key("description").Text("An error");
    w_.Key("content").BeginObject().Key("application/json").BeginObject();
    w_.Key("schema").BeginObject().Key("$ref").Text("#/components/schemas/Error").EndObject();
    w_.EndObject().EndObject().EndObject().EndObject();
  }

  void WriteMessageRef(const Descriptor& message) {
    if (IsPlain(message)) return WritePlainMessage(message);
    if (names_.insert(message.full_name()).second) waiting_.push_back(&message);
    w_.BeginObject()
        .Key("$ref")
        .Text(absl::StrCat("#/components/schemas/", message.full_name()))
        .EndObject();
  }

  void WritePlainMessage(const Descriptor& message) {
    const std::string& name = message.full_name();
    w_.BeginObject();
    if (name == "google.protobuf.Timestamp") {
      w_.Key("type").Text("string").Key("format").Text("date-time");
    } else if (name == "google.protobuf.Duration") {
      w_.Key("type").Text("string").Key("example").Text("3.5s");
    } else if (name == "google.protobuf.FieldMask") {
      w_.Key("type").Text("string").Key("example").Text("displayName,timeZone");
    } else if (name == "google.protobuf.Any") {
      w_.Key("type").Text("object").Key("properties").BeginObject().Key("@type").BeginObject();
      w_.Key("type").Text("string").EndObject().EndObject();
      w_.Key("additionalProperties").Bool(true);
    } else if (name == "google.protobuf.ListValue") {
      w_.Key("type").Text("array").Key("items").BeginObject().EndObject();
    } else if (absl::EndsWith(name, "Value") && message.field_count() == 1) {
      WriteScalarType(*message.field(0));
      w_.Key("nullable").Bool(true);
    } else if (name != "google.protobuf.Value") {
      w_.Key("type").Text("object");
    }
    w_.EndObject();
  }

  void WriteFieldSchema(const FieldDescriptor& field) {
    if (field.is_map()) {
      w_.BeginObject().Key("type").Text("object").Key("additionalProperties");
      WriteSingleSchema(*field.message_type()->map_value());
      w_.EndObject();
    } else if (field.is_repeated()) {
      w_.BeginObject().Key("type").Text("array").Key("items");
      WriteSingleSchema(field);
      w_.EndObject();
    } else {
      WriteSingleSchema(field);
    }
  }

  void WriteSingleSchema(const FieldDescriptor& field) {
    if (field.message_type() != nullptr) return WriteMessageRef(*field.message_type());
    w_.BeginObject();
    WriteScalarType(field);
    w_.EndObject();
  }

  void WriteScalarType(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_UINT32:
        w_.Key("type").Text("integer").Key("format").Text("int32");
        break;
      case FieldDescriptor::CPPTYPE_INT64:
      case FieldDescriptor::CPPTYPE_UINT64:
        w_.Key("type").Text("string").Key("format").Text("int64");
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        w_.Key("type").Text("number").Key("format").Text("double");
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        w_.Key("type").Text("boolean");
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        WriteEnum(*field.enum_type());
        break;
      default:
        w_.Key("type").Text("string");
        if (field.type() == FieldDescriptor::TYPE_BYTES) w_.Key("format").Text("byte");
        break;
    }
  }

  void WriteEnum(const EnumDescriptor& enumeration) {
    w_.Key("type").Text("string").Key("enum").BeginArray();
    for (int i = 0; i < enumeration.value_count(); ++i) w_.Text(enumeration.value(i)->name());
    w_.EndArray();
  }

  // Messages name further messages while they are written.
  void WriteSchemas() {
    w_.Key("schemas").BeginObject();
    WriteErrorSchema();
    while (!waiting_.empty()) {
      const Descriptor& message = *waiting_.back();
      waiting_.pop_back();
      w_.Key(message.full_name()).BeginObject().Key("type").Text("object");
      if (const std::string comment = CommentOf(message); !comment.empty()) {
        w_.Key("description").Text(comment);
      }
      w_.Key("properties").BeginObject();
      for (int i = 0; i < message.field_count(); ++i) {
        w_.Key(message.field(i)->json_name());
        WriteFieldSchema(*message.field(i));
      }
      w_.EndObject().EndObject();
    }
    w_.EndObject();
  }

  void WriteErrorSchema() {
    w_.Key("Error").BeginObject().Key("type").Text("object").Key("properties").BeginObject();
    w_.Key("error").BeginObject().Key("type").Text("object").Key("properties").BeginObject();
    w_.Key("code").BeginObject().Key("type").Text("integer").EndObject();
    w_.Key("status").BeginObject().Key("type").Text("string").EndObject();
    w_.Key("message").BeginObject().Key("type").Text("string").EndObject();
    w_.Key("details").BeginObject().Key("type").Text("array").Key("items").BeginObject();
    w_.Key("type").Text("object").EndObject().EndObject();
    w_.EndObject().EndObject().EndObject().EndObject();
  }

  json::Writer w_;
  std::map<std::string, int> operation_ids_;
  std::set<std::string> names_;
  std::vector<const Descriptor*> waiting_;
};

}  // namespace

std::string OpenApi(const RouteTable& routes, const std::string& version) {
  return OpenApiWriter().Write(routes, version);
}

}  // namespace overround::gateway
