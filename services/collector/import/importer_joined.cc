#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/score.h"
#include "services/collector/games/store.h"
#include "services/collector/import/close_score.h"
#include "services/collector/import/held_rows.h"
#include "services/collector/import/importer_work.h"
#include "services/collector/import/store_sets.h"
#include "services/collector/intake/store.h"

// Sets whose prices and results came in two files, judged by all that is stored of both.
namespace overround::collector {
namespace {

using imports::BookSeason;
using imports::ScrambledSet;

using Winners = std::map<BookSeason, std::map<GameId, ClosedWinner>>;

// What a row without a result tells of a game that has one: its prices of before the start.
ImportedGame JudgedOf(const ToldGame& told, const Game& game, const Score& score) {
  const ImportedGame& row = told.row;
  const absl::Duration shift =
      row.follows_start ? game.start - row.game.start : absl::ZeroDuration();
  ImportedGame judged;
  judged.score = score;
  for (const ImportedPrice& price : row.prices) {
    const auto& stamped = price.offer.provider_time;
    const bool is_before = price.known_time + shift < game.start;
    if (is_before && (!stamped || *stamped < game.start)) judged.prices.push_back(price);
  }
  return judged;
}

CloseScore ScoreOf(const std::map<GameId, ClosedWinner>& winners) {
  CloseScore score;
  for (const auto& [game, closed] : winners) score.Add(closed);
  return score;
}

}  // namespace

// What a batch adds to what is stored.
struct Importer::Joined {
  // Closes of games whose results are known from elsewhere, and what is stored of the same sets.
  Winners told;
  Winners stored;
  // Results of games whose closes are.
  std::map<GameId, Score> results;
  std::map<std::string, std::set<int>> seasons;
};

absl::Status Importer::LoadScrambled(Work& work, const std::vector<std::string>& sports) {
  OVERROUND_ASSIGN_OR_RETURN(auto known, imports::ListScrambledSets(work.tx, sports));
  for (ScrambledSet& each : known) work.scrambled.try_emplace(each.set, std::move(each));
  return absl::OkStatus();
}

// More of a set that was found out before, without making games of it.
absl::Status Importer::HoldScrambled(Work& work) const {
  if (work.batch.released) return absl::OkStatus();
  for (const auto& [set, found] : work.scrambled) {
    if (!found.is_trusted) OVERROUND_RETURN_IF_ERROR(HoldSet(work, found).status());
  }
  return absl::OkStatus();
}

// Every row with prices of the set, whatever else it says, and what they are held as; nothing where
// there are none. Where rows are of one book each, those of the others stay.
absl::StatusOr<std::optional<Uuid>> Importer::HoldSet(Work& work, const ScrambledSet& found) const {
  const BookSeason& set = found.set;
  if (set.source != work.layout.source) return std::optional<Uuid>();
  std::vector<ImportRow> held;
  for (Subject& subject : work.subjects) {
    ToldGame& told = subject.told;
    if (subject.is_refused || told.row.sport != set.sport) continue;
    const bool is_placed = subject.game != GameId();
    const int season = is_placed ? work.games.At(subject.game).game.season
                                 : work.sports.at(set.sport).SeasonOf(told.row.game.start);
    if (season != set.season || (!is_placed && told.row.names_known_game)) continue;
    const auto is_priced = [&](const ImportedPrice& each) {
      return each.sportsbook == set.sportsbook;
    };
    const bool is_told = std::any_of(told.row.prices.begin(), told.row.prices.end(), is_priced);
    const auto is_held = [&](const ImportRow& row) {
      const auto book = SportsbookOf(row.game);
      return book ? *book == set.sportsbook : is_told;
    };
    const auto first = std::stable_partition(told.rows.begin(), told.rows.end(),
                                             [&](const ImportRow& row) { return !is_held(row); });
    if (first == told.rows.end()) continue;
    for (auto row = first; row != told.rows.end(); ++row) {
      work.counts.refused.push_back({row->number, Refusal::kScrambled, found.details});
      held.push_back(*row);
    }
    told.rows.erase(first, told.rows.end());
    std::erase_if(told.row.prices, is_priced);
    if (!told.rows.empty()) continue;
    subject.is_refused = true;
    if (is_placed && !work.games.At(subject.game).is_new) {
      work.games.Unname(subject.game, told.row.game.external);
    }
  }
  if (held.empty()) return std::optional<Uuid>();
  OVERROUND_ASSIGN_OR_RETURN(const Uuid batch,
                             Hold(work, {set.sportsbook, found.details, found.games}, held));
  return std::optional(batch);
}

// A set is a book's season as one source prices it: what is stored of its closes and what the batch
// tells, with the results that are known of its games. Where it cannot be true it is marked, and
// the batch's part is held; where some of it is stored, the games are closed again without it.
absl::Status Importer::JudgeJoined(Work& work) const {
  if (work.batch.released) return TrustTold(work);
  OVERROUND_RETURN_IF_ERROR(HoldScrambled(work));
  Joined joined;
  for (const Subject& subject : work.subjects) {
    if (!subject.is_refused) TellJoined(work, subject, joined);
  }
  if (joined.seasons.empty()) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(AddStored(work, joined));
  Winners sets = joined.told;
  for (auto& [set, winners] : joined.stored) {
    for (auto& [game, closed] : winners) sets[set].try_emplace(game, closed);
  }
  for (const auto& [set, winners] : sets) {
    const CloseScore score = ScoreOf(winners);
    if (!score.IsScrambled() || work.scrambled.contains(set)) continue;
    ScrambledSet found{set, Uuid(), score.games(),
                       score.DetailsOf(set.sportsbook, absl::StrCat(set.sport, " ", set.season)),
                       work.batch.now};
    OVERROUND_RETURN_IF_ERROR(Condemn(work, std::move(found), joined.stored.contains(set)));
  }
  return absl::OkStatus();
}

void Importer::TellJoined(Work& work, const Subject& subject, Joined& joined) {
  const ImportedGame& row = subject.told.row;
  const BatchGame& entry = work.games.At(subject.game);
  const Game& game = entry.game;
  const auto own = [&](const Score& score) { return subject.is_swapped ? Swapped(score) : score; };
  if (row.score && !entry.result && game.close_revision > 0) {
    joined.results.emplace(game.id, own(*row.score));
    joined.seasons[game.sport].insert(game.season);
  }
  if (row.score || !entry.result) return;
  for (ClosedWinner& closed :
       ClosedWinnersOf(JudgedOf(subject.told, game, own(entry.result->score)))) {
    const BookSeason set{game.sport, game.season, closed.sportsbook, work.layout.source};
    joined.told[set].insert_or_assign(game.id, std::move(closed));
    joined.seasons[game.sport].insert(game.season);
  }
}

// Of the batch's source alone, unless it tells results: those are of everybody's closes.
absl::Status Importer::AddStored(Work& work, Joined& joined) {
  std::vector<GameId> told;
  for (const auto& [game, score] : joined.results) told.push_back(game);
  for (const auto& [sport, seasons] : joined.seasons) {
    const std::string source = told.empty() ? work.layout.source : "";
    OVERROUND_ASSIGN_OR_RETURN(const auto stored,
                               imports::ListStoredWinners(work.tx, {sport, seasons, told, source}));
    std::map<BookSeason, std::map<GameId, ImportedGame>> games;
    std::set<GameId> ids;
    for (const imports::StoredWinner& each : stored) {
      ids.insert(each.game);
      games[each.set][each.game].prices.push_back(
          {each.set.sportsbook, each.offer, absl::UnixEpoch()});
    }
    OVERROUND_ASSIGN_OR_RETURN(const auto results,
                               games::ListResults(work.tx, {ids.begin(), ids.end()}));
    std::map<GameId, Score> scores = joined.results;
    for (const Result& each : results) scores.insert_or_assign(each.game, each.score);
    for (auto& [set, priced] : games) {
      for (auto& [id, game] : priced) {
        game.score = scores.at(id);
        for (ClosedWinner& closed : ClosedWinnersOf(game)) {
          joined.stored[set].emplace(id, std::move(closed));
        }
      }
    }
  }
  return absl::OkStatus();
}

// What is held stands for the set, and where some of it is stored, a batch of its own: nothing that
// is stored is taken back, but no close is made of it until a person lets it through.
absl::Status Importer::Condemn(Work& work, ScrambledSet found, bool is_stored) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto held, HoldSet(work, found));
  found.batch = held.value_or(Uuid());
  if (is_stored || !held) {
    OVERROUND_ASSIGN_OR_RETURN(found.batch, HoldMark(work, found));
  }
  OVERROUND_RETURN_IF_ERROR(imports::InsertScrambledSet(work.tx, found));
  const BookSeason set = found.set;
  work.scrambled.emplace(set, std::move(found));
  return is_stored ? Reclose(work, set) : absl::OkStatus();
}

// A batch of no rows.
absl::StatusOr<Uuid> Importer::HoldMark(Work& work, const ScrambledSet& found) const {
  const BookSeason& set = found.set;
  ImportBatch rows = work.batch;
  rows.rows.clear();
  rows.row_numbers.clear();
  intake::QuarantinedBatch batch;
  batch.raw_document = absl::StrCat("import/", work.batch.file_name, "#", set.sport, "/",
                                    set.season, "/", set.sportsbook, "/", set.source);
  batch.id = ids_.Derive(work.batch.now, "quarantine", batch.raw_document);
  batch.check_type = std::string(ToString(Refusal::kScrambled));
  batch.details = absl::StrCat(found.details, "; no close is made of it");
  batch.source = set.source;
  batch.sportsbook = set.sportsbook;
  batch.offers = "[]";
  batch.import_rows = WriteHeldRows(rows);
  batch.receive_time = work.batch.now;
  OVERROUND_RETURN_IF_ERROR(intake::InsertQuarantined(work.tx, batch));
  OVERROUND_RETURN_IF_ERROR(intake::InsertChecks(
      work.tx, {{ids_.Derive(work.batch.now, "quality_check", batch.raw_document), batch.check_type,
                 batch.source, false, found.games, found.games, batch.details, batch.raw_document,
                 work.batch.now}}));
  return batch.id;
}

absl::Status Importer::Reclose(Work& work, const BookSeason& set) {
  OVERROUND_ASSIGN_OR_RETURN(const auto ids, imports::ListClosedGames(work.tx, set));
  OVERROUND_ASSIGN_OR_RETURN(const auto games, games::FindGames(work.tx, ids));
  work.reclosed.insert(ids.begin(), ids.end());
  return work.games.Load(games);
}

absl::Status Importer::Trust(Work& work, ScrambledSet& found) {
  if (found.is_trusted) return absl::OkStatus();
  found.is_trusted = true;
  OVERROUND_RETURN_IF_ERROR(imports::UpsertTrusted(work.tx, found, work.batch.now));
  return Reclose(work, found.set);
}

// The batch a person lets through stands for a set of stored prices.
absl::Status Importer::TrustBatch(Work& work) {
  if (!work.batch.released) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const auto found,
                             imports::FindScrambledSet(work.tx, work.batch.released->batch));
  if (!found) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(work.tx, found->set.sport));
  OVERROUND_RETURN_IF_ERROR(LoadScrambled(work, {found->set.sport}));
  return Trust(work, work.scrambled.at(found->set));
}

// Who lets some of a set through trusts it, with all that is told of it later. A row that tells the
// result as well was joined in the file: whose it is, there, all books of the row share.
absl::Status Importer::TrustTold(Work& work) {
  const ImportBatch::Released& released = *work.batch.released;
  std::map<BookSeason, std::set<GameId>> told;
  for (const Subject& subject : work.subjects) {
    if (subject.is_refused) continue;
    const Game& game = work.games.At(subject.game).game;
    for (const ImportedPrice& price : subject.told.row.prices) {
      if (price.sportsbook != released.sportsbook && !subject.told.row.score) continue;
      told[{game.sport, game.season, price.sportsbook, work.layout.source}].insert(game.id);
    }
  }
  for (const auto& [set, games] : told) {
    const auto place = work.scrambled.try_emplace(
        set, ScrambledSet{set, released.batch, static_cast<int64_t>(games.size()), released.details,
                          work.batch.now});
    OVERROUND_RETURN_IF_ERROR(Trust(work, place.first->second));
  }
  return absl::OkStatus();
}

}  // namespace overround::collector
