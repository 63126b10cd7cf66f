#include "services/collector/archive/archive.h"

#include <algorithm>
#include <iterator>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "services/collector/archive/gzip.h"

namespace overround::collector {
namespace {

constexpr size_t kBytesMax = size_t{64} << 20;
// Documents of one sport, source, kind and microsecond that differ.
constexpr int kTwinsMax = 100;

// Of the name of a document of kEventOdds or kHistoricalEventOdds.
constexpr absl::string_view kEventPart = "_event_odds-";

// Fit for a folder's name: a sport comes from a provider.
std::string FolderName(absl::string_view sport) {
  std::string name;
  for (const char c : sport) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    name.push_back(plain ? c : '_');
  }
  return name.empty() ? "all" : name;
}

std::string PathOf(const RawDocument& document, int twin) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return absl::StrCat(FolderName(document.sport), "/",
                      absl::FormatTime("%Y/%m/%d", document.receive_time, utc), "/raw-",
                      FolderName(document.source), "_", ToString(document.kind), "-",
                      absl::FormatTime("%Y%m%dT%H%M%E6SZ", document.receive_time, utc),
                      twin == 0 ? "" : absl::StrCat("-", twin), ".json.gz");
}

absl::StatusOr<absl::Time> ReadTime(const json::Value& root, absl::string_view key) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, root.Text(key));
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrCat(key, ": ", text, ", want a time"));
  }
  return time;
}

// By DocumentKind.
constexpr absl::string_view kKindNames[] = {"odds",
                                            "scores",
                                            "events",
                                            "sports",
                                            "scoreboard",
                                            "injuries",
                                            "team_statistics",
                                            "summary",
                                            "event_odds",
                                            "historical_odds",
                                            "historical_event_odds",
                                            "order_book"};
static_assert(std::size(kKindNames) == static_cast<size_t>(DocumentKind::kOrderBook) + 1);

absl::StatusOr<DocumentKind> ParseKind(absl::string_view text) {
  const auto* const name = std::find(std::begin(kKindNames), std::end(kKindNames), text);
  if (name != std::end(kKindNames)) {
    return static_cast<DocumentKind>(std::distance(std::begin(kKindNames), name));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("kind: ", text, ", want a kind of answer we know"));
}

}  // namespace

absl::string_view ToString(DocumentKind kind) { return kKindNames[static_cast<size_t>(kind)]; }

// The longest: "event_odds" ends as "odds" does.
std::optional<DocumentKind> FindKindAtEnd(absl::string_view name) {
  std::optional<DocumentKind> found;
  for (size_t i = 0; i < std::size(kKindNames); ++i) {
    const bool fits = absl::EndsWith(name, absl::StrCat("_", kKindNames[i]));
    const auto kind = static_cast<DocumentKind>(i);
    if (fits && (!found || kKindNames[i].size() > ToString(*found).size())) found = kind;
  }
  return found;
}

bool IsEventDocument(absl::string_view raw_document) {
  return absl::StrContains(raw_document, kEventPart);
}

std::string SidecarOf(absl::string_view file) {
  absl::ConsumeSuffix(&file, ".gz");
  absl::ConsumeSuffix(&file, ".json");
  return absl::StrCat(file, ".meta.json");
}

std::string WriteSidecar(const RawDocument& document) {
  json::Writer writer;
  writer.BeginObject().Key("source").Text(document.source);
  writer.Key("kind").Text(ToString(document.kind)).Key("sport").Text(document.sport);
  writer.Key("request").Text(document.request).Key("status").Int64(document.status);
  writer.Key("receive_time");
  writer.Text(absl::FormatTime(absl::RFC3339_full, document.receive_time, absl::UTCTimeZone()));
  writer.Key("basis").Text(document.basis == ReceiveBasis::kObserved ? "OBSERVED" : "STATED");
  writer.Key("headers").BeginArray();
  for (const auto& [name, value] : document.headers) {
    writer.BeginArray().Text(name).Text(value).EndArray();
  }
  writer.EndArray().EndObject();
  return writer.Take();
}

absl::StatusOr<RawDocument> ParseSidecar(std::string text) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document parsed, json::Document::Parse(std::move(text)));
  const json::Value root = parsed.root();
  RawDocument document;
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view source, root.Text("source"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view kind, root.Text("kind"));
  OVERROUND_ASSIGN_OR_RETURN(document.kind, ParseKind(kind));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view sport, root.Text("sport"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view request, root.Text("request"));
  OVERROUND_ASSIGN_OR_RETURN(const int64_t status, root.Int64("status"));
  OVERROUND_ASSIGN_OR_RETURN(document.receive_time, ReadTime(root, "receive_time"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view basis, root.Text("basis"));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements headers, root.Array("headers"));
  for (const json::Value header : headers) {
    OVERROUND_ASSIGN_OR_RETURN(const json::Elements pair, header.Array());
    if (pair.size() != 2) return header.Refuse("no pair", "a name and a value");
    auto part = pair.begin();
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, (*part).Text());
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view value, (*++part).Text());
    document.headers.emplace_back(name, value);
  }
  document.source = std::string(source);
  document.sport = std::string(sport);
  document.request = std::string(request);
  document.status = static_cast<int>(status);
  document.basis = basis == "STATED" ? ReceiveBasis::kStated : ReceiveBasis::kObserved;
  return document;
}

absl::StatusOr<std::string> ReadDocumentBytes(const Files& files, const std::string& path) {
  OVERROUND_ASSIGN_OR_RETURN(std::string bytes, files.Read(path));
  if (!absl::EndsWith(path, ".gz")) return bytes;
  return Gunzip(bytes, kBytesMax);
}

// The sidecar comes first: a document without one would be taken for a captured body.
absl::StatusOr<std::string> Archive::Store(const RawDocument& document) const {
  const std::string sidecar = WriteSidecar(document);
  const std::string bytes = Gzip(document.body);
  for (int twin = 0; twin < kTwinsMax; ++twin) {
    const std::string path = PathOf(document, twin);
    const absl::Status meta = files_->Create(SidecarOf(path), sidecar);
    if (absl::IsAlreadyExists(meta)) {
      // Ours already, unless sidecar or body differ; a crash may have left the sidecar alone.
      OVERROUND_ASSIGN_OR_RETURN(const std::string there, files_->Read(SidecarOf(path)));
      if (there != sidecar) continue;
    } else if (!meta.ok()) {
      return meta;
    }
    const absl::Status body = files_->Create(path, bytes);
    if (body.ok()) return path;
    if (!absl::IsAlreadyExists(body)) return body;
    OVERROUND_ASSIGN_OR_RETURN(const std::string there, files_->Read(path));
    if (there == bytes) return path;
  }
  return absl::ResourceExhaustedError(
      absl::StrCat(PathOf(document, 0), ": taken ", kTwinsMax, " times, want fewer"));
}

absl::StatusOr<RawDocument> Archive::Load(absl::string_view path) const {
  OVERROUND_ASSIGN_OR_RETURN(std::string sidecar, files_->Read(SidecarOf(path)));
  absl::StatusOr<RawDocument> document = ParseSidecar(std::move(sidecar));
  if (!document.ok()) return absl::DataLossError(document.status().message());
  OVERROUND_ASSIGN_OR_RETURN(document->body, ReadDocumentBytes(*files_, std::string(path)));
  return document;
}

}  // namespace overround::collector
