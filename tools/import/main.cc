// Loads archive files through the collector, the only writer of facts:
//   tools/dev import --data DIR [--json FILE]
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/string_view.h>

#include "libs/base/clock.h"
#include "libs/base/env.h"
#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "libs/rpc/caller_keys.h"
#include "libs/rpc/channel.h"
#include "overround/collector/v1/collector_service.grpc.pb.h"
#include "tools/import/archive_file.h"

namespace overround::import {
namespace {

namespace pb = collector::v1;

constexpr char kUsage[] =
    "overround-import --data DIR [--json FILE] [--secrets DIR]\n"
    "Sends the archive files below DIR (nfldata games, football-data seasons, simbook seasons) to "
    "the "
    "collector.\n"
    "--json FILE writes what became of the rows; --secrets is where the operator's key lies "
    "(.local/secrets).\n"
    "OVERROUND_COLLECTOR_ADDRESS says where the collector is (127.0.0.1:7001).\n";
constexpr int kRowsPerCall = 250;
constexpr int kBarWidth = 30;
constexpr absl::Duration kCallPatience = absl::Seconds(55);

struct Options {
  std::string data;
  std::string json;
  std::string secrets = ".local/secrets";
  std::string address = "127.0.0.1:7001";
};

// What became of rows.
struct Totals {
  int64_t rows = 0;
  int64_t stored = 0;
  int64_t known = 0;
  std::map<std::string, int64_t> refused;
  std::map<std::string, int64_t> refused_prices;

  int64_t RefusedRows() const {
    int64_t sum = 0;
    for (const auto& [reason, count] : refused) sum += count;
    return sum;
  }
  void Add(int64_t sent, const pb::ImportRowsResponse& answer) {
    rows += sent;
    stored += answer.stored_count();
    known += answer.known_count();
    for (const auto& each : answer.refused_counts()) refused[each.reason()] += each.count();
    for (const auto& each : answer.refused_price_counts()) {
      refused_prices[each.reason()] += each.count();
    }
  }
};

absl::StatusOr<Options> Parse(const std::vector<absl::string_view>& arguments,
                              const char* const* environment) {
  Env env(environment);
  Options options;
  options.address = env.Text("OVERROUND_COLLECTOR_ADDRESS", options.address, "the collector");
  for (size_t i = 0; i < arguments.size(); i += 2) {
    const absl::string_view name = arguments[i];
    if (i + 1 == arguments.size()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": no value"));
    }
    const std::string value(arguments[i + 1]);
    if (name == "--data") {
      options.data = value;
    } else if (name == "--json") {
      options.json = value;
    } else if (name == "--secrets") {
      options.secrets = value;
    } else {
      return absl::InvalidArgumentError(absl::StrCat(name, ": unknown option"));
    }
  }
  if (options.data.empty()) return absl::InvalidArgumentError("--data: missing, want a folder");
  return options;
}

void ShowProgress(const Totals& totals, int64_t all, absl::string_view file) {
  const int64_t done = all == 0 ? kBarWidth : totals.rows * kBarWidth / all;
  std::string bar(static_cast<size_t>(done), '#');
  bar.resize(kBarWidth, '.');
  std::fprintf(stderr, "\r[%s] %3d%% %-28s stored %d, known %d, refused %d   ", bar.c_str(),
               static_cast<int>(all == 0 ? 100 : totals.rows * 100 / all),
               std::string(file).c_str(), static_cast<int>(totals.stored),
               static_cast<int>(totals.known), static_cast<int>(totals.RefusedRows()));
}

void WriteTotals(const Totals& totals, json::Writer& writer) {
  writer.BeginObject().Key("rows").Int64(totals.rows).Key("stored").Int64(totals.stored);
  writer.Key("known").Int64(totals.known).Key("refused").BeginObject();
  for (const auto& [reason, count] : totals.refused) writer.Key(reason).Int64(count);
  writer.EndObject().Key("refusedPrices").BeginObject();
  for (const auto& [reason, count] : totals.refused_prices) writer.Key(reason).Int64(count);
  writer.EndObject().EndObject();
}

absl::Status WriteJson(const std::string& path, const std::map<std::string, Totals>& files,
                       const Totals& all) {
  json::Writer writer;
  writer.BeginObject().Key("all");
  WriteTotals(all, writer);
  writer.Key("files").BeginObject();
  for (const auto& [name, totals] : files) {
    writer.Key(name);
    WriteTotals(totals, writer);
  }
  writer.EndObject().EndObject();
  std::ofstream out(path);
  out << writer.text() << "\n";
  if (!out.good()) return absl::UnavailableError(absl::StrCat(path, ": cannot be written"));
  return absl::OkStatus();
}

class Importer {
 public:
  Importer(const Options& options, rpc::SigningKey key)
      : tokens_(std::move(key), wall_),
        channel_({.target = options.address, .audience = "collector"}, tokens_),
        stub_(pb::CollectorService::NewStub(channel_.grpc())) {}

  absl::StatusOr<pb::ImportRowsResponse> Send(const ArchiveFile& file, size_t first) {
    pb::ImportRowsRequest request;
    request.set_layout(file.layout);
    request.set_file_name(file.name);
    request.set_header(file.header);
    request.set_first_row_number(static_cast<int64_t>(first) + 2);
    const size_t last = std::min(file.rows.size(), first + kRowsPerCall);
    for (size_t i = first; i < last; ++i) request.add_rows(file.rows[i]);
    const auto context = channel_.NewContext(wall_.Now() + kCallPatience,
                                             Caller::User("users/operator", {"user", "admin"}), "");
    pb::ImportRowsResponse answer;
    OVERROUND_RETURN_IF_ERROR(rpc::FromGrpc(stub_->ImportRows(context.get(), request, &answer)));
    return answer;
  }

 private:
  SystemClock wall_;
  rpc::TokenSource tokens_;
  rpc::Channel channel_;
  std::unique_ptr<pb::CollectorService::Stub> stub_;
};

absl::Status Run(const Options& options) {
  OVERROUND_ASSIGN_OR_RETURN(const ArchiveFolder archive, ReadArchive(options.data));
  OVERROUND_ASSIGN_OR_RETURN(
      rpc::SigningKey key,
      rpc::SigningKey::LoadOrCreate("operator", absl::StrCat(options.secrets, "/operator.key"),
                                    absl::StrCat(options.secrets, "/../keys")));
  Importer importer(options, std::move(key));
  int64_t all_rows = 0;
  for (const ArchiveFile& file : archive.files) all_rows += static_cast<int64_t>(file.rows.size());
  Totals all;
  std::map<std::string, Totals> files;
  for (const ArchiveFile& file : archive.files) {
    for (size_t first = 0; first < file.rows.size(); first += kRowsPerCall) {
      OVERROUND_ASSIGN_OR_RETURN(const auto answer, importer.Send(file, first));
      const auto sent =
          static_cast<int64_t>(std::min<size_t>(kRowsPerCall, file.rows.size() - first));
      all.Add(sent, answer);
      files[file.name].Add(sent, answer);
      ShowProgress(all, all_rows, file.name);
    }
  }
  std::fprintf(stderr, "\n");
  std::printf("%d files, %d rows: %d stored, %d known, %d refused\n",
              static_cast<int>(archive.files.size()), static_cast<int>(all.rows),
              static_cast<int>(all.stored), static_cast<int>(all.known),
              static_cast<int>(all.RefusedRows()));
  for (const auto& [reason, count] : all.refused) {
    std::printf("  rows refused, %s: %d\n", reason.c_str(), static_cast<int>(count));
  }
  for (const auto& [reason, count] : all.refused_prices) {
    std::printf("  prices refused, %s: %d\n", reason.c_str(), static_cast<int>(count));
  }
  std::printf("%d CSV files of other layouts were passed over\n",
              static_cast<int>(archive.passed_over.size()));
  return options.json.empty() ? absl::OkStatus() : WriteJson(options.json, files, all);
}

}  // namespace
}  // namespace overround::import

int main(int argc, char** argv, char** environment) {
  using namespace overround::import;
  const auto options = Parse(std::vector<absl::string_view>(argv + 1, argv + argc), environment);
  if (!options.ok()) {
    std::fprintf(stderr, "overround-import: %s\n%s",
                 std::string(options.status().message()).c_str(), kUsage);
    return 2;
  }
  const absl::Status done = Run(*options);
  if (done.ok()) return 0;
  std::fprintf(stderr, "\noverround-import: %s\n", std::string(done.message()).c_str());
  return 1;
}
