#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/espn_intake.h"
#include "services/collector/intake/quarantine.h"
#include "services/collector/quotes/sportsbooks.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {
namespace {

using espn::EventState;

absl::Time DayOf(absl::Time time) {
  return absl::FromCivil(absl::ToCivilDay(time, absl::UTCTimeZone()), absl::UTCTimeZone());
}

Described DescribedBy(const std::string& source, const espn::EventSheet& event) {
  Described described;
  described.external = {source, event.game.provider_game_id};
  described.home = event.home.name;
  described.away = event.away.name;
  described.start = event.is_start_known ? event.game.start : DayOf(event.game.start);
  described.precision = event.is_start_known ? StartPrecision::kMinute : StartPrecision::kDay;
  described.week = event.week;
  described.is_neutral_site = event.is_neutral_site;
  described.is_postseason = event.is_postseason;
  return described;
}

int PricesOf(const GameSheet& sheet) {
  int count = 0;
  for (const BookSheet& book : sheet.books) count += static_cast<int>(book.offers.size());
  return count;
}

Ending EndingOf(espn::EventEnding ending) {
  switch (ending) {
    case espn::EventEnding::kRetired:
      return Ending::kRetired;
    case espn::EventEnding::kWalkover:
      return Ending::kWalkover;
    case espn::EventEnding::kPlayed:
      break;
  }
  return Ending::kPlayed;
}

// By others who know when it starts: Kalshi names games, and tells no start.
absl::StatusOr<bool> IsNamedByOthers(pg::Transaction& tx, const Game& game,
                                     absl::string_view source) {
  OVERROUND_ASSIGN_OR_RETURN(const auto named, games::ListExternalIds(tx, {game.id}));
  return std::any_of(named.begin(), named.end(), [&](const games::NamedGame& each) {
    return each.external.source != source && each.external.source != kalshi::kSource;
  });
}

// An AGGREGATE: a page that repeats prices takes no bets.
absl::Status MeetBooks(pg::Transaction& tx, const espn::ScoreboardSheet& sheet) {
  std::map<std::string, Sportsbook> shown;
  for (const espn::EventSheet& event : sheet.events) {
    for (const BookSheet& book : event.game.books) {
      shown.try_emplace(book.key, Sportsbook{book.key, book.title, "AGGREGATE", false});
    }
  }
  return MeetSportsbooks(tx, std::move(shown)).status();
}

}  // namespace

absl::Status EspnIntake::TakeScoreboard(pg::Transaction& tx, int64_t turn,
                                        espn::ScoreboardSheet& sheet, Work& work) {
  OVERROUND_RETURN_IF_ERROR(TakeSeason(tx, sheet.season, work));
  OVERROUND_RETURN_IF_ERROR(MeetBooks(tx, sheet));
  std::vector<std::string> ids;
  ids.reserve(sheet.events.size());
  for (const auto& event : sheet.events) ids.push_back(event.game.provider_game_id);
  OVERROUND_ASSIGN_OR_RETURN(const auto found, games::FindByExternalIds(tx, work.from.source, ids));
  std::map<std::string, Game> known;
  for (const games::KnownGame& each : found) known.emplace(each.external_id, each.game);
  // One day's scoreboard: a game that is not on it is on another.
  Shown shown{
      work.sport.key,
      work.from,
      {},
      {MarketKind::kMoneyline, MarketKind::kThreeWay, MarketKind::kSpread, MarketKind::kTotal},
      false};
  std::set<GameId> seen;
  for (espn::EventSheet& event : sheet.events) {
    const auto named = known.find(event.game.provider_game_id);
    const int beside = PricesOf(event.game) + (event.venue ? 1 : 0);
    OVERROUND_ASSIGN_OR_RETURN(
        const std::optional<Game> game,
        TakeEvent(tx, event, named == known.end() ? std::nullopt : std::optional(named->second),
                  1 + beside, work));
    if (!game) continue;
    if (!seen.insert(game->id).second) {
      if (beside > 0) {
        work.refused.push_back({Refusal::kDuplicate, event.game.provider_game_id, beside});
      }
      continue;
    }
    if (event.venue) {
      OVERROUND_RETURN_IF_ERROR(TakeVenue(tx, *event.venue, event.attendance, *game, work));
    }
    OVERROUND_RETURN_IF_ERROR(ShowBooks(tx, *game, event.game, shown, work));
  }
  if (shown.books.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const KeptCounts kept, parts_.quotes.Keep(tx, turn, std::move(shown)));
  work.counts.changed += kept.changed;
  work.counts.unchanged += kept.unchanged;
  work.counts.gone += kept.gone;
  return absl::OkStatus();
}

absl::Status EspnIntake::ShowBooks(pg::Transaction& tx, const Game& game, GameSheet& sheet,
                                   Shown& shown, Work& work) {
  GateReport gate = PassGate(work.from.receive_time, game.start, sheet);
  work.in_play += gate.in_play;
  work.future_stamps += gate.future_stamps;
  OVERROUND_RETURN_IF_ERROR(HoldBatches(tx, parts_.ids, work.from, game.id, gate.held));
  for (const Held& held : gate.held) {
    work.refused.push_back({held.reason, held.detail, static_cast<int>(held.offers.size())});
  }
  for (BookSheet& book : sheet.books) {
    shown.books.push_back(
        {game.id, game.start, book.key, false, std::move(book.offers), book.is_whole});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Game>> EspnIntake::TakeEvent(pg::Transaction& tx,
                                                          const espn::EventSheet& event,
                                                          std::optional<Game> known, int cost,
                                                          Work& work) {
  for (const espn::TeamSheet* team : {&event.home, &event.away}) {
    OVERROUND_ASSIGN_OR_RETURN(const auto ours, TeamOf(tx, *team, work));
    if (ours) continue;
    work.refused.push_back({Refusal::kUnknownTeam, team->name, cost});
    return std::optional<Game>();
  }
  const bool is_new = !known;
  if (is_new) {
    absl::StatusOr<Game> adopted = parts_.games.Adopt(
        tx, work.sport, *work.teams, DescribedBy(work.from.source, event), work.from);
    if (absl::IsInvalidArgument(adopted.status())) {
      const std::string why(adopted.status().message());
      work.refused.push_back({Refusal::kUnmatchedGame, why, cost});
      return std::optional<Game>();
    }
    if (!adopted.ok()) return adopted.status();
    known = *std::move(adopted);
  }
  Game game = *std::move(known);
  const int facts_before = game.fact_count;
  const int results_before = game.result_revision;
  OVERROUND_RETURN_IF_ERROR(TellPlan(tx, event, game, work));
  bool is_kept = true;
  if (event.state == EventState::kInPlay || event.state == EventState::kOver) {
    OVERROUND_RETURN_IF_ERROR(TellBegun(tx, event, game, work));
  }
  if (event.state == EventState::kOver) {
    OVERROUND_ASSIGN_OR_RETURN(is_kept, TellResult(tx, event, game, work));
  }
  const bool is_news =
      is_new || game.fact_count != facts_before || game.result_revision != results_before;
  if (is_kept) ++(is_news ? work.counts.changed : work.counts.unchanged);
  return std::optional<Game>(std::move(game));
}

absl::Status EspnIntake::TellPlan(pg::Transaction& tx, const espn::EventSheet& event, Game& game,
                                  Work& work) {
  // What is said of a start that holds no more is old news: the game has been moved since.
  const bool is_about_this_start = event.game.start == game.start;
  const bool is_off =
      event.state == EventState::kPostponed || event.state == EventState::kCancelled;
  if (is_off && !is_about_this_start) return absl::OkStatus();
  if (event.state == EventState::kPostponed) {
    return parts_.games.Postpone(tx, work.from, game).status();
  }
  if (event.state == EventState::kCancelled) {
    return game.IsOpen() ? parts_.games.Void(tx, "cancelled", work.from, game) : absl::OkStatus();
  }
  if (event.state == EventState::kScheduled && is_about_this_start) {
    OVERROUND_RETURN_IF_ERROR(parts_.games.Reinstate(tx, work.from, game).status());
  }
  const bool is_ahead = event.is_start_known && event.game.start > work.from.receive_time;
  const bool is_another = event.game.start != game.start ||
                          (event.is_start_known && game.precision == StartPrecision::kDay);
  if (event.state != EventState::kScheduled || !is_ahead || !is_another) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const bool by_others, IsNamedByOthers(tx, game, work.from.source));
  const bool is_awaited =
      game.status == GameStatus::kPostponed || game.precision == StartPrecision::kDay || !by_others;
  return is_awaited ? parts_.games.Move(tx, work.sport, event.game.start, work.from, game)
                    : absl::OkStatus();
}

// ESPN says that a game is on, and not since when: it began as planned, until somebody knows.
absl::Status EspnIntake::TellBegun(pg::Transaction& tx, const espn::EventSheet& event, Game& game,
                                   Work& work) {
  const bool is_waiting =
      game.status == GameStatus::kScheduled || game.status == GameStatus::kPostponed;
  if (!is_waiting || !event.is_start_known) return absl::OkStatus();
  const bool has_come = game.start <= work.from.receive_time &&
                        game.precision == StartPrecision::kMinute &&
                        game.status == GameStatus::kScheduled;
  const absl::Time start =
      has_come ? game.start : std::min(event.game.start, work.from.receive_time);
  Provenance assumed = work.from;
  assumed.basis = Basis::kAssumed;
  OVERROUND_ASSIGN_OR_RETURN(const bool is_news, parts_.games.Start(tx, start, assumed, game));
  return is_news ? parts_.quotes.CloseLines(tx, assumed, game) : absl::OkStatus();
}

absl::StatusOr<bool> EspnIntake::TellResult(pg::Transaction& tx, const espn::EventSheet& event,
                                            Game& game, Work& work) {
  if (!event.home_score || !event.away_score) {
    work.refused.push_back({Refusal::kMissingScore, event.game.provider_game_id});
    return false;
  }
  if (game.status == GameStatus::kVoid || game.status == GameStatus::kMerged) return true;
  OVERROUND_ASSIGN_OR_RETURN(const auto told, games::FindResult(tx, game.id));
  // Another source may know more than the final score of it.
  const bool is_same =
      told && told->score.home == *event.home_score && told->score.away == *event.away_score;
  if (is_same) return true;
  if (told && told->source != work.from.source) {
    work.refused.push_back(
        {Refusal::kContradicted,
         absl::StrCat(event.game.provider_game_id, ": ", *event.home_score, "-", *event.away_score,
                      ", ", told->source, " says ", told->score.home, "-", told->score.away)});
    return false;
  }
  const Score score{EndingOf(event.ending), *event.home_score, *event.away_score,
                    std::nullopt,           std::nullopt,      std::nullopt};
  OVERROUND_RETURN_IF_ERROR(parts_.games.Finish(tx, score, work.from, game).status());
  return true;
}

absl::Status EspnIntake::TakeVenue(pg::Transaction& tx, const espn::VenueSheet& sheet,
                                   std::optional<int> attendance, const Game& game, Work& work) {
  Venue told;
  told.sport = work.sport.key;
  told.external_id = sheet.provider_venue_id;
  told.display_name = sheet.name;
  told.city = sheet.city;
  told.region = sheet.region;
  told.is_indoor = sheet.is_indoor;
  told.is_grass = sheet.is_grass;
  OVERROUND_ASSIGN_OR_RETURN(const Rosters::MetVenue venue,
                             parts_.rosters.MeetVenue(tx, told, work.from));
  GameVenue place;
  place.game = game.id;
  place.venue = venue.id;
  place.attendance = attendance;
  OVERROUND_ASSIGN_OR_RETURN(const bool is_news, parts_.rosters.PlaceGame(tx, place, work.from));
  ++(is_news || venue.is_news ? work.counts.changed : work.counts.unchanged);
  return absl::OkStatus();
}

}  // namespace overround::collector
