#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::rpc {

using PublicKey = std::array<uint8_t, 32>;

// An Ed25519 key with the id (kid) its public half is published under. Files are the standard ones,
// PKCS #8 and SubjectPublicKeyInfo as PEM, so `openssl genpkey -algorithm ed25519` makes them too.
class SigningKey {
 public:
  // Reads `key_file`, or makes a key there with mode 0600 when there is none, and publishes
  // `<public_keys_dir>/<kid>.pub` when that differs. Replicas may race: one key wins.
  // FAILED_PRECONDITION when the file can be read by others or holds no key.
  static absl::StatusOr<SigningKey> LoadOrCreate(absl::string_view kid, const std::string& key_file,
                                                 const std::string& public_keys_dir);
  // Reads only. NOT_FOUND without the file.
  static absl::StatusOr<SigningKey> Load(absl::string_view kid, const std::string& key_file);
  // A new key, in no file.
  static SigningKey Generate(absl::string_view kid);

  const std::string& kid() const { return kid_; }
  const PublicKey& public_key() const { return public_key_; }
  // 64 bytes.
  std::string Sign(absl::string_view bytes) const;
  absl::Status Publish(const std::string& public_keys_dir) const;

 private:
  SigningKey(absl::string_view kid, const std::array<uint8_t, 32>& seed);
  std::string ToPem() const;

  std::string kid_;
  PublicKey public_key_;
  std::array<uint8_t, 64> secret_key_;
};

// The public keys of a directory, by kid. A kid not seen yet makes it read the directory again, at
// most once a second. Threads may share one.
class PublicKeys {
 public:
  // `wall` outlives this.
  PublicKeys(std::string directory, const Clock& wall);

  // For tests and for keys known otherwise.
  void Add(absl::string_view kid, const PublicKey& key);
  std::optional<PublicKey> Find(absl::string_view kid);
  // As Find, but looks in the directory first: for a signature that does not fit a known key,
  // because the key may have been replaced.
  std::optional<PublicKey> FindAgain(absl::string_view kid);

 private:
  void ReloadIfDue();

  const std::string directory_;
  const Clock& wall_;
  std::mutex mutex_;
  std::map<std::string, PublicKey> keys_;
  absl::Time reload_after_ = absl::InfinitePast();
};

}  // namespace overround::rpc
