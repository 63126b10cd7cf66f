#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/models/model.h"

namespace overround::prediction {

// A model in production, as readers see it.
struct ModelEntry {
  std::shared_ptr<const models::Model> model;
  std::string display_name;
  std::string description;
  std::vector<std::string> sports;
};

// elo, consensus and ensemble, over the sports they know.
std::vector<ModelEntry> ModelsInProduction();

}  // namespace overround::prediction
