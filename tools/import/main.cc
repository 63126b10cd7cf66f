// Loads archive files through the collector, the only writer of facts:
//   tools/dev import --data DIR [--json FILE]
#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/caller_keys.h"
#include "tools/import/archive_file.h"
#include "tools/import/options.h"
#include "tools/import/report.h"
#include "tools/import/sender.h"

namespace overround::import {
namespace {

constexpr int kBarWidth = 30;

void ShowProgress(int64_t done, int64_t all, absl::string_view file) {
  std::string bar(static_cast<size_t>(all == 0 ? kBarWidth : done * kBarWidth / all), '#');
  bar.resize(kBarWidth, '.');
  std::fprintf(stderr, "\r[%s] %3d%% %-44s", bar.c_str(),
               static_cast<int>(all == 0 ? 100 : done * 100 / all), std::string(file).c_str());
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text << "\n";
  if (!out.good()) return absl::UnavailableError(absl::StrCat(path, ": cannot be written"));
  return absl::OkStatus();
}

absl::Status Run(const Options& options) {
  const SystemClock wall;
  const absl::Time begin = wall.Now();
  OVERROUND_ASSIGN_OR_RETURN(const ArchiveFolder archive, ReadArchive(options.data));
  OVERROUND_ASSIGN_OR_RETURN(
      rpc::SigningKey key,
      rpc::SigningKey::LoadOrCreate("operator", absl::StrCat(options.secrets, "/operator.key"),
                                    absl::StrCat(options.secrets, "/../keys")));
  Sender sender(options, std::move(key));
  int64_t all = 0;
  for (const ArchiveFile& file : archive.files) all += static_cast<int64_t>(file.rows.size());
  int64_t done = 0;
  std::mutex mutex;
  Report report;
  report.passed_over = archive.passed_over;
  OVERROUND_ASSIGN_OR_RETURN(
      report.files, sender.SendAll(archive.files, [&](const ArchiveFile& file, int64_t sent) {
        const std::lock_guard lock(mutex);
        done += sent;
        ShowProgress(done, all, file.name);
      }));
  std::fprintf(stderr, "\n");
  report.took = wall.Now() - begin;
  report.Print();
  if (!options.json.empty()) {
    OVERROUND_RETURN_IF_ERROR(WriteFile(options.json, report.ToJson()));
  }
  return report.CheckNothingLost();
}

}  // namespace
}  // namespace overround::import

int main(int argc, char** argv, char** environment) {
  using namespace overround::import;
  const auto options =
      ParseOptions(std::vector<absl::string_view>(argv + 1, argv + argc), environment);
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
