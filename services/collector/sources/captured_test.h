#pragma once

// For the tests of parsers: captured answers, some of which are wrapped in the notes of who
// captured them.

#include <fstream>
#include <iterator>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"

namespace overround::collector {

// A file of the captured data, whole.
inline std::string CapturedFile(const std::string& dir, absl::string_view path) {
  std::ifstream file(absl::StrCat(dir, "/", path), std::ios::binary);
  INFO(path);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the document.
inline void CopyValue(const json::Value& value, json::Writer& writer) {
  switch (value.kind()) {
    case json::Kind::kNull:
      writer.Null();
      return;
    case json::Kind::kBool:
      writer.Bool(*value.Bool());
      return;
    case json::Kind::kNumber:
      writer.Number(*value.NumberText());
      return;
    case json::Kind::kText:
      writer.Text(*value.Text());
      return;
    case json::Kind::kArray: {
      writer.BeginArray();
      const json::Elements elements = *value.Array();
      for (const json::Value each : elements) CopyValue(each, writer);
      writer.EndArray();
      return;
    }
    case json::Kind::kObject: {
      writer.BeginObject();
      const json::Members members = *value.Object();
      for (const json::Member each : members) {
        writer.Key(each.key);
        CopyValue(each.value, writer);
      }
      writer.EndObject();
    }
  }
}

// A part of a document as a document of its own.
inline std::string Unwrapped(const json::Value& value) {
  json::Writer writer;
  CopyValue(value, writer);
  return writer.Take();
}

}  // namespace overround::collector
