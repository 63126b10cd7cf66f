#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "overround/collector/v1/collector_service.pb.h"
#include "tools/import/archive_file.h"

namespace overround::import {

// What became of the rows of a file, or of all.
struct Totals {
  int64_t rows = 0;
  int64_t stored = 0;
  // Stored by an earlier import.
  int64_t known = 0;
  std::map<std::string, int64_t> refused;
  // Within stored rows.
  std::map<std::string, int64_t> refused_prices;

  int64_t RefusedRows() const;
  void Add(int64_t sent, const collector::v1::ImportRowsResponse& answer);
  void Add(const Totals& other);
};

struct FileReport {
  std::string file;
  std::string layout;
  Totals totals;
};

struct Report {
  std::vector<FileReport> files;
  std::vector<PassedOver> passed_over;
  absl::Duration took;

  Totals All() const;
  // INTERNAL where the rows of a file are not those stored, known and refused together: something
  // was lost.
  absl::Status CheckNothingLost() const;
  // `stored` counts rows known from before; `known` says how many these are.
  std::string ToJson() const;
  void Print() const;
};

}  // namespace overround::import
