#include "services/collector/import/held_rows.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"

namespace overround::collector {

std::string WriteHeldRows(const ImportBatch& batch) {
  json::Writer writer;
  writer.BeginObject().Key("layout").Text(batch.layout).Key("file_name").Text(batch.file_name);
  writer.Key("header").Text(batch.header).Key("rows").BeginArray();
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    writer.BeginObject().Key("number").Int64(batch.NumberOf(i));
    writer.Key("text").Text(batch.rows[i]).EndObject();
  }
  return writer.EndArray().EndObject().Take();
}

absl::StatusOr<ImportBatch> ParseHeldRows(std::string text) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(text)));
  const json::Value root = document.root();
  ImportBatch batch;
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view layout, root.Text("layout"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view file_name, root.Text("file_name"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view header, root.Text("header"));
  batch.layout = std::string(layout);
  batch.file_name = std::string(file_name);
  batch.header = std::string(header);
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements rows, root.Array("rows"));
  for (const json::Value row : rows) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t number, row.Int64("number"));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view row_text, row.Text("text"));
    batch.row_numbers.push_back(number);
    batch.rows.emplace_back(row_text);
  }
  return batch;
}

}  // namespace overround::collector
