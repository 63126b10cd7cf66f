#pragma once

// For tests: equality of JSON texts, whatever the order of members and the way numbers are written.
// The second one may print plain fields at their default that the first leaves out.

#include <map>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "libs/json/json.h"

namespace overround::gateway {

// What a plain field prints when nothing was sent.
inline bool IsDefault(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::kNull:
      return true;
    case json::Kind::kBool:
      return !*value.Bool();
    case json::Kind::kNumber:
      return *value.NumberText() == "0";
    case json::Kind::kText:
      return *value.Text() == "" || *value.Text() == "0" || *value.Text() == "SIDE_UNSPECIFIED";
    case json::Kind::kArray:
      return value.Array()->empty();
    case json::Kind::kObject:
      return value.Object()->size() == 0;
  }
  return false;
}

inline std::string DifferenceOf(const json::Value& a, const json::Value& b) {
  if (a.kind() != b.kind()) return absl::StrCat(a.Path(), ": kind");
  switch (a.kind()) {
    case json::Kind::kNull:
      return "";
    case json::Kind::kBool:
      return *a.Bool() == *b.Bool() ? "" : absl::StrCat(a.Path(), ": ", *a.Bool());
    case json::Kind::kText:
      return *a.Text() == *b.Text() ? "" : absl::StrCat(a.Path(), ": ", *a.Text(), " ", *b.Text());
    case json::Kind::kNumber:
      return *a.Double() == *b.Double()
                 ? ""
                 : absl::StrCat(a.Path(), ": ", *a.NumberText(), " ", *b.NumberText());
    case json::Kind::kArray: {
      const json::Elements left = *a.Array();
      const json::Elements right = *b.Array();
      if (left.size() != right.size()) return absl::StrCat(a.Path(), ": size");
      for (auto i = left.begin(), j = right.begin(); i != left.end(); ++i, ++j) {
        if (std::string found = DifferenceOf(*i, *j); !found.empty()) return found;
      }
      return "";
    }
    case json::Kind::kObject: {
      const json::Members left = *a.Object();
      const json::Members right = *b.Object();
      for (const json::Member member : right) {
        if (!a.Find(member.key) && !IsDefault(member.value)) {
          return absl::StrCat(member.value.Path(), ": too much");
        }
      }
      for (const json::Member member : left) {
        const auto other = b.Find(member.key);
        if (!other) return absl::StrCat(member.value.Path(), ": missing");
        if (std::string found = DifferenceOf(member.value, *other); !found.empty()) return found;
      }
      return "";
    }
  }
  return "";
}

// Empty when both say the same; else where they differ first.
inline std::string DifferenceOf(const std::string& a, const std::string& b) {
  const auto left = json::Document::Parse(a);
  const auto right = json::Document::Parse(b);
  if (!left.ok()) return absl::StrCat("left: ", left.status().ToString(), " in ", a);
  if (!right.ok()) return absl::StrCat("right: ", right.status().ToString(), " in ", b);
  return DifferenceOf(left->root(), right->root());
}

}  // namespace overround::gateway
