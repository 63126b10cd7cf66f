#include <absl/strings/cord.h>
#include <absl/strings/str_cat.h>

#include "libs/http/transfer.h"

namespace overround::http {
namespace {

constexpr char kPayload[] = "overround.http.Failure";

absl::StatusCode CodeFor(Failure failure) {
  switch (failure) {
    case Failure::kConnect:
      return absl::StatusCode::kUnavailable;
    case Failure::kTimeout:
      return absl::StatusCode::kDeadlineExceeded;
    case Failure::kTruncated:
      return absl::StatusCode::kDataLoss;
    case Failure::kTooLarge:
      return absl::StatusCode::kOutOfRange;
    case Failure::kBadEncoding:
      return absl::StatusCode::kInvalidArgument;
    case Failure::kBadRequest:
      return absl::StatusCode::kFailedPrecondition;
    case Failure::kProtocol:
      return absl::StatusCode::kAborted;
  }
  return absl::StatusCode::kAborted;
}

}  // namespace

absl::Status MakeFailure(Failure failure, absl::string_view message) {
  absl::Status status(CodeFor(failure), message);
  status.SetPayload(kPayload, absl::Cord(absl::StrCat(static_cast<int>(failure))));
  return status;
}

std::optional<Failure> FailureOf(const absl::Status& status) {
  if (!status.GetPayload(kPayload)) return std::nullopt;
  for (const Failure failure :
       {Failure::kConnect, Failure::kTimeout, Failure::kTruncated, Failure::kTooLarge,
        Failure::kBadEncoding, Failure::kBadRequest, Failure::kProtocol}) {
    if (CodeFor(failure) == status.code()) return failure;
  }
  return std::nullopt;
}

std::string WithoutSecrets(absl::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return std::string(url);
  const absl::string_view rest = url.substr(scheme + 3);
  const absl::string_view authority = rest.substr(0, rest.find('/'));
  const size_t at = authority.rfind('@');
  if (at == absl::string_view::npos) return std::string(url);
  return absl::StrCat(url.substr(0, scheme + 3), rest.substr(at + 1));
}

}  // namespace overround::http
