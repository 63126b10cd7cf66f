#include <charconv>
#include <cmath>

#include "libs/json/json.h"

namespace overround::json {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

// Bytes of the valid UTF-8 sequence `text` begins with, 0 where there is none. Overlong forms,
// surrogates and anything past U+10FFFF are not valid.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  const auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF && continues(1)) return 2;
  if (lead >= 0xE0 && lead <= 0xEF && continues(1) && continues(2)) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4 && continues(1) && continues(2) && continues(3)) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

void AppendControl(char c, std::string* out) {
  switch (c) {
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    case '\b':
      out->append("\\b");
      return;
    case '\f':
      out->append("\\f");
      return;
    default:
      break;
  }
  constexpr absl::string_view kHex = "0123456789abcdef";
  out->append("\\u00");
  out->push_back(kHex[static_cast<uint8_t>(c) >> 4]);
  out->push_back(kHex[c & 15]);
}

// A byte that stands for itself inside quotes.
bool IsPlain(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

}  // namespace

void AppendQuoted(absl::string_view text, std::string* out) {
  out->push_back('"');
  while (!text.empty()) {
    size_t used = 0;
    while (used < text.size() && IsPlain(text[used])) ++used;
    out->append(text.data(), used);
    text.remove_prefix(used);
    if (text.empty()) break;
    const char c = text[0];
    size_t length = SequenceLength(text);
    if (length == 0) {
      out->append(kReplacement.data(), kReplacement.size());
      length = 1;
    } else if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (length == 1) {
      AppendControl(c, out);
    } else {
      out->append(text.data(), length);
    }
    text.remove_prefix(length);
  }
  out->push_back('"');
}

void Writer::Separate() {
  if (!first_) text_.push_back(',');
  first_ = false;
}

Writer& Writer::BeginObject() {
  Separate();
  text_.push_back('{');
  first_ = true;
  return *this;
}

Writer& Writer::EndObject() {
  text_.push_back('}');
  first_ = false;
  return *this;
}

Writer& Writer::BeginArray() {
  Separate();
  text_.push_back('[');
  first_ = true;
  return *this;
}

Writer& Writer::EndArray() {
  text_.push_back(']');
  first_ = false;
  return *this;
}

Writer& Writer::Key(absl::string_view key) {
  Separate();
  AppendQuoted(key, &text_);
  text_.push_back(':');
  first_ = true;
  return *this;
}

Writer& Writer::Text(absl::string_view text) {
  Separate();
  AppendQuoted(text, &text_);
  return *this;
}

Writer& Writer::Number(absl::string_view text) {
  Separate();
  text_.append(text.data(), text.size());
  return *this;
}

Writer& Writer::Int64(int64_t number) {
  char digits[24];
  const auto result = std::to_chars(digits, digits + sizeof(digits), number);
  return Number({digits, static_cast<size_t>(result.ptr - digits)});
}

Writer& Writer::Double(double number) {
  if (!std::isfinite(number)) return Null();
  char digits[32];
  const auto result = std::to_chars(digits, digits + sizeof(digits), number);
  return Number({digits, static_cast<size_t>(result.ptr - digits)});
}

Writer& Writer::Bool(bool value) { return Number(value ? "true" : "false"); }

Writer& Writer::Null() { return Number("null"); }

std::string Writer::Take() {
  std::string taken = std::move(text_);
  text_.clear();
  first_ = true;
  return taken;
}

}  // namespace overround::json
