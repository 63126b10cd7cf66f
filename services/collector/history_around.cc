#include "services/collector/history_around.h"

#include <optional>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/collector/convert_facts.h"
#include "services/collector/injuries/store.h"
#include "services/collector/statistics/store.h"

namespace overround::collector {
namespace {

constexpr int kRowsPerPage = 1000;

using Send = std::function<absl::Status(v1::Fact)>;

bool IsNew(const HistoryQuery& query, const Stamp& stamp) {
  return !query.receive_after || stamp.receive_time > *query.receive_after;
}

absl::Status EachInjury(pg::Transaction& tx, const HistoryQuery& query, const Send& send) {
  injuries::FactPage page{query.sports, std::nullopt, 0, kRowsPerPage};
  std::optional<Injury> previous;
  while (true) {
    OVERROUND_ASSIGN_OR_RETURN(const auto facts, injuries::ListFacts(tx, page));
    for (const Injury& injury : facts) {
      if (previous && previous->player != injury.player) previous.reset();
      v1::Fact fact;
      v1::InjuryChanged& changed = *fact.mutable_injury_changed();
      *changed.mutable_stamp() = ToProto(injury.stamp);
      *changed.mutable_injury() = ToProto(injury);
      if (previous) *changed.mutable_previous_injury() = ToProto(*previous);
      previous = injury;
      if (IsNew(query, injury.stamp)) OVERROUND_RETURN_IF_ERROR(send(std::move(fact)));
    }
    if (static_cast<int>(facts.size()) < kRowsPerPage) return absl::OkStatus();
    page.after = facts.back().player;
    page.after_number = facts.back().number;
  }
}

absl::Status EachTeam(pg::Transaction& tx, const HistoryQuery& query, const Send& send) {
  statistics::TeamFactPage page{query.sports, std::nullopt, kRowsPerPage};
  while (true) {
    OVERROUND_ASSIGN_OR_RETURN(const auto facts, statistics::ListTeamFacts(tx, page));
    for (const TeamStatistics& team : facts) {
      if (!IsNew(query, team.stamp)) continue;
      v1::Fact fact;
      *fact.mutable_stats_recorded()->add_team_statistics() = ToProto(team);
      OVERROUND_RETURN_IF_ERROR(send(std::move(fact)));
    }
    if (static_cast<int>(facts.size()) < kRowsPerPage) return absl::OkStatus();
    page.after = facts.back();
  }
}

}  // namespace

absl::Status EachFactAroundGames(pg::Transaction& tx, const HistoryQuery& query, const Send& send) {
  OVERROUND_RETURN_IF_ERROR(EachInjury(tx, query, send));
  return EachTeam(tx, query, send);
}

}  // namespace overround::collector
