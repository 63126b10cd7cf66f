#include "tools/simbook/drift.h"

#include <optional>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/json/json.h"
#include "tools/simbook/wire.h"

namespace overround::simbook {
namespace {

bool IsFigure(absl::string_view key) { return key == "price" || key == "score"; }

// A number's text as text, and the other way about; nothing where it is neither.
std::optional<std::string> FigureText(const json::Value& value) {
  const auto number = value.NumberText();
  if (number.ok()) return std::string(*number);
  const auto text = value.Text();
  int64_t whole = 0;
  if (text.ok() && absl::SimpleAtoi(*text, &whole)) return std::string(*text);
  return std::nullopt;
}

std::optional<absl::Time> TimeIn(const json::Value& value) {
  const auto text = value.Text();
  absl::Time time;
  std::string error;
  if (!text.ok() || !absl::ParseTime(absl::RFC3339_full, *text, &time, &error)) return std::nullopt;
  return time;
}

class Drifting {
 public:
  explicit Drifting(const Fault& fault) : fault_(fault) {}

  std::string Take() { return writer_.Take(); }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the parser allows.
  void Write(const json::Value& value) {
    switch (value.kind()) {
      case json::Kind::kNull:
        writer_.Null();
        break;
      case json::Kind::kBool:
        writer_.Bool(value.Bool().value_or(false));
        break;
      case json::Kind::kNumber:
        writer_.Number(value.NumberText().value_or("0"));
        break;
      case json::Kind::kText:
        writer_.Text(value.Text().value_or(""));
        break;
      case json::Kind::kArray:
        writer_.BeginArray();
        if (const auto elements = value.Array(); elements.ok()) {
          for (const json::Value element : *elements) Write(element);
        }
        writer_.EndArray();
        break;
      case json::Kind::kObject:
        WriteObject(value);
        break;
    }
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): as Write.
  void WriteObject(const json::Value& object) {
    writer_.BeginObject();
    if (fault_.kind == FaultKind::kNewField) {
      writer_.Key("drift").BeginObject().Key("of").BeginArray().Int64(1).Null().EndArray();
      writer_.EndObject();
    }
    if (const auto members = object.Object(); members.ok()) {
      for (const json::Member member : *members) WriteMember(member);
    }
    writer_.EndObject();
  }

  // NOLINTNEXTLINE(misc-no-recursion): as Write.
  void WriteMember(const json::Member& member) {
    const bool is_figure = IsFigure(member.key);
    if (is_figure && fault_.kind == FaultKind::kMissingField) return;
    writer_.Key(member.key);
    if (const auto figure = FigureText(member.value);
        is_figure && figure && fault_.kind == FaultKind::kChangedType) {
      const bool was_number = member.value.kind() == json::Kind::kNumber;
      was_number ? writer_.Text(*figure) : writer_.Number(*figure);
      return;
    }
    const auto time = member.key == "last_update" ? TimeIn(member.value) : std::nullopt;
    if (time && fault_.kind == FaultKind::kClockAhead) {
      writer_.Text(IsoTime(*time + fault_.delay));
    } else if (time && fault_.kind == FaultKind::kClockBehind) {
      writer_.Text(IsoTime(*time - fault_.delay));
    } else {
      Write(member.value);
    }
  }

  const Fault& fault_;
  json::Writer writer_;
};

}  // namespace

std::string Drifted(const Fault& fault, std::string body) {
  const auto document = json::Document::Parse(body);
  if (!document.ok()) return body;
  Drifting drifting(fault);
  drifting.Write(document->root());
  return drifting.Take();
}

}  // namespace overround::simbook
