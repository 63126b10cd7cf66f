// Prints a caller token, so that grpcurl or buf curl can call a service:
//   tools/dev token --audience collector [--subject users/operator] [--role admin]...
#include <cstdio>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/caller_keys.h"
#include "libs/rpc/caller_token.h"

namespace overround {
namespace {

constexpr char kUsage[] =
    "overround-token --secrets DIR --audience SERVICE [--subject users/NAME] [--role ROLE]...\n"
    "Prints a token that says the subject to the service for 60 seconds, signed with the "
    "operator's "
    "key in DIR.\n"
    "Default: users/operator with the roles user and admin.\n";

struct Wanted {
  std::string secrets;
  std::string audience;
  std::string subject = "users/operator";
  std::vector<std::string> roles;
};

absl::StatusOr<Wanted> Parse(const std::vector<absl::string_view>& arguments) {
  Wanted wanted;
  for (size_t i = 0; i < arguments.size(); i += 2) {
    const absl::string_view name = arguments[i];
    if (i + 1 == arguments.size()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": no value"));
    }
    const std::string value(arguments[i + 1]);
    if (name == "--secrets") {
      wanted.secrets = value;
    } else if (name == "--audience") {
      wanted.audience = value;
    } else if (name == "--subject") {
      wanted.subject = value;
    } else if (name == "--role") {
      wanted.roles.push_back(value);
    } else {
      return absl::InvalidArgumentError(absl::StrCat(name, ": unknown option"));
    }
  }
  if (wanted.secrets.empty())
    return absl::InvalidArgumentError("--secrets: missing, want a folder");
  if (wanted.audience.empty()) {
    return absl::InvalidArgumentError("--audience: missing, want a service such as collector");
  }
  if (wanted.roles.empty()) wanted.roles = {"user", "admin"};
  return wanted;
}

absl::StatusOr<std::string> Token(const std::vector<absl::string_view>& arguments) {
  OVERROUND_ASSIGN_OR_RETURN(const Wanted wanted, Parse(arguments));
  OVERROUND_ASSIGN_OR_RETURN(
      const rpc::SigningKey key,
      rpc::SigningKey::LoadOrCreate("operator", absl::StrCat(wanted.secrets, "/operator.key"),
                                    absl::StrCat(wanted.secrets, "/../keys")));
  return rpc::MintToken(key, Caller::User(wanted.subject, wanted.roles), wanted.audience,
                        SystemClock().Now());
}

}  // namespace
}  // namespace overround

int main(int argc, char** argv) {
  const std::vector<absl::string_view> arguments(argv + 1, argv + argc);
  if (arguments == std::vector<absl::string_view>{"--help"}) {
    std::fputs(overround::kUsage, stdout);
    return 0;
  }
  const absl::StatusOr<std::string> token = overround::Token(arguments);
  if (!token.ok()) {
    std::fprintf(stderr, "overround-token: %s\n%s", std::string(token.status().message()).c_str(),
                 overround::kUsage);
    return 2;
  }
  std::printf("%s\n", token->c_str());
  return 0;
}
