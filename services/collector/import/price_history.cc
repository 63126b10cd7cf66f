#include "services/collector/import/price_history.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include "services/collector/archive/raw_document.h"

namespace overround::collector {
namespace {

// What stands of one slot, by line: quotes of what is known or told, which outlive it.
using Standing = std::map<std::optional<int32_t>, const Quote*>;

std::string SlotKey(const Quote& quote) {
  MarketKey slot = quote.market;
  slot.line_quarters.reset();
  return absl::StrCat(quote.sportsbook, "|", slot.ToString(), "|", ToString(quote.side), "|",
                      quote.is_lay);
}

bool ByTime(const Quote& a, const Quote& b) { return a.stamp.known_time < b.stamp.known_time; }

void Apply(const Quote& quote, Standing& standing) {
  if (quote.state == QuoteState::kGone) {
    standing.erase(quote.market.line_quarters);
  } else {
    standing.insert_or_assign(quote.market.line_quarters, &quote);
  }
}

// An archive's look at a slot is one at its own provider's main lines: it says nothing of what
// another source showed, nor of a single event's own ladder.
bool IsLookedAt(const Quote& standing, const Quote& told) {
  return standing.source == told.source && !IsEventDocument(standing.raw_document);
}

// The lines that stand, were looked at and are not among those shown from `begin` to `end`, as
// gone.
void TakeDown(const Quote* begin, const Quote* end, Standing& standing, std::vector<Quote>& news) {
  for (auto it = standing.begin(); it != standing.end();) {
    const bool is_shown = std::any_of(
        begin, end, [&](const Quote& each) { return each.market.line_quarters == it->first; });
    if (is_shown || !IsLookedAt(*it->second, *begin)) {
      ++it;
      continue;
    }
    Quote gone = *it->second;
    gone.state = QuoteState::kGone;
    gone.stamp = begin->stamp;
    gone.provider_time = begin->provider_time;
    gone.is_in_play = begin->is_in_play;
    gone.source = begin->source;
    gone.raw_document = begin->raw_document;
    news.push_back(std::move(gone));
    it = standing.erase(it);
  }
}

// One slot: its known course, and what is told of it, both in order.
void Follow(const std::vector<const Quote*>& known, const std::vector<Quote>& told,
            std::vector<Quote>& news) {
  Standing standing;
  auto next = known.begin();
  for (size_t first = 0; first < told.size();) {
    size_t last = first;
    while (last < told.size() && told[last].stamp.known_time == told[first].stamp.known_time) {
      ++last;
    }
    for (; next != known.end() && !ByTime(told[first], **next); ++next) Apply(**next, standing);
    TakeDown(&told[first], told.data() + last, standing, news);
    for (; first < last; ++first) {
      const Quote& quote = told[first];
      const auto before = standing.find(quote.market.line_quarters);
      if (before != standing.end() && before->second->odds == quote.odds) continue;
      Apply(quote, standing);
      news.push_back(quote);
    }
  }
}

}  // namespace

std::vector<Quote> NewsOf(const std::vector<Quote>& known, std::vector<Quote> told) {
  std::stable_sort(told.begin(), told.end(), ByTime);
  absl::flat_hash_map<std::string, std::vector<const Quote*>> known_slots;
  for (const Quote& quote : known) known_slots[SlotKey(quote)].push_back(&quote);
  std::map<std::string, std::vector<Quote>> slots;
  for (Quote& quote : told) slots[SlotKey(quote)].push_back(std::move(quote));
  std::vector<Quote> news;
  for (const auto& [key, quotes] : slots) Follow(known_slots[key], quotes, news);
  std::stable_sort(news.begin(), news.end(), ByTime);
  return news;
}

}  // namespace overround::collector
