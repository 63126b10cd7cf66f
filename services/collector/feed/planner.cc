#include "services/collector/feed/planner.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>

namespace overround::collector {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
// Of the credits, what scores may take at their cadence, and what once a day.
constexpr double kCadenceShare = 0.25;
constexpr double kDailyShare = 0.4;

// How long before a start to ask, the most telling first: the close, the market an hour before it,
// the day before, and then what lies between.
constexpr absl::Duration kRungs[] = {absl::Minutes(5),  absl::Hours(1),  absl::Hours(24),
                                     absl::Minutes(20), absl::Hours(6),  absl::Minutes(2),
                                     absl::Hours(3),    absl::Hours(12), absl::Minutes(10),
                                     absl::Minutes(40), absl::Hours(2),  absl::Minutes(30)};
// Starts so close are one.
constexpr absl::Duration kClusterWidth = absl::Minutes(4);
// A game is over by then, in any sport; games so far apart belong to two days.
constexpr absl::Duration kGameLength = absl::Hours(4);
constexpr absl::Duration kDayBreak = absl::Hours(6);
// A little before the provider forgets them.
constexpr absl::Duration kForgotten = absl::Hours(66);
// How often prices are asked for where no start is near, while every cluster's first rung is paid.
constexpr absl::Duration kLookout = absl::Hours(24);
// When to plan anew where nothing can be asked.
constexpr absl::Duration kPlanAgain = absl::Hours(6);

struct Cluster {
  absl::Time start;
  int games = 0;
};

std::vector<Cluster> ClustersOf(const std::vector<absl::Time>& starts, absl::Time now) {
  std::vector<Cluster> clusters;
  for (const absl::Time start : starts) {
    if (start <= now) continue;
    // No rung of a later one is within a day.
    if (start > now + 2 * kDay) break;
    if (clusters.empty() || start - clusters.back().start > kClusterWidth) {
      clusters.push_back({start, 0});
    }
    ++clusters.back().games;
  }
  return clusters;
}

using NextPoll = std::function<absl::Time(absl::Time last, absl::Time now)>;

// How many polls a cadence makes within a day, counted no further than `most`.
int64_t PollsWithinADay(const NextPoll& next, absl::Time last, absl::Time now, int64_t most) {
  int64_t polls = 0;
  absl::Time at = std::max(now, next(last, now));
  while (polls < most && at < now + kDay) {
    ++polls;
    at = std::max(at + absl::Seconds(1), next(at, at));
  }
  return polls;
}

// ---- odds

// The next time at one of the first `rungs` of one of the clusters, after `last`, and not after
// `latest`.
absl::Time NextRung(const std::vector<Cluster>& clusters, size_t rungs, absl::Time last,
                    absl::Time latest) {
  absl::Time next = latest;
  for (const Cluster& cluster : clusters) {
    for (size_t i = 0; i < rungs; ++i) {
      const absl::Time at = cluster.start - kRungs[i];
      if (at > last) next = std::min(next, at);
    }
  }
  return next;
}

int64_t RungsWithinADay(const std::vector<Cluster>& clusters, size_t rungs, absl::Time last,
                        absl::Time now) {
  int64_t polls = 0;
  absl::Time at = NextRung(clusters, rungs, last, last + kLookout);
  while (at < now + kDay) {
    ++polls;
    const absl::Time asked = std::max(at, now);
    at = NextRung(clusters, rungs, asked, asked + kLookout);
  }
  return polls;
}

struct Odds {
  std::vector<std::vector<Cluster>> clusters;
  std::vector<absl::Time> last;
  size_t rungs = std::size(kRungs);
};

// Leaves of the clusters of the next day those with the most games that can be paid.
void KeepLargest(int64_t polls, absl::Time now, Odds& odds) {
  std::vector<std::pair<Cluster, size_t>> all;
  for (size_t i = 0; i < odds.clusters.size(); ++i) {
    for (const Cluster& cluster : odds.clusters[i]) {
      const absl::Time at = cluster.start - kRungs[0];
      if (at > odds.last[i] && at < now + kDay) all.emplace_back(cluster, i);
    }
    odds.clusters[i].clear();
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::pair(-a.first.games, a.first.start) < std::pair(-b.first.games, b.first.start);
  });
  all.resize(std::min(all.size(), static_cast<size_t>(std::max<int64_t>(polls, 0))));
  for (const auto& [cluster, sport] : all) odds.clusters[sport].push_back(cluster);
}

std::vector<absl::Time> PlanOdds(const std::vector<SportSchedule>& sports, const PlanLimits& limits,
                                 double credits, absl::Time now) {
  const auto affordable = static_cast<int64_t>(credits / static_cast<double>(limits.odds_cost));
  std::vector<absl::Time> cadence;
  int64_t polls = 0;
  Odds odds;
  for (const SportSchedule& sport : sports) {
    const NextPoll next = [&](absl::Time last, absl::Time at) {
      return NextOddsPoll(sport.starts, last, at, limits.bounds);
    };
    cadence.push_back(next(sport.last_odds, now));
    polls += PollsWithinADay(next, sport.last_odds, now, affordable + 1 - polls);
    odds.clusters.push_back(ClustersOf(sport.starts, now));
    odds.last.push_back(sport.last_odds);
  }
  if (polls <= affordable) return cadence;
  const auto cost = [&] {
    int64_t sum = 0;
    for (size_t i = 0; i < sports.size(); ++i) {
      sum += RungsWithinADay(odds.clusters[i], odds.rungs, odds.last[i], now);
    }
    return sum;
  };
  while (odds.rungs > 1 && cost() > affordable) --odds.rungs;
  const bool is_scarce = cost() > affordable;
  if (is_scarce) KeepLargest(affordable, now, odds);
  std::vector<absl::Time> planned;
  for (size_t i = 0; i < sports.size(); ++i) {
    const absl::Time latest = is_scarce ? now + kPlanAgain : odds.last[i] + kLookout;
    planned.push_back(
        std::max(NextRung(odds.clusters[i], odds.rungs, odds.last[i], latest), cadence[i]));
  }
  return planned;
}

// ---- scores

// When the games that are on should be over, or will soon be forgotten.
absl::Time NextSettling(const SportSchedule& sport, absl::Time now, bool is_scarce) {
  absl::Time next = absl::InfiniteFuture();
  const auto ask_at = [&](absl::Time at) {
    if (at > sport.last_scores) next = std::min(next, at);
  };
  for (size_t i = 0; i < sport.starts.size(); ++i) {
    const absl::Time start = sport.starts[i];
    if (start + kToldMax < now) continue;
    ask_at(start + kForgotten);
    const bool is_last = i + 1 == sport.starts.size() || sport.starts[i + 1] - start > kDayBreak;
    if (is_last && !is_scarce) ask_at(start + kGameLength);
  }
  return next;
}

struct Scores {
  std::vector<absl::Time> times;
  int64_t polls_within_a_day = 0;
};

Scores PlanScores(const std::vector<SportSchedule>& sports, const PlanLimits& limits,
                  absl::Time now) {
  const auto polls_for = [&](double share) {
    return static_cast<int64_t>(limits.credits * share / static_cast<double>(limits.scores_cost));
  };
  Scores cadence;
  Scores daily;
  Scores scarce;
  for (const SportSchedule& sport : sports) {
    const NextPoll next = [&](absl::Time last, absl::Time at) {
      return NextScoresPoll(sport.starts, last, at, limits.bounds);
    };
    const absl::Time at = next(sport.last_scores, now);
    const int64_t most = polls_for(kCadenceShare) + 1 - cadence.polls_within_a_day;
    cadence.polls_within_a_day += PollsWithinADay(next, sport.last_scores, now, most);
    cadence.times.push_back(at);
    for (Scores* plan : {&daily, &scarce}) {
      const absl::Time settling = NextSettling(sport, now, plan == &scarce);
      plan->times.push_back(std::max(settling, at));
      plan->polls_within_a_day += settling < now + kDay ? 1 : 0;
    }
  }
  if (cadence.polls_within_a_day <= polls_for(kCadenceShare)) return cadence;
  return daily.polls_within_a_day <= polls_for(kDailyShare) ? daily : scarce;
}

}  // namespace

std::vector<SportPlan> PlanPolls(const std::vector<SportSchedule>& sports, const PlanLimits& limits,
                                 absl::Time now) {
  const Scores scores = PlanScores(sports, limits, now);
  const double for_scores = static_cast<double>(scores.polls_within_a_day * limits.scores_cost);
  const auto odds = PlanOdds(sports, limits, std::max(limits.credits - for_scores, 0.0), now);
  std::vector<SportPlan> plans;
  for (size_t i = 0; i < sports.size(); ++i) plans.push_back({odds[i], scores.times[i]});
  return plans;
}

}  // namespace overround::collector
