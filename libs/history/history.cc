#include "libs/history/history.h"

#include <tuple>

namespace overround::history {
namespace {

// Ids are unique within a kind. A decision price bears the stamp of the quote it was, so one quote
// may be told once for each moment, alone and as a median.
uint32_t KindTag(const Fact& fact) {
  const auto* price = std::get_if<DecisionPriceFact>(&fact);
  if (price == nullptr) return static_cast<uint32_t>(fact.index());
  constexpr uint32_t kDecisions = 100;
  return kDecisions + 2 * static_cast<uint32_t>(price->moment) + (price->sportsbook ? 1 : 0);
}

const FactStamp& StampOf(const Fact& fact) {
  return std::visit([](const auto& told) -> const FactStamp& { return told.stamp; }, fact);
}

template <typename Value>
void Put(std::vector<Value>& column, uint32_t row, const Value& value) {
  if (row == column.size()) {
    column.push_back(value);
  } else {
    column[row] = value;
  }
}

}  // namespace

void History::Stamps::Put(uint32_t row, const FactStamp& stamp) {
  history::Put(known_micros, row, absl::ToUnixMicros(stamp.known_time));
  history::Put(receive_micros, row, absl::ToUnixMicros(stamp.receive_time));
  history::Put(position, row, stamp.log_position);
  history::Put(id, row, stamp.fact_id);
}

bool History::Stamps::Before(uint32_t a, uint32_t b) const {
  return std::tie(known_micros[a], receive_micros[a], id[a]) <
         std::tie(known_micros[b], receive_micros[b], id[b]);
}

bool History::Apply(const Fact& fact) {
  const FactStamp& stamp = StampOf(fact);
  if (!seen_.insert({KindTag(fact), stamp.fact_id}).second) return false;
  if (stamp.basis == KnownBasis::kAssumed) ++assumed_;
  std::visit([this](const auto& told) { Store(told); }, fact);
  return true;
}

void History::Name(const Team& team) { teams_[team.team] = team; }

void History::ForgetQuotes(const GameId& game) {
  std::vector<uint32_t>& rows = rows_[NumberOf(game)].quotes;
  free_quotes_.insert(free_quotes_.end(), rows.begin(), rows.end());
  rows.clear();
  rows.shrink_to_fit();
}

double History::assumed_share() const {
  if (seen_.empty()) return 0;
  return static_cast<double>(assumed_) / static_cast<double>(seen_.size());
}

uint32_t History::NumberOf(const GameId& game) {
  const uint32_t number = game_numbers_.Intern(game);
  if (number == rows_.size()) rows_.emplace_back();
  return number;
}

uint32_t History::FreeQuoteRow() {
  if (free_quotes_.empty()) return static_cast<uint32_t>(quotes_.stamps.size());
  const uint32_t row = free_quotes_.back();
  free_quotes_.pop_back();
  return row;
}

void History::Store(const GameFact& fact) {
  const uint32_t game = NumberOf(fact.game);
  const auto row = static_cast<uint32_t>(games_.stamps.size());
  games_.stamps.Put(row, fact.stamp);
  games_.facts.push_back(fact);
  rows_[game].games.push_back(row);
  games_by_sport_[fact.sport].push_back(game);
  games_by_team_[fact.home].push_back(game);
  games_by_team_[fact.away].push_back(game);
}

void History::Store(const MergeFact& fact) {
  const uint32_t survivor = NumberOf(fact.survivor);
  const uint32_t merged = NumberOf(fact.merged);
  if (survivor == merged) return;
  const auto row = static_cast<uint32_t>(merges_.stamps.size());
  merges_.stamps.Put(row, fact.stamp);
  merges_.survivor.push_back(survivor);
  merges_.merged.push_back(merged);
  rows_[survivor].merged_into_me.push_back(row);
  rows_[merged].merged_away.push_back(row);
}

void History::Store(const ResultFact& fact) {
  const auto row = static_cast<uint32_t>(results_.stamps.size());
  results_.stamps.Put(row, fact.stamp);
  results_.revision.push_back(fact.revision);
  results_.ending.push_back(fact.ending);
  results_.score.push_back(fact.score);
  results_.regulation.push_back(fact.regulation);
  rows_[NumberOf(fact.game)].results.push_back(row);
}

void History::Store(const QuoteFact& fact) {
  const uint32_t row = FreeQuoteRow();
  const auto flag = [](bool set, uint8_t bit) { return set ? bit : uint8_t{0}; };
  const auto flags =
      static_cast<uint8_t>(flag(fact.offered, kOffered) | flag(fact.bettable, kBettable) |
                           flag(fact.lay, kLay) | flag(fact.in_play, kInPlay));
  quotes_.stamps.Put(row, fact.stamp);
  Put(quotes_.book, row, books_.Intern(fact.sportsbook));
  Put(quotes_.market, row, markets_.Intern(fact.market));
  Put(quotes_.side, row, fact.side);
  Put(quotes_.odds, row, fact.odds);
  Put(quotes_.flags, row, flags);
  rows_[NumberOf(fact.game)].quotes.push_back(row);
}

void History::Store(const CloseFact& fact) {
  const auto row = static_cast<uint32_t>(closes_.stamps.size());
  closes_.stamps.Put(row, fact.stamp);
  closes_.facts.push_back(fact);
  rows_[NumberOf(fact.game)].closes.push_back(row);
}

void History::Store(const DecisionPriceFact& fact) {
  const auto row = static_cast<uint32_t>(decisions_.stamps.size());
  decisions_.stamps.Put(row, fact.stamp);
  decisions_.moment.push_back(fact.moment);
  decisions_.book.push_back(fact.sportsbook ? books_.Intern(*fact.sportsbook) : kNoBook);
  decisions_.market.push_back(markets_.Intern(fact.market));
  decisions_.side.push_back(fact.side);
  decisions_.odds.push_back(fact.odds);
  decisions_.book_count.push_back(fact.book_count);
  rows_[NumberOf(fact.game)].decisions.push_back(row);
}

}  // namespace overround::history
