#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <absl/status/statusor.h>

#include "libs/base/clock.h"
#include "libs/rpc/caller_keys.h"
#include "libs/rpc/channel.h"
#include "overround/collector/v1/collector_service.grpc.pb.h"
#include "tools/import/archive_file.h"
#include "tools/import/options.h"
#include "tools/import/report.h"

namespace overround::import {

// Sends files to the collector, several at a time. Files that may be of the same games go one after
// the other.
class Sender {
 public:
  Sender(const Options& options, rpc::SigningKey key);

  // Told from any thread, after each call.
  using Progress = std::function<void(const ArchiveFile& file, int64_t sent)>;

  // A report for each file, in their order; the first failure ends it all.
  absl::StatusOr<std::vector<FileReport>> SendAll(const std::vector<ArchiveFile>& files,
                                                  const Progress& progress);

 private:
  absl::StatusOr<Totals> SendFile(const ArchiveFile& file, const Progress& progress);
  absl::StatusOr<collector::v1::ImportRowsResponse> Call(const ArchiveFile& file, size_t first,
                                                         size_t count);

  SystemClock wall_;
  rpc::TokenSource tokens_;
  rpc::Channel channel_;
  std::unique_ptr<collector::v1::CollectorService::Stub> stub_;
};

// The files by lanes: those of one lane go one after the other, in their order. Files of different
// ranks never share a step; steps go one after the other.
using Lane = std::vector<size_t>;
std::vector<std::vector<Lane>> StepsOf(const std::vector<ArchiveFile>& files);

}  // namespace overround::import
