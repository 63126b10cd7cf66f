#include "tools/import/report.h"

#include <cstdio>

#include <absl/strings/str_cat.h>

#include "libs/json/json.h"

namespace overround::import {
namespace {

void WriteTotals(const Totals& totals, json::Writer& writer) {
  writer.Key("read").Int64(totals.rows).Key("stored").Int64(totals.stored + totals.known);
  writer.Key("known").Int64(totals.known).Key("refused").BeginObject();
  for (const auto& [reason, count] : totals.refused) writer.Key(reason).Int64(count);
  writer.EndObject().Key("refusedPrices").BeginObject();
  for (const auto& [reason, count] : totals.refused_prices) writer.Key(reason).Int64(count);
  writer.EndObject();
}

}  // namespace

int64_t Totals::RefusedRows() const {
  int64_t sum = 0;
  for (const auto& [reason, count] : refused) sum += count;
  return sum;
}

void Totals::Add(int64_t sent, const collector::v1::ImportRowsResponse& answer) {
  rows += sent;
  stored += answer.stored_count();
  known += answer.known_count();
  for (const auto& each : answer.refused_counts()) refused[each.reason()] += each.count();
  for (const auto& each : answer.refused_price_counts()) {
    refused_prices[each.reason()] += each.count();
  }
}

void Totals::Add(const Totals& other) {
  rows += other.rows;
  stored += other.stored;
  known += other.known;
  for (const auto& [reason, count] : other.refused) refused[reason] += count;
  for (const auto& [reason, count] : other.refused_prices) refused_prices[reason] += count;
}

Totals Report::All() const {
  Totals all;
  for (const FileReport& file : files) all.Add(file.totals);
  return all;
}

absl::Status Report::CheckNothingLost() const {
  for (const FileReport& file : files) {
    const int64_t told = file.totals.stored + file.totals.known + file.totals.RefusedRows();
    if (told == file.totals.rows) continue;
    return absl::InternalError(absl::StrCat(file.file, ": ", file.totals.rows, " rows read, ", told,
                                            " stored or refused"));
  }
  return absl::OkStatus();
}

std::string Report::ToJson() const {
  json::Writer writer;
  writer.BeginObject().Key("all").BeginObject();
  WriteTotals(All(), writer);
  writer.EndObject().Key("seconds").Double(absl::ToDoubleSeconds(took));
  writer.Key("files").BeginArray();
  for (const FileReport& file : files) {
    writer.BeginObject().Key("file").Text(file.file).Key("layout").Text(file.layout);
    WriteTotals(file.totals, writer);
    writer.EndObject();
  }
  writer.EndArray().Key("passedOver").BeginArray();
  for (const PassedOver& each : passed_over) {
    writer.BeginObject().Key("file").Text(each.name).Key("reason").Text(each.reason).EndObject();
  }
  writer.EndArray().EndObject();
  return writer.Take();
}

void Report::Print() const {
  const Totals all = All();
  std::printf("%d files, %d rows: %d stored, %d known, %d refused, in %.1f s\n",
              static_cast<int>(files.size()), static_cast<int>(all.rows),
              static_cast<int>(all.stored), static_cast<int>(all.known),
              static_cast<int>(all.RefusedRows()), absl::ToDoubleSeconds(took));
  for (const auto& [reason, count] : all.refused) {
    std::printf("  rows refused, %s: %d\n", reason.c_str(), static_cast<int>(count));
  }
  for (const auto& [reason, count] : all.refused_prices) {
    std::printf("  prices refused, %s: %d\n", reason.c_str(), static_cast<int>(count));
  }
  std::map<std::string, int> reasons;
  for (const PassedOver& each : passed_over) ++reasons[each.reason];
  for (const auto& [reason, count] : reasons) {
    std::printf("  files passed over, %s: %d\n", reason.c_str(), count);
  }
}

}  // namespace overround::import
