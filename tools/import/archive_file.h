#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround::import {

// A CSV file of a known layout, ready to be sent.
struct ArchiveFile {
  std::string path;
  // Without its folder.
  std::string name;
  // As the collector calls it.
  std::string layout;
  std::string header;
  // Lines without their ends, in UTF-8. The first is row 2 of the file.
  std::vector<std::string> rows;
};

// The layout a header line belongs to; empty for an unknown one.
std::string LayoutOf(absl::string_view header);

// Bytes as UTF-8: what is not, is taken for Windows-1252, as old archives are written.
std::string ToUtf8(absl::string_view line);

struct ArchiveFolder {
  std::vector<ArchiveFile> files;
  // CSV files of no known layout.
  std::vector<std::string> passed_over;
};

// The files of a folder and all below it, by path. NOT_FOUND where it is missing.
absl::StatusOr<ArchiveFolder> ReadArchive(const std::string& folder);

}  // namespace overround::import
