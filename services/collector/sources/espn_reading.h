#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/json/json.h"
#include "services/collector/sources/espn.h"

// What several of ESPN's answers have in common.
namespace overround::collector::espn {

// A fault inside an answer, and what it is counted as.
struct Fault {
  Refusal reason;
  std::string detail;
};

// Either the thing or why it is refused. (absl::StatusOr cannot say which refusal.)
template <typename T>
struct Parsed {
  std::optional<T> value;
  Fault fault{};

  Parsed(T parsed) : value(std::move(parsed)) {}        // NOLINT: reads as StatusOr
  Parsed(Fault refused) : fault(std::move(refused)) {}  // NOLINT
  Parsed(const absl::Status& status)                    // NOLINT
      : fault{Refusal::kMalformed, std::string(status.message())} {}
};

// "2026-08-09T16:15Z": without seconds, as ESPN writes it, or with them.
absl::StatusOr<absl::Time> ReadTime(const json::Value& value);
absl::StatusOr<std::optional<absl::Time>> ReadOptionalTime(const json::Value& object,
                                                           absl::string_view key);
// The text, or nothing where it is absent, null or of another kind: what is nice to have.
std::string TextOr(const json::Value& object, absl::string_view key);
// The object's member, or nothing unless it is an object.
std::optional<json::Value> ObjectOf(const json::Value& object, absl::string_view key);
// The array's elements, none where it is absent or null. INVALID_ARGUMENT for another kind.
absl::StatusOr<std::vector<json::Value>> ElementsOf(const json::Value& object,
                                                    absl::string_view key);

absl::StatusOr<TeamSheet> ReadTeam(const json::Value& owner);
absl::StatusOr<PlayerSheet> ReadPlayer(const json::Value& athlete);
// {year, type}: type is a number, or an object with it. INVALID_ARGUMENT for no such season.
absl::StatusOr<SeasonSheet> ReadSeason(const json::Value& season);
// The season of `owner`, counted; nothing where it has none or a wrong one, which is refused.
std::optional<SeasonSheet> TakeSeason(const json::Value& owner, int& read,
                                      std::vector<Refused>& refused);
// The same of a venue.
std::optional<VenueSheet> TakeVenue(const json::Value& owner, int& read,
                                    std::vector<Refused>& refused);

// An event, or a summary's header: the teams, the state and the scores of its one competition,
// without prices.
Parsed<EventSheet> ReadEvent(const json::Value& event);

// The prices of a competition's odds[] into `event`, counted; those that cannot be dated refused.
void TakeBooks(const json::Value& competition, Period period, EventSheet& event, int& read,
               std::vector<Refused>& refused);

int CountOf(const std::vector<Refused>& refused);

}  // namespace overround::collector::espn
