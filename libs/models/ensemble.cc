#include "libs/models/ensemble.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/models/consensus.h"
#include "libs/models/elo.h"

namespace overround::models {
namespace {

using PmfOf = Pmf ScoreDistribution::*;

// The weighted geometric mean, value by value, of those members that know this distribution.
// Empty where none does, or where no value is possible to all.
Pmf PoolOne(const std::vector<PoolMember>& members, PmfOf of) {
  int32_t min = std::numeric_limits<int32_t>::min();
  int32_t max = std::numeric_limits<int32_t>::max();
  double weight = 0;
  for (const PoolMember& member : members) {
    const Pmf& pmf = member.distribution->*of;
    if (pmf.empty()) continue;
    min = std::max(min, pmf.min());
    max = std::min(max, pmf.max());
    weight += member.weight;
  }
  if (weight == 0 || min > max) return {};
  std::vector<double> masses;
  double sum = 0;
  for (int32_t value = min; value <= max; ++value) {
    double log = 0;
    for (const PoolMember& member : members) {
      const Pmf& pmf = member.distribution->*of;
      if (!pmf.empty()) log += member.weight / weight * std::log(pmf.At(value));
    }
    masses.push_back(std::exp(log));
    sum += masses.back();
  }
  if (sum <= 0) return {};
  return Pmf(min, std::move(masses));
}

}  // namespace

ScoreDistribution LogitPool(const std::vector<PoolMember>& members) {
  OVERROUND_CHECK(!members.empty());
  ScoreDistribution pooled;
  for (const PmfOf of :
       {&ScoreDistribution::margin, &ScoreDistribution::total, &ScoreDistribution::home,
        &ScoreDistribution::away, &ScoreDistribution::regulation_margin,
        &ScoreDistribution::regulation_total}) {
    pooled.*of = PoolOne(members, of);
  }
  return pooled;
}

absl::StatusOr<Verdict> EnsembleModel::Judge(const history::AsOf& as_of, const GameId& game) const {
  struct Voice {
    const Member* member;
    Forecast forecast;
  };
  std::vector<Voice> voices;
  std::vector<std::string> silent;
  double weight = 0;
  for (const Member& member : members_) {
    OVERROUND_ASSIGN_OR_RETURN(Verdict verdict, member.model->Judge(as_of, game));
    if (const auto* abstention = std::get_if<Abstention>(&verdict)) {
      silent.push_back(absl::StrCat(member.model->key(), ": ", abstention->message));
      continue;
    }
    voices.push_back({&member, std::get<Forecast>(std::move(verdict))});
    weight += member.weight;
  }
  if (voices.empty()) {
    return Abstention{"no_members",
                      absl::StrCat("no member speaks; ", absl::StrJoin(silent, "; "))};
  }
  Forecast pooled;
  std::vector<PoolMember> pool;
  for (const Voice& voice : voices) {
    const std::string key(voice.member->model->key());
    pool.push_back({key, &voice.forecast.distribution, voice.member->weight});
    pooled.features.push_back({absl::StrCat("weight_", key), voice.member->weight / weight});
    // What was fitted last decides what the pool was fitted through.
    const std::optional<absl::Time>& trained = voice.forecast.trained_through;
    if (trained)
      pooled.trained_through = std::max(*trained, pooled.trained_through.value_or(*trained));
  }
  pooled.distribution = LogitPool(pool);
  return pooled;
}

std::shared_ptr<const Model> StandardEnsemble(const SportTable& sports) {
  constexpr double kMarketWeight = 4;
  return std::make_shared<EnsembleModel>(
      std::vector<EnsembleModel::Member>{{std::make_shared<ConsensusModel>(sports), kMarketWeight},
                                         {std::make_shared<EloModel>(sports), 1}});
}

}  // namespace overround::models
