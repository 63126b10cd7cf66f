#include "tools/import/json_rows.h"

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "tools/import/archive_file.h"

namespace overround::import {
namespace {

constexpr size_t kBytesMax = size_t{64} << 20;

std::string Quoted(absl::string_view cell) {
  if (cell.find_first_of(",\"") == absl::string_view::npos) return std::string(cell);
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

// A text or number as a cell; empty for what is neither.
std::string CellOf(const json::Value& value) {
  if (value.kind() == json::Kind::kText) return Quoted(*value.Text());
  return value.kind() == json::Kind::kNumber ? std::string(*value.NumberText()) : "";
}

std::string CellOf(const json::Value& object, absl::string_view key) {
  const auto member = object.Find(key);
  return member ? CellOf(*member) : "";
}

absl::StatusOr<JsonRows> TableOf(const json::Elements& objects) {
  JsonRows table;
  std::vector<std::string> keys;
  for (const json::Value object : objects) {
    if (keys.empty()) {
      OVERROUND_ASSIGN_OR_RETURN(const json::Members members, object.Object());
      for (const json::Member each : members) keys.emplace_back(each.key);
    }
    std::vector<std::string> cells;
    for (const std::string& key : keys) cells.push_back(CellOf(object, key));
    table.rows.push_back(absl::StrJoin(cells, ","));
  }
  std::vector<std::string> names;
  for (const std::string& key : keys) names.push_back(Quoted(key));
  table.header = absl::StrJoin(names, ",");
  table.layout = LayoutOf(table.header);
  return table;
}

// An American price is whole and never between -99 and 99.
bool IsAmerican(const std::string& price) {
  int whole = 0;
  return absl::SimpleAtoi(price, &whole) && (whole >= 100 || whole <= -100);
}

struct Flattened {
  std::vector<std::string> rows;
  bool is_american = true;
};

absl::Status FlattenBook(const std::string& event, const json::Value& book, Flattened& out) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements markets, book.Array("markets"));
  for (const json::Value market : markets) {
    std::string updated = CellOf(market, "last_update");
    if (updated.empty()) updated = CellOf(book, "last_update");
    OVERROUND_ASSIGN_OR_RETURN(const json::Elements outcomes, market.Array("outcomes"));
    for (const json::Value outcome : outcomes) {
      const std::string price = CellOf(outcome, "price");
      out.is_american = out.is_american && IsAmerican(price);
      out.rows.push_back(absl::StrJoin({event, CellOf(book, "key"), updated, CellOf(market, "key"),
                                        CellOf(outcome, "name"), price, CellOf(outcome, "point")},
                                       ","));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<JsonRows> AnswerOf(const json::Elements& events) {
  Flattened flattened;
  for (const json::Value event : events) {
    const std::string head = absl::StrJoin(
        {CellOf(event, "id"), CellOf(event, "sport_key"), CellOf(event, "commence_time"),
         CellOf(event, "home_team"), CellOf(event, "away_team")},
        ",");
    OVERROUND_ASSIGN_OR_RETURN(const json::Elements books, event.Array("bookmakers"));
    for (const json::Value book : books) {
      OVERROUND_RETURN_IF_ERROR(FlattenBook(head, book, flattened));
    }
  }
  return JsonRows{flattened.is_american ? "odds-responses" : "odds-snapshots",
                  "event_id,sport_key,commence_time,home_team,away_team,bookmaker,last_update,"
                  "market,outcome_name,price,point",
                  std::move(flattened.rows)};
}

}  // namespace

absl::StatusOr<JsonRows> RowsOfJson(std::string bytes) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document,
                             json::Document::Parse(std::move(bytes), {.bytes_max = kBytesMax}));
  const absl::StatusOr<json::Elements> elements = document.root().Array();
  if (!elements.ok() || elements->empty()) return JsonRows{};
  const json::Value first = *elements->begin();
  if (first.kind() != json::Kind::kObject) return JsonRows{};
  return first.Find("bookmakers") ? AnswerOf(*elements) : TableOf(*elements);
}

}  // namespace overround::import
