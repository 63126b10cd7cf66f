#include "libs/history/as_of.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace overround::history {
namespace {

bool ByStart(const Game& a, const Game& b) {
  return std::tie(a.start_time, a.game) < std::tie(b.start_time, b.game);
}

void SortUnique(std::vector<uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// The latest row of each key.
template <typename Key>
class Latest {
 public:
  template <typename Stamps>
  void Offer(const Stamps& stamps, const Key& key, uint32_t row) {
    const auto [kept, added] = rows_.try_emplace(key, row);
    if (!added && stamps.Before(kept->second, row)) kept->second = row;
  }
  const std::map<Key, uint32_t>& rows() const { return rows_; }

 private:
  std::map<Key, uint32_t> rows_;
};

}  // namespace

AsOf::AsOf(const History& history, std::optional<int64_t> log_position, absl::Time time)
    : history_(&history),
      log_position_(log_position),
      time_(time),
      time_micros_(absl::ToUnixMicros(time)) {}

AsOf AsOf::Live(const History& history, int64_t log_position, absl::Time world_now) {
  return AsOf(history, log_position, world_now);
}

AsOf AsOf::Known(const History& history, absl::Time known_time) {
  return AsOf(history, std::nullopt, known_time);
}

bool AsOf::Sees(const History::Stamps& stamps, uint32_t row) const {
  return stamps.known_micros[row] <= time_micros_ &&
         (!log_position_ || stamps.position[row] <= *log_position_);
}

std::optional<uint32_t> AsOf::NumberOf(const GameId& game) const {
  return history_->game_numbers_.Find(game);
}

uint32_t AsOf::Survivor(uint32_t game) const {
  const History::MergeColumns& merges = history_->merges_;
  std::vector<uint32_t> path = {game};
  while (true) {
    std::optional<uint32_t> latest;
    for (const uint32_t row : history_->rows_[path.back()].merged_away) {
      if (Sees(merges.stamps, row) && (!latest || merges.stamps.Before(*latest, row))) latest = row;
    }
    if (!latest) return path.back();
    const uint32_t next = merges.survivor[*latest];
    const auto circle = std::find(path.begin(), path.end(), next);
    if (circle != path.end()) {
      // Records that point at each other: all agree on the one with the least id.
      return *std::min_element(circle, path.end(), [&](uint32_t a, uint32_t b) {
        return history_->game_numbers_[a] < history_->game_numbers_[b];
      });
    }
    path.push_back(next);
  }
}

std::vector<uint32_t> AsOf::Records(uint32_t game) const {
  std::vector<uint32_t> records = {game};
  for (size_t at = 0; at < records.size(); ++at) {
    for (const uint32_t row : history_->rows_[records[at]].merged_into_me) {
      const uint32_t merged = history_->merges_.merged[row];
      const bool known = std::find(records.begin(), records.end(), merged) != records.end();
      if (!known && Sees(history_->merges_.stamps, row) && Survivor(merged) == game) {
        records.push_back(merged);
      }
    }
  }
  return records;
}

std::vector<uint32_t> AsOf::SeenRows(uint32_t game, const History::Stamps& stamps,
                                     std::vector<uint32_t> History::GameRows::*rows) const {
  std::vector<uint32_t> seen;
  for (const uint32_t record : Records(game)) {
    for (const uint32_t row : history_->rows_[record].*rows) {
      if (Sees(stamps, row)) seen.push_back(row);
    }
  }
  return seen;
}

std::optional<Game> AsOf::GameOf(uint32_t game) const {
  const History::GameColumns& games = history_->games_;
  std::optional<uint32_t> latest;
  const auto offer = [&](uint32_t record) {
    for (const uint32_t row : history_->rows_[record].games) {
      if (Sees(games.stamps, row) && (!latest || games.stamps.Before(*latest, row))) latest = row;
    }
  };
  offer(game);
  // The survivor's own record speaks for it; the others only where it has none.
  if (!latest) {
    for (const uint32_t record : Records(game)) offer(record);
  }
  if (!latest) return std::nullopt;
  const GameFact& fact = games.facts[*latest];
  return Game{
      history_->game_numbers_[game], fact.sport,  fact.home,   fact.away,         fact.start_time,
      fact.start_known_to_minute,    fact.status, fact.season, fact.neutral_site, fact.postseason};
}

std::optional<FinishedGame> AsOf::FinishedOf(uint32_t game) const {
  const History::ResultColumns& results = history_->results_;
  std::optional<uint32_t> last;
  const auto earlier = [&](uint32_t a, uint32_t b) {
    if (results.revision[a] != results.revision[b])
      return results.revision[a] < results.revision[b];
    return results.stamps.Before(a, b);
  };
  for (const uint32_t row : SeenRows(game, results.stamps, &History::GameRows::results)) {
    if (!last || earlier(*last, row)) last = row;
  }
  if (!last) return std::nullopt;
  std::optional<Game> found = GameOf(game);
  if (!found || found->status == GameStatus::kVoid) return std::nullopt;
  return FinishedGame{*std::move(found), results.revision[*last], results.ending[*last],
                      results.score[*last], results.regulation[*last]};
}

std::vector<FinishedGame> AsOf::FinishedAmong(const std::vector<uint32_t>& games) const {
  std::vector<uint32_t> survivors;
  survivors.reserve(games.size());
  for (const uint32_t game : games) survivors.push_back(Survivor(game));
  SortUnique(survivors);
  std::vector<FinishedGame> finished;
  for (const uint32_t game : survivors) {
    std::optional<FinishedGame> found = FinishedOf(game);
    if (found) finished.push_back(*std::move(found));
  }
  std::sort(finished.begin(), finished.end(),
            [](const auto& a, const auto& b) { return ByStart(a.game, b.game); });
  return finished;
}

std::optional<Game> AsOf::FindGame(const GameId& game) const {
  const std::optional<uint32_t> number = NumberOf(game);
  if (!number) return std::nullopt;
  return GameOf(Survivor(*number));
}

std::vector<Game> AsOf::UpcomingGames(absl::string_view sport) const {
  const auto of_sport = history_->games_by_sport_.find(sport);
  if (of_sport == history_->games_by_sport_.end()) return {};
  std::vector<uint32_t> numbers;
  for (const uint32_t game : of_sport->second) numbers.push_back(Survivor(game));
  SortUnique(numbers);
  std::vector<Game> upcoming;
  for (const uint32_t number : numbers) {
    std::optional<Game> game = GameOf(number);
    if (game && game->sport == sport && game->status == GameStatus::kScheduled &&
        game->start_time > time_) {
      upcoming.push_back(*std::move(game));
    }
  }
  std::sort(upcoming.begin(), upcoming.end(), ByStart);
  return upcoming;
}

std::optional<FinishedGame> AsOf::FindResult(const GameId& game) const {
  const std::optional<uint32_t> number = NumberOf(game);
  if (!number) return std::nullopt;
  return FinishedOf(Survivor(*number));
}

std::vector<FinishedGame> AsOf::FinishedGames(absl::string_view sport) const {
  const auto of_sport = history_->games_by_sport_.find(sport);
  if (of_sport == history_->games_by_sport_.end()) return {};
  std::vector<FinishedGame> finished = FinishedAmong(of_sport->second);
  std::erase_if(finished, [&](const FinishedGame& found) { return found.game.sport != sport; });
  return finished;
}

std::vector<FinishedGame> AsOf::FinishedGamesOf(const TeamId& team) const {
  const auto of_team = history_->games_by_team_.find(team);
  if (of_team == history_->games_by_team_.end()) return {};
  std::vector<FinishedGame> finished = FinishedAmong(of_team->second);
  std::erase_if(finished, [&](const FinishedGame& found) {
    return found.game.home != team && found.game.away != team;
  });
  return finished;
}

std::vector<Quote> AsOf::CurrentQuotes(const GameId& game) const {
  const std::optional<uint32_t> number = NumberOf(game);
  if (!number) return {};
  const History::QuoteColumns& quotes = history_->quotes_;
  Latest<std::tuple<std::string, MarketKey, Side, bool>> latest;
  for (const uint32_t row :
       SeenRows(Survivor(*number), quotes.stamps, &History::GameRows::quotes)) {
    const bool lay = (quotes.flags[row] & History::kLay) != 0;
    latest.Offer(quotes.stamps,
                 {history_->books_[quotes.book[row]], history_->markets_[quotes.market[row]],
                  quotes.side[row], lay},
                 row);
  }
  std::vector<Quote> current;
  for (const auto& [key, row] : latest.rows()) {
    const uint8_t flags = quotes.flags[row];
    if ((flags & History::kOffered) == 0) continue;
    const auto& [book, market, side, lay] = key;
    current.push_back({quotes.stamps.id[row], book, market, side, quotes.odds[row],
                       (flags & History::kBettable) != 0, lay, (flags & History::kInPlay) != 0,
                       absl::FromUnixMicros(quotes.stamps.known_micros[row])});
  }
  return current;
}

std::vector<ClosingPrice> AsOf::Closes(const GameId& game) const {
  const std::optional<uint32_t> number = NumberOf(game);
  if (!number) return {};
  const History::CloseColumns& closes = history_->closes_;
  std::optional<uint32_t> last;
  const auto earlier = [&](uint32_t a, uint32_t b) {
    const int32_t one = closes.facts[a].revision;
    const int32_t other = closes.facts[b].revision;
    return one != other ? one < other : closes.stamps.Before(a, b);
  };
  for (const uint32_t row :
       SeenRows(Survivor(*number), closes.stamps, &History::GameRows::closes)) {
    if (!last || earlier(*last, row)) last = row;
  }
  if (!last) return {};
  return closes.facts[*last].prices;
}

std::vector<DecisionPrice> AsOf::DecisionPrices(const GameId& game) const {
  const std::optional<uint32_t> number = NumberOf(game);
  if (!number) return {};
  const History::DecisionColumns& columns = history_->decisions_;
  Latest<std::tuple<Moment, std::optional<std::string>, MarketKey, Side>> latest;
  for (const uint32_t row :
       SeenRows(Survivor(*number), columns.stamps, &History::GameRows::decisions)) {
    std::optional<std::string> book;
    if (columns.book[row] != History::kNoBook) book = history_->books_[columns.book[row]];
    latest.Offer(columns.stamps,
                 {columns.moment[row], std::move(book), history_->markets_[columns.market[row]],
                  columns.side[row]},
                 row);
  }
  std::vector<DecisionPrice> prices;
  for (const auto& [key, row] : latest.rows()) {
    const auto& [moment, book, market, side] = key;
    prices.push_back({moment, book, market, side, columns.odds[row], columns.book_count[row]});
  }
  return prices;
}

std::optional<Team> AsOf::FindTeam(const TeamId& team) const {
  const auto found = history_->teams_.find(team);
  if (found == history_->teams_.end()) return std::nullopt;
  return found->second;
}

}  // namespace overround::history
