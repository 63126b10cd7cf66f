#include "services/collector/archive/replay_listing.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "services/collector/archive/archive.h"
#include "services/collector/archive/file_system.h"
#include "services/collector/sources/the_odds_api.h"

namespace overround::collector {
namespace {

bool IsDocument(const std::string& file) {
  return (absl::EndsWith(file, ".json") || absl::EndsWith(file, ".json.gz")) &&
         !absl::EndsWith(file, ".meta.json");
}

// What kind of answer a captured body is, and about which sport, by its first event.
absl::Status Recognise(const std::string& body, RawDocument& document) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document parsed, json::Document::Parse(body));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements events, parsed.root().Array());
  if (events.empty()) return absl::OkStatus();
  const json::Value first = *events.begin();
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view sport, first.Text("sport_key"));
  document.sport = std::string(sport);
  if (first.Find("completed")) document.kind = DocumentKind::kScores;
  return absl::OkStatus();
}

// A captured body, dated by what is inside it.
absl::StatusOr<RawDocument> LoadCaptured(const std::string& file) {
  RawDocument document{.source = the_odds_api::kSource,
                       .sport = "",
                       .request = "",
                       .headers = {},
                       .receive_time = absl::InfinitePast(),
                       .basis = ReceiveBasis::kStated,
                       .body = ""};
  OVERROUND_ASSIGN_OR_RETURN(document.body, ReadDocumentBytes(file));
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> newest,
                             the_odds_api::NewestUpdate(document.body));
  if (!newest) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": no last_update, want a date"));
  }
  document.receive_time = *newest;
  OVERROUND_RETURN_IF_ERROR(Recognise(document.body, document));
  return document;
}

absl::StatusOr<RawDocument> LoadArchived(const std::string& file) {
  OVERROUND_ASSIGN_OR_RETURN(std::string sidecar, ReadFile(SidecarOf(file)));
  return ParseSidecar(std::move(sidecar));
}

absl::StatusOr<absl::Time> DateOf(const std::string& file) {
  const absl::StatusOr<RawDocument> document =
      std::filesystem::exists(SidecarOf(file)) ? LoadArchived(file) : LoadCaptured(file);
  if (!document.ok()) return document.status();
  return document->receive_time;
}

}  // namespace

absl::StatusOr<ReplayListing> ListReplay(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (auto it = std::filesystem::recursive_directory_iterator(folder, error);
       !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_regular_file() && IsDocument(it->path().string())) {
      files.push_back(it->path().string());
    }
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  std::sort(files.begin(), files.end());
  ReplayListing listing;
  for (const std::string& file : files) {
    const absl::StatusOr<absl::Time> date = DateOf(file);
    if (date.ok()) {
      listing.entries.push_back({file, *date});
    } else {
      listing.refused.push_back(absl::StrCat(file, ": ", date.status().message()));
    }
  }
  std::stable_sort(
      listing.entries.begin(), listing.entries.end(),
      [](const ReplayEntry& a, const ReplayEntry& b) { return a.receive_time < b.receive_time; });
  return listing;
}

absl::StatusOr<RawDocument> LoadReplay(const ReplayEntry& entry) {
  if (!std::filesystem::exists(SidecarOf(entry.file))) return LoadCaptured(entry.file);
  OVERROUND_ASSIGN_OR_RETURN(RawDocument document, LoadArchived(entry.file));
  OVERROUND_ASSIGN_OR_RETURN(document.body, ReadDocumentBytes(entry.file));
  return document;
}

}  // namespace overround::collector
