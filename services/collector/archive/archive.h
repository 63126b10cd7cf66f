#pragma once

#include <memory>
#include <string>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "services/collector/archive/disk_files.h"
#include "services/collector/archive/files.h"
#include "services/collector/archive/raw_document.h"

namespace overround::collector {

// Keeps every answer, as it came, before anything is parsed, in a folder or in a bucket:
//
//   {sport}/{year}/{month}/{day}/raw-{source}_{kind}-{timestamp}.json.gz
//   {sport}/{year}/{month}/{day}/raw-{source}_{kind}-{timestamp}.meta.json
//
// The second is the sidecar: request without the key, status, headers, receive time and its basis.
// A document is there whole or not at all, and is never overwritten. Safe to share between threads
// and between processes.
class Archive {
 public:
  // In a folder.
  explicit Archive(std::string root) : Archive(std::make_shared<DiskFiles>(std::move(root))) {}
  explicit Archive(std::shared_ptr<const Files> files) : files_(std::move(files)) {}

  // Writes the document and its sidecar, on a disk through to it; its path below the root. Storing
  // the same document again gives the same path. UNAVAILABLE where the store refuses.
  absl::StatusOr<std::string> Store(const RawDocument& document) const;

  // Reads a document back. NOT_FOUND; DATA_LOSS where it is damaged.
  absl::StatusOr<RawDocument> Load(absl::string_view path) const;

  const std::shared_ptr<const Files>& files() const { return files_; }

 private:
  std::shared_ptr<const Files> files_;
};

// The bytes of a file ending in .gz decompressed, of any other as they are. NOT_FOUND, DATA_LOSS.
absl::StatusOr<std::string> ReadDocumentBytes(const Files& files, const std::string& path);

// The sidecar of a document's file: "x.json.gz" and "x.json" have "x.meta.json".
std::string SidecarOf(absl::string_view file);

// A sidecar's text, and back. `body` is not part of it. INVALID_ARGUMENT where it is no sidecar.
std::string WriteSidecar(const RawDocument& document);
absl::StatusOr<RawDocument> ParseSidecar(std::string text);

}  // namespace overround::collector
