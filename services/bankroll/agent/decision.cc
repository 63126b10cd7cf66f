#include "services/bankroll/agent/decision.h"

#include <absl/strings/str_cat.h>

namespace overround::bankroll {

std::string GistOf(const Proposal& proposal, const std::vector<Reason>& reasons) {
  std::string gist;
  for (const Reason& reason : reasons) {
    const bool holds_for_any =
        reason.code == ReasonCode::kTooEarly || reason.code == ReasonCode::kAlreadyBet;
    if (holds_for_any) return std::string(ToString(reason.code));
    absl::StrAppend(&gist, ToString(reason.code), " ");
  }
  return absl::StrCat(gist, proposal.forecast ? proposal.forecast->prediction.ToString()
                                              : proposal.abstention.reason);
}

}  // namespace overround::bankroll
