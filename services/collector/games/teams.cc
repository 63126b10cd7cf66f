#include "services/collector/games/teams.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"

namespace overround::collector {
namespace {

// The letter below the accent, for U+00C0 to U+00FF; '*' where there is none.
constexpr absl::string_view kLatin1 =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty";

std::string AliasKey(const Alias& alias) { return absl::StrCat(alias.source, "/", alias.text); }

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

Teams::Teams(std::string sport, const IdSource& ids, std::vector<Team> teams,
             const std::vector<games::KnownName>& names)
    : sport_(std::move(sport)), ids_(&ids), teams_(std::move(teams)) {
  for (size_t place = 0; place < teams_.size(); ++place) Index(place);
  for (const games::KnownName& each : names) {
    known_names_.emplace(PlainName(each.name), each.team_name);
  }
}

absl::StatusOr<Teams> Teams::Load(pg::Transaction& tx, const Sport& sport, const IdSource& ids) {
  OVERROUND_ASSIGN_OR_RETURN(std::vector<Team> teams, games::ListTeams(tx, sport.key));
  OVERROUND_ASSIGN_OR_RETURN(const auto names, games::ListKnownNames(tx, sport.key));
  return Teams(sport.key, ids, std::move(teams), names);
}

void Teams::Index(size_t place) {
  const Team& team = teams_[place];
  by_name_.try_emplace(PlainName(team.display_name), place);
  for (const Alias& alias : team.aliases) {
    by_alias_.try_emplace(AliasKey(alias), place);
    by_name_.try_emplace(PlainName(alias.text), place);
  }
}

std::optional<size_t> Teams::Find(const Alias& alias) const {
  if (const auto found = by_alias_.find(AliasKey(alias)); found != by_alias_.end()) {
    return found->second;
  }
  const auto found = by_name_.find(PlainName(alias.text));
  return found == by_name_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

absl::StatusOr<size_t> Teams::Add(pg::Transaction& tx, const std::string& name, absl::Time now) {
  const TeamId id(ids_->Derive(now, "team", absl::StrCat(sport_, "/", name)));
  teams_.push_back({id, sport_, name, "", {}});
  Index(teams_.size() - 1);
  OVERROUND_RETURN_IF_ERROR(games::InsertTeam(tx, teams_.back(), now));
  return teams_.size() - 1;
}

bool Teams::Knows(const Alias& alias) const {
  if (Find(alias)) return true;
  const auto franchise = known_names_.find(PlainName(alias.text));
  return franchise != known_names_.end() && Find({alias.source, franchise->second}).has_value();
}

absl::StatusOr<Team> Teams::Resolve(pg::Transaction& tx, const Alias& alias, absl::Time now) {
  std::optional<size_t> place = Find(alias);
  if (!place) {
    const auto franchise = known_names_.find(PlainName(alias.text));
    const std::string& name = franchise == known_names_.end() ? alias.text : franchise->second;
    place = Find({alias.source, name});
    if (!place) {
      OVERROUND_ASSIGN_OR_RETURN(place, Add(tx, name, now));
    }
  }
  Team& team = teams_[*place];
  if (by_alias_.try_emplace(AliasKey(alias), *place).second) {
    team.aliases.push_back(alias);
    by_name_.try_emplace(PlainName(alias.text), *place);
    OVERROUND_RETURN_IF_ERROR(games::InsertAlias(tx, team, alias, now));
  }
  return team;
}

}  // namespace overround::collector
