#include "tools/import/sender.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::import {
namespace {

constexpr size_t kRowsPerCall = 1000;
constexpr size_t kRowsPerCallMax = 2000;
constexpr absl::Duration kCallPatience = absl::Seconds(55);
// A collector stores one sport at a time; more lanes than this only wait for each other.
constexpr size_t kLanesAtOnce = 3;

// "E0" of "football_data/E0_0405.csv": one league's or provider's files.
std::string LaneOf(const ArchiveFile& file) {
  const std::string name = file.name.substr(file.name.rfind('/') + 1);
  const std::string stem = name.substr(0, name.find_first_of("_."));
  return absl::StrCat(file.layout, "/", file.layout == "football-data" ? stem : "");
}

}  // namespace

std::vector<std::vector<Lane>> StepsOf(const std::vector<ArchiveFile>& files) {
  std::map<int, std::map<std::string, Lane>> ranks;
  for (size_t i = 0; i < files.size(); ++i) {
    ranks[RankOf(files[i].layout)][LaneOf(files[i])].push_back(i);
  }
  std::vector<std::vector<Lane>> steps;
  for (auto& [rank, lanes] : ranks) {
    steps.emplace_back();
    for (auto& [name, lane] : lanes) steps.back().push_back(std::move(lane));
  }
  return steps;
}

Sender::Sender(const Options& options, rpc::SigningKey key)
    : tokens_(std::move(key), wall_),
      channel_({.target = options.address, .audience = "collector"}, tokens_),
      stub_(collector::v1::CollectorService::NewStub(channel_.grpc())) {}

absl::StatusOr<collector::v1::ImportRowsResponse> Sender::Call(const ArchiveFile& file,
                                                               size_t first, size_t count) {
  collector::v1::ImportRowsRequest request;
  request.set_layout(file.layout);
  request.set_file_name(file.name);
  request.set_header(file.header);
  request.set_first_row_number(static_cast<int64_t>(first) + 2);
  for (size_t i = first; i < first + count; ++i) request.add_rows(file.rows[i]);
  const auto context = channel_.NewContext(wall_.Now() + kCallPatience,
                                           Caller::User("users/operator", {"user", "admin"}), "");
  collector::v1::ImportRowsResponse answer;
  OVERROUND_RETURN_IF_ERROR(rpc::FromGrpc(stub_->ImportRows(context.get(), request, &answer)));
  return answer;
}

absl::StatusOr<Totals> Sender::SendFile(const ArchiveFile& file, const Progress& progress) {
  Totals totals;
  for (size_t first = 0; first < file.rows.size();) {
    const size_t count = RowsOfCall(file, first, kRowsPerCall, kRowsPerCallMax);
    OVERROUND_ASSIGN_OR_RETURN(const auto answer, Call(file, first, count));
    totals.Add(static_cast<int64_t>(count), answer);
    progress(file, static_cast<int64_t>(count));
    first += count;
  }
  return totals;
}

absl::StatusOr<std::vector<FileReport>> Sender::SendAll(const std::vector<ArchiveFile>& files,
                                                        const Progress& progress) {
  std::vector<FileReport> reports;
  for (const ArchiveFile& file : files) reports.push_back({file.name, file.layout, {}});
  std::mutex mutex;
  absl::Status failure;
  for (const std::vector<Lane>& lanes : StepsOf(files)) {
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      for (size_t lane = next++; lane < lanes.size(); lane = next++) {
        for (const size_t file : lanes[lane]) {
          absl::StatusOr<Totals> totals = SendFile(files[file], progress);
          const std::lock_guard lock(mutex);
          failure.Update(totals.status());
          if (!failure.ok()) return;
          reports[file].totals = *std::move(totals);
        }
      }
    };
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < std::min(kLanesAtOnce, lanes.size()); ++i) threads.emplace_back(work);
    threads.clear();
    if (!failure.ok()) return failure;
  }
  return reports;
}

}  // namespace overround::import
