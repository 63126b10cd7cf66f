#include "services/collector/intake/espn_intake.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/feed/closer.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/store.h"
#include "services/collector/rosters/store.h"

namespace overround::collector {
namespace {

using the_odds_api::AnswerKind;

int ReadBy(const std::monostate&) { return 0; }
template <typename Sheet>
int ReadBy(const Sheet& sheet) {
  return sheet.read;
}

void RefusedBy(const std::monostate&, std::vector<Refused>&) {}
template <typename Sheet>
void RefusedBy(const Sheet& sheet, std::vector<Refused>& refused) {
  refused = sheet.refused;
}

Provenance ProvenanceOf(const RawDocument& document, const std::string& path) {
  const Basis basis = document.basis == ReceiveBasis::kObserved ? Basis::kObserved : Basis::kStated;
  return {document.source, path, document.receive_time, document.receive_time, basis};
}

// Only lists that are whole can be overtaken: a summary or a team's season is one of many.
bool CanBeLate(DocumentKind kind) {
  return kind == DocumentKind::kScoreboard || kind == DocumentKind::kInjuries;
}

}  // namespace

absl::StatusOr<EspnIntake::Sheet> EspnIntake::Parse(const RawDocument& document, Period period) {
  switch (document.kind) {
    case DocumentKind::kScoreboard: {
      OVERROUND_ASSIGN_OR_RETURN(Sheet sheet, espn::ParseScoreboard(document.body, period));
      return sheet;
    }
    case DocumentKind::kInjuries: {
      OVERROUND_ASSIGN_OR_RETURN(Sheet sheet, espn::ParseInjuries(document.body));
      return sheet;
    }
    case DocumentKind::kTeamStatistics: {
      OVERROUND_ASSIGN_OR_RETURN(Sheet sheet, espn::ParseTeamStatistics(document.body));
      return sheet;
    }
    case DocumentKind::kSummary: {
      OVERROUND_ASSIGN_OR_RETURN(Sheet sheet, espn::ParseSummary(document.body));
      return sheet;
    }
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("kind: ", ToString(document.kind), ", want one of ESPN's"));
  }
}

absl::StatusOr<Taken> EspnIntake::TakeIn(const RawDocument& document, absl::Time deadline,
                                         const IntakeHooks& hooks) {
  Taken taken;
  OVERROUND_ASSIGN_OR_RETURN(taken.raw_document, hooks.raw_document
                                                     ? *hooks.raw_document
                                                     : parts_.archive.Store(document));
  // Goes by the status code: an error's body is JSON or a page.
  taken.answer = the_odds_api::ReadAnswer(document.status, document.headers, document.body,
                                          document.receive_time);
  Work work{document, ProvenanceOf(document, taken.raw_document), {}, 0, {}, {}, {}, 0, {}};
  OVERROUND_ASSIGN_OR_RETURN(const auto sport,
                             parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) {
                               return games::FindProviderSport(tx, document.source, document.sport);
                             }));
  if (sport) work.sport = *sport;
  Sheet sheet;
  if (taken.answer.kind == AnswerKind::kGood) {
    absl::StatusOr<Sheet> parsed = Parse(document, work.sport.plain_period);
    if (parsed.ok()) {
      sheet = *std::move(parsed);
    } else {
      taken.answer.kind = the_odds_api::KindOfUnreadable(document.body);
      taken.answer.message = std::string(parsed.status().message());
    }
  }
  const std::string order = OrderOf(sport, document.source, document.sport);
  OVERROUND_RETURN_IF_ERROR(parts_.turns.Await(order, document.receive_time, deadline));
  OVERROUND_RETURN_IF_ERROR(
      parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
        if (hooks.begin) OVERROUND_RETURN_IF_ERROR(hooks.begin(tx));
        if (document.turn && sport) {
          OVERROUND_RETURN_IF_ERROR(
              CloseBefore(tx, *sport, document.receive_time, {parts_.games, parts_.quotes}));
        }
        OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> newest,
                                   intake::FindNewestDocument(tx, document));
        const bool late = CanBeLate(document.kind) && newest && document.receive_time < *newest;
        OVERROUND_ASSIGN_OR_RETURN(
            const bool is_new, intake::InsertDocument(tx, document, taken.raw_document,
                                                      late ? "late" : ToString(taken.answer.kind)));
        taken.is_known = !is_new;
        if (is_new) OVERROUND_RETURN_IF_ERROR(Take(tx, sheet, late, work));
        return hooks.end ? hooks.end(tx) : absl::OkStatus();
      }));
  parts_.turns.End(order, document.receive_time);
  taken.counts = work.counts;
  return taken;
}

absl::Status EspnIntake::Take(pg::Transaction& tx, Sheet& sheet, bool is_late, Work& work) {
  work.counts.read = std::visit([](const auto& each) { return ReadBy(each); }, sheet);
  const int read = static_cast<int>(work.counts.read);
  if (work.sport.key.empty()) {
    if (read > 0) work.refused = {{Refusal::kUnknownSport, work.document.sport, read}};
    return Report(tx, work);
  }
  if (is_late) {
    work.refused = {{Refusal::kLate, "received before an answer already taken in", read}};
    return Report(tx, work);
  }
  std::visit([&](const auto& each) { RefusedBy(each, work.refused); }, sheet);
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, work.sport.key));
  OVERROUND_ASSIGN_OR_RETURN(
      work.years_ahead, rosters::FindYearsAhead(tx, work.document.source, work.document.sport));
  OVERROUND_ASSIGN_OR_RETURN(work.teams, Teams::Load(tx, work.sport, parts_.ids));
  OVERROUND_ASSIGN_OR_RETURN(const auto team_ids,
                             rosters::ListTeamIds(tx, work.document.source, work.sport.key));
  work.team_ids.insert(team_ids.begin(), team_ids.end());
  if (auto* scoreboard = std::get_if<espn::ScoreboardSheet>(&sheet)) {
    OVERROUND_RETURN_IF_ERROR(TakeScoreboard(tx, *scoreboard, work));
  } else if (const auto* injuries = std::get_if<espn::InjuriesSheet>(&sheet)) {
    OVERROUND_RETURN_IF_ERROR(TakeInjuries(tx, *injuries, work));
  } else if (const auto* team = std::get_if<espn::TeamStatisticsSheet>(&sheet)) {
    OVERROUND_RETURN_IF_ERROR(TakeTeamStatistics(tx, *team, work));
  } else if (const auto* summary = std::get_if<espn::SummarySheet>(&sheet)) {
    OVERROUND_RETURN_IF_ERROR(TakeSummary(tx, *summary, work));
  }
  return Report(tx, work);
}

// One check for each reason that failed, and one that says the rest passed.
absl::Status EspnIntake::Report(pg::Transaction& tx, Work& work) const {
  std::map<Refusal, Refused> reasons;
  for (const Refused& refused : work.refused) {
    const auto [reason, is_new] = reasons.try_emplace(refused.reason, refused);
    if (!is_new) reason->second.count += refused.count;
    work.counts.refused += refused.count;
  }
  if (work.in_play > 0) {
    reasons.emplace(Refusal::kInPlay, Refused{Refusal::kInPlay, "flagged", work.in_play});
  }
  if (work.future_stamps > 0) {
    reasons.emplace(Refusal::kStaleStamp,
                    Refused{Refusal::kStaleStamp, "kept without it", work.future_stamps});
  }
  std::vector<intake::QualityCheck> checks;
  const auto add = [&](absl::string_view type, bool has_passed, int64_t failed,
                       const std::string& details) {
    checks.push_back({parts_.ids.Derive(work.from.receive_time, "quality_check",
                                        absl::StrCat(work.from.raw_document, "/", type)),
                      std::string(type), work.from.source, has_passed, work.counts.read, failed,
                      details, work.from.raw_document, work.from.receive_time});
  };
  for (const auto& [reason, refused] : reasons) {
    add(ToString(reason), false, refused.count, refused.detail);
  }
  if (work.counts.refused == 0) add("whole", true, 0, "nothing refused");
  OVERROUND_RETURN_IF_ERROR(intake::InsertChecks(tx, checks));
  return intake::UpdateDocumentCounts(tx, work.from.raw_document, work.counts);
}

absl::StatusOr<std::optional<TeamId>> EspnIntake::TeamOf(pg::Transaction& tx,
                                                         const espn::TeamSheet& team,
                                                         Work& work) const {
  const Alias alias{work.from.source, team.name};
  if (!work.teams->Knows(alias)) return std::optional<TeamId>();
  OVERROUND_ASSIGN_OR_RETURN(const Team known,
                             work.teams->Resolve(tx, alias, work.from.receive_time));
  if (!team.provider_team_id.empty() && work.team_ids.insert(team.provider_team_id).second) {
    OVERROUND_RETURN_IF_ERROR(
        rosters::InsertTeamId(tx, {work.from.source, work.sport.key, team.provider_team_id},
                              known.id, work.from.receive_time));
  }
  return std::optional<TeamId>(known.id);
}

}  // namespace overround::collector
