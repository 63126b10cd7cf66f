#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/import/close_score.h"
#include "services/collector/import/held_rows.h"
#include "services/collector/import/importer_work.h"
#include "services/collector/intake/store.h"

namespace overround::collector {
namespace {

// A book's season of a sport, or what is left of its seasons of too few games each.
struct SetKey {
  std::string sport;
  std::string sportsbook;
  std::optional<int> season;

  auto operator<=>(const SetKey&) const = default;
};

// By what they say, so that the same rows are held once.
std::string DocumentOf(const ImportBatch& batch) {
  std::string all = absl::StrCat(batch.layout, "\n", batch.header, "\n");
  for (const std::string& row : batch.rows) absl::StrAppend(&all, row, "\n");
  return absl::StrCat("import/", batch.file_name, "#", Sha256Hex(all).substr(0, 16));
}

// What became of the rows a person let in: one check for each reason some were refused for, one for
// each that prices within the others were refused for, or one that says all passed. What is not
// counted as failed was stored, or known by then.
std::vector<intake::QualityCheck> ChecksOf(const intake::QuarantinedBatch& held,
                                           const ImportBatch& released, const ImportCounts& counts,
                                           const IdSource& ids) {
  std::vector<intake::QualityCheck> checks;
  const auto add = [&](absl::string_view part, absl::string_view type, int64_t checked,
                       int64_t failed, const std::string& details) {
    checks.push_back({ids.Derive(released.now, "quality_check",
                                 absl::StrCat(held.raw_document, part, "/", type)),
                      std::string(type), held.source, failed == 0, checked, failed, details,
                      held.raw_document, released.now});
  };
  const auto rows = static_cast<int64_t>(released.rows.size());
  struct Reason {
    int64_t count = 0;
    std::string message;
  };
  std::map<Refusal, Reason> reasons;
  for (const RefusedImport& refused : counts.refused) {
    Reason& reason = reasons[refused.reason];
    if (reason.count++ == 0) reason.message = refused.message;
  }
  for (const auto& [refusal, reason] : reasons) {
    add("", ToString(refusal), rows, reason.count, reason.message);
  }
  for (const auto& [refusal, count] : counts.refused_prices) {
    add("/prices", ToString(refusal), counts.prices_read, count, "prices within stored rows");
  }
  if (checks.empty()) add("", "whole", rows, 0, "nothing refused");
  return checks;
}

}  // namespace

// A set is what the batch has of a book's season: its closes with their results. Seasons of too few
// games are judged together, and where those are too few still, with all of the book's: the last
// rows of a file are of no other origin than the rest. All games of a set that cannot be true are
// held, whatever else their rows say. Sets that a person let through are judged no more.
absl::Status Importer::JudgeSets(Work& work) const {
  struct Told {
    SetKey key;
    ClosedWinner closed;
    Subject* subject;
  };
  if (work.batch.released) return absl::OkStatus();
  std::vector<Told> told;
  std::map<SetKey, CloseScore> scores;
  for (Subject& subject : work.subjects) {
    const ImportedGame& row = subject.told.row;
    if (subject.is_refused) continue;
    const int season = work.sports.at(row.sport).SeasonOf(row.game.start);
    for (ClosedWinner& closed : ClosedWinnersOf(row)) {
      if (work.Trusts({row.sport, season, closed.sportsbook, work.layout.source})) continue;
      const SetKey key{row.sport, closed.sportsbook, season};
      scores[key].Add(closed);
      told.push_back({key, std::move(closed), &subject});
    }
  }
  for (Told& each : told) {
    if (scores.at(each.key).games() >= kCloseGamesMin) continue;
    each.key.season.reset();
    scores[each.key].Add(each.closed);
  }
  std::set<SetKey> too_few;
  for (const auto& [key, score] : scores) {
    if (!key.season && score.games() < kCloseGamesMin) too_few.insert(key);
  }
  for (const Told& each : told) {
    const SetKey rest{each.key.sport, each.key.sportsbook, std::nullopt};
    if (each.key.season && too_few.contains(rest)) scores[rest].Add(each.closed);
  }
  std::map<SetKey, std::vector<Subject*>> held;
  std::set<const Subject*> taken;
  for (const Told& each : told) {
    if (!scores.at(each.key).IsScrambled() || !taken.insert(each.subject).second) continue;
    held[each.key].push_back(each.subject);
  }
  for (const auto& [key, subjects] : held) {
    const CloseScore& score = scores.at(key);
    const Scrambled set{
        key.sportsbook,
        score.DetailsOf(key.sportsbook,
                        key.season ? absl::StrCat(key.sport, " ", *key.season) : key.sport),
        score.games()};
    std::vector<ImportRow> rows;
    for (Subject* subject : subjects) {
      rows.insert(rows.end(), subject->told.rows.begin(), subject->told.rows.end());
      work.Refuse(*subject, Refusal::kScrambled, set.details);
    }
    OVERROUND_RETURN_IF_ERROR(Hold(work, set, rows).status());
  }
  return absl::OkStatus();
}

// What the rows said stays as it was sent, for a person to look at and let in.
absl::StatusOr<Uuid> Importer::Hold(Work& work, const Scrambled& set,
                                    const std::vector<ImportRow>& held) const {
  ImportBatch rows = work.batch;
  rows.rows.clear();
  rows.row_numbers.clear();
  for (const ImportRow& row : held) {
    rows.row_numbers.push_back(row.number);
    rows.rows.push_back(work.batch.rows[row.place]);
  }
  intake::QuarantinedBatch batch;
  batch.raw_document = DocumentOf(rows);
  OVERROUND_ASSIGN_OR_RETURN(const auto known,
                             intake::FindQuarantinedRows(work.tx, batch.raw_document));
  if (known) return *known;
  batch.id = ids_.Derive(work.batch.now, "quarantine", batch.raw_document);
  batch.check_type = std::string(ToString(Refusal::kScrambled));
  batch.details = set.details;
  batch.source = work.layout.source;
  batch.sportsbook = set.sportsbook;
  batch.offers = "[]";
  batch.import_rows = WriteHeldRows(rows);
  batch.row_count = static_cast<int>(rows.rows.size());
  batch.receive_time = work.batch.now;
  OVERROUND_RETURN_IF_ERROR(intake::InsertQuarantined(work.tx, batch));
  OVERROUND_RETURN_IF_ERROR(intake::InsertChecks(
      work.tx, {{ids_.Derive(work.batch.now, "quality_check", batch.raw_document), batch.check_type,
                 batch.source, false, set.games, batch.row_count, set.details, batch.raw_document,
                 work.batch.now}}));
  return batch.id;
}

absl::Status Importer::Release(pg::Transaction& tx, const intake::QuarantinedBatch& held,
                               absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(ImportBatch batch, ParseHeldRows(*held.import_rows));
  batch.now = now;
  batch.released = {held.id, held.sportsbook, held.details};
  OVERROUND_ASSIGN_OR_RETURN(const ImportCounts counts, Import(tx, batch));
  return intake::InsertChecks(tx, ChecksOf(held, batch, counts, ids_));
}

}  // namespace overround::collector
