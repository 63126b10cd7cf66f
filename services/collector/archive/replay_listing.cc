#include "services/collector/archive/replay_listing.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "services/collector/archive/archive.h"
#include "services/collector/archive/disk_files.h"
#include "services/collector/sources/the_odds_api.h"
#include "services/collector/sources/the_odds_api_reading.h"

namespace overround::collector {
namespace {

bool IsDocument(const std::string& file) {
  return (absl::EndsWith(file, ".json") || absl::EndsWith(file, ".json.gz")) &&
         !absl::EndsWith(file, ".meta.json");
}

// What kind of answer a captured body is, and about which sport, by its first event. A historical
// one is dated by what it is the state of.
absl::Status Recognise(const std::string& body, RawDocument& document) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document parsed, json::Document::Parse(body));
  OVERROUND_ASSIGN_OR_RETURN(const auto snapshot, the_odds_api::ReadSnapshot(parsed.root()));
  OVERROUND_ASSIGN_OR_RETURN(const auto events, the_odds_api::EventsOf(parsed.root()));
  if (snapshot) {
    document.kind = DocumentKind::kHistoricalOdds;
    document.receive_time = snapshot->time;
  }
  if (events.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view sport, events.front().Text("sport_key"));
  document.sport = std::string(sport);
  if (events.front().Find("completed")) document.kind = DocumentKind::kScores;
  return absl::OkStatus();
}

// A captured body, dated by what is inside it.
absl::StatusOr<RawDocument> LoadCaptured(const Files& files, const std::string& path) {
  RawDocument document{.source = the_odds_api::kSource,
                       .sport = "",
                       .request = "",
                       .headers = {},
                       .receive_time = absl::InfinitePast(),
                       .basis = ReceiveBasis::kStated,
                       .body = "",
                       .turn = {}};
  OVERROUND_ASSIGN_OR_RETURN(document.body, ReadDocumentBytes(files, path));
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> newest,
                             the_odds_api::NewestUpdate(document.body));
  if (!newest) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": no last_update, want a date"));
  }
  document.receive_time = *newest;
  OVERROUND_RETURN_IF_ERROR(Recognise(document.body, document));
  return document;
}

// By name, but the first of documents of one moment before its twins: "x.json.gz" before "x-1".
bool IsNameBefore(const std::string& a, const std::string& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return (x == '.' ? '!' : x) < (y == '.' ? '!' : y);
  });
}

absl::StatusOr<RawDocument> LoadArchived(const Files& files, const std::string& path) {
  OVERROUND_ASSIGN_OR_RETURN(std::string sidecar, files.Read(SidecarOf(path)));
  return ParseSidecar(std::move(sidecar));
}

absl::StatusOr<absl::Time> DateOf(const ReplayEntry& entry) {
  const absl::StatusOr<RawDocument> document = entry.has_sidecar
                                                   ? LoadArchived(*entry.files, entry.file)
                                                   : LoadCaptured(*entry.files, entry.file);
  if (!document.ok()) return document.status();
  return document->receive_time;
}

}  // namespace

absl::StatusOr<ReplayListing> ListReplay(const std::shared_ptr<const Files>& files) {
  OVERROUND_ASSIGN_OR_RETURN(std::vector<std::string> names, files->List(""));
  std::sort(names.begin(), names.end(), IsNameBefore);
  const std::set<absl::string_view> all(names.begin(), names.end());
  ReplayListing listing;
  for (const std::string& name : names) {
    if (!IsDocument(name)) continue;
    ReplayEntry entry{files, name, all.count(SidecarOf(name)) > 0, absl::InfinitePast()};
    const absl::StatusOr<absl::Time> date = DateOf(entry);
    if (date.ok()) {
      entry.receive_time = *date;
      listing.entries.push_back(std::move(entry));
    } else {
      listing.refused.push_back(
          absl::StrCat(files->place(), "/", name, ": ", date.status().message()));
    }
  }
  std::stable_sort(
      listing.entries.begin(), listing.entries.end(),
      [](const ReplayEntry& a, const ReplayEntry& b) { return a.receive_time < b.receive_time; });
  return listing;
}

absl::StatusOr<ReplayListing> ListReplay(const std::string& folder) {
  return ListReplay(std::make_shared<DiskFiles>(folder));
}

absl::StatusOr<RawDocument> LoadReplay(const ReplayEntry& entry) {
  if (!entry.has_sidecar) return LoadCaptured(*entry.files, entry.file);
  OVERROUND_ASSIGN_OR_RETURN(RawDocument document, LoadArchived(*entry.files, entry.file));
  OVERROUND_ASSIGN_OR_RETURN(document.body, ReadDocumentBytes(*entry.files, entry.file));
  return document;
}

}  // namespace overround::collector
