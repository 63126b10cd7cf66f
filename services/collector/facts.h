#pragma once

#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"

namespace overround::collector {

// How known_time came about.
enum class Basis : uint8_t {
  kObserved,  // We were there: it is receive_time.
  kStated,    // A stamp inside the document says so.
  kAssumed,   // An importer's written rule says so.
};

// "OBSERVED", as stored.
absl::string_view ToString(Basis basis);
// Requires: a text ToString wrote.
Basis BasisFromText(absl::string_view text);

// When we knew a fact. Never altered; a correction is a new fact.
struct Stamp {
  Uuid fact_id;
  // World time when it was stored.
  absl::Time receive_time;
  // From when on a forecast may use it.
  absl::Time known_time;
  Basis basis = Basis::kObserved;

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

// Where the facts of one batch come from: a document, or a row of a file.
struct Provenance {
  std::string source;
  // Path in the archive; the file's name for imported rows.
  std::string raw_document;
  absl::Time receive_time;
  absl::Time known_time;
  Basis basis = Basis::kObserved;

  // The stamp of a fact of this batch.
  Stamp StampOf(const Uuid& fact_id) const { return {fact_id, receive_time, known_time, basis}; }
};

}  // namespace overround::collector
