#include "services/collector/quotes/sportsbooks.h"

#include <vector>

#include "libs/base/status_macros.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {

absl::StatusOr<std::map<std::string, Sportsbook>> MeetSportsbooks(
    pg::Transaction& tx, std::map<std::string, Sportsbook> shown) {
  OVERROUND_ASSIGN_OR_RETURN(const auto listed, quotes::ListSportsbooks(tx));
  std::map<std::string, Sportsbook> known;
  for (const Sportsbook& book : listed) {
    shown.erase(book.key);
    known.emplace(book.key, book);
  }
  std::vector<Sportsbook> strangers;
  strangers.reserve(shown.size());
  for (const auto& [key, book] : shown) strangers.push_back(book);
  if (!strangers.empty()) OVERROUND_RETURN_IF_ERROR(quotes::InsertSportsbooks(tx, strangers));
  known.merge(shown);
  return known;
}

}  // namespace overround::collector
