#include "services/collector/injuries/injuries.h"

#include <map>
#include <tuple>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/convert_facts.h"
#include "services/collector/events.h"
#include "services/collector/injuries/store.h"

namespace overround::collector {
namespace {

// A source touches its stamp without saying anything new: that alone is no change.
auto Content(const Injury& injury) {
  return std::tie(injury.team, injury.state, injury.status_text, injury.comment, injury.kind,
                  injury.side, injury.detail, injury.return_day);
}

Injury Recovered(const Injury& injury) {
  Injury recovered;
  recovered.player = injury.player;
  recovered.player_name = injury.player_name;
  recovered.sport = injury.sport;
  recovered.team = injury.team;
  recovered.state = InjuryState::kRecovered;
  return recovered;
}

}  // namespace

absl::Status Injuries::Change(pg::Transaction& tx, Injury injury, const Injury* previous,
                              const Provenance& from) const {
  injury.number = previous == nullptr ? 1 : previous->number + 1;
  injury.source = from.source;
  injury.raw_document = from.raw_document;
  injury.stamp = from.StampOf(ids_.Derive(
      from.receive_time, "injury", absl::StrCat(injury.player.ToString(), "/", injury.number)));
  OVERROUND_RETURN_IF_ERROR(injuries::Record(tx, injury));
  pb::InjuryChanged message;
  *message.mutable_stamp() = ToProto(injury.stamp);
  *message.mutable_injury() = ToProto(injury);
  if (previous != nullptr) *message.mutable_previous_injury() = ToProto(*previous);
  return events_.Append(tx, PublicEvent(PlayerName(injury.player), message, from.receive_time));
}

absl::StatusOr<InjuryCounts> Injuries::Keep(pg::Transaction& tx, const InjuryList& list,
                                            const Provenance& from) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto listed, injuries::ListKnown(tx, from.source, list.sport));
  std::map<PlayerId, const Injury*> known;
  for (const Injury& each : listed) known.emplace(each.player, &each);
  InjuryCounts counts;
  for (const Injury& injury : list.injured) {
    const auto found = known.find(injury.player);
    const Injury* previous = found == known.end() ? nullptr : found->second;
    if (found != known.end()) known.erase(found);
    if (previous != nullptr && Content(injury) == Content(*previous)) {
      ++counts.unchanged;
      continue;
    }
    OVERROUND_RETURN_IF_ERROR(Change(tx, injury, previous, from));
    ++counts.changed;
  }
  if (!list.is_whole) return counts;
  for (const auto& [player, injury] : known) {
    const bool is_over = injury->state == InjuryState::kRecovered;
    if (is_over || list.doubtful_teams.count(injury->team) > 0) continue;
    OVERROUND_RETURN_IF_ERROR(Change(tx, Recovered(*injury), injury, from));
    ++counts.recovered;
  }
  return counts;
}

}  // namespace overround::collector
