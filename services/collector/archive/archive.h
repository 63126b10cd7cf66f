#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "services/collector/archive/raw_document.h"

namespace overround::collector {

// Keeps every answer on disk, as it came, before anything is parsed:
//
//   {sport}/{year}/{month}/{day}/raw-{source}_{kind}-{timestamp}.json.gz
//   {sport}/{year}/{month}/{day}/raw-{source}_{kind}-{timestamp}.meta.json
//
// The second is the sidecar: request without the key, status, headers, receive time and its basis.
// A document is there whole or not at all, and is never overwritten. Safe to share between threads
// and between processes.
class Archive {
 public:
  explicit Archive(std::string root) : root_(std::move(root)) {}

  // Writes the document and its sidecar through to the disk; its path below the root. Storing the
  // same document again gives the same path. UNAVAILABLE where the disk refuses.
  absl::StatusOr<std::string> Store(const RawDocument& document) const;

  // Reads a document back. NOT_FOUND; DATA_LOSS where it is damaged.
  absl::StatusOr<RawDocument> Load(absl::string_view path) const;

  const std::string& root() const { return root_; }

 private:
  std::string root_;
};

// The bytes of a file ending in .gz decompressed, of any other as they are. NOT_FOUND, DATA_LOSS.
absl::StatusOr<std::string> ReadDocumentBytes(const std::string& file);

// The sidecar of a document's file: "x.json.gz" and "x.json" have "x.meta.json".
std::string SidecarOf(absl::string_view file);

// A sidecar's text, and back. `body` is not part of it. INVALID_ARGUMENT where it is no sidecar.
std::string WriteSidecar(const RawDocument& document);
absl::StatusOr<RawDocument> ParseSidecar(std::string text);

}  // namespace overround::collector
