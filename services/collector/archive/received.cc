#include "services/collector/archive/received.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <absl/time/civil_time.h>

#include "libs/base/status_macros.h"

namespace overround::collector {
namespace {

struct Found {
  ReceivedDocument document;
  int twin = 0;
};

// Of "raw-odds_api_odds-20260501T210000.000000Z-1.json.gz", and nothing of any other name.
std::optional<Found> ReadName(const std::string& file) {
  absl::string_view name = file;
  name.remove_prefix(name.rfind('/') + 1);
  if (!absl::ConsumePrefix(&name, "raw-") || !absl::ConsumeSuffix(&name, ".json.gz")) {
    return std::nullopt;
  }
  std::vector<absl::string_view> parts = absl::StrSplit(name, '-');
  Found found;
  if (parts.size() > 2 && absl::SimpleAtoi(parts.back(), &found.twin)) parts.pop_back();
  std::string error;
  const bool is_dated = parts.size() >= 2 && absl::ParseTime("%E4Y%m%dT%H%M%E*SZ", parts.back(),
                                                             &found.document.receive_time, &error);
  const std::optional<DocumentKind> kind =
      is_dated ? FindKindAtEnd(parts[parts.size() - 2]) : std::nullopt;
  if (!kind) return std::nullopt;
  found.document.kind = *kind;
  found.document.file = file;
  return found;
}

bool IsBefore(const Found& a, const Found& b) {
  return std::tie(a.document.receive_time, a.twin, a.document.file) <
         std::tie(b.document.receive_time, b.twin, b.document.file);
}

// The folders of `folder` whose name is a number between the two.
absl::StatusOr<std::vector<std::string>> NumberedFolders(const Files& files,
                                                         const std::string& folder, int64_t from,
                                                         int64_t to) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> names, files.ListFolders(folder));
  std::vector<std::string> numbered;
  numbered.reserve(names.size());
  for (const std::string& name : names) {
    int64_t number = 0;
    if (absl::SimpleAtoi(name, &number) && number >= from && number <= to) {
      numbered.push_back(absl::StrCat(folder, "/", name));
    }
  }
  return numbered;
}

int64_t NumberOf(absl::string_view folder) {
  int64_t number = 0;
  // NumberedFolders has read it before.
  return absl::SimpleAtoi(folder.substr(folder.rfind('/') + 1), &number) ? number : 0;
}

// The folders of the days from `first` to `last` of a sport: "mlb/2026/05/01".
absl::StatusOr<std::vector<std::string>> DaysOf(const Files& files, const std::string& sport,
                                                absl::CivilDay first, absl::CivilDay last) {
  std::vector<std::string> days;
  OVERROUND_ASSIGN_OR_RETURN(const auto years,
                             NumberedFolders(files, sport, first.year(), last.year()));
  for (const std::string& year : years) {
    OVERROUND_ASSIGN_OR_RETURN(const auto months, NumberedFolders(files, year, 1, 12));
    for (const std::string& month : months) {
      const absl::CivilMonth civil(NumberOf(year), NumberOf(month));
      if (civil < absl::CivilMonth(first) || civil > absl::CivilMonth(last)) continue;
      const int from = civil == absl::CivilMonth(first) ? first.day() : 1;
      const int to = civil == absl::CivilMonth(last) ? last.day() : 31;
      OVERROUND_ASSIGN_OR_RETURN(auto of_month, NumberedFolders(files, month, from, to));
      std::move(of_month.begin(), of_month.end(), std::back_inserter(days));
    }
  }
  return days;
}

}  // namespace

absl::StatusOr<std::vector<ReceivedDocument>> ListReceived(const Files& files, absl::Time since,
                                                           absl::Time until) {
  const absl::CivilDay first = absl::ToCivilDay(since, absl::UTCTimeZone());
  const absl::CivilDay last = absl::ToCivilDay(until, absl::UTCTimeZone());
  std::vector<Found> found;
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> sports, files.ListFolders(""));
  for (const std::string& sport : sports) {
    OVERROUND_ASSIGN_OR_RETURN(const auto days, DaysOf(files, sport, first, last));
    for (const std::string& day : days) {
      OVERROUND_ASSIGN_OR_RETURN(const auto names, files.List(absl::StrCat(day, "/raw-")));
      for (const std::string& name : names) {
        std::optional<Found> read = ReadName(name);
        if (!read || read->document.receive_time < since) continue;
        if (read->document.receive_time <= until) found.push_back(*std::move(read));
      }
    }
  }
  std::sort(found.begin(), found.end(), IsBefore);
  std::vector<ReceivedDocument> documents;
  documents.reserve(found.size());
  for (Found& each : found) documents.push_back(std::move(each.document));
  return documents;
}

}  // namespace overround::collector
