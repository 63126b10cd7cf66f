#include "services/collector/import/layout.h"

namespace overround::collector {
namespace {

const std::vector<const Layout*>& AllLayouts() {
  static const auto* layouts = new std::vector<const Layout*>{&NfldataGames(),
                                                              &NfldataClosingLines(),
                                                              &FiveThirtyEightNfl(),
                                                              &Nfelo(),
                                                              &SbrNfl(),
                                                              &SbrNba(),
                                                              &SbrMlb(),
                                                              &BookSnapshots(),
                                                              &NhlResults(),
                                                              &NbaResults(),
                                                              &MlbGames(),
                                                              &OddsSnapshots(),
                                                              &OddsResponses(),
                                                              &WideEvents(),
                                                              &WideScores(),
                                                              &TennisData(),
                                                              &FootballData(),
                                                              &SimbookSeason()};
  return *layouts;
}

}  // namespace

const Layout* FindLayout(absl::string_view name) {
  for (const Layout* layout : AllLayouts()) {
    if (layout->name == name) return layout;
  }
  return nullptr;
}

std::vector<std::string> LayoutNames() {
  std::vector<std::string> names;
  for (const Layout* layout : AllLayouts()) names.push_back(layout->name);
  return names;
}

}  // namespace overround::collector
