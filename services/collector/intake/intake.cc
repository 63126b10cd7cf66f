#include "services/collector/intake/intake.h"

#include <algorithm>
#include <future>
#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/feed/closer.h"
#include "services/collector/feed/event_poll.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/quarantine.h"
#include "services/collector/quotes/sportsbooks.h"
#include "services/collector/sources/swap_sides.h"
#include "services/collector/sources/the_odds_api.h"
#include "services/collector/sources/the_odds_api_markets.h"

namespace overround::collector {
namespace {

using the_odds_api::AnswerKind;

// The value of a parameter of the request; empty where it has none.
absl::string_view ParameterOf(const RawDocument& document, absl::string_view name) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(absl::string_view(document.request), absl::MaxSplits('?', 1));
  for (const absl::string_view pair : absl::StrSplit(parts.second, '&')) {
    const std::pair<absl::string_view, absl::string_view> parameter =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parameter.first == name) return parameter.second;
  }
  return "";
}

std::optional<QuoteFormat> FormatOf(const RawDocument& document) {
  const absl::string_view format = ParameterOf(document, "oddsFormat");
  if (format == "american") return QuoteFormat::kAmerican;
  if (format == "decimal") return QuoteFormat::kDecimal;
  return std::nullopt;
}

bool IsAboutThePast(DocumentKind kind) {
  return kind == DocumentKind::kHistoricalOdds || kind == DocumentKind::kHistoricalEventOdds;
}

// The markets a question named, as far as they are known.
std::vector<the_odds_api::MarketName> NamesAsked(const RawDocument& document) {
  std::vector<the_odds_api::MarketName> names;
  for (const absl::string_view key :
       absl::StrSplit(ParameterOf(document, "markets"), ',', absl::SkipEmpty())) {
    if (auto name = the_odds_api::ReadMarketName(key)) names.push_back(*std::move(name));
  }
  return names;
}

// An answer about one event's own markets says nothing of the main ones, nor these of it; and of
// its own only those that were asked for.
void SayWhatWasAsked(const RawDocument& document, Period plain, Shown& shown) {
  if (document.source == kalshi::kSource) {
    const std::optional<absl::string_view> counted = kalshi::StatisticOf(document.sport);
    shown.kinds = {counted ? MarketKind::kProp : MarketKind::kMoneyline};
    shown.is_asked = [counted](const Quote& quote) {
      return !counted || quote.market.statistic == *counted;
    };
    return;
  }
  if (document.kind != DocumentKind::kEventOdds) {
    shown.is_asked = [](const Quote& quote) { return !IsEventDocument(quote.raw_document); };
    return;
  }
  shown.is_whole = false;  // Other games are not in it.
  shown.kinds.clear();
  std::vector<MarketKey> asked;
  for (const the_odds_api::MarketName& name : NamesAsked(document)) {
    asked.push_back(the_odds_api::PlainMarket(name, plain));
    shown.kinds.push_back(name.kind);
    if (name.kind == MarketKind::kMoneyline) shown.kinds.push_back(MarketKind::kThreeWay);
  }
  shown.is_asked = [asked](const Quote& quote) {
    return IsEventDocument(quote.raw_document) &&
           std::any_of(asked.begin(), asked.end(), [&](const MarketKey& each) {
             const bool both_winners =
                 each.kind == MarketKind::kMoneyline && quote.market.kind == MarketKind::kThreeWay;
             return (each.kind == quote.market.kind || both_winners) &&
                    each.statistic == quote.market.statistic &&
                    (each.period == quote.market.period || both_winners);
           });
  };
}

Provenance ProvenanceOf(const RawDocument& document, const std::string& path) {
  const Basis basis = document.basis == ReceiveBasis::kObserved ? Basis::kObserved : Basis::kStated;
  return {document.source, path, document.receive_time, document.receive_time, basis};
}

Described DescribedBy(const std::string& source, const GameSheet& sheet) {
  Described described;
  described.external = {source, sheet.provider_game_id};
  described.home = sheet.home;
  described.away = sheet.away;
  described.start = sheet.start;
  return described;
}

// What a good answer says, by what was asked.
struct Sheets {
  OddsSheet odds;
  ScoresSheet scores;
  kalshi::EventsPage events;
};

absl::Status Parse(const RawDocument& document, Period period, Sheets& sheets) {
  if (document.kind == DocumentKind::kScores) {
    OVERROUND_ASSIGN_OR_RETURN(sheets.scores, the_odds_api::ParseScores(document.body));
    return absl::OkStatus();
  }
  if (document.source == kalshi::kSource) {
    OVERROUND_ASSIGN_OR_RETURN(sheets.events, kalshi::ParseEvents(document.body));
    return absl::OkStatus();
  }
  OVERROUND_ASSIGN_OR_RETURN(OddsSheet odds,
                             the_odds_api::ParseOdds(document.body, {FormatOf(document), period}));
  // Without its time the past would be taken for the present.
  if (IsAboutThePast(document.kind) && !odds.snapshot) {
    return absl::InvalidArgumentError("timestamp: missing, want what it is the state of");
  }
  sheets.odds = std::move(odds);
  return absl::OkStatus();
}

int PricesOf(const GameSheet& sheet) {
  int count = 0;
  for (const BookSheet& book : sheet.books) count += static_cast<int>(book.offers.size());
  return count;
}

}  // namespace

std::vector<MarketKind> Intake::KindsOf(const RawDocument& document) {
  const absl::string_view asked = ParameterOf(document, "markets");
  const auto has = [&](absl::string_view key) {
    return asked.empty() || absl::StrContains(asked, key);
  };
  std::vector<MarketKind> kinds;
  if (has("h2h")) kinds.insert(kinds.end(), {MarketKind::kMoneyline, MarketKind::kThreeWay});
  if (has("spreads")) kinds.push_back(MarketKind::kSpread);
  if (has("totals")) kinds.push_back(MarketKind::kTotal);
  return kinds;
}

absl::StatusOr<std::map<std::string, Sportsbook>> Intake::MeetBooks(pg::Transaction& tx,
                                                                    const OddsSheet& sheet) {
  std::map<std::string, Sportsbook> shown;
  for (const GameSheet& game : sheet.games) {
    for (const BookSheet& book : game.books) {
      shown.try_emplace(book.key, Sportsbook{book.key, book.title, "BOOK", false});
    }
  }
  return MeetSportsbooks(tx, std::move(shown));
}

absl::StatusOr<std::map<std::string, Game>> Intake::KnownGames(
    pg::Transaction& tx, const std::string& source, const std::vector<std::string>& ids) {
  OVERROUND_ASSIGN_OR_RETURN(const auto found, games::FindByExternalIds(tx, source, ids));
  std::map<std::string, Game> known;
  for (const games::KnownGame& each : found) known.emplace(each.external_id, each.game);
  return known;
}

absl::StatusOr<std::optional<Sport>> Intake::SportOf(const std::string& source,
                                                     const std::string& sport,
                                                     absl::Time deadline) {
  return pool_.InTransaction(
      deadline, [&](pg::Transaction& tx) { return games::FindProviderSport(tx, source, sport); });
}

std::string OrderOf(const std::optional<Sport>& sport, absl::string_view source,
                    absl::string_view provider_key) {
  return sport ? sport->key : absl::StrCat(source, "/", provider_key);
}

absl::StatusOr<std::string> Intake::OrderOf(const std::string& source, const std::string& sport,
                                            absl::Time deadline) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto known = orders_.find({source, sport}); known != orders_.end()) {
      return known->second;
    }
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Sport> found, SportOf(source, sport, deadline));
  const std::string order = collector::OrderOf(found, source, sport);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (found) orders_.emplace(std::pair(source, sport), order);
  return order;
}

absl::StatusOr<Taken> Intake::TakeIn(const RawDocument& document, absl::Time deadline,
                                     const IntakeHooks& hooks) {
  absl::StatusOr<Taken> taken = TakeInNow(document, deadline, hooks);
  if (!taken.ok() && !hooks.raw_document && on_untaken_) on_untaken_(document);
  return taken;
}

absl::StatusOr<Taken> Intake::TakeInNow(const RawDocument& document, absl::Time deadline,
                                        const IntakeHooks& hooks) {
  if (const auto other = delegates_.find(document.source); other != delegates_.end()) {
    return other->second(document, deadline, hooks);
  }
  Taken taken;
  // Beside the parsing; nothing of a document is taken in before it is archived.
  const auto policy = hooks.raw_document ? std::launch::deferred : std::launch::async;
  auto archived = std::async(policy, [&]() -> absl::StatusOr<std::string> {
    return hooks.raw_document ? *hooks.raw_document : archive_.Store(document);
  });
  const bool is_kalshi = document.source == kalshi::kSource;
  taken.answer = is_kalshi ? kalshi::ReadAnswer(document.status, document.headers, document.body,
                                                document.receive_time)
                           : the_odds_api::ReadAnswer(document.status, document.headers,
                                                      document.body, document.receive_time);
  Work work{document, {}, std::nullopt, {}, {}, 0, {}};
  OVERROUND_ASSIGN_OR_RETURN(work.sport, SportOf(document.source, document.sport, deadline));
  Sheets sheets;
  if (taken.answer.kind == AnswerKind::kGood) {
    const Period period = work.sport ? work.sport->plain_period : Period::kFullGame;
    const absl::Status parsed = Parse(document, period, sheets);
    if (!parsed.ok()) {
      taken.answer.kind = the_odds_api::KindOfUnreadable(document.body);
      taken.answer.message = std::string(parsed.message());
    }
  }
  OVERROUND_ASSIGN_OR_RETURN(taken.raw_document, archived.get());
  work.from = ProvenanceOf(document, taken.raw_document);
  const std::string order = collector::OrderOf(work.sport, document.source, document.sport);
  OVERROUND_RETURN_IF_ERROR(turns_.Await(order, document.receive_time, deadline));
  OVERROUND_RETURN_IF_ERROR(pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
    if (hooks.begin) OVERROUND_RETURN_IF_ERROR(hooks.begin(tx));
    if (document.turn && work.sport) {
      OVERROUND_RETURN_IF_ERROR(
          CloseBefore(tx, *work.sport, document.receive_time, {games_, quotes_}));
    }
    OVERROUND_ASSIGN_OR_RETURN(const bool late, IsLate(tx, work));
    OVERROUND_ASSIGN_OR_RETURN(const bool is_new,
                               intake::InsertDocument(tx, document, taken.raw_document,
                                                      late ? "late" : ToString(taken.answer.kind)));
    taken.is_known = !is_new;
    if (is_new && taken.answer.kind == AnswerKind::kGood) {
      if (late) {
        work.counts.read =
            sheets.odds.prices_read + sheets.scores.games_read + sheets.events.prices_read;
        work.refused.push_back({Refusal::kLate, "received before an answer already taken in",
                                static_cast<int>(work.counts.read)});
      } else if (document.kind == DocumentKind::kScores) {
        OVERROUND_RETURN_IF_ERROR(TakeScores(tx, sheets.scores, work));
      } else if (IsAboutThePast(document.kind)) {
        OVERROUND_RETURN_IF_ERROR(TakeHistory(tx, std::move(sheets.odds), work));
      } else {
        if (is_kalshi) {
          OVERROUND_ASSIGN_OR_RETURN(sheets.odds,
                                     FindKalshiGames(tx, std::move(sheets.events), work));
        }
        OVERROUND_RETURN_IF_ERROR(TakeOdds(tx, std::move(sheets.odds), work));
      }
    }
    if (is_new) OVERROUND_RETURN_IF_ERROR(Report(tx, work));
    return hooks.end ? hooks.end(tx) : absl::OkStatus();
  }));
  turns_.End(order, document.receive_time);
  taken.counts = work.counts;
  return taken;
}

absl::StatusOr<bool> Intake::IsLate(pg::Transaction& tx, const Work& work) {
  // One of many events: a newer answer about another does not overtake it.
  if (work.document.kind == DocumentKind::kEventOdds) return IsOvertaken(tx, work.document);
  // What was, was: in whatever order one asks about it.
  if (IsAboutThePast(work.document.kind)) return false;
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> newest,
                             intake::FindNewestDocument(tx, work.document));
  return newest && work.document.receive_time < *newest;
}

absl::StatusOr<std::optional<Game>> Intake::Locate(pg::Transaction& tx, const Described& described,
                                                   const std::map<std::string, Game>& known,
                                                   std::optional<Teams>& teams, Work& work) {
  Game game;
  if (const auto found = known.find(described.external.id); found != known.end()) {
    game = found->second;
  } else {
    if (!teams) {
      OVERROUND_ASSIGN_OR_RETURN(teams, Teams::Load(tx, *work.sport, ids_));
    }
    absl::StatusOr<Game> adopted = games_.Adopt(tx, *work.sport, *teams, described, work.from);
    if (absl::IsInvalidArgument(adopted.status())) {
      work.refused.push_back({Refusal::kUnmatchedGame, std::string(adopted.status().message()), 0});
      return std::optional<Game>();
    }
    if (!adopted.ok()) return adopted.status();
    game = *std::move(adopted);
  }
  return std::optional<Game>(std::move(game));
}

// A start that lies behind us is the actual one: providers move it once the game is on.
absl::Status Intake::FollowStart(pg::Transaction& tx, absl::Time start, Game& game, Work& work) {
  if (start > work.from.receive_time) {
    return games_.Move(tx, *work.sport, start, work.from, game);
  }
  OVERROUND_ASSIGN_OR_RETURN(const bool is_news, games_.Start(tx, start, work.from, game));
  return is_news ? quotes_.CloseLines(tx, work.from, game) : absl::OkStatus();
}

absl::Status Intake::TakeOdds(pg::Transaction& tx, OddsSheet sheet, Work& work) {
  work.counts.read = sheet.prices_read;
  work.refused = std::move(sheet.refused);
  if (!work.sport) {
    work.refused = {{Refusal::kUnknownSport, work.document.sport, sheet.prices_read}};
    return absl::OkStatus();
  }
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, work.sport->key));
  if (!work.sport->is_active) {
    OVERROUND_RETURN_IF_ERROR(intake::MarkSportActive(tx, work.sport->key));
  }
  OVERROUND_ASSIGN_OR_RETURN(const auto books, MeetBooks(tx, sheet));

  std::vector<std::string> ids;
  for (const GameSheet& game : sheet.games) ids.push_back(game.provider_game_id);
  OVERROUND_ASSIGN_OR_RETURN(const auto known, KnownGames(tx, work.document.source, ids));
  Shown shown{work.sport->key, work.from, {}, KindsOf(work.document), sheet.is_whole};
  SayWhatWasAsked(work.document, work.sport->plain_period, shown);
  std::optional<Teams> teams;
  std::set<std::string> named;
  std::set<GameId> seen;
  std::vector<Game> closed;
  for (GameSheet& each : sheet.games) {
    if (!named.insert(each.provider_game_id).second) {
      work.refused.push_back({Refusal::kDuplicate, each.provider_game_id, PricesOf(each)});
      continue;
    }
    const Described described = DescribedBy(work.document.source, each);
    OVERROUND_ASSIGN_OR_RETURN(std::optional<Game> game, Locate(tx, described, known, teams, work));
    if (game && !seen.insert(game->id).second) {
      work.refused.push_back({Refusal::kDuplicate, each.provider_game_id, PricesOf(each)});
      continue;
    }
    if (!game) {
      work.refused.back().count = PricesOf(each);
      shown.is_whole = false;
      continue;
    }
    if (game->is_swapped) SwapSides(each);
    // Kalshi does not tell when a game starts.
    if (work.document.source != kalshi::kSource) {
      OVERROUND_RETURN_IF_ERROR(FollowStart(tx, each.start, *game, work));
    }
    if (IsMissingInClose(*game, work.from)) closed.push_back(*game);
    GateReport gate = PassGate(work.from.receive_time, game->start, each);
    work.in_play += gate.in_play;
    work.future_stamps += gate.future_stamps;
    OVERROUND_RETURN_IF_ERROR(HoldBatches(tx, ids_, work.from, game->id, gate.held));
    work.held.insert(work.held.end(), gate.held.begin(), gate.held.end());
    shown.is_whole &= each.is_whole;
    for (BookSheet& book : each.books) {
      shown.books.push_back({game->id, game->start, book.key, books.at(book.key).IsBettable(),
                             std::move(book.offers), book.is_whole});
    }
  }
  for (const Game& game : work.left) {
    if (!seen.insert(game.id).second) continue;
    shown.books.push_back({game.id, game.start, kalshi::kSportsbook, true, {}, true});
  }
  OVERROUND_ASSIGN_OR_RETURN(const KeptCounts kept, quotes_.Keep(tx, std::move(shown)));
  work.counts.changed = kept.changed;
  work.counts.unchanged = kept.unchanged;
  work.counts.gone = kept.gone;
  return quotes_.CloseAnew(tx, work.from, std::move(closed));
}

// One check for each reason that failed, and one that says the rest passed.
absl::Status Intake::Report(pg::Transaction& tx, Work& work) {
  for (const Held& held : work.held) {
    work.refused.push_back({held.reason, held.detail, static_cast<int>(held.offers.size())});
  }
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
    checks.push_back({ids_.Derive(work.from.receive_time, "quality_check",
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

}  // namespace overround::collector
