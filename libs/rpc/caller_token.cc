#include "libs/rpc/caller_token.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sodium.h>

#include "libs/base/status_macros.h"
#include "libs/telemetry/log.h"

namespace overround::rpc {
namespace {

using google::protobuf::Struct;
using telemetry::JsonString;

// Tokens are renewed while they are still good for this long, so a slow call does not outlive one.
constexpr absl::Duration kRenewBefore = absl::Seconds(20);
constexpr size_t kMintedMax = 8192;

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(absl::StrCat("authorization: ", why));
}

std::string PayloadJson(const Caller& caller, absl::string_view audience, absl::Time now) {
  const auto quoted = [](std::string* out, const std::string& role) {
    out->append(JsonString(role));
  };
  const int64_t issued = absl::ToUnixSeconds(now);
  std::string json =
      absl::StrCat("{\"sub\":", JsonString(caller.subject), ",\"kind\":\"",
                   CallerKindName(caller.kind), "\",\"roles\":[",
                   absl::StrJoin(caller.roles, ",", quoted), "],\"aud\":", JsonString(audience),
                   ",\"iat\":", issued, ",\"exp\":", issued + absl::ToInt64Seconds(kTokenLifetime));
  if (!caller.on_behalf_of.empty()) {
    absl::StrAppend(&json, ",\"obo\":", JsonString(caller.on_behalf_of));
  }
  return json + "}";
}

std::optional<Struct> ParseSegment(absl::string_view segment) {
  std::string json;
  if (!absl::WebSafeBase64Unescape(segment, &json)) return std::nullopt;
  Struct parsed;
  if (!google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) return std::nullopt;
  return parsed;
}

std::string TextOf(const Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? "" : found->second.string_value();
}

// An absent or strange time is the far past, and so refused.
absl::Time TimeOf(const Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  const double seconds = found == object.fields().end() ? 0 : found->second.number_value();
  if (!(seconds > 0 && seconds < 1e11)) return absl::InfinitePast();
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

std::vector<std::string> RolesOf(const Struct& payload) {
  std::vector<std::string> roles;
  const auto found = payload.fields().find("roles");
  if (found == payload.fields().end()) return roles;
  for (const auto& role : found->second.list_value().values()) {
    roles.push_back(role.string_value());
  }
  return roles;
}

bool FitsSignature(const PublicKey& key, absl::string_view signed_part,
                   const std::string& signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(reinterpret_cast<const uint8_t*>(signature.data()),
                                     reinterpret_cast<const uint8_t*>(signed_part.data()),
                                     signed_part.size(), key.data()) == 0;
}

absl::Status CheckSignature(PublicKeys& keys, const std::string& kid, absl::string_view signed_part,
                            absl::string_view segment) {
  std::string signature;
  if (!absl::WebSafeBase64Unescape(segment, &signature)) return Refused("malformed token");
  const std::optional<PublicKey> known = keys.Find(kid);
  if (!known) return Refused("unknown key");
  if (FitsSignature(*known, signed_part, signature)) return absl::OkStatus();
  const std::optional<PublicKey> renewed = keys.FindAgain(kid);
  if (renewed && *renewed != *known && FitsSignature(*renewed, signed_part, signature)) {
    return absl::OkStatus();
  }
  return Refused("wrong signature");
}

absl::Status CheckTimes(const Struct& payload, absl::Time now) {
  const absl::Time issued = TimeOf(payload, "iat");
  const absl::Time expires = TimeOf(payload, "exp");
  if (issued > now + kClockSkew) return Refused("token from the future");
  if (expires <= now - kClockSkew) return Refused("token expired");
  if (expires - issued > kTokenLifetime) return Refused("token lives too long");
  return absl::OkStatus();
}

absl::StatusOr<Caller> ParseCaller(const Struct& payload) {
  const auto kind = ParseCallerKind(TextOf(payload, "kind"));
  if (!kind.ok()) return Refused("malformed token");
  Caller caller{.subject = TextOf(payload, "sub"),
                .kind = *kind,
                .roles = RolesOf(payload),
                .on_behalf_of = TextOf(payload, "obo")};
  const absl::string_view collection = caller.kind == Caller::Kind::kUser      ? "users/"
                                       : caller.kind == Caller::Kind::kService ? "services/"
                                       : caller.kind == Caller::Kind::kAgent   ? "agents/"
                                                                               : "";
  const bool fits = collection.empty() ? caller.subject.empty()
                                       : absl::StartsWith(caller.subject, collection) &&
                                             caller.subject.size() > collection.size();
  if (!fits) return Refused("the subject does not fit the kind");
  return caller;
}

absl::Status CheckMaySign(const std::string& kid, const Caller& caller) {
  const std::string signer = kid.substr(0, kid.find('-'));
  const bool allowed =
      signer == "gateway" ||
      (signer == "operator" ? caller.kind == Caller::Kind::kUser : caller.IsService(signer));
  return allowed ? absl::OkStatus() : Refused("this key may not sign for such a caller");
}

absl::Status CheckPrincipal(const std::set<std::string>& may_act_for_others, const Caller& caller) {
  if (caller.on_behalf_of.empty()) return absl::OkStatus();
  const bool allowed =
      std::any_of(may_act_for_others.begin(), may_act_for_others.end(),
                  [&](const std::string& service) { return caller.IsService(service); }) &&
      (absl::StartsWith(caller.on_behalf_of, "users/") ||
       absl::StartsWith(caller.on_behalf_of, "agents/"));
  return allowed ? absl::OkStatus() : Refused("this caller may not act for others");
}

}  // namespace

std::string MintToken(const SigningKey& key, const Caller& caller, absl::string_view audience,
                      absl::Time now) {
  const std::string header =
      absl::StrCat("{\"alg\":\"EdDSA\",\"kid\":", JsonString(key.kid()), "}");
  const std::string signed_part =
      absl::StrCat(absl::WebSafeBase64Escape(header), ".",
                   absl::WebSafeBase64Escape(PayloadJson(caller, audience, now)));
  return absl::StrCat(signed_part, ".", absl::WebSafeBase64Escape(key.Sign(signed_part)));
}

TokenSource::TokenSource(SigningKey key, const Clock& wall)
    : key_(std::move(key)),
      wall_(wall),
      self_(Caller::Service(absl::string_view(key_.kid()).substr(0, key_.kid().find('-')))) {}

std::string TokenSource::ForService(absl::string_view audience) {
  return ForCaller(audience, self_);
}

std::string TokenSource::ForService(absl::string_view audience, absl::string_view principal) {
  Caller caller = self_;
  caller.on_behalf_of = std::string(principal);
  return ForCaller(audience, caller);
}

std::string TokenSource::ForCaller(absl::string_view audience, const Caller& caller) {
  const std::string who =
      absl::StrCat(audience, "\n", CallerKindName(caller.kind), "\n", caller.subject, "\n",
                   caller.on_behalf_of, "\n", absl::StrJoin(caller.roles, ","));
  const absl::Time now = wall_.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = minted_.find(who);
    if (found != minted_.end() && now < found->second.renew_time) return found->second.token;
  }
  Minted fresh{.token = MintToken(key_, caller, audience, now),
               .renew_time = now + kTokenLifetime - kRenewBefore};
  const std::lock_guard lock(mutex_);
  if (minted_.size() >= kMintedMax) minted_.clear();
  return minted_.insert_or_assign(who, std::move(fresh)).first->second.token;
}

TokenVerifier::TokenVerifier(VerifierOptions options, PublicKeys& keys, const Clock& wall)
    : options_(std::move(options)), keys_(keys), wall_(wall) {}

absl::StatusOr<Caller> TokenVerifier::Verify(absl::string_view token) {
  if (token.empty()) return Refused("missing, want a Bearer token");
  if (token.size() > kTokenBytesMax) return Refused("malformed token");
  const absl::Time now = wall_.Now();
  {
    const std::lock_guard lock(mutex_);
    for (const Cache* cache : {&young_, &old_}) {
      const auto found = cache->find(std::string(token));
      if (found == cache->end()) continue;
      if (found->second.expire_time > now - kClockSkew) return found->second.caller;
      return Refused("token expired");
    }
  }
  OVERROUND_ASSIGN_OR_RETURN(const Verified verified, VerifyAfresh(token, now));
  Remember(token, verified);
  return verified.caller;
}

absl::StatusOr<TokenVerifier::Verified> TokenVerifier::VerifyAfresh(absl::string_view token,
                                                                    absl::Time now) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Refused("malformed token");
  const std::optional<Struct> header = ParseSegment(parts[0]);
  if (!header || TextOf(*header, "alg") != "EdDSA") return Refused("malformed token");
  const std::string kid = TextOf(*header, "kid");
  const absl::string_view signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
  OVERROUND_RETURN_IF_ERROR(CheckSignature(keys_, kid, signed_part, parts[2]));
  const std::optional<Struct> payload = ParseSegment(parts[1]);
  if (!payload) return Refused("malformed token");
  OVERROUND_RETURN_IF_ERROR(CheckTimes(*payload, now));
  if (TextOf(*payload, "aud") != options_.audience) return Refused("token for another service");
  OVERROUND_ASSIGN_OR_RETURN(Caller caller, ParseCaller(*payload));
  OVERROUND_RETURN_IF_ERROR(CheckMaySign(kid, caller));
  OVERROUND_RETURN_IF_ERROR(CheckPrincipal(options_.may_act_for_others, caller));
  return Verified{.caller = std::move(caller), .expire_time = TimeOf(*payload, "exp")};
}

void TokenVerifier::Remember(absl::string_view token, const Verified& verified) {
  const std::lock_guard lock(mutex_);
  if (young_.size() >= options_.cache_size_max / 2) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert_or_assign(std::string(token), verified);
}

}  // namespace overround::rpc
