#include "services/collector/history.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/eventlog/log_reader.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/games/store.h"
#include "services/collector/history_around.h"
#include "services/collector/quotes/consensus.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_boards.h"

namespace overround::collector {
namespace {

constexpr int kGamesPerPart = 200;
constexpr int kFactsPerMessage = 500;
constexpr size_t kBytesPerMessage = size_t{1} << 20;

using Write = std::function<absl::Status(const v1::StreamHistoryResponse&)>;

// A fact and when it became known, to be sent in that order.
struct Dated {
  absl::Time known_time;
  pb::Fact fact;
};

struct Moment {
  pb::DecisionPrice::Moment name;
  absl::Duration before_start;
};
constexpr std::array<Moment, 3> kMoments = {
    Moment{pb::DecisionPrice::MOMENT_DAY_BEFORE, absl::Hours(24)},
    Moment{pb::DecisionPrice::MOMENT_SIX_HOURS_BEFORE, absl::Hours(6)},
    Moment{pb::DecisionPrice::MOMENT_HOUR_BEFORE, absl::Hours(1)}};

// Everything known about some games.
struct Part {
  std::vector<Game> games;
  std::map<GameId, std::vector<ExternalId>> ids;
  std::map<GameId, std::vector<GameFact>> facts;
  std::map<GameId, std::vector<Result>> results;
  std::map<GameId, Close> closes;
  std::map<GameId, std::vector<ClosingLine>> closing_lines;
  std::map<GameId, std::vector<Quote>> quotes;
  std::map<GameId, std::vector<CurrentQuote>> offered;
};

class Historian {
 public:
  Historian(pg::Transaction& tx, const HistoryQuery& query, Write write)
      : tx_(tx), query_(query), write_(std::move(write)) {}

  absl::Status Run(absl::Time world_now) {
    OVERROUND_RETURN_IF_ERROR(Open(world_now));
    OVERROUND_RETURN_IF_ERROR(SendTeams());
    OVERROUND_RETURN_IF_ERROR(SendGames());
    OVERROUND_RETURN_IF_ERROR(SendAroundGames());
    v1::StreamHistoryResponse last;
    last.mutable_closing()->set_game_count(games_sent_);
    last.mutable_closing()->set_fact_count(facts_sent_);
    return write_(last);
  }

 private:
  bool WantsSport(const std::string& sport) const {
    return query_.sports.empty() ||
           std::count(query_.sports.begin(), query_.sports.end(), sport) > 0;
  }
  bool IsNew(const Stamp& stamp) const {
    return !query_.receive_after || stamp.receive_time > *query_.receive_after;
  }

  absl::Status Open(absl::Time world_now);
  absl::Status SendTeams();
  absl::Status SendGames();
  absl::Status SendAroundGames();
  absl::StatusOr<Part> Load(std::vector<Game> games);
  absl::Status SendPart(const Part& part);
  void AddGameFacts(const Part& part, const Game& game, std::vector<Dated>& out) const;
  void AddResults(const Part& part, const Game& game, std::vector<Dated>& out) const;
  void AddClose(const Part& part, const Game& game, std::vector<Dated>& out) const;
  void AddOffered(const Part& part, const Game& game, std::vector<Dated>& out) const;
  void AddDecisionPrices(const Part& part, const Game& game, std::vector<Dated>& out) const;
  void AddMoment(const std::vector<Quote>& standing, pb::DecisionPrice::Moment moment,
                 pb::DecisionPrices& prices) const;
  absl::Status Flush();

  pg::Transaction& tx_;
  const HistoryQuery& query_;
  const Write write_;
  std::set<std::string> sharp_;
  v1::StreamHistoryResponse pending_;
  size_t pending_bytes_ = 0;
  int64_t games_sent_ = 0;
  int64_t facts_sent_ = 0;
};

absl::Status Historian::Open(absl::Time world_now) {
  OVERROUND_ASSIGN_OR_RETURN(const eventlog::Cursor head, eventlog::LogReader::HeadIn(tx_));
  v1::StreamHistoryResponse first;
  pb::HistoryOpening* opening = first.mutable_opening();
  if (head.log_id) opening->mutable_cursor()->set_log_id(head.log_id->ToString());
  opening->mutable_cursor()->set_position(head.position);
  *opening->mutable_world_time() = wire::ToProto(world_now);
  OVERROUND_ASSIGN_OR_RETURN(const auto sports, games::ListSports(tx_));
  OVERROUND_ASSIGN_OR_RETURN(const auto counts, games::CountUpcoming(tx_));
  std::map<std::string, int64_t> upcoming;
  for (const auto& each : counts) upcoming[each.sport] = each.games;
  for (const Sport& sport : sports) {
    if (WantsSport(sport.key)) *opening->add_sports() = ToProto(sport, upcoming[sport.key]);
  }
  OVERROUND_ASSIGN_OR_RETURN(const auto books, quotes::ListSportsbooks(tx_));
  for (const Sportsbook& book : books) {
    *opening->add_sportsbooks() = ToProto(book);
    if (book.is_sharp) sharp_.insert(book.key);
  }
  return write_(first);
}

absl::Status Historian::SendTeams() {
  OVERROUND_ASSIGN_OR_RETURN(const auto teams, games::ListTeams(tx_, ""));
  v1::StreamHistoryResponse message;
  for (const Team& team : teams) {
    if (!WantsSport(team.sport)) continue;
    *message.mutable_teams()->add_teams() = ToProto(team);
    if (message.teams().teams_size() == kFactsPerMessage) {
      OVERROUND_RETURN_IF_ERROR(write_(message));
      message.Clear();
    }
  }
  return message.has_teams() ? write_(message) : absl::OkStatus();
}

absl::Status Historian::SendGames() {
  games::GameQuery query;
  query.sports = query_.sports;
  // Merged records too: their facts say where they went.
  query.statuses = {"SCHEDULED", "IN_PLAY", "FINAL", "POSTPONED", "VOID", "MERGED"};
  query.start_min = query_.start_min;
  query.limit = kGamesPerPart;
  while (true) {
    OVERROUND_ASSIGN_OR_RETURN(std::vector<Game> games, games::ListGames(tx_, query));
    if (games.empty()) return Flush();
    query.after_start = games.back().start;
    query.after_id = games.back().id;
    OVERROUND_ASSIGN_OR_RETURN(const Part part, Load(std::move(games)));
    OVERROUND_RETURN_IF_ERROR(SendPart(part));
  }
}

absl::Status Historian::SendAroundGames() {
  const auto send = [&](pb::Fact fact) -> absl::Status {
    ++facts_sent_;
    pending_bytes_ += fact.ByteSizeLong();
    *pending_.mutable_facts()->add_facts() = std::move(fact);
    const bool is_full =
        pending_bytes_ >= kBytesPerMessage || pending_.facts().facts_size() >= kFactsPerMessage;
    return is_full ? Flush() : absl::OkStatus();
  };
  OVERROUND_RETURN_IF_ERROR(EachFactAroundGames(tx_, query_, send));
  return Flush();
}

absl::StatusOr<Part> Historian::Load(std::vector<Game> games) {
  Part part;
  std::vector<GameId> ids;
  std::vector<GameId> upcoming;
  for (const Game& game : games) {
    ids.push_back(game.id);
    if (game.status == GameStatus::kScheduled) upcoming.push_back(game.id);
  }
  part.games = std::move(games);
  OVERROUND_ASSIGN_OR_RETURN(const auto named, games::ListExternalIds(tx_, ids));
  for (const auto& each : named) part.ids[each.game].push_back(each.external);
  OVERROUND_ASSIGN_OR_RETURN(auto facts, games::ListGameFacts(tx_, ids));
  for (GameFact& each : facts) part.facts[each.game].push_back(std::move(each));
  OVERROUND_ASSIGN_OR_RETURN(auto results, games::ListAllResults(tx_, ids));
  for (Result& each : results) part.results[each.game].push_back(std::move(each));
  OVERROUND_ASSIGN_OR_RETURN(const auto closes, quotes::ListLatestCloses(tx_, ids));
  for (const Close& each : closes) part.closes.emplace(each.game, each);
  OVERROUND_ASSIGN_OR_RETURN(auto lines, quotes::ListLatestClosingLines(tx_, ids));
  for (ClosingLine& each : lines) part.closing_lines[each.quote.game].push_back(std::move(each));
  OVERROUND_ASSIGN_OR_RETURN(auto moved, quotes::ListMovements(tx_, ids));
  for (Quote& each : moved) part.quotes[each.game].push_back(std::move(each));
  OVERROUND_ASSIGN_OR_RETURN(auto offered, quotes::ListCurrent(tx_, {upcoming, "", "", false}));
  for (CurrentQuote& each : offered) part.offered[each.quote.game].push_back(std::move(each));
  return part;
}

absl::Status Historian::SendPart(const Part& part) {
  for (const Game& game : part.games) {
    std::vector<Dated> facts;
    AddGameFacts(part, game, facts);
    AddOffered(part, game, facts);
    AddDecisionPrices(part, game, facts);
    AddClose(part, game, facts);
    AddResults(part, game, facts);
    std::stable_sort(facts.begin(), facts.end(),
                     [](const Dated& a, const Dated& b) { return a.known_time < b.known_time; });
    if (!facts.empty()) ++games_sent_;
    for (Dated& each : facts) {
      const bool is_prices = each.fact.has_decision_prices();
      facts_sent_ += is_prices ? each.fact.decision_prices().prices_size() : 1;
      pending_bytes_ += each.fact.ByteSizeLong();
      *pending_.mutable_facts()->add_facts() = std::move(each.fact);
      const bool is_full =
          pending_bytes_ >= kBytesPerMessage || pending_.facts().facts_size() >= kFactsPerMessage;
      if (is_full) OVERROUND_RETURN_IF_ERROR(Flush());
    }
  }
  return absl::OkStatus();
}

absl::Status Historian::Flush() {
  if (!pending_.has_facts()) return absl::OkStatus();
  const absl::Status written = write_(pending_);
  pending_.Clear();
  pending_bytes_ = 0;
  return written;
}

// The game as it was after each fact: what a fact does not tell has not changed since.
void Historian::AddGameFacts(const Part& part, const Game& game, std::vector<Dated>& out) const {
  const auto found = part.facts.find(game.id);
  if (found == part.facts.end()) return;
  const auto ids = part.ids.find(game.id);
  for (const GameFact& fact : found->second) {
    if (!IsNew(fact.stamp)) continue;
    Game then = game;
    then.start = fact.start;
    then.precision = fact.precision;
    then.status = fact.status;
    then.stamp = fact.stamp;
    then.merged_into.reset();
    pb::Game printed =
        ToProto(then, nullptr, ids == part.ids.end() ? std::vector<ExternalId>() : ids->second);
    pb::Fact message;
    switch (fact.kind) {
      case FactKind::kScheduled:
        *message.mutable_game_scheduled() = ToScheduled(fact.stamp, std::move(printed));
        break;
      case FactKind::kMoved:
        *message.mutable_game_moved() =
            ToMoved(fact.stamp, std::move(printed), *fact.previous_start);
        break;
      case FactKind::kStarted:
        *message.mutable_game_started() = ToStarted(fact.stamp, std::move(printed));
        break;
      case FactKind::kMerged:
        *message.mutable_game_merged() =
            ToMerged(fact.stamp, std::move(printed), *fact.merged_game);
        break;
      case FactKind::kVoided:
        *message.mutable_game_voided() = ToVoided(fact.stamp, std::move(printed), *fact.reason);
        break;
    }
    out.push_back({fact.stamp.known_time, std::move(message)});
  }
}

void Historian::AddResults(const Part& part, const Game& game, std::vector<Dated>& out) const {
  const auto found = part.results.find(game.id);
  if (found == part.results.end()) return;
  const auto ids = part.ids.find(game.id);
  const Result* previous = nullptr;
  for (const Result& result : found->second) {
    Game then = game;
    then.status = GameStatus::kFinal;
    then.stamp = result.stamp;
    pb::Game printed =
        ToProto(then, &result, ids == part.ids.end() ? std::vector<ExternalId>() : ids->second);
    pb::Fact message;
    if (previous == nullptr) {
      *message.mutable_game_final() = ToFinal(std::move(printed), result);
    } else {
      *message.mutable_result_corrected() = ToCorrected(std::move(printed), result, *previous);
    }
    previous = &result;
    if (IsNew(result.stamp)) out.push_back({result.stamp.known_time, std::move(message)});
  }
}

void Historian::AddClose(const Part& part, const Game& game, std::vector<Dated>& out) const {
  const auto close = part.closes.find(game.id);
  if (close == part.closes.end() || !IsNew(close->second.stamp)) return;
  const auto lines = part.closing_lines.find(game.id);
  pb::Fact message;
  *message.mutable_line_closed() =
      ToLineClosed(close->second,
                   lines == part.closing_lines.end() ? std::vector<ClosingLine>() : lines->second);
  out.push_back({close->second.stamp.known_time, std::move(message)});
}

void Historian::AddOffered(const Part& part, const Game& game, std::vector<Dated>& out) const {
  const auto found = part.offered.find(game.id);
  if (found == part.offered.end()) return;
  std::map<std::string, pb::QuotesChanged> by_book;
  std::map<std::string, absl::Time> newest;
  for (const CurrentQuote& current : found->second) {
    if (!IsNew(current.quote.stamp)) continue;
    const std::string& book = current.quote.sportsbook;
    pb::QuotesChanged& message = by_book[book];
    message.set_game(GameName(game.id));
    message.set_sport(absl::StrCat("sports/", game.sport));
    *message.mutable_game_start_time() = wire::ToProto(game.start);
    message.set_sportsbook(absl::StrCat("sportsbooks/", book));
    *message.add_quotes() = ToProto(current.quote);
    absl::Time& known = newest.try_emplace(book, absl::InfinitePast()).first->second;
    known = std::max(known, current.quote.stamp.known_time);
  }
  for (auto& [book, message] : by_book) {
    pb::Fact fact;
    *fact.mutable_quotes_changed() = std::move(message);
    out.push_back({newest[book], std::move(fact)});
  }
}

void Historian::AddMoment(const std::vector<Quote>& standing, pb::DecisionPrice::Moment moment,
                          pb::DecisionPrices& prices) const {
  const auto add = [&](const Stamp& stamp, const Quote& quote, int books) -> pb::DecisionPrice& {
    pb::DecisionPrice* price = prices.add_prices();
    *price->mutable_stamp() = ToProto(stamp);
    price->set_moment(moment);
    *price->mutable_market() = wire::ToProto(quote.market);
    price->set_side(wire::ToProto(quote.side));
    *price->mutable_odds() = ToProto(quote.odds, quote.odds_text, quote.format);
    price->set_book_count(books);
    return *price;
  };
  for (const MedianPrice& median : MediansOf(standing)) {
    if (IsNew(median.latest)) add(median.latest, median.median, median.book_count);
  }
  for (const Quote& quote : standing) {
    if (quote.is_lay || sharp_.count(quote.sportsbook) == 0 || !IsNew(quote.stamp)) continue;
    add(quote.stamp, quote, 1).set_sportsbook(absl::StrCat("sportsbooks/", quote.sportsbook));
  }
}

void Historian::AddDecisionPrices(const Part& part, const Game& game,
                                  std::vector<Dated>& out) const {
  const bool has_started = game.status == GameStatus::kInPlay || game.status == GameStatus::kFinal;
  const auto found = part.quotes.find(game.id);
  if (!has_started || found == part.quotes.end()) return;
  pb::Fact fact;
  pb::DecisionPrices& prices = *fact.mutable_decision_prices();
  prices.set_game(GameName(game.id));
  AddMoment(FirstOf(found->second, game.start), pb::DecisionPrice::MOMENT_OPEN, prices);
  for (const Moment& moment : kMoments) {
    AddMoment(StandingAt(found->second, game.start - moment.before_start), moment.name, prices);
  }
  AddMoment(StandingAt(found->second, game.start), pb::DecisionPrice::MOMENT_CLOSE, prices);
  if (prices.prices_size() > 0) out.push_back({game.start, std::move(fact)});
}

}  // namespace

absl::Status StreamHistoryFrom(pg::Transaction& tx, const HistoryQuery& query, absl::Time world_now,
                               const Write& write) {
  return Historian(tx, query, write).Run(world_now);
}

}  // namespace overround::collector
