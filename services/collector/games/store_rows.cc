#include "services/collector/games/store_rows.h"

#include <algorithm>
#include <array>

#include <absl/strings/str_cat.h>

#include "libs/base/sha256.h"

namespace overround::collector::games {

Stamp ReadStamp(const pg::Row& row, int column) {
  return {row.Get<Uuid>(column), row.Get<absl::Time>(column + 1), row.Get<absl::Time>(column + 2),
          BasisFromText(row.Get<absl::string_view>(column + 3))};
}

Game ReadGame(const pg::Row& row) {
  Game game;
  game.id = row.Get<GameId>(0);
  game.sport = row.Get<std::string>(1);
  game.home_team = row.Get<TeamId>(2);
  game.away_team = row.Get<TeamId>(3);
  game.home_name = row.Get<std::string>(4);
  game.away_name = row.Get<std::string>(5);
  game.start = row.Get<absl::Time>(6);
  game.precision = StartPrecisionFromText(row.Get<absl::string_view>(7));
  game.is_start_actual = row.Get<bool>(8);
  game.status = GameStatusFromText(row.Get<absl::string_view>(9));
  game.season = row.Get<int32_t>(10);
  game.week = row.Get<std::optional<int32_t>>(11);
  game.is_neutral_site = row.Get<bool>(12);
  game.is_postseason = row.Get<std::optional<bool>>(13);
  game.merged_into = row.Get<std::optional<GameId>>(14);
  game.void_reason = row.Get<std::optional<std::string>>(15);
  game.result_revision = row.Get<int32_t>(16);
  game.close_revision = row.Get<int32_t>(17);
  game.fact_count = row.Get<int32_t>(18);
  game.stamp = ReadStamp(row, 19);
  return game;
}

std::vector<Game> ReadGames(const pg::Rows& rows) {
  std::vector<Game> games;
  games.reserve(rows.size());
  for (const pg::Row row : rows) games.push_back(ReadGame(row));
  return games;
}

Uuid ExternalKey(absl::string_view source, absl::string_view id) {
  const Sha256Digest digest = Sha256(absl::StrCat(source, "/", id));
  std::array<uint8_t, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Uuid(bytes);
}

}  // namespace overround::collector::games
