#include "services/collector/import/importer.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/score.h"
#include "services/collector/games/store.h"
#include "services/collector/import/importer_work.h"
#include "services/collector/import/spread_signs.h"
#include "services/collector/import/store.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

// How far a season may reach beyond its months.
constexpr absl::Duration kSeasonEarly = absl::Hours(24 * 30);
constexpr absl::Duration kSeasonLate = absl::Hours(24 * 60);

}  // namespace

absl::StatusOr<ImportCounts> Importer::Import(const ImportBatch& batch, absl::Time deadline) {
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) { return Import(tx, batch); });
}

absl::StatusOr<ImportCounts> Importer::Import(pg::Transaction& tx, const ImportBatch& batch) {
  ImportCounts counts;
  OVERROUND_ASSIGN_OR_RETURN(std::vector<ImportRow> rows, ReadRows(batch, counts.refused));
  Work work{tx, *FindLayout(batch.layout), batch, counts, GameBatch(tx, ids_)};
  OVERROUND_RETURN_IF_ERROR(Store(work, std::move(rows)));
  return counts;
}

absl::Status Importer::Store(Work& work, std::vector<ImportRow> rows) {
  OVERROUND_RETURN_IF_ERROR(TrustBatch(work));
  OVERROUND_RETURN_IF_ERROR(LockSports(work, rows));
  OVERROUND_RETURN_IF_ERROR(DropKnown(work, rows));
  if (rows.empty() && work.reclosed.empty()) return absl::OkStatus();
  for (ToldGame& told : GamesOf(std::move(rows))) {
    RefuseFlippedSpreads(told.row);
    work.subjects.push_back({std::move(told)});
  }
  OVERROUND_RETURN_IF_ERROR(Prepare(work));
  JudgeDates(work);
  OVERROUND_RETURN_IF_ERROR(JudgeSets(work));
  OVERROUND_RETURN_IF_ERROR(HoldScrambled(work));
  OVERROUND_RETURN_IF_ERROR(FindGames(work));
  OVERROUND_RETURN_IF_ERROR(Adopt(work));
  OVERROUND_RETURN_IF_ERROR(JudgeJoined(work));
  for (Subject& subject : work.subjects) {
    if (!subject.is_refused) Settle(work, subject);
  }
  OVERROUND_RETURN_IF_ERROR(StorePrices(work));
  OVERROUND_RETURN_IF_ERROR(work.games.WriteEvents(games_.events()));
  std::vector<imports::ImportedRow> stored;
  for (const Subject& subject : work.subjects) {
    if (subject.is_refused) continue;
    for (const ImportRow& row : subject.told.rows) {
      stored.push_back({row.key, row.content, row.number});
    }
  }
  work.counts.stored += static_cast<int64_t>(stored.size());
  const imports::File file{work.layout.name, work.batch.file_name, work.batch.now};
  return imports::UpsertRows(work.tx, file, stored);
}

// Before it is asked what is known: another import of the same rows may be about to commit.
absl::Status Importer::LockSports(Work& work, const std::vector<ImportRow>& rows) {
  std::set<std::string> keys;
  for (const ImportRow& row : rows) keys.insert(row.game.sport);
  // In the order of their names, so that two imports never wait for each other in a circle.
  for (const std::string& key : keys) {
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<Sport> sport, games::FindSport(work.tx, key));
    if (!sport) continue;
    OVERROUND_RETURN_IF_ERROR(games::LockIntake(work.tx, key));
    work.sports.emplace(key, *sport);
  }
  return absl::OkStatus();
}

absl::Status Importer::DropKnown(Work& work, std::vector<ImportRow>& rows) const {
  std::vector<std::string> keys;
  keys.reserve(rows.size());
  for (const ImportRow& row : rows) keys.push_back(row.key);
  OVERROUND_ASSIGN_OR_RETURN(const auto known,
                             imports::ListKnownRows(work.tx, work.layout.name, keys));
  std::map<std::string, Sha256Digest> contents;
  for (const imports::KnownRow& each : known) contents.emplace(each.key, each.content);
  // Rows that are joined have one content, and are news together.
  std::set<Sha256Digest> news;
  for (const ImportRow& row : rows) {
    const auto before = contents.find(row.key);
    if (before == contents.end() || before->second != row.content) news.insert(row.content);
  }
  const auto is_known = [&](const ImportRow& row) { return news.count(row.content) == 0; };
  const auto first = std::remove_if(rows.begin(), rows.end(), is_known);
  work.counts.known += rows.end() - first;
  rows.erase(first, rows.end());
  return absl::OkStatus();
}

absl::Status Importer::Prepare(Work& work) const {
  std::set<std::string> sports;
  std::set<std::string> names;
  std::vector<Sportsbook> books = work.layout.sportsbooks;
  for (const Sportsbook& book : books) names.insert(book.key);
  for (const Subject& subject : work.subjects) {
    sports.insert(subject.told.row.sport);
    for (const ImportedPrice& price : subject.told.row.prices) {
      if (!names.insert(price.sportsbook).second) continue;
      books.push_back({price.sportsbook, price.sportsbook, "BOOK", false});
    }
  }
  for (const auto& [key, sport] : work.sports) {
    OVERROUND_ASSIGN_OR_RETURN(Teams teams, Teams::Load(work.tx, sport, ids_));
    work.teams.emplace(key, std::move(teams));
  }
  for (Subject& subject : work.subjects) {
    const std::string& sport = subject.told.row.sport;
    if (work.sports.count(sport) == 0) work.Refuse(subject, Refusal::kUnknownSport, sport);
  }
  OVERROUND_RETURN_IF_ERROR(quotes::InsertSportsbooks(work.tx, books));
  OVERROUND_ASSIGN_OR_RETURN(const auto known, quotes::ListSportsbooks(work.tx));
  for (const Sportsbook& book : known) work.is_bettable[book.key] = book.IsBettable();
  return LoadScrambled(work, {sports.begin(), sports.end()});
}

// A season may begin early or end late, as in 2020, but a day with its parts changed about is in
// another.
void Importer::JudgeDates(Work& work) {
  for (Subject& subject : work.subjects) {
    const ImportedGame& row = subject.told.row;
    if (subject.is_refused || !row.season) continue;
    const Sport& sport = work.sports.at(row.sport);
    const auto is_season = [&](absl::Duration shift) {
      return sport.SeasonOf(row.game.start + shift) == *row.season;
    };
    if (is_season(absl::ZeroDuration()) || is_season(kSeasonEarly) || is_season(-kSeasonLate)) {
      continue;
    }
    work.Refuse(subject, Refusal::kMangledDate,
                absl::StrCat(absl::FormatTime("%Y-%m-%d", row.game.start, absl::UTCTimeZone()),
                             ", want a day of the season ", *row.season));
  }
}

// The games the source has named before.
absl::Status Importer::FindGames(Work& work) const {
  std::map<std::string, std::vector<std::string>> ids;
  for (const Subject& subject : work.subjects) {
    const ExternalId& external = subject.told.row.game.external;
    ids[external.source].push_back(external.id);
  }
  for (const auto& [source, named] : ids) {
    OVERROUND_ASSIGN_OR_RETURN(const auto found, games::FindByExternalIds(work.tx, source, named));
    std::map<std::string, Game> known;
    for (const games::KnownGame& each : found) known.emplace(each.external_id, each.game);
    std::vector<Game> loaded;
    for (Subject& subject : work.subjects) {
      const auto game = known.find(subject.told.row.game.external.id);
      if (subject.is_refused || game == known.end()) continue;
      OVERROUND_RETURN_IF_ERROR(MoveOpen(work, subject, game->second));
      subject.game = game->second.id;
      subject.is_swapped = game->second.is_swapped;
      loaded.push_back(game->second);
    }
    OVERROUND_RETURN_IF_ERROR(work.games.Load(loaded));
  }
  return absl::OkStatus();
}

// A later pull that shows another start of a game not yet over moves it, as a live answer would:
// one that lies behind the pull is the actual start.
absl::Status Importer::MoveOpen(Work& work, Subject& subject, Game& game) const {
  const ImportedGame& row = subject.told.row;
  const absl::Time known = subject.told.start_known_time;
  const bool is_news = work.layout.meaning == RowMeaning::kPoll && game.IsOpen() &&
                       row.game.start != game.start && known > game.stamp.known_time;
  if (!is_news) return absl::OkStatus();
  const Provenance from = work.From(subject, known);
  if (row.game.start > known) {
    return games_.Move(work.tx, work.sports.at(row.sport), row.game.start, from, game);
  }
  OVERROUND_ASSIGN_OR_RETURN(subject.has_new_start,
                             games_.Start(work.tx, row.game.start, from, game));
  return absl::OkStatus();
}

// Of a game that this batch tells for the first time: its pulls moved the start behind themselves.
void Importer::FollowPulls(Work& work, Subject& subject, BatchGame& entry) const {
  const ToldGame& told = subject.told;
  const absl::Time start = told.row.game.start;
  const bool is_on = entry.is_new && start != told.first_start && start <= told.start_known_time;
  if (work.layout.meaning != RowMeaning::kPoll || !is_on) return;
  work.games.Start(entry, start, work.From(subject, told.start_known_time));
  subject.has_new_start = true;
}

absl::Status Importer::Adopt(Work& work) const {
  for (const auto& [key, sport] : work.sports) {
    std::vector<Subject*> subjects;
    std::vector<GameBatch::Newcomer> newcomers;
    for (Subject& subject : work.subjects) {
      const ImportedGame& row = subject.told.row;
      if (subject.is_refused || row.sport != key || subject.game != GameId()) continue;
      if (row.names_known_game) {
        work.Refuse(subject, Refusal::kUnmatchedGame, "want the game imported first");
        continue;
      }
      subjects.push_back(&subject);
      newcomers.push_back({row.game, work.From(subject, row.known_time), subject.told.first_start});
      newcomers.back().described.score = row.score;
    }
    OVERROUND_ASSIGN_OR_RETURN(const auto places,
                               work.games.Adopt(sport, work.teams.at(key), newcomers));
    for (size_t i = 0; i < places.size(); ++i) {
      subjects[i]->game = places[i].game;
      subjects[i]->is_swapped = places[i].is_swapped;
      if (places[i].is_one_team) {
        work.Refuse(*subjects[i], Refusal::kUnmatchedGame, "one team under two names, want two");
      }
    }
  }
  return absl::OkStatus();
}

// The start and the result of a game that was found or made.
void Importer::Settle(Work& work, Subject& subject) const {
  BatchGame& entry = work.games.At(subject.game);
  Game& game = entry.game;
  ImportedGame& row = subject.told.row;
  if (game.status == GameStatus::kVoid || game.status == GameStatus::kMerged) {
    return work.Refuse(subject, Refusal::kUnmatchedGame, "the game is void or merged");
  }
  if (subject.is_swapped) Swap(row);
  if (row.score && entry.result && entry.result->source != work.layout.source &&
      Contradicts(entry.result->score, *row.score)) {
    work.games.Unname(game.id, row.game.external);
    return work.Refuse(subject, Refusal::kContradicted,
                       absl::StrCat(entry.result->source, " tells ", entry.result->score.home, ":",
                                    entry.result->score.away));
  }
  const bool is_better_known = game.precision == StartPrecision::kDay &&
                               row.game.precision == StartPrecision::kMinute &&
                               !row.names_known_game && row.game.start <= work.batch.now;
  if (is_better_known) {
    work.games.Start(entry, row.game.start, work.From(subject, row.known_time));
    subject.has_new_start = true;
  }
  FollowPulls(work, subject, entry);
  FollowStart(game, row);
  work.counts.prices_read += static_cast<int64_t>(row.prices.size());
  for (const Refused& refused : row.refused_prices) {
    work.counts.prices_read += refused.count;
    work.counts.refused_prices[refused.reason] += refused.count;
  }
  if (!row.score) return;
  Provenance from = work.From(subject, row.result_known_time);
  from.basis = row.result_basis;
  work.games.Finish(entry, *row.score, from);
}

}  // namespace overround::collector
