#include "services/collector/intake/gate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/domain/line.h"
#include "services/collector/intake/future_stamps.h"

namespace overround::collector {
namespace {

constexpr size_t kBooksMin = 3;  // besides the one judged
constexpr int kSpreadDistanceMaxQuarters = 10 * kQuartersPerPoint;
// Below it a favourite may be either side's: books differ honestly.
constexpr int kSpreadTellingQuarters = 10;
constexpr double kSwappedDistanceMin = 0.2;
constexpr double kSwappedBackWithin = 0.08;

// One market of one book: offers of equal market and lay.
struct Group {
  const BookSheet* book;
  bool is_in_play = false;
  // Beside the book's main line: tells nothing about another book's, nor is it told by theirs.
  bool is_alternate = false;
  std::vector<const Offer*> offers;
  std::optional<double> home_share = std::nullopt;

  const MarketKey& market() const { return offers.front()->market; }
  bool is_lay() const { return offers.front()->lay; }

  // Each side is somebody else's to sell: apart as they are, there is no margin between them.
  bool IsOfContracts() const { return offers.front()->format == QuoteFormat::kProbability; }
  // A ladder may offer one side alone: that has no margin.
  bool IsWhole() const { return offers.size() == SidesOf(market()).size(); }
  double Overround() const {
    double sum = 0;
    for (const Offer* offer : offers) sum += offer->odds.ImpliedProbability();
    return sum;
  }
  // The home side's share of what the book expects.
  std::optional<double> ComputeHomeShare() const {
    if (!IsWhole()) return std::nullopt;
    for (const Offer* offer : offers) {
      if (offer->side == Side::kHome) return offer->odds.ImpliedProbability() / Overround();
    }
    return std::nullopt;
  }
};

struct Finding {
  Refusal reason;
  std::string detail;
};

bool IsInPlay(const Offer& offer, absl::Time receive_time, absl::Time start) {
  return receive_time >= start || (offer.provider_time && *offer.provider_time >= start);
}

std::vector<Group> GroupsOf(const GameSheet& game, absl::Time receive_time, absl::Time start) {
  std::vector<Group> groups;
  for (const BookSheet& book : game.books) {
    const size_t first = groups.size();
    for (const Offer& offer : book.offers) {
      auto group =
          std::find_if(groups.begin() + static_cast<std::ptrdiff_t>(first), groups.end(),
                       [&](const Group& each) {
                         return each.market() == offer.market && each.is_lay() == offer.lay;
                       });
      if (group == groups.end()) {
        groups.push_back({&book});
        group = std::prev(groups.end());
      }
      group->offers.push_back(&offer);
      group->is_in_play |= IsInPlay(offer, receive_time, start);
      group->is_alternate |= offer.is_alternate;
    }
  }
  for (Group& group : groups) group.home_share = group.ComputeHomeShare();
  return groups;
}

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// Of the other books' groups in the same slot, a number of each; nothing where too few tell.
template <typename Number>
std::optional<double> MedianOfOthers(const std::vector<Group>& groups, const Group& judged,
                                     Number number) {
  std::vector<double> values;
  for (const Group& other : groups) {
    if (other.book == judged.book || other.is_lay() || other.is_in_play || other.is_alternate) {
      continue;
    }
    if (!IsSameSlot(other.market(), judged.market())) continue;
    if (const std::optional<double> value = number(other)) values.push_back(*value);
  }
  if (values.size() < kBooksMin) return std::nullopt;
  return MedianOf(std::move(values));
}

std::optional<Finding> JudgeOverround(const Group& group) {
  const double overround = group.Overround();
  const bool is_too_much = overround > kOverroundMax && !group.IsOfContracts();
  if (overround >= kOverroundMin && !is_too_much) return std::nullopt;
  return Finding{Refusal::kOverroundRange, absl::StrCat("overround ", overround, ", want ",
                                                        kOverroundMin, " to ", kOverroundMax)};
}

std::optional<Finding> JudgeLine(const std::vector<Group>& groups, const Group& group) {
  if (!group.market().line_quarters) return std::nullopt;
  const std::optional<double> median = MedianOfOthers(groups, group, [](const Group& other) {
    return std::optional<double>(*other.market().line_quarters);
  });
  if (!median) return std::nullopt;
  const double line = *group.market().line_quarters;
  const auto find = [&](Refusal reason) {
    return Finding{reason, absl::StrCat("line ", LineText(*group.market().line_quarters),
                                        ", want about ", *median / kQuartersPerPoint)};
  };
  if (group.market().kind != MarketKind::kSpread) {
    const bool is_far = line < *median / 2 || line > *median * 2;
    return is_far ? std::optional(find(Refusal::kImpossibleLine)) : std::nullopt;
  }
  if (std::abs(*median) >= kSpreadTellingQuarters && line == -*median) {
    return find(Refusal::kSwappedSides);
  }
  if (std::abs(line - *median) <= kSpreadDistanceMaxQuarters) return std::nullopt;
  return find(Refusal::kImpossibleLine);
}

std::optional<Finding> JudgeSides(const std::vector<Group>& groups, const Group& group) {
  if (group.market().line_quarters) return std::nullopt;
  if (!group.home_share) return std::nullopt;
  const double share = *group.home_share;
  const std::optional<double> median =
      MedianOfOthers(groups, group, [](const Group& other) { return other.home_share; });
  if (!median) return std::nullopt;
  const bool is_far = std::abs(share - *median) > kSwappedDistanceMin;
  const bool fits_swapped = std::abs(1 - share - *median) < kSwappedBackWithin;
  if (!is_far || !fits_swapped) return std::nullopt;
  return Finding{Refusal::kSwappedSides, absl::StrCat("home ", share, ", want about ", *median)};
}

std::optional<Finding> Judge(const std::vector<Group>& groups, const Group& group) {
  if (group.is_lay()) return std::nullopt;  // One side of an exchange says nothing by itself.
  if (group.IsWhole()) {
    if (auto finding = JudgeOverround(group)) return finding;
  }
  if (group.is_in_play || group.is_alternate) {
    return std::nullopt;  // In play, books differ by who is faster.
  }
  if (auto finding = JudgeLine(groups, group)) return finding;
  return JudgeSides(groups, group);
}

}  // namespace

GateReport PassGate(absl::Time receive_time, absl::Time game_start, GameSheet& game) {
  GateReport report;
  report.future_stamps = DropFutureStamps(receive_time, game);
  const std::vector<Group> groups = GroupsOf(game, receive_time, game_start);
  for (const Group& group : groups) {
    report.checked += static_cast<int>(group.offers.size());
    const std::optional<Finding> finding = Judge(groups, group);
    if (!finding) {
      if (group.is_in_play) report.in_play += static_cast<int>(group.offers.size());
      continue;
    }
    Held held{finding->reason,
              group.book->key,
              absl::StrCat(group.book->key, " ", group.market().ToString(), ": ", finding->detail),
              {}};
    for (const Offer* offer : group.offers) held.offers.push_back(*offer);
    report.held.push_back(std::move(held));
  }
  for (const Held& held : report.held) {
    const auto book =
        std::find_if(game.books.begin(), game.books.end(),
                     [&](const BookSheet& each) { return each.key == held.sportsbook; });
    const Offer& first = held.offers.front();
    std::erase_if(book->offers, [&](const Offer& offer) {
      return offer.market == first.market && offer.lay == first.lay;
    });
  }
  return report;
}

}  // namespace overround::collector
