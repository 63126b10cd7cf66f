#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/models/model.h"
#include "libs/models/sport_parameters.h"

namespace overround::models {

// One member's voice in a pool.
struct PoolMember {
  std::string key;
  const ScoreDistribution* distribution;  // outlives the call
  double weight;                          // positive; scaled to sum to one
};

// The logarithmic opinion pool: each value's probability is the weighted geometric mean of the
// members', so that between two values the logits are averaged. Requires: at least one member.
ScoreDistribution LogitPool(const std::vector<PoolMember>& members);

// A fixed-weight pool of the members that did not abstain; its features say which spoke and with
// what weight ("weight_elo"). Weights are fixed, because freely fitted ones lose to the market.
// Abstains with "no_members" where none speaks, giving each one's reason.
class EnsembleModel final : public Model {
 public:
  struct Member {
    std::shared_ptr<const Model> model;
    double weight = 1;
  };
  explicit EnsembleModel(std::vector<Member> members) : members_(std::move(members)) {}

  absl::string_view key() const override { return "ensemble"; }
  absl::string_view version() const override { return "1"; }
  absl::StatusOr<Verdict> Judge(const history::AsOf& as_of, const GameId& game) const override;

 private:
  std::vector<Member> members_;
};

// The consensus with four parts and the ratings with one.
std::shared_ptr<const Model> StandardEnsemble(const SportTable& sports);

}  // namespace overround::models
