#include "services/collector/import/rows.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "libs/base/status_macros.h"
#include "services/collector/import/cells.h"
#include "services/collector/import/day_order.h"

namespace overround::collector {
namespace {

// The rows of one market of one book at one instant.
std::string MarketOf(const ImportedGame& game, const MarketKey& market) {
  const LooseSide& side = *game.loose_side;
  return absl::StrCat(game.game.external.id, "|", side.sportsbook, "|", market.ToString(), "|",
                      side.is_lay, "|", absl::ToUnixMicros(side.known_time));
}

// The rows of one look at a book: at one of its markets on every line, where sides are rows of
// their own. Empty for rows that are none.
std::string LookOf(const ImportedGame& game) {
  if (game.loose_side) {
    MarketKey slot = game.loose_side->market;
    slot.line_quarters.reset();
    return MarketOf(game, slot);
  }
  if (!game.sportsbook) return "";
  return absl::StrCat(game.game.external.id, "|", *game.sportsbook, "|",
                      absl::ToUnixMicros(game.known_time));
}

// What no two rows of a file share.
std::string NameOf(const Layout& layout, const ImportedGame& game, const Sha256Digest& content) {
  if (layout.meaning == RowMeaning::kGame) return game.game.external.id;
  // Half of the digest is enough for a name.
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(content.data()), content.size() / 2));
}

std::string KeyOf(const ImportedGame& game, const std::string& name) {
  if (!game.loose_score) return name;
  return absl::StrCat(game.game.external.id, "|", game.loose_score->is_home ? "home" : "away");
}

// Text the database cannot keep, nor any file of text hold.
bool HasNul(absl::string_view text) { return absl::StrContains(text, '\0'); }

ParsedRow Parse(const Layout& layout, const CsvHeader& header, absl::string_view text) {
  if (HasNul(text)) return RefuseRow(Refusal::kMalformed, "a NUL character, want text");
  const absl::StatusOr<std::vector<std::string>> cells = SplitCsv(text);
  if (!cells.ok()) return RefuseRow(Refusal::kMalformed, cells.status().message());
  return layout.parse(header, *cells);
}

void Refuse(const ImportRow& row, Refusal reason, absl::string_view message,
            std::vector<RefusedImport>& refused) {
  refused.push_back({row.number, reason, std::string(message)});
}

// Gives the prices of a market to its first row, or refuses all its rows.
void JoinMarket(std::vector<ImportRow*>& rows, std::set<const ImportRow*>& gone,
                std::vector<RefusedImport>& refused) {
  ImportedGame& first = rows.front()->game;
  const LooseSide& side = *first.loose_side;
  MarketCells cells{side.sportsbook,        side.market,        side.format, {}, side.known_time,
                    /*is_aggregate=*/false, side.provider_time, side.is_lay};
  Refusal reason = Refusal::kDuplicate;
  std::string message = "the same side twice, want it once";
  bool is_twice = false;
  for (const Side each : SidesOf(side.market)) {
    const auto is_side = [&](const ImportRow* row) { return row->game.loose_side->side == each; };
    const auto found = std::find_if(rows.begin(), rows.end(), is_side);
    cells.prices.push_back(found == rows.end() ? absl::string_view()
                                               : (*found)->game.loose_side->text);
    is_twice = is_twice || std::count_if(rows.begin(), rows.end(), is_side) > 1;
  }
  ImportedGame joined;
  if (!is_twice) AddMarket(cells, joined);
  if (!joined.prices.empty()) {
    first.prices = std::move(joined.prices);
    return;
  }
  if (!joined.refused_prices.empty()) {
    reason = joined.refused_prices.front().reason;
    message = joined.refused_prices.front().detail;
  } else if (!is_twice) {
    reason = Refusal::kMissingPrice;
    message = "price: empty, want one";
  }
  for (const ImportRow* row : rows) {
    Refuse(*row, reason, message, refused);
    gone.insert(row);
  }
}

// Makes a result of two rows of a game, or refuses what is left alone.
void JoinScores(std::vector<ImportRow*>& rows, std::set<const ImportRow*>& gone,
                std::vector<RefusedImport>& refused) {
  std::optional<int> home;
  std::optional<int> away;
  for (const ImportRow* row : rows) {
    const LooseScore& score = *row->game.loose_score;
    (score.is_home ? home : away) = score.score;
  }
  if (home && away && rows.size() == 2) {
    rows.front()->game.score =
        Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
    return;
  }
  for (const ImportRow* row : rows) {
    Refuse(*row, Refusal::kMissingScore, "want a score of each team, once", refused);
    gone.insert(row);
  }
}

// What is known of rows that are one look or one result is all of them: where one is corrected, the
// others are no longer what they were.
void JoinContents(const std::vector<ImportRow*>& rows) {
  if (rows.size() == 1) return;
  std::vector<Sha256Digest> contents;
  contents.reserve(rows.size());
  for (const ImportRow* row : rows) contents.push_back(row->content);
  std::sort(contents.begin(), contents.end());
  std::string joined;
  for (const Sha256Digest& each : contents) joined.append(each.begin(), each.end());
  const Sha256Digest whole = Sha256(joined);
  for (ImportRow* row : rows) row->content = whole;
}

// The rows of a look are known by what they are of, and not by what they say, its line included:
// what they said before a correction is not known any more, and may be said again.
void NameLooks(std::vector<ImportRow>& rows) {
  std::map<std::string, std::vector<ImportRow*>> looks;
  for (ImportRow& row : rows) {
    const std::string look = LookOf(row.game);
    if (!look.empty()) looks[look].push_back(&row);
  }
  for (auto& [look, shown] : looks) {
    // In an order that is not the file's.
    std::sort(shown.begin(), shown.end(),
              [](const ImportRow* a, const ImportRow* b) { return a->content < b->content; });
    std::map<absl::string_view, int> counts;
    for (ImportRow* row : shown) {
      const auto& loose = row->game.loose_side;
      const absl::string_view side = loose ? ToString(loose->side) : "book";
      row->key = absl::StrCat(look, "|", side);
      const int place = counts[side]++;
      if (place > 0) absl::StrAppend(&row->key, "|", place);
    }
    JoinContents(shown);
  }
}

void JoinLoose(std::vector<ImportRow>& rows, std::vector<RefusedImport>& refused) {
  std::map<std::string, std::vector<ImportRow*>> markets;
  std::map<std::string, std::vector<ImportRow*>> scores;
  for (ImportRow& row : rows) {
    if (row.game.loose_side) {
      markets[MarketOf(row.game, row.game.loose_side->market)].push_back(&row);
    }
    if (row.game.loose_score) scores[row.game.game.external.id].push_back(&row);
  }
  std::set<const ImportRow*> gone;
  for (auto& [key, sides] : markets) JoinMarket(sides, gone, refused);
  for (auto& [key, sides] : scores) {
    JoinContents(sides);
    JoinScores(sides, gone, refused);
  }
  if (gone.empty()) return;
  std::vector<ImportRow> kept;
  kept.reserve(rows.size() - gone.size());
  for (ImportRow& row : rows) {
    if (gone.count(&row) == 0) kept.push_back(std::move(row));
  }
  rows = std::move(kept);
}

}  // namespace

absl::StatusOr<std::vector<ImportRow>> ReadRows(const ImportBatch& batch,
                                                std::vector<RefusedImport>& refused) {
  const Layout* layout = FindLayout(batch.layout);
  if (layout == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("layout: ", batch.layout, ", want one of ",
                                                   absl::StrJoin(LayoutNames(), ", ")));
  }
  if (batch.rows.size() > kImportRowsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("rows: ", batch.rows.size(), ", want at most ", kImportRowsMax));
  }
  if (HasNul(batch.header) || HasNul(batch.file_name)) {
    return absl::InvalidArgumentError("header, file_name: a NUL character, want text");
  }
  OVERROUND_ASSIGN_OR_RETURN(const CsvHeader header,
                             CsvHeader::Parse(batch.header, layout->required_columns));
  std::vector<ImportRow> rows;
  std::set<std::string> names;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    ImportRow row;
    row.number = batch.NumberOf(i);
    row.place = i;
    ParsedRow parsed = Parse(*layout, header, batch.rows[i]);
    if (!parsed.row) {
      Refuse(row, parsed.refused.reason, parsed.refused.detail, refused);
      continue;
    }
    row.game = *std::move(parsed.row);
    row.content = Sha256(absl::StrCat(batch.header, "\n", batch.rows[i]));
    const std::string name = NameOf(*layout, row.game, row.content);
    row.key = KeyOf(row.game, name);
    if (!names.insert(name).second) {
      Refuse(row, Refusal::kDuplicate, "the same row twice, want it once", refused);
      continue;
    }
    rows.push_back(std::move(row));
  }
  if (layout->meaning == RowMeaning::kGame) RefuseSwappedDays(rows, refused);
  NameLooks(rows);
  JoinLoose(rows, refused);
  return rows;
}

}  // namespace overround::collector
