#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::json {

enum class Kind : uint8_t { kNull, kBool, kNumber, kText, kArray, kObject };

// "null", "bool", "number", "text", "array" or "object", as the errors say it.
absl::string_view KindName(Kind kind);

// What a document may cost. A document beyond them is refused before it is kept.
struct Limits {
  size_t bytes_max = size_t{16} << 20;
  int depth_max = 64;
};

struct Tree;
class Members;
class Elements;

// A view of one value of a Document, which must outlive it. Cheap to copy.
//
// The readers answer INVALID_ARGUMENT with the way to the value from the document's root, such as
// `bookmakers[2].markets[0].key: missing, want text`. Numbers keep the text they were written with
// and pass through a double only where the reader asks for one.
class Value {
 public:
  Value(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}

  Kind kind() const;
  bool is_null() const { return kind() == Kind::kNull; }

  absl::StatusOr<bool> Bool() const;
  absl::StatusOr<absl::string_view> Text() const;
  // The number as written: "2.05", "-110", "1e3".
  absl::StatusOr<absl::string_view> NumberText() const;
  // INVALID_ARGUMENT unless a whole number of 64 bits, written without fraction or exponent.
  absl::StatusOr<int64_t> Int64() const;
  absl::StatusOr<double> Double() const;
  absl::StatusOr<Elements> Array() const;
  absl::StatusOr<Members> Object() const;

  // The member, null ones included; nothing where it is absent or this is no object. Of equal keys
  // the first counts.
  std::optional<Value> Find(absl::string_view key) const;

  // The member, which must be there.
  absl::StatusOr<Value> Get(absl::string_view key) const;
  absl::StatusOr<bool> Bool(absl::string_view key) const;
  absl::StatusOr<absl::string_view> Text(absl::string_view key) const;
  absl::StatusOr<absl::string_view> NumberText(absl::string_view key) const;
  absl::StatusOr<int64_t> Int64(absl::string_view key) const;
  absl::StatusOr<double> Double(absl::string_view key) const;
  absl::StatusOr<Elements> Array(absl::string_view key) const;

  // The member, or nothing where it is absent or null; another kind is still an error.
  absl::StatusOr<std::optional<absl::string_view>> OptionalText(absl::string_view key) const;
  absl::StatusOr<std::optional<absl::string_view>> OptionalNumberText(absl::string_view key) const;
  absl::StatusOr<std::optional<int64_t>> OptionalInt64(absl::string_view key) const;
  absl::StatusOr<std::optional<bool>> OptionalBool(absl::string_view key) const;

  // The way here from the root, such as `[3].bookmakers[2]`; the root itself is `document`.
  std::string Path() const;

  // INVALID_ARGUMENT "<path>: <found>, want <wanted>", for a caller's own checks.
  absl::Status Refuse(absl::string_view found, absl::string_view wanted) const;

 private:
  absl::Status WrongKind(absl::string_view wanted) const;
  absl::Status Missing(absl::string_view key, absl::string_view wanted) const;
  absl::StatusOr<Value> Need(absl::string_view key, absl::string_view wanted) const;

  const Tree* tree_;
  uint32_t index_;
};

// The elements of an array, in order, for a range-for. Name it first, as a temporary StatusOr is
// gone before the loop begins:
//   OVERROUND_ASSIGN_OR_RETURN(const json::Elements books, event.Array("bookmakers"));
//   for (const json::Value book : books) ...
class Elements {
 public:
  class Iterator {
   public:
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const Value*;
    using reference = Value;

    Iterator(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}
    Value operator*() const { return {tree_, index_}; }
    Iterator& operator++();
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Tree* tree_;
    uint32_t index_;
  };

  Elements(const Tree* tree, uint32_t array) : tree_(tree), array_(array) {}
  Iterator begin() const { return {tree_, array_ + 1}; }
  Iterator end() const;
  size_t size() const;
  bool empty() const { return size() == 0; }

 private:
  const Tree* tree_;
  uint32_t array_;
};

struct Member {
  absl::string_view key;
  Value value;
};

// The members of an object, in the order written, for a range-for.
class Members {
 public:
  class Iterator {
   public:
    using value_type = Member;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const Member*;
    using reference = Member;

    Iterator(const Tree* tree, uint32_t key) : tree_(tree), key_(key) {}
    Member operator*() const;
    Iterator& operator++();
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Tree* tree_;
    uint32_t key_;
  };

  Members(const Tree* tree, uint32_t object) : tree_(tree), object_(object) {}
  Iterator begin() const { return {tree_, object_ + 1}; }
  Iterator end() const;
  size_t size() const;

 private:
  const Tree* tree_;
  uint32_t object_;
};

// A parsed document; owns the bytes its values point into. Movable.
class Document {
 public:
  // INVALID_ARGUMENT, with the byte where it went wrong, for anything but one JSON value in valid
  // UTF-8 without U+0000 (which no text column can hold); OUT_OF_RANGE beyond the limits.
  static absl::StatusOr<Document> Parse(std::string text, const Limits& limits = {});

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  Value root() const { return {tree_.get(), 0}; }

 private:
  explicit Document(std::unique_ptr<Tree> tree);

  std::unique_ptr<Tree> tree_;
};

// Writes one compact JSON value. Text that is not valid UTF-8 gets U+FFFD for each wrong byte, so
// what comes out is always JSON.
//
//   json::Writer writer;
//   writer.BeginObject().Key("price").Number("2.05").EndObject();
//
// Requires: calls that make a value: keys only in objects, each followed by one value.
class Writer {
 public:
  Writer& BeginObject();
  Writer& EndObject();
  Writer& BeginArray();
  Writer& EndArray();
  Writer& Key(absl::string_view key);
  Writer& Text(absl::string_view text);
  // A number as written elsewhere: "2.05". Requires: a JSON number.
  Writer& Number(absl::string_view text);
  Writer& Int64(int64_t number);
  // The shortest text that reads back as the same double; null where it is not finite.
  Writer& Double(double number);
  Writer& Bool(bool value);
  Writer& Null();

  const std::string& text() const { return text_; }
  // Leaves the writer empty, ready for another value.
  std::string Take();

 private:
  void Separate();

  std::string text_;
  bool first_ = true;
};

// Appends `text` as a JSON string with its quotes.
void AppendQuoted(absl::string_view text, std::string* out);

}  // namespace overround::json
