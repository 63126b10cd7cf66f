#include "services/gateway/edge/path_template.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "libs/base/status_macros.h"
#include "libs/http_server/uri.h"

namespace overround::gateway {
namespace {

constexpr size_t kSegmentsMax = 32;
constexpr size_t kTemplateBytesMax = 1024;

bool IsLiteralByte(char c) { return absl::ascii_isalnum(c) || absl::StrContains("-._~", c); }

bool IsIdentifier(absl::string_view text) {
  if (text.empty() || absl::ascii_isdigit(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

}  // namespace

// Recursive descent over the grammar in the header.
class TemplateParser {
 public:
  explicit TemplateParser(absl::string_view text) : text_(text), rest_(text) {}

  absl::StatusOr<PathTemplate> Parse() {
    if (text_.size() > kTemplateBytesMax) return Refuse("at most 1024 bytes");
    if (!absl::ConsumePrefix(&rest_, "/")) return Refuse("a leading '/'");
    OVERROUND_RETURN_IF_ERROR(ParseSegments());
    if (absl::ConsumePrefix(&rest_, ":")) {
      made_.verb_ = TakeLiteral();
      if (made_.verb_.empty()) return Refuse("a verb after ':'");
    }
    if (!rest_.empty()) return Refuse("the end of the template");
    return std::move(made_);
  }

 private:
  absl::Status ParseSegments() {
    do {
      if (rest_seen_) return Refuse("'**' last");
      OVERROUND_RETURN_IF_ERROR(ParseSegment());
      if (made_.segments_.size() > kSegmentsMax) return Refuse("at most 32 segments");
    } while (absl::ConsumePrefix(&rest_, "/"));
    return absl::OkStatus();
  }

  absl::Status ParseSegment() {
    if (absl::ConsumePrefix(&rest_, "{")) return ParseVariable();
    using Kind = PathTemplate::Segment::Kind;
    if (absl::ConsumePrefix(&rest_, "**")) {
      rest_seen_ = true;
      made_.segments_.push_back({Kind::kRest, ""});
    } else if (absl::ConsumePrefix(&rest_, "*")) {
      made_.segments_.push_back({Kind::kOne, ""});
    } else {
      std::string literal = TakeLiteral();
      if (literal.empty()) return Refuse("a segment");
      made_.segments_.push_back({Kind::kLiteral, std::move(literal)});
    }
    return absl::OkStatus();
  }

  absl::Status ParseVariable() {
    if (inside_variable_) return Refuse("no variable inside a variable");
    PathTemplate::Variable variable;
    const size_t length = std::min(rest_.find_first_of("=}"), rest_.size());
    variable.field_path = std::string(rest_.substr(0, length));
    rest_.remove_prefix(length);
    for (const absl::string_view part : absl::StrSplit(variable.field_path, '.')) {
      if (!IsIdentifier(part)) return Refuse("a field path in '{'");
    }
    for (const PathTemplate::Variable& earlier : made_.variables_) {
      if (earlier.field_path == variable.field_path) return Refuse("each field once");
    }
    variable.begin = made_.segments_.size();
    if (absl::ConsumePrefix(&rest_, "=")) {
      inside_variable_ = true;
      OVERROUND_RETURN_IF_ERROR(ParseSegments());
      inside_variable_ = false;
    } else {
      made_.segments_.push_back({PathTemplate::Segment::Kind::kOne, ""});
    }
    if (!absl::ConsumePrefix(&rest_, "}")) return Refuse("a closing '}'");
    variable.end = made_.segments_.size();
    made_.variables_.push_back(std::move(variable));
    return absl::OkStatus();
  }

  std::string TakeLiteral() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsLiteralByte);
    const std::string literal(rest_.begin(), end);
    rest_.remove_prefix(literal.size());
    return literal;
  }

  absl::Status Refuse(absl::string_view wanted) const {
    return absl::InvalidArgumentError(
        absl::StrCat("path template: \"", absl::CHexEscape(text_.substr(0, 200)), "\", want ",
                     wanted, " at byte ", text_.size() - rest_.size()));
  }

  const absl::string_view text_;
  absl::string_view rest_;
  PathTemplate made_;
  bool inside_variable_ = false;
  bool rest_seen_ = false;
};

absl::StatusOr<PathPieces> CutPath(absl::string_view path, bool with_verb) {
  PathPieces pieces;
  if (!absl::ConsumePrefix(&path, "/")) {
    return absl::InvalidArgumentError("path: want a leading '/'");
  }
  pieces.segments = absl::StrSplit(path, absl::MaxSplits('/', kSegmentsMax));
  if (pieces.segments.size() > kSegmentsMax) {
    return absl::InvalidArgumentError("path: want at most 32 segments");
  }
  if (!with_verb) return pieces;
  absl::string_view& last = pieces.segments.back();
  const size_t colon = last.rfind(':');
  if (colon == absl::string_view::npos) return pieces;
  pieces.verb = last.substr(colon + 1);
  last = last.substr(0, colon);
  return pieces;
}

bool SegmentEquals(absl::string_view encoded, absl::string_view literal) {
  if (!absl::StrContains(encoded, '%')) return encoded == literal;
  const absl::StatusOr<std::string> decoded = http_server::PercentDecode(encoded);
  return decoded.ok() && *decoded == literal;
}

absl::StatusOr<PathTemplate> PathTemplate::Parse(absl::string_view text) {
  return TemplateParser(text).Parse();
}

std::string PathTemplate::ToString() const {
  std::string text;
  const auto append = [&](const Segment& segment) {
    constexpr absl::string_view kMarks[] = {"", "*", "**"};
    absl::StrAppend(&text, segment.text, kMarks[static_cast<size_t>(segment.kind)]);
  };
  auto variable = variables_.begin();
  for (size_t i = 0; i < segments_.size();) {
    text.push_back('/');
    if (variable == variables_.end() || variable->begin != i) {
      append(segments_[i++]);
      continue;
    }
    absl::StrAppend(&text, "{", variable->field_path);
    const bool plain = variable->end == i + 1 && segments_[i].kind == Segment::Kind::kOne;
    for (; i < variable->end; ++i) {
      if (plain) continue;
      text.push_back(i == variable->begin ? '=' : '/');
      append(segments_[i]);
    }
    text.push_back('}');
    ++variable;
  }
  if (!verb_.empty()) absl::StrAppend(&text, ":", verb_);
  return text;
}

std::string PathTemplate::Shape() const {
  PathTemplate bare = *this;
  bare.variables_.clear();
  return bare.ToString();
}

bool PathTemplate::Fits(const PathPieces& pieces) const {
  if (pieces.verb != verb_) return false;
  const bool open = segments_.back().kind == Segment::Kind::kRest;
  const size_t fixed = segments_.size() - (open ? 1 : 0);
  if (open ? pieces.segments.size() < fixed : pieces.segments.size() != fixed) return false;
  for (size_t i = 0; i < fixed; ++i) {
    if (segments_[i].kind == Segment::Kind::kLiteral
            ? !SegmentEquals(pieces.segments[i], segments_[i].text)
            : pieces.segments[i].empty()) {
      return false;
    }
  }
  return true;
}

absl::StatusOr<std::optional<std::vector<PathTemplate::Binding>>> PathTemplate::Match(
    absl::string_view path) const {
  OVERROUND_ASSIGN_OR_RETURN(const PathPieces pieces, CutPath(path, !verb_.empty()));
  if (!Fits(pieces)) return std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(std::vector<Binding> bindings, Bind(pieces));
  return bindings;
}

absl::StatusOr<std::vector<PathTemplate::Binding>> PathTemplate::Bind(
    const PathPieces& pieces) const {
  std::vector<Binding> bindings;
  for (const Variable& variable : variables_) {
    const bool open = segments_[variable.end - 1].kind == Segment::Kind::kRest;
    const size_t end = open ? pieces.segments.size() : variable.end;
    const bool single = variable.end - variable.begin == 1 && !open;
    std::string value;
    for (size_t i = variable.begin; i < end; ++i) {
      OVERROUND_ASSIGN_OR_RETURN(std::string decoded,
                                 http_server::PercentDecode(pieces.segments[i]));
      // A decoded '/' can only have been %2F.
      for (const char c : decoded) {
        if (c == '/' && !single) {
          value.append("%2F");
        } else {
          value.push_back(c);
        }
      }
      if (i + 1 < end) value.push_back('/');
    }
    bindings.emplace_back(variable.field_path, std::move(value));
  }
  return bindings;
}

}  // namespace overround::gateway
