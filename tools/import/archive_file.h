#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::import {

// A file of a known layout, ready to be sent.
struct ArchiveFile {
  std::string path;
  // Below the folder that was read; the name alone where a file was named.
  std::string name;
  // As the collector calls it.
  std::string layout;
  std::string header;
  // Lines without their ends, in UTF-8. The first is row 2 of the file; of JSON, one for each
  // object or outcome.
  std::vector<std::string> rows;
};

// A file whose rows are no facts, or that nobody can read, and why.
struct PassedOver {
  std::string name;
  std::string reason;
};

// The layout a header line belongs to; empty for an unknown one.
std::string LayoutOf(absl::string_view header);

// When files of a layout are sent: those of a lower rank first.
int RankOf(absl::string_view layout);

// Bytes as UTF-8: what is not, is taken for Windows-1252, as old archives are written.
std::string ToUtf8(absl::string_view line);

struct ArchiveFolder {
  // In the order they are to be sent: those that know starts best and results first, so that prices
  // find their games.
  std::vector<ArchiveFile> files;
  std::vector<PassedOver> passed_over;
};

// The files of a folder and all below it: CSV, gzipped CSV, JSON. NOT_FOUND where it is missing.
absl::StatusOr<ArchiveFolder> ReadArchive(const std::string& folder);

// How many of a file's rows from `first` on make the next call: about `wanted` or less, so that all
// calls are alike and the last is not too small to be judged by; never more than `most`, and rows
// that begin alike (a game's prices) together as long as that holds.
size_t RowsOfCall(const ArchiveFile& file, size_t first, size_t wanted, size_t most);

}  // namespace overround::import
