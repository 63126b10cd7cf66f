#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "services/collector/facts.h"

namespace overround::collector {

enum class InjuryState : uint8_t {
  kOut,
  kDoubtful,
  kQuestionable,
  kDayToDay,
  kProbable,
  kInjuredReserve,
  kSuspended,
  kOther,
  kRecovered,  // no longer on the list
};

// "DAY_TO_DAY", as stored.
absl::string_view ToString(InjuryState state);
// Requires: a text ToString wrote.
InjuryState InjuryStateFromText(absl::string_view text);

// What is known of a player's injury from one time on.
struct Injury {
  PlayerId player;
  std::string sport;
  TeamId team;
  InjuryState state = InjuryState::kOther;
  // As the source writes it; empty once recovered, as all that follows.
  std::string status_text;
  std::string comment;
  std::string kind;
  std::string side;
  std::string detail;
  std::optional<absl::CivilDay> return_day;
  std::optional<absl::Time> provider_time;
  // From 1, one more with each change.
  int number = 0;
  std::string source;
  std::string raw_document;
  Stamp stamp;
  // Read with it; not part of the fact.
  std::string player_name;
};

}  // namespace overround::collector
