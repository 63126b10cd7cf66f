#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/pool.h"
#include "services/collector/archive/archive.h"
#include "services/collector/games/games.h"
#include "services/collector/intake/gate.h"
#include "services/collector/intake/parsed.h"
#include "services/collector/intake/store.h"
#include "services/collector/intake/turns.h"
#include "services/collector/order_books/order_books.h"
#include "services/collector/quotes/quotes.h"
#include "services/collector/sources/kalshi.h"
#include "services/collector/sources/sheet.h"
#include "services/collector/sources/the_odds_api_answer.h"

namespace overround::collector {

// What a document brought.
struct Taken {
  the_odds_api::Answer answer;
  // Path in the archive.
  std::string raw_document;
  intake::DocumentCounts counts;
  // It was taken in before, and changed nothing now.
  bool is_known = false;
};

// What else happens in the transaction that takes a document in. The beginning is where a task
// checks its fence, the end where it plans what follows.
struct IntakeHooks {
  std::function<absl::Status(pg::Transaction&)> begin;
  std::function<absl::Status(pg::Transaction&)> end;
  // Where the document lies in the archive already; else it is stored first.
  std::optional<std::string> raw_document = {};
};

// Turns an answer into facts: archived and parsed, then matched, checked, compared; all of that in
// one transaction, so a document is taken in once and whole. Safe to share between threads.
class Intake {
 public:
  // All outlive this.
  Intake(pg::Pool& pool, const Archive& archive, Games& games, Quotes& quotes, const IdSource& ids)
      : pool_(pool),
        archive_(archive),
        games_(games),
        quotes_(quotes),
        ids_(ids),
        order_books_(ids),
        turns_(pool.wall()) {}

  // Answers of `source` are taken in by somebody else, archived and counted alike.
  using TakeFunction =
      std::function<absl::StatusOr<Taken>(const RawDocument&, absl::Time, const IntakeHooks&)>;
  void Delegate(std::string source, TakeFunction take) {
    delegates_[std::move(source)] = std::move(take);
  }

  // Told of each document that could not be taken in now, for whatever reason: it may be archived
  // or not. Not of those that were archived before: whoever brings them has them still.
  void SetOnUntaken(std::function<void(const RawDocument&)> tell) { on_untaken_ = std::move(tell); }

  // The order answers are taken in: whoever asks gives each its turn as it comes.
  Turns& turns() { return turns_; }
  // Among whose answers one about a sport has its turn, as `source` names it; to be asked before
  // the provider is. Ours where we know it, so that providers share it.
  absl::StatusOr<std::string> OrderOf(const std::string& source, const std::string& sport,
                                      absl::Time deadline);

  // After those received before it. OK also for an answer that is an error or refused whole:
  // `answer` and the counts say so. UNAVAILABLE where archive or database are, or an answer
  // received before it is put off.
  absl::StatusOr<Taken> TakeIn(const RawDocument& document, absl::Time deadline,
                               const IntakeHooks& hooks = {});

 private:
  // One document under way.
  struct Work {
    const RawDocument& document;
    Provenance from;
    std::optional<Sport> sport;
    std::vector<Refused> refused;
    std::vector<Held> held;
    int in_play = 0;
    int future_stamps = 0;
    intake::DocumentCounts counts;
    // Games whose tickers name them no more: nothing is offered there but what the answer shows.
    std::vector<Game> left = {};
  };

  // The games the source has named before, by its ids.
  static absl::StatusOr<std::map<std::string, Game>> KnownGames(
      pg::Transaction& tx, const std::string& source, const std::vector<std::string>& ids);
  absl::StatusOr<Taken> TakeInNow(const RawDocument& document, absl::Time deadline,
                                  const IntakeHooks& hooks);
  static absl::StatusOr<std::map<std::string, Sportsbook>> MeetBooks(pg::Transaction& tx,
                                                                     const OddsSheet& sheet);
  absl::StatusOr<std::optional<Sport>> SportOf(const std::string& source, const std::string& sport,
                                               absl::Time deadline);
  // By what it is.
  absl::Status TakeParsed(pg::Transaction& tx, Parsed parsed, Work& work);
  absl::Status TakeOdds(pg::Transaction& tx, OddsSheet sheet, Work& work);
  // What was offered in the past, of games the source has named: history, and nobody's offer.
  absl::Status TakeHistory(pg::Transaction& tx, OddsSheet sheet, Work& work);
  // What an answer about the past was asked for, and the books that are whole somewhere in it.
  struct PastAnswer {
    Provenance from;
    std::vector<MarketKind> kinds;
    std::set<std::string> whole_books;
  };
  absl::StatusOr<std::vector<Quote>> NewsOf(pg::Transaction& tx, const Game& game,
                                            const GameSheet& sheet, const PastAnswer& past);
  // The kinds of markets a question named. A captured body's is not known: the usual three.
  static std::vector<MarketKind> KindsOf(const RawDocument& document);
  // Kalshi's events as prices of games that others have told of.
  absl::StatusOr<OddsSheet> FindKalshiGames(pg::Transaction& tx, kalshi::EventsPage page,
                                            Work& work);
  // The contract an order book is of, locked; nothing where no game has it.
  static absl::StatusOr<std::optional<GameContract>> ContractOf(pg::Transaction& tx,
                                                                const RawDocument& document);
  // The game a contract is about, with one of whose teams it has to do.
  absl::StatusOr<std::optional<Game>> GameOf(pg::Transaction& tx, const Provenance& from,
                                             GameContract& contract);
  absl::Status TakeOrderBook(pg::Transaction& tx, const kalshi::BackPrices& prices, Work& work);
  absl::Status TakeScores(pg::Transaction& tx, const ScoresSheet& sheet, Work& work);
  absl::Status TakeScore(pg::Transaction& tx, const ScoreSheet& score, Game& game, Work& work);
  absl::StatusOr<bool> IsLate(pg::Transaction& tx, const Work& work);
  // The game a sheet is about, with its start as the sheet has it; nothing where it is refused.
  absl::StatusOr<std::optional<Game>> Locate(pg::Transaction& tx, const Described& described,
                                             const std::map<std::string, Game>& known,
                                             std::optional<Teams>& teams, Work& work);
  absl::Status FollowStart(pg::Transaction& tx, absl::Time start, Game& game, Work& work);
  absl::Status Report(pg::Transaction& tx, Work& work);

  pg::Pool& pool_;
  const Archive& archive_;
  Games& games_;
  Quotes& quotes_;
  const IdSource& ids_;
  const OrderBooks order_books_;
  std::map<std::string, TakeFunction> delegates_;
  std::function<void(const RawDocument&)> on_untaken_;
  Turns turns_;
  // By source and what it calls a sport. Of those we do not know none is kept: they may be added.
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> orders_;
};

// The order that answers about a sport have their turns in: one that we do not know has its own.
std::string OrderOf(const std::optional<Sport>& sport, absl::string_view source,
                    absl::string_view provider_key);

}  // namespace overround::collector
