#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/pool.h"
#include "services/collector/archive/archive.h"
#include "services/collector/games/games.h"
#include "services/collector/injuries/injuries.h"
#include "services/collector/intake/gate.h"
#include "services/collector/intake/intake.h"
#include "services/collector/quotes/quotes.h"
#include "services/collector/rosters/rosters.h"
#include "services/collector/sources/espn.h"
#include "services/collector/statistics/statistics.h"

namespace overround::collector {

// Turns ESPN's answers into facts: archived first, then parsed, matched, compared; all of it in one
// transaction. It adds no teams: a team nobody has named before is refused, as all that is about
// it.
//
// It tells a result unless another source has told it otherwise, and moves only games that nobody
// else names: two sources that disagree by a minute would move a game for ever. Safe to share
// between threads.
class EspnIntake {
 public:
  struct Parts {
    pg::Pool& pool;
    const Archive& archive;
    Games& games;
    Quotes& quotes;
    Turns& turns;
    const Rosters& rosters;
    const Injuries& injuries;
    const Statistics& statistics;
    const IdSource& ids;
  };
  // All outlive this.
  explicit EspnIntake(Parts parts) : parts_(parts) {}

  // As Intake::TakeIn.
  absl::StatusOr<Taken> TakeIn(const RawDocument& document, absl::Time deadline,
                               const IntakeHooks& hooks = {});

 private:
  using Sheet = std::variant<std::monostate, espn::ScoreboardSheet, espn::InjuriesSheet,
                             espn::TeamStatisticsSheet, espn::SummarySheet>;

  // One document under way.
  struct Work {
    const RawDocument& document;
    Provenance from;
    Sport sport;
    int years_ahead = 0;
    std::optional<Teams> teams;
    // ESPN's ids of teams we have noted.
    std::set<std::string> team_ids;
    std::vector<Refused> refused;
    int in_play = 0;
    int future_stamps = 0;
    intake::DocumentCounts counts;
  };

  static absl::StatusOr<Sheet> Parse(const RawDocument& document, Period period);
  absl::Status Take(pg::Transaction& tx, Sheet& sheet, bool is_late, Work& work);
  absl::Status Report(pg::Transaction& tx, Work& work) const;

  // espn_intake_games.cc
  absl::Status TakeScoreboard(pg::Transaction& tx, espn::ScoreboardSheet& sheet, Work& work);
  // The game of an event, with what the event says of it told; nothing where it is refused, with
  // `cost` of what was read.
  absl::StatusOr<std::optional<Game>> TakeEvent(pg::Transaction& tx, const espn::EventSheet& event,
                                                std::optional<Game> known, int cost, Work& work);
  absl::Status TellPlan(pg::Transaction& tx, const espn::EventSheet& event, Game& game, Work& work);
  absl::Status TellBegun(pg::Transaction& tx, const espn::EventSheet& event, Game& game,
                         Work& work);
  // False where the result is refused.
  absl::StatusOr<bool> TellResult(pg::Transaction& tx, const espn::EventSheet& event, Game& game,
                                  Work& work);
  absl::Status TakeVenue(pg::Transaction& tx, const espn::VenueSheet& venue,
                         std::optional<int> attendance, const Game& game, Work& work);
  absl::Status ShowBooks(pg::Transaction& tx, const Game& game, GameSheet& sheet, Shown& shown,
                         Work& work);

  // espn_intake_facts.cc
  absl::Status TakeSeason(pg::Transaction& tx, const std::optional<espn::SeasonSheet>& season,
                          Work& work);
  absl::Status TakeInjuries(pg::Transaction& tx, const espn::InjuriesSheet& sheet, Work& work);
  absl::Status TakeTeamStatistics(pg::Transaction& tx, const espn::TeamStatisticsSheet& sheet,
                                  Work& work);
  absl::Status TakeSummary(pg::Transaction& tx, const espn::SummarySheet& sheet, Work& work);
  absl::Status TakeLines(pg::Transaction& tx, const espn::SummarySheet& sheet, const Game& game,
                         Work& work);
  // Our team; nothing where nobody has named it before.
  absl::StatusOr<std::optional<TeamId>> TeamOf(pg::Transaction& tx, const espn::TeamSheet& team,
                                               Work& work) const;

  const Parts parts_;
};

}  // namespace overround::collector
