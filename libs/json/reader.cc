#include <charconv>
#include <cstring>
#include <limits>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

// RapidJSON asks whether its empty stack, a null pointer, has room by adding to it: harmless, but
// clang's sanitizer stops there before it can see anything of ours.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#ifdef __clang__
#pragma clang attribute pop
#endif

#include "libs/base/status_macros.h"
#include "libs/json/json.h"

namespace overround::json {

// The document in the order it was read: a container, then all below it. `next` is the index past
// a node's own part, so skipping a value is one step. An object holds key and value alternately.
struct Node {
  const char* text = nullptr;  // Text, key or number, inside Tree::source.
  uint32_t size = 0;           // Bytes of the text; children of a container; 1 for true.
  uint32_t next = 0;
  Kind kind = Kind::kNull;
};

struct Tree {
  std::string source;  // Parsed in place: escapes are undone inside it.
  std::vector<Node> nodes;
};

namespace {

constexpr unsigned kParseFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseNumbersAsStringsFlag |
                                 rapidjson::kParseValidateEncodingFlag;

// Fewer than real answers have, so that none is moved while it grows.
constexpr size_t kBytesPerNode = 5;

// Receives RapidJSON's events. A refused one ends the parse; `refusal` says why.
class TreeBuilder {
 public:
  using Ch = char;

  // Raw zero bytes are refused before: only an escape can put one into a text.
  TreeBuilder(Tree& tree, int depth_max)
      : tree_(tree),
        depth_max_(depth_max),
        may_hold_zeros_(absl::StrContains(tree.source, "\\u0000")) {}

  bool Null() { return Add(Kind::kNull, nullptr, 0); }
  bool Bool(bool value) { return Add(Kind::kBool, nullptr, value ? 1 : 0); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return Add(Kind::kNumber, text, size);
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    if (may_hold_zeros_ && std::memchr(text, '\0', size) != nullptr) {
      refusal_ = absl::InvalidArgumentError("document: text with U+0000, want none");
      return false;
    }
    return Add(Kind::kText, text, size);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return String(text, size, copy);
  }
  bool StartObject() { return Open(Kind::kObject); }
  bool EndObject(rapidjson::SizeType members) { return Close(members); }
  bool StartArray() { return Open(Kind::kArray); }
  bool EndArray(rapidjson::SizeType elements) { return Close(elements); }

  // Never called, numbers being kept as text; the concept asks for them.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  const absl::Status& refusal() const { return refusal_; }

 private:
  bool Add(Kind kind, const char* text, uint32_t size) {
    const auto next = static_cast<uint32_t>(tree_.nodes.size() + 1);
    tree_.nodes.push_back({text, size, next, kind});
    return true;
  }

  bool Open(Kind kind) {
    if (static_cast<int>(open_.size()) == depth_max_) {
      refusal_ = absl::OutOfRangeError(
          absl::StrCat("document: nested deeper than ", depth_max_, ", want less"));
      return false;
    }
    open_.push_back(static_cast<uint32_t>(tree_.nodes.size()));
    return Add(kind, nullptr, 0);
  }

  bool Close(uint32_t children) {
    Node& node = tree_.nodes[open_.back()];
    open_.pop_back();
    node.size = children;
    node.next = static_cast<uint32_t>(tree_.nodes.size());
    return true;
  }

  Tree& tree_;
  const int depth_max_;
  const bool may_hold_zeros_;
  std::vector<uint32_t> open_;
  absl::Status refusal_;
};

absl::string_view TextOf(const Node& node) { return {node.text, node.size}; }

bool IsContainer(const Node& node) {
  return node.kind == Kind::kArray || node.kind == Kind::kObject;
}

// The child of `parent` whose part holds `index`, with the step that leads to it.
uint32_t StepTowards(const Tree& tree, uint32_t parent, uint32_t index, std::string* path) {
  const bool object = tree.nodes[parent].kind == Kind::kObject;
  uint32_t child = parent + (object ? 2 : 1);
  int position = 0;
  while (tree.nodes[child].next <= index) {
    child = tree.nodes[child].next + (object ? 1 : 0);
    ++position;
  }
  if (object) {
    absl::StrAppend(path, path->empty() ? "" : ".", TextOf(tree.nodes[child - 1]));
  } else {
    absl::StrAppend(path, "[", position, "]");
  }
  return child;
}

absl::string_view WantedName(Kind kind) {
  static constexpr absl::string_view kNames[] = {"null", "true or false", "a number",
                                                 "text", "an array",      "an object"};
  return kNames[static_cast<int>(kind)];
}

template <typename T>
absl::StatusOr<std::optional<T>> Optionally(const Value& value, absl::string_view key,
                                            absl::StatusOr<T> (Value::*read)() const) {
  const std::optional<Value> member = value.Find(key);
  if (!member || member->is_null()) return std::optional<T>();
  OVERROUND_ASSIGN_OR_RETURN(const T found, ((*member).*read)());
  return std::optional<T>(found);
}

}  // namespace

absl::string_view KindName(Kind kind) {
  static constexpr absl::string_view kNames[] = {"null", "bool",  "number",
                                                 "text", "array", "object"};
  return kNames[static_cast<int>(kind)];
}

absl::StatusOr<Document> Document::Parse(std::string text, const Limits& limits) {
  if (text.size() > limits.bytes_max) {
    return absl::OutOfRangeError(
        absl::StrCat("document: ", text.size(), " bytes, want at most ", limits.bytes_max));
  }
  if (text.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError("document: a zero byte, want JSON");
  }
  auto tree = std::make_unique<Tree>();
  tree->source = std::move(text);
  tree->nodes.reserve(tree->source.size() / kBytesPerNode + 1);
  TreeBuilder builder(*tree, limits.depth_max);
  // Its UTF-8 check takes the whole of a sequence that the text's end cuts short.
  tree->source.append(4, '\0');
  rapidjson::InsituStringStream stream(tree->source.data());
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kParseFlags>(stream, builder);
  if (!builder.refusal().ok()) return builder.refusal();
  if (result.IsError()) {
    return absl::InvalidArgumentError(absl::StrCat("document: at byte ", result.Offset(), ": ",
                                                   rapidjson::GetParseError_En(result.Code()),
                                                   " Want JSON"));
  }
  return Document(std::move(tree));
}

Document::Document(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Kind Value::kind() const { return tree_->nodes[index_].kind; }

absl::StatusOr<bool> Value::Bool() const {
  if (kind() != Kind::kBool) return WrongKind(WantedName(Kind::kBool));
  return tree_->nodes[index_].size == 1;
}

absl::StatusOr<absl::string_view> Value::Text() const {
  if (kind() != Kind::kText) return WrongKind(WantedName(Kind::kText));
  return TextOf(tree_->nodes[index_]);
}

absl::StatusOr<absl::string_view> Value::NumberText() const {
  if (kind() != Kind::kNumber) return WrongKind(WantedName(Kind::kNumber));
  return TextOf(tree_->nodes[index_]);
}

absl::StatusOr<int64_t> Value::Int64() const {
  if (kind() != Kind::kNumber) return WrongKind("a whole number");
  int64_t number = 0;
  const absl::string_view text = TextOf(tree_->nodes[index_]);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Refuse(text, "a whole number of 64 bits");
  }
  return number;
}

absl::StatusOr<double> Value::Double() const {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, NumberText());
  double number = 0;
  if (!absl::SimpleAtod(text, &number)) return Refuse(text, "a number a double can hold");
  return number;
}

absl::StatusOr<Elements> Value::Array() const {
  if (kind() != Kind::kArray) return WrongKind(WantedName(Kind::kArray));
  return Elements(tree_, index_);
}

absl::StatusOr<Members> Value::Object() const {
  if (kind() != Kind::kObject) return WrongKind(WantedName(Kind::kObject));
  return Members(tree_, index_);
}

std::optional<Value> Value::Find(absl::string_view key) const {
  if (kind() != Kind::kObject) return std::nullopt;
  for (const Member member : Members(tree_, index_)) {
    if (member.key == key) return member.value;
  }
  return std::nullopt;
}

absl::StatusOr<Value> Value::Need(absl::string_view key, absl::string_view wanted) const {
  if (kind() != Kind::kObject) return WrongKind(WantedName(Kind::kObject));
  const std::optional<Value> member = Find(key);
  if (!member) return Missing(key, wanted);
  return *member;
}

absl::StatusOr<Value> Value::Get(absl::string_view key) const { return Need(key, "a value"); }

absl::StatusOr<bool> Value::Bool(absl::string_view key) const {
  OVERROUND_ASSIGN_OR_RETURN(const Value member, Need(key, WantedName(Kind::kBool)));
  return member.Bool();
}

absl::StatusOr<absl::string_view> Value::Text(absl::string_view key) const {
  OVERROUND_ASSIGN_OR_RETURN(const Value member, Need(key, WantedName(Kind::kText)));
  return member.Text();
}

absl::StatusOr<absl::string_view> Value::NumberText(absl::string_view key) const {
  OVERROUND_ASSIGN_OR_RETURN(const Value member, Need(key, WantedName(Kind::kNumber)));
  return member.NumberText();
}

absl::StatusOr<int64_t> Value::Int64(absl::string_view key) const {
  OVERROUND_ASSIGN_OR_RETURN(const Value member, Need(key, "a whole number"));
  return member.Int64();
}

absl::StatusOr<double> Value::Double(absl::string_view key) const {
  OVERROUND_ASSIGN_OR_RETURN(const Value member, Need(key, WantedName(Kind::kNumber)));
  return member.Double();
}

absl::StatusOr<Elements> Value::Array(absl::string_view key) const {
  OVERROUND_ASSIGN_OR_RETURN(const Value member, Need(key, WantedName(Kind::kArray)));
  return member.Array();
}

absl::StatusOr<std::optional<absl::string_view>> Value::OptionalText(absl::string_view key) const {
  return Optionally<absl::string_view>(*this, key, &Value::Text);
}

absl::StatusOr<std::optional<absl::string_view>> Value::OptionalNumberText(
    absl::string_view key) const {
  return Optionally<absl::string_view>(*this, key, &Value::NumberText);
}

absl::StatusOr<std::optional<int64_t>> Value::OptionalInt64(absl::string_view key) const {
  return Optionally<int64_t>(*this, key, &Value::Int64);
}

absl::StatusOr<std::optional<bool>> Value::OptionalBool(absl::string_view key) const {
  return Optionally<bool>(*this, key, &Value::Bool);
}

std::string Value::Path() const {
  std::string path;
  uint32_t here = 0;
  while (here != index_ && IsContainer(tree_->nodes[here])) {
    here = StepTowards(*tree_, here, index_, &path);
  }
  return path.empty() ? "document" : path;
}

absl::Status Value::Refuse(absl::string_view found, absl::string_view wanted) const {
  return absl::InvalidArgumentError(absl::StrCat(Path(), ": ", found, ", want ", wanted));
}

absl::Status Value::WrongKind(absl::string_view wanted) const {
  return Refuse(KindName(kind()), wanted);
}

absl::Status Value::Missing(absl::string_view key, absl::string_view wanted) const {
  const std::string path = index_ == 0 ? "" : absl::StrCat(Path(), ".");
  return absl::InvalidArgumentError(absl::StrCat(path, key, ": missing, want ", wanted));
}

Elements::Iterator& Elements::Iterator::operator++() {
  index_ = tree_->nodes[index_].next;
  return *this;
}

Elements::Iterator Elements::end() const { return {tree_, tree_->nodes[array_].next}; }
size_t Elements::size() const { return tree_->nodes[array_].size; }

Member Members::Iterator::operator*() const {
  return {TextOf(tree_->nodes[key_]), Value(tree_, key_ + 1)};
}

Members::Iterator& Members::Iterator::operator++() {
  key_ = tree_->nodes[key_ + 1].next;
  return *this;
}

Members::Iterator Members::end() const { return {tree_, tree_->nodes[object_].next}; }
size_t Members::size() const { return tree_->nodes[object_].size; }

}  // namespace overround::json
