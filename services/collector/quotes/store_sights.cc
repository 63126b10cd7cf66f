#include "services/collector/quotes/store_sights.h"

#include <algorithm>
#include <vector>

#include "libs/base/status_macros.h"

namespace overround::collector::quotes {
namespace {

// The last sighting of a book in a game, for each kind of answer apart ($5 is how an event's own
// documents are named). None is older than the price it is asked for, which spares a look into the
// months before.
constexpr char kListSightTimes[] = R"sql(
  SELECT n.number, s.receive_time
    FROM unnest($1::UUID[], $2::TEXT[], $3::BOOLEAN[], $4::TIMESTAMPTZ[])
         WITH ORDINALITY AS n (game_id, sportsbook_key, is_event, since, number)
   CROSS JOIN LATERAL (SELECT s.receive_time FROM collector.game_sightings AS s
                        WHERE s.game_id = n.game_id AND n.sportsbook_key = ANY (s.sportsbook_keys)
                          AND s.receive_time >= n.since AND (s.raw_document LIKE $5) = n.is_event
                        ORDER BY s.receive_time DESC LIMIT 1) AS s
)sql";
// As IsEventDocument tells them.
constexpr char kEventDocuments[] = R"(%\_event\_odds-%)";

}  // namespace

void Sights::Ask(const GameId& game, const std::string& sportsbook, bool is_event,
                 absl::Time since) {
  const auto [asked, is_new] = since_.try_emplace({game, sportsbook, is_event}, since);
  if (!is_new) asked->second = std::min(asked->second, since);
}

absl::Status Sights::Look(pg::Transaction& tx) {
  if (since_.empty()) return absl::OkStatus();
  std::vector<GameId> games;
  std::vector<absl::string_view> books;
  std::vector<bool> kinds;
  std::vector<absl::Time> times;
  std::vector<const Key*> keys;
  for (const auto& [key, since] : since_) {
    games.push_back(std::get<0>(key));
    books.push_back(std::get<1>(key));
    kinds.push_back(std::get<2>(key));
    times.push_back(since);
    keys.push_back(&key);
  }
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListSightTimes, {games, books, kinds, times, kEventDocuments}));
  for (const pg::Row row : rows) {
    seen_[*keys[static_cast<size_t>(row.Get<int64_t>(0) - 1)]] = row.Get<absl::Time>(1);
  }
  return absl::OkStatus();
}

std::optional<absl::Time> Sights::At(const GameId& game, const std::string& sportsbook,
                                     bool is_event) const {
  const auto seen = seen_.find({game, sportsbook, is_event});
  return seen == seen_.end() ? std::nullopt : std::optional(seen->second);
}

}  // namespace overround::collector::quotes
