#include "services/gateway/identity/access_token.h"

#include <optional>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <sodium.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"

namespace overround::gateway {
namespace {

constexpr absl::string_view kAudience = "overround";
constexpr absl::string_view kType = "at+jwt";
constexpr size_t kTokenBytesMax = 4096;
constexpr size_t kVerifiedMax = 8192;
constexpr absl::Duration kClockSkew = absl::Seconds(5);

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(absl::StrCat("access token: ", why, ", refresh or log in"));
}

absl::StatusOr<json::Document> DecodeJson(absl::string_view part) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(part, &text)) return Refused("malformed");
  absl::StatusOr<json::Document> document = json::Document::Parse(std::move(text));
  if (!document.ok()) return Refused("malformed");
  return document;
}

bool IsGatewayKey(absl::string_view kid) {
  return kid == "gateway" || absl::StartsWith(kid, "gateway-");
}

}  // namespace

AccessTokens::Minted AccessTokens::Mint(absl::string_view user,
                                        const std::vector<std::string>& roles) const {
  const absl::Time now = wall_.Now();
  const absl::Time expire_time = now + kAccessTokenLifetime;
  json::Writer header;
  header.BeginObject().Key("alg").Text("EdDSA").Key("typ").Text(kType);
  header.Key("kid").Text(key_.kid()).EndObject();
  json::Writer payload;
  payload.BeginObject().Key("sub").Text(user).Key("aud").Text(kAudience).Key("roles").BeginArray();
  for (const std::string& role : roles) payload.Text(role);
  payload.EndArray().Key("iat").Int64(absl::ToUnixSeconds(now));
  payload.Key("exp").Int64(absl::ToUnixSeconds(expire_time)).EndObject();
  const std::string signed_part = absl::StrCat(absl::WebSafeBase64Escape(header.text()), ".",
                                               absl::WebSafeBase64Escape(payload.text()));
  return {absl::StrCat(signed_part, ".", absl::WebSafeBase64Escape(key_.Sign(signed_part))),
          absl::FromUnixSeconds(absl::ToUnixSeconds(expire_time))};
}

absl::StatusOr<Caller> AccessTokens::Verify(absl::string_view token) {
  if (token.empty() || token.size() > kTokenBytesMax) return Refused("malformed");
  const std::string key(token);
  const absl::Time now = wall_.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = verified_.find(key);
    if (found != verified_.end() && now < found->second.expire_time) return found->second.caller;
  }
  OVERROUND_ASSIGN_OR_RETURN(Verified verified, VerifyAfresh(token));
  const std::lock_guard lock(mutex_);
  if (verified_.size() >= kVerifiedMax) verified_.clear();
  Caller caller = verified.caller;
  verified_.insert_or_assign(key, std::move(verified));
  return caller;
}

absl::StatusOr<AccessTokens::Verified> AccessTokens::VerifyAfresh(absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Refused("malformed");
  OVERROUND_ASSIGN_OR_RETURN(const json::Document header, DecodeJson(parts[0]));
  const auto algorithm = header.root().Text("alg");
  const auto type = header.root().Text("typ");
  const auto kid = header.root().Text("kid");
  if (!algorithm.ok() || *algorithm != "EdDSA" || !type.ok() || *type != kType || !kid.ok() ||
      !IsGatewayKey(*kid)) {
    return Refused("not one of ours");
  }
  const std::optional<rpc::PublicKey> key = keys_.Find(*kid);
  if (!key) return Refused("unknown key");
  std::string signature;
  const absl::string_view signed_part(token.data(), parts[0].size() + 1 + parts[1].size());
  if (!absl::WebSafeBase64Unescape(parts[2], &signature) || signature.size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                  reinterpret_cast<const unsigned char*>(signed_part.data()),
                                  signed_part.size(), key->data()) != 0) {
    return Refused("wrong signature");
  }
  OVERROUND_ASSIGN_OR_RETURN(const json::Document payload, DecodeJson(parts[1]));
  const auto subject = payload.root().Text("sub");
  const auto audience = payload.root().Text("aud");
  const auto issued = payload.root().Int64("iat");
  const auto expires = payload.root().Int64("exp");
  const auto roles = payload.root().Array("roles");
  if (!subject.ok() || !audience.ok() || *audience != kAudience || !issued.ok() || !expires.ok() ||
      !roles.ok()) {
    return Refused("not one of ours");
  }
  const absl::Time now = wall_.Now();
  const absl::Time expire_time = absl::FromUnixSeconds(*expires);
  if (now >= expire_time || now + kClockSkew < absl::FromUnixSeconds(*issued)) {
    return Refused("expired");
  }
  std::vector<std::string> role_names;
  for (const json::Value role : *roles) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, role.Text());
    role_names.emplace_back(name);
  }
  return Verified{Caller::User(*subject, std::move(role_names)), expire_time};
}

}  // namespace overround::gateway
