#include "libs/base/sha256.h"

#include <memory>

#include <absl/strings/escaping.h>
#include <openssl/evp.h>

#include "libs/base/check.h"

namespace overround {
namespace {

// A thread's own, made once: fetching the algorithm anew takes longer than a short text's digest.
class Hasher {
 public:
  Hasher() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    OVERROUND_CHECK(algorithm_ != nullptr && context_ != nullptr);
  }

  void Digest(absl::string_view bytes, Sha256Digest& digest) {
    OVERROUND_CHECK(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1);
    OVERROUND_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    OVERROUND_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
  }

 private:
  struct Free {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace

Sha256Digest Sha256(absl::string_view bytes) {
  thread_local Hasher hasher;
  Sha256Digest digest;
  hasher.Digest(bytes, digest);
  return digest;
}

std::string Sha256Hex(absl::string_view bytes) {
  const Sha256Digest digest = Sha256(bytes);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

}  // namespace overround
