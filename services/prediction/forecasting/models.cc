#include "services/prediction/forecasting/models.h"

#include "libs/models/consensus.h"
#include "libs/models/elo.h"
#include "libs/models/ensemble.h"

namespace overround::prediction {

std::vector<ModelEntry> ModelsInProduction() {
  const models::SportTable sports = models::KnownSports();
  std::vector<std::string> names;
  for (const auto& [sport, parameters] : sports) names.push_back(sport);
  return {
      {std::make_shared<models::ConsensusModel>(sports), "Consensus",
       "What the books think once their margin is out: each book's prices de-vigged, their median "
       "taken.",
       names},
      {std::make_shared<models::EloModel>(sports), "Elo",
       "Team ratings moved by results and margins of victory. Knows no prices.", names},
      {models::StandardEnsemble(sports), "Ensemble",
       "A fixed pool: four parts consensus, one part Elo, averaged in log odds.", names},
  };
}

}  // namespace overround::prediction
