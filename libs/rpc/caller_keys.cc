#include "libs/rpc/caller_keys.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libs/base/status_macros.h"

namespace overround::rpc {
namespace {

// The DER bytes before the 32 of the key; they are the same for every Ed25519 key (RFC 8410).
constexpr char kPrivatePrefix[] = "302e020100300506032b657004220420";
constexpr char kPublicPrefix[] = "302a300506032b6570032100";
constexpr size_t kKeyFileBytesMax = 4096;

std::string ToPem(absl::string_view label, absl::string_view prefix_hex, absl::string_view key) {
  const std::string der = absl::StrCat(absl::HexStringToBytes(prefix_hex), key);
  return absl::StrCat("-----BEGIN ", label, " KEY-----\n", absl::Base64Escape(der), "\n-----END ",
                      label, " KEY-----\n");
}

std::optional<std::array<uint8_t, 32>> FromPem(absl::string_view label,
                                               absl::string_view prefix_hex,
                                               absl::string_view pem) {
  const std::string begin = absl::StrCat("-----BEGIN ", label, " KEY-----");
  const std::string end = absl::StrCat("-----END ", label, " KEY-----");
  const size_t from = pem.find(begin);
  const size_t to = pem.find(end);
  if (from == absl::string_view::npos || to == absl::string_view::npos || to < from) return {};
  const size_t body = from + begin.size();
  const std::string base64 =
      absl::StrReplaceAll(pem.substr(body, to - body), {{"\n", ""}, {"\r", ""}});
  const std::string prefix = absl::HexStringToBytes(prefix_hex);
  std::string der;
  if (!absl::Base64Unescape(base64, &der)) return {};
  if (der.size() != prefix.size() + 32 || !absl::StartsWith(der, prefix)) return {};
  std::array<uint8_t, 32> key;
  std::copy(der.begin() + static_cast<int64_t>(prefix.size()), der.end(), key.begin());
  return key;
}

absl::string_view AsText(const PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(kKeyFileBytesMax, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

absl::Status CannotWrite(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat("key file: \"", path, "\", want it writable: ", std::strerror(errno)));
}

// Writes a file beside `path` under a name nobody else uses, and returns that name.
absl::StatusOr<std::string> WriteBeside(const std::string& path, absl::string_view text,
                                        mode_t mode) {
  std::string name = absl::StrCat(path, ".XXXXXX");
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) return CannotWrite(path);
  const bool written =
      fchmod(descriptor, mode) == 0 &&
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  const absl::Status status = written ? absl::OkStatus() : CannotWrite(path);
  close(descriptor);
  if (!status.ok()) {
    unlink(name.c_str());
    return status;
  }
  return name;
}

// Others' access and the group's writing give a key away; the group's reading is how a mounted
// secret reaches its process.
absl::Status MustBePrivate(const std::string& key_file) {
  struct stat found {};
  if (stat(key_file.c_str(), &found) != 0) {
    return absl::NotFoundError(absl::StrCat("key file: \"", key_file, "\", want it readable"));
  }
  if ((found.st_mode & 0027) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("key file: \"", key_file, "\", want it closed to others (chmod 600)"));
}

void CreateParent(const std::string& path) {
  // A failure shows when the file itself is written.
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
}

}  // namespace

SigningKey::SigningKey(absl::string_view kid, const std::array<uint8_t, 32>& seed) : kid_(kid) {
  crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed.data());
}

SigningKey SigningKey::Generate(absl::string_view kid) {
  std::array<uint8_t, 32> seed;
  randombytes_buf(seed.data(), seed.size());
  return SigningKey(kid, seed);
}

absl::StatusOr<SigningKey> SigningKey::Load(absl::string_view kid, const std::string& key_file) {
  OVERROUND_RETURN_IF_ERROR(MustBePrivate(key_file));
  const std::optional<std::string> pem = ReadFile(key_file);
  const auto seed = FromPem("PRIVATE", kPrivatePrefix, pem.value_or(""));
  if (seed) return SigningKey(kid, *seed);
  return absl::FailedPreconditionError(
      absl::StrCat("key file: \"", key_file, "\", want an Ed25519 private key as PEM"));
}

absl::StatusOr<SigningKey> SigningKey::LoadOrCreate(absl::string_view kid,
                                                    const std::string& key_file,
                                                    const std::string& public_keys_dir) {
  if (access(key_file.c_str(), F_OK) != 0) {
    CreateParent(key_file);
    OVERROUND_ASSIGN_OR_RETURN(const std::string fresh,
                               WriteBeside(key_file, Generate(kid).ToPem(), 0600));
    // A link never replaces: of two replicas that start together, the second finds the first's key.
    const bool linked = link(fresh.c_str(), key_file.c_str()) == 0 || errno == EEXIST;
    const absl::Status status = linked ? absl::OkStatus() : CannotWrite(key_file);
    unlink(fresh.c_str());
    OVERROUND_RETURN_IF_ERROR(status);
  }
  OVERROUND_ASSIGN_OR_RETURN(SigningKey key, Load(kid, key_file));
  OVERROUND_RETURN_IF_ERROR(key.Publish(public_keys_dir));
  return key;
}

std::string SigningKey::ToPem() const {
  std::array<uint8_t, 32> seed;
  crypto_sign_ed25519_sk_to_seed(seed.data(), secret_key_.data());
  return rpc::ToPem("PRIVATE", kPrivatePrefix, AsText(seed));
}

std::string SigningKey::Sign(absl::string_view bytes) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<uint8_t*>(signature.data()), nullptr,
                       reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
                       secret_key_.data());
  return signature;
}

absl::Status SigningKey::Publish(const std::string& public_keys_dir) const {
  const std::string path = absl::StrCat(public_keys_dir, "/", kid_, ".pub");
  const std::string pem = rpc::ToPem("PUBLIC", kPublicPrefix, AsText(public_key_));
  if (ReadFile(path) == pem) return absl::OkStatus();
  CreateParent(path);
  OVERROUND_ASSIGN_OR_RETURN(const std::string fresh, WriteBeside(path, pem, 0644));
  if (rename(fresh.c_str(), path.c_str()) == 0) return absl::OkStatus();
  const absl::Status status = CannotWrite(path);
  unlink(fresh.c_str());
  return status;
}

PublicKeys::PublicKeys(std::string directory, const Clock& wall)
    : directory_(std::move(directory)), wall_(wall) {}

void PublicKeys::Add(absl::string_view kid, const PublicKey& key) {
  const std::lock_guard lock(mutex_);
  keys_.insert_or_assign(std::string(kid), key);
}

std::optional<PublicKey> PublicKeys::Find(absl::string_view kid) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = keys_.find(std::string(kid));
    if (found != keys_.end()) return found->second;
  }
  return FindAgain(kid);
}

std::optional<PublicKey> PublicKeys::FindAgain(absl::string_view kid) {
  const std::lock_guard lock(mutex_);
  ReloadIfDue();
  const auto found = keys_.find(std::string(kid));
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

// At most once a second, or strangers could keep us reading the directory.
void PublicKeys::ReloadIfDue() {
  if (wall_.Now() < reload_after_) return;
  reload_after_ = wall_.Now() + absl::Seconds(1);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    if (entry.path().extension() != ".pub") continue;
    const auto key = FromPem("PUBLIC", kPublicPrefix, ReadFile(entry.path().string()).value_or(""));
    if (key) keys_.insert_or_assign(entry.path().stem().string(), *key);
  }
}

}  // namespace overround::rpc
