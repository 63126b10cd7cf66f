#include "services/gateway/identity/refresh_token.h"

#include <algorithm>
#include <array>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <sodium.h>

#include "libs/base/ids.h"

namespace overround::gateway {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kSecretBytes = 32;
constexpr size_t kTokenBytes = 2 * kIdBytes + kSecretBytes;

// Each token seals one other token once, so its key needs no nonce of its own.
constexpr std::array<unsigned char, crypto_secretbox_NONCEBYTES> kNonce = {};

absl::string_view View(const std::array<uint8_t, kIdBytes>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Uuid ReadUuid(absl::string_view bytes) {
  std::array<uint8_t, kIdBytes> id;
  std::copy(bytes.begin(), bytes.end(), id.begin());
  return Uuid(id);
}

const unsigned char* Unsigned(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

RefreshToken RefreshToken::Make(const UserId& user, const SessionId& session) {
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return {user, session, std::move(secret)};
}

absl::StatusOr<RefreshToken> RefreshToken::Parse(absl::string_view text) {
  std::string bytes;
  if (text.size() > 2 * kTokenBytes || !absl::WebSafeBase64Unescape(text, &bytes) ||
      bytes.size() != kTokenBytes) {
    return absl::UnauthenticatedError("refresh token: none of ours, log in");
  }
  const absl::string_view view = bytes;
  return RefreshToken(UserId(ReadUuid(view.substr(0, kIdBytes))),
                      SessionId(ReadUuid(view.substr(kIdBytes, kIdBytes))),
                      std::string(view.substr(2 * kIdBytes)));
}

std::string RefreshToken::ToString() const {
  return absl::WebSafeBase64Escape(
      absl::StrCat(View(user_.value().bytes()), View(session_.value().bytes()), secret_));
}

Sha256Digest RefreshToken::Hash() const { return Sha256(absl::StrCat("refresh:", ToString())); }

std::string RefreshToken::Seal(const RefreshToken& next) const {
  const Sha256Digest key = Sha256(absl::StrCat("seal:", ToString()));
  const std::string plain = next.ToString();
  std::string sealed(plain.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(reinterpret_cast<unsigned char*>(sealed.data()), Unsigned(plain),
                        plain.size(), kNonce.data(), key.data());
  return sealed;
}

absl::StatusOr<RefreshToken> RefreshToken::Open(absl::string_view sealed) const {
  const Sha256Digest key = Sha256(absl::StrCat("seal:", ToString()));
  if (sealed.size() <= crypto_secretbox_MACBYTES) return absl::InternalError("sealed token: short");
  std::string plain(sealed.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()), Unsigned(sealed),
                                 sealed.size(), kNonce.data(), key.data()) != 0) {
    return absl::InternalError("sealed token: sealed by another token");
  }
  return Parse(plain);
}

}  // namespace overround::gateway
