#include "tools/import/archive_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

namespace overround::import {
namespace {

// Code points of the bytes 0x80 to 0x9F in Windows-1252; the others are those of Latin-1.
constexpr std::array<uint16_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

bool IsUtf8(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || lead > 0xF4 || i + length > text.size()) return false;
    for (size_t k = 1; k < length; ++k) {
      if ((static_cast<uint8_t>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

void AppendUtf8(uint16_t point, std::string* out) {
  if (point < 0x80) {
    out->push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out->push_back(static_cast<char>(0xC0 | (point >> 6)));
    out->push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else {
    out->push_back(static_cast<char>(0xE0 | (point >> 12)));
    out->push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (point & 0x3F)));
  }
}

absl::StatusOr<ArchiveFile> ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return absl::UnavailableError(absl::StrCat(path.string(), ": cannot be read"));
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  ArchiveFile file;
  file.path = path.string();
  file.name = path.filename().string();
  std::vector<absl::string_view> lines = absl::StrSplit(bytes, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (size_t i = 0; i < lines.size(); ++i) {
    absl::ConsumeSuffix(&lines[i], "\r");
    if (i == 0) {
      absl::ConsumePrefix(&lines[i], "\xEF\xBB\xBF");
      file.header = ToUtf8(lines[i]);
    } else {
      file.rows.push_back(ToUtf8(lines[i]));
    }
  }
  file.layout = LayoutOf(file.header);
  return file;
}

}  // namespace

std::string LayoutOf(absl::string_view header) {
  const std::vector<absl::string_view> names = absl::StrSplit(header, ',');
  const std::set<absl::string_view> columns(names.begin(), names.end());
  const auto has = [&](std::initializer_list<absl::string_view> wanted) {
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](absl::string_view name) { return columns.count(name) > 0; });
  };
  if (has({"game_id", "gameday", "gametime", "home_moneyline"})) return "nfldata-games";
  if (has({"Div", "Date", "HomeTeam", "AwayTeam", "FTHG"})) return "football-data";
  if (has({"game_id", "sport_key", "commence_time", "end_time"})) return "simbook-season";
  return "";
}

std::string ToUtf8(absl::string_view line) {
  if (IsUtf8(line)) return std::string(line);
  std::string out;
  for (const char c : line) {
    const auto byte = static_cast<uint8_t>(c);
    AppendUtf8(byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte, &out);
  }
  return out;
}

absl::StatusOr<ArchiveFolder> ReadArchive(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  if (std::filesystem::is_regular_file(folder, error)) {
    paths.emplace_back(folder);
  } else {
    for (auto it = std::filesystem::recursive_directory_iterator(folder, error);
         !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
      if (it->is_regular_file() && it->path().extension() == ".csv") paths.push_back(it->path());
    }
    if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  }
  std::sort(paths.begin(), paths.end());
  ArchiveFolder archive;
  for (const std::filesystem::path& path : paths) {
    absl::StatusOr<ArchiveFile> file = ReadFile(path);
    if (!file.ok()) return file.status();
    if (file->layout.empty()) {
      archive.passed_over.push_back(path.string());
    } else {
      archive.files.push_back(*std::move(file));
    }
  }
  return archive;
}

}  // namespace overround::import
