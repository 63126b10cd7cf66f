#include "tools/import/archive_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "libs/base/status_macros.h"
#include "tools/import/gunzip.h"
#include "tools/import/json_rows.h"

namespace overround::import {
namespace {

// Code points of the bytes 0x80 to 0x9F in Windows-1252; the others are those of Latin-1.
constexpr std::array<uint16_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

constexpr size_t kUnzippedBytesMax = size_t{256} << 20;

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

// What the first of these a header has says about its file.
struct Mark {
  absl::string_view layout;
  std::vector<absl::string_view> columns;
  // The order of sending.
  int rank;
};

const std::vector<Mark>& Marks() {
  static const auto* marks = new std::vector<Mark>{
      {"nfldata-games", {"game_id", "gameday", "gametime", "home_moneyline"}, 0},
      {"nba-results", {"Start (ET)", "Visitor/Neutral", "Home/Neutral"}, 0},
      {"nhl-results", {"Date", "Visitor", "Home", "LOG"}, 0},
      {"mlb-games", {"game_pk", "start_time_utc", "status"}, 0},
      {"simbook-season", {"game_id", "sport_key", "commence_time", "end_time"}, 0},
      {"football-data", {"Div", "Date", "HomeTeam", "AwayTeam", "FTHG"}, 0},
      {"tennis-data", {"Tournament", "Winner", "Loser", "Wsets", "Comment"}, 0},
      {"fivethirtyeight-nfl", {"team1", "team2", "elo_prob1", "score1"}, 1},
      {"sbr-nfl", {"home_final", "home_close_ml", "close_over_under"}, 1},
      {"sbr-nba", {"whos_favored", "moneyline_away", "score_home"}, 1},
      {"sbr-mlb", {"vis_team", "home_team", "vis_pitcher", "vis_final"}, 1},
      {"wide-scores", {"event_id", "completed", "score_name", "score_value"}, 1},
      {"nfldata-closing-lines", {"alt_game_id", "type", "side", "odds"}, 2},
      {"nfelo-games", {"game_id", "home_line_open", "home_line_close"}, 2},
      {"book-snapshots", {"game_id", "snapshot_taken_at_utc", "bookmaker", "ml_home"}, 2},
      {"odds-snapshots", {"event_id", "market", "outcome_name", "price", "point"}, 2},
      {"wide-events", {"event_id", "sport_key", "commence_time", "snapshot_time"}, 3}};
  return *marks;
}

// Side files: what their rows are instead of facts about games.
struct SideFile {
  absl::string_view header;
  absl::string_view reason;
};
constexpr SideFile kSideFiles[] = {
    {"team,elo", "a model's first ratings, no facts"},
    {"ts_utc,label,requests_used_total", "a log of credits, no facts"},
    {"key,group,title,description,active", "a provider's list of sports, no facts"}};

std::string ReasonFor(absl::string_view header) {
  for (const SideFile& each : kSideFiles) {
    if (absl::StartsWith(header, each.header)) return std::string(each.reason);
  }
  return "of no known layout";
}

absl::StatusOr<std::string> ReadBytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return absl::UnavailableError(absl::StrCat(path.string(), ": cannot be read"));
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (path.extension() != ".gz") return bytes;
  return Gunzip(bytes, kUnzippedBytesMax);
}

void SplitLines(absl::string_view bytes, ArchiveFile& file) {
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
}

// The path without what says how it is packed.
bool IsJson(std::filesystem::path path) {
  if (path.extension() == ".gz") path.replace_extension();
  return path.extension() == ".json";
}

absl::StatusOr<ArchiveFile> ReadFile(const std::filesystem::path& path) {
  absl::StatusOr<std::string> bytes = ReadBytes(path);
  if (!bytes.ok()) return bytes.status();
  ArchiveFile file;
  file.path = path.string();
  file.name = path.filename().string();
  if (!IsJson(path)) {
    SplitLines(*bytes, file);
    return file;
  }
  absl::StatusOr<JsonRows> rows = RowsOfJson(*std::move(bytes));
  if (!rows.ok()) return rows.status();
  file.layout = std::move(rows->layout);
  file.header = std::move(rows->header);
  file.rows = std::move(rows->rows);
  return file;
}

// Why a file is not even read; empty where it is.
std::string ReasonUnread(const std::filesystem::path& relative) {
  if (!relative.empty() && *relative.begin() == "payloads") {
    return "a captured answer for tests of the providers";
  }
  const std::string extension = relative.extension().string();
  const bool is_known = extension == ".csv" || extension == ".json" || extension == ".gz";
  return is_known ? "" : "neither CSV nor JSON";
}

absl::StatusOr<std::vector<std::filesystem::path>> ListFiles(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (auto it = std::filesystem::recursive_directory_iterator(folder, error);
       !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_regular_file()) paths.push_back(it->path());
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::string LayoutOf(absl::string_view header) {
  const std::vector<absl::string_view> names = absl::StrSplit(header, ',');
  const std::set<absl::string_view> columns(names.begin(), names.end());
  const auto has = [&](absl::string_view name) { return columns.count(name) > 0; };
  for (const Mark& mark : Marks()) {
    if (std::all_of(mark.columns.begin(), mark.columns.end(), has)) {
      return std::string(mark.layout);
    }
  }
  return "";
}

int RankOf(absl::string_view layout) {
  for (const Mark& mark : Marks()) {
    if (mark.layout == layout) return mark.rank;
  }
  return 2;
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
  const bool is_file = std::filesystem::is_regular_file(folder, error);
  if (is_file) {
    paths.emplace_back(folder);
  } else {
    OVERROUND_ASSIGN_OR_RETURN(paths, ListFiles(folder));
  }
  ArchiveFolder archive;
  for (const std::filesystem::path& path : paths) {
    const std::filesystem::path relative =
        is_file ? path.filename() : path.lexically_relative(folder);
    std::string reason = ReasonUnread(relative);
    if (reason.empty()) {
      absl::StatusOr<ArchiveFile> file = ReadFile(path);
      if (file.ok() && !file->layout.empty()) {
        file->name = relative.generic_string();
        archive.files.push_back(*std::move(file));
        continue;
      }
      reason = file.ok() ? ReasonFor(file->header) : std::string(file.status().message());
    }
    archive.passed_over.push_back({relative.generic_string(), std::move(reason)});
  }
  std::stable_sort(archive.files.begin(), archive.files.end(),
                   [](const ArchiveFile& a, const ArchiveFile& b) {
                     return RankOf(a.layout) < RankOf(b.layout);
                   });
  return archive;
}

size_t RowsOfCall(const ArchiveFile& file, size_t first, size_t wanted, size_t most) {
  const auto head = [&](size_t i) {
    return absl::string_view(file.rows[i]).substr(0, file.rows[i].find(','));
  };
  const size_t left = file.rows.size() - first;
  const size_t calls = std::max<size_t>((left + wanted - 1) / wanted, 1);
  const size_t end = std::min(file.rows.size(), first + most);
  size_t last = first + std::min((left + calls - 1) / calls, most);
  while (last < end && head(last) == head(last - 1)) ++last;
  return last - first;
}

}  // namespace overround::import
