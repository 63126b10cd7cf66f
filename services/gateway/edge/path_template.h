#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::gateway {

// A request's path cut at its slashes, each piece still percent-encoded.
struct PathPieces {
  std::vector<absl::string_view> segments;
  // What follows the last ':' of the last segment, which `segments` then does not hold; empty where
  // there is no ':' or where the caller cut without a verb.
  absl::string_view verb;
};

// One way to read a path. A ':' in a last segment may begin a verb or belong to a value: both ways
// are tried, the verb first.
// INVALID_ARGUMENT for a path without a leading '/', or with more than 32 segments.
absl::StatusOr<PathPieces> CutPath(absl::string_view path, bool with_verb);

// The path of a google.api.http rule, such as /v1/{name=games/*}/quotes:refresh. Immutable.
class PathTemplate {
 public:
  struct Segment {
    enum class Kind { kLiteral, kOne, kRest };
    Kind kind;
    // Of a literal.
    std::string text;
  };

  // The part of the path that fills a field: segments [begin, end) of the template.
  struct Variable {
    // "name" or "bet.name".
    std::string field_path;
    size_t begin;
    size_t end;
  };

  using Binding = std::pair<absl::string_view, std::string>;

  // INVALID_ARGUMENT for anything but
  //   template = "/" segments [ ":" literal ]      segments = segment { "/" segment }
  //   segment  = "*" | "**" | literal | "{" field { "." field } [ "=" segments ] "}"
  // where "**" stands last, variables do not nest, and none fills the same field twice.
  static absl::StatusOr<PathTemplate> Parse(absl::string_view text);

  const std::vector<Segment>& segments() const { return segments_; }
  const std::vector<Variable>& variables() const { return variables_; }
  const std::string& verb() const { return verb_; }

  // As it was parsed, in its shortest form: "{name}" for "{name=*}". Parses to an equal template.
  std::string ToString() const;
  // The same for all templates that match the same paths: "/v1/games/*" for "/v1/{name=games/*}".
  std::string Shape() const;

  // Field paths with their decoded values, or nothing when `path` does not match. A value of one
  // segment is decoded wholly; in one of several, %2F stays, so that it is no separator.
  // INVALID_ARGUMENT when it matches but for a malformed percent-encoding.
  absl::StatusOr<std::optional<std::vector<Binding>>> Match(absl::string_view path) const;

  // The values of a path that is known to match. The bindings view this template.
  absl::StatusOr<std::vector<Binding>> Bind(const PathPieces& pieces) const;

 private:
  friend class TemplateParser;
  PathTemplate() = default;
  bool Fits(const PathPieces& pieces) const;

  std::vector<Segment> segments_;
  std::vector<Variable> variables_;
  std::string verb_;
};

// True when the literal is what the encoded segment says.
bool SegmentEquals(absl::string_view encoded, absl::string_view literal);

}  // namespace overround::gateway
