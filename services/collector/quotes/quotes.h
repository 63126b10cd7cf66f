#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/transaction.h"
#include "services/collector/games/game.h"
#include "services/collector/quotes/board.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {

// When each game starts, as far as an answer knows.
using GameStarts = std::map<GameId, absl::Time>;

// Whether a game closed without an answer that was received before its start: it waited for the
// archive or the database while the game began.
bool IsMissingInClose(const Game& game, const Provenance& from);

struct KeptCounts {
  int changed = 0;
  int unchanged = 0;
  int gone = 0;
};

// Keeps every change of price, and concludes how games closed. Everything happens in the caller's
// transaction, which holds the sport's turn (games::LockIntake). Safe to share between threads.
class Quotes {
 public:
  // Both outlive this.
  Quotes(const IdSource& ids, const eventlog::Appender& events) : ids_(ids), events_(events) {}

  // Compares an answer with what is offered and stores what changed (QuotesChanged), what is gone
  // (QuoteGone) and who was seen.
  absl::StatusOr<KeptCounts> Keep(pg::Transaction& tx, Shown shown);

  // Adds quotes with their ids to the history, and tells of them; what is offered stays.
  absl::Status Append(pg::Transaction& tx, const Provenance& from, const Game& game,
                      const std::vector<Quote>& quotes);

  // How every book closed the game at its actual start (LineClosed), the next revision of it.
  // Writes the game's close_revision.
  absl::Status CloseLines(pg::Transaction& tx, const Provenance& from, Game& game);
  // Closes games again whose close an answer came too late for: IsMissingInClose.
  absl::Status CloseAnew(pg::Transaction& tx, const Provenance& from, std::vector<Game> games);

 private:
  struct SportBoard {
    explicit SportBoard(const IdSource& ids) : board(ids) {}

    // Held while the board is compared, changed or read: a turn whose connection breaks ends in the
    // database before it does here.
    std::mutex mutex;
    Board board;
    // The intake count the board holds for; none while a transaction is under way, or after one
    // that failed.
    std::optional<int64_t> intake_count;
    // The transaction under way.
    int64_t draft_count = 0;
  };

  SportBoard& BoardOfSport(const std::string& sport);
  // Makes the board the database's again where it is not; true where it had to.
  static absl::StatusOr<bool> ReadBack(pg::Transaction& tx, const std::string& sport,
                                       SportBoard& kept);
  absl::Status WriteClose(pg::Transaction& tx, const Provenance& from,
                          const std::vector<ClosingLine>& lines, Game& game) const;

  const IdSource& ids_;
  const eventlog::Appender& events_;
  std::mutex mutex_;
  std::map<std::string, SportBoard> boards_;
};

}  // namespace overround::collector
