#include "services/collector/games/teams.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"

namespace overround::collector {
namespace {

// The letter below the accent, for U+00C0 to U+00FF; '*' where there is none.
constexpr absl::string_view kLatin1 =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty";

}  // namespace

std::string PlainName(absl::string_view name) {
  std::string plain;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<uint8_t>(name[i]);
    if (absl::ascii_isalnum(byte)) {
      plain.push_back(absl::ascii_tolower(byte));
    } else if (byte == 0xC3 && i + 1 < name.size()) {
      const char letter = kLatin1[static_cast<uint8_t>(name[++i]) & 0x3F];
      if (letter != '*') plain.push_back(letter);
    } else if (byte >= 0x80) {
      plain.push_back(name[i]);
    }
  }
  return plain;
}

absl::StatusOr<Teams> Teams::Load(pg::Transaction& tx, const Sport& sport, const IdSource& ids) {
  OVERROUND_ASSIGN_OR_RETURN(std::vector<Team> teams, games::ListTeams(tx, sport.key));
  return Teams(sport.key, ids, std::move(teams));
}

Team* Teams::Find(const Alias& alias) {
  const auto has = [&](const Team& team) {
    return std::any_of(team.aliases.begin(), team.aliases.end(), [&](const Alias& known) {
      return known.source == alias.source && known.text == alias.text;
    });
  };
  auto found = std::find_if(teams_.begin(), teams_.end(), has);
  if (found != teams_.end()) return &*found;
  const std::string plain = PlainName(alias.text);
  found = std::find_if(teams_.begin(), teams_.end(), [&](const Team& team) {
    return PlainName(team.display_name) == plain ||
           std::any_of(team.aliases.begin(), team.aliases.end(),
                       [&](const Alias& known) { return PlainName(known.text) == plain; });
  });
  return found == teams_.end() ? nullptr : &*found;
}

absl::StatusOr<Team> Teams::Resolve(pg::Transaction& tx, const Alias& alias, absl::Time now) {
  Team* team = Find(alias);
  if (team == nullptr) {
    const TeamId id(ids_->Derive(now, "team", absl::StrCat(sport_, "/", alias.text)));
    teams_.push_back({id, sport_, alias.text, "", {}});
    team = &teams_.back();
    OVERROUND_RETURN_IF_ERROR(games::InsertTeam(tx, *team, now));
  }
  const bool known = std::any_of(
      team->aliases.begin(), team->aliases.end(),
      [&](const Alias& each) { return each.source == alias.source && each.text == alias.text; });
  if (!known) {
    team->aliases.push_back(alias);
    OVERROUND_RETURN_IF_ERROR(games::InsertAlias(tx, *team, alias, now));
  }
  return *team;
}

}  // namespace overround::collector
