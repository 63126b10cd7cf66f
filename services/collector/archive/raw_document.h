#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround::collector {

class Turn;

// What was asked for.
enum class DocumentKind : uint8_t {
  kOdds,
  kScores,
  kEvents,
  kSports,
  kScoreboard,
  kInjuries,
  kTeamStatistics,
  kSummary,
  kEventOdds,  // one event's own markets: players, alternate lines
  kHistoricalOdds,
  kHistoricalEventOdds,
  kOrderBook,  // of one contract
};

// "odds", as in sidecars and tables.
absl::string_view ToString(DocumentKind kind);

// The kind whose name ends "odds_api_event_odds", as archived documents are named.
std::optional<DocumentKind> FindKindAtEnd(absl::string_view name);

// Whether a document of that path in the archive is one event's own markets.
bool IsEventDocument(absl::string_view raw_document);

// How we know when a document was received.
enum class ReceiveBasis : uint8_t {
  kObserved,  // We received it, and wrote down when.
  kStated,    // A captured body: what it is the state of, or the newest last_update inside it.
};

// An answer as it came, before anybody understands it.
struct RawDocument {
  std::string source;
  DocumentKind kind = DocumentKind::kOdds;
  // As the provider names the sport; empty for answers about all sports.
  std::string sport;
  // Path and query without the key; empty where nobody knows.
  std::string request;
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  absl::Time receive_time;
  ReceiveBasis basis = ReceiveBasis::kObserved;
  std::string body;
  // Its place among the answers about its sport, where we have just received it (intake/turns.h).
  std::shared_ptr<Turn> turn = {};
};

}  // namespace overround::collector
