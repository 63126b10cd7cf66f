#include "services/collector/import/importer.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {

struct Importer::Work {
  const Layout& layout;
  const ImportBatch& batch;
  std::map<std::string, Sport> sports;
  std::map<std::string, Teams> teams;
  std::map<std::string, bool> is_bettable;
  std::map<std::string, Game> known_games;
  std::vector<Quote> quotes;
  // To be closed once the quotes are stored.
  struct Closing {
    Game game;
    std::vector<Quote> quotes;
    absl::Time known_time;
  };
  std::vector<Closing> closings;
};

namespace {

// A moved line is the old quote gone: its end is known with the new one.
void AddEnds(std::vector<Quote>& quotes) {
  std::map<std::string, Quote> standing;
  std::vector<Quote> ends;
  for (const Quote& quote : quotes) {
    const std::string slot = absl::StrCat(quote.sportsbook, ".", SlotOf(quote.market).ToString(),
                                          ".", ToString(quote.side));
    const auto before = standing.find(slot);
    if (before != standing.end() && before->second.market != quote.market) {
      Quote end = before->second;
      end.state = QuoteState::kGone;
      end.stamp.known_time = quote.stamp.known_time;
      ends.push_back(std::move(end));
    }
    standing.insert_or_assign(slot, quote);
  }
  quotes.insert(quotes.end(), ends.begin(), ends.end());
}

Sha256Digest ContentOf(const std::string& header, const std::string& row) {
  return Sha256(absl::StrCat(header, "\n", row));
}

}  // namespace

absl::StatusOr<ImportCounts> Importer::Import(const ImportBatch& batch, absl::Time deadline) {
  const Layout* layout = FindLayout(batch.layout);
  if (layout == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("layout: ", batch.layout, ", want one of ",
                                                   absl::StrJoin(LayoutNames(), ", ")));
  }
  if (batch.rows.size() > kImportRowsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("rows: ", batch.rows.size(), ", want at most ", kImportRowsMax));
  }
  OVERROUND_ASSIGN_OR_RETURN(const CsvHeader header,
                             CsvHeader::Parse(batch.header, layout->required_columns));
  ImportCounts parsed;
  std::vector<Row> rows;
  std::set<std::string> keys;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const int64_t number = batch.first_row_number + static_cast<int64_t>(i);
    const absl::StatusOr<std::vector<std::string>> cells = SplitCsv(batch.rows[i]);
    ParsedRow row = cells.ok() ? layout->parse(header, *cells)
                               : RefuseRow(Refusal::kMalformed, cells.status().message());
    if (row.row && !keys.insert(row.row->game.external.id).second) {
      row = RefuseRow(Refusal::kDuplicate, "the same game twice, want it once");
    }
    if (row.row) {
      rows.push_back({number, ContentOf(batch.header, batch.rows[i]), *std::move(row.row)});
    } else {
      parsed.refused.push_back({number, row.refused.reason, row.refused.detail});
    }
  }
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<ImportCounts> {
    ImportCounts counts = parsed;
    OVERROUND_RETURN_IF_ERROR(Store(tx, *layout, batch, rows, counts));
    return counts;
  });
}

absl::Status Importer::Store(pg::Transaction& tx, const Layout& layout, const ImportBatch& batch,
                             std::vector<Row> rows, ImportCounts& counts) {
  Work work{layout, batch, {}, {}, {}, {}, {}, {}};
  std::set<std::string> sports;
  std::vector<std::string> ids;
  for (const Row& row : rows) {
    sports.insert(row.game.sport);
    ids.push_back(row.game.game.external.id);
  }
  // In the order of their names, so that two imports never wait for each other in a circle.
  for (const std::string& key : sports) {
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<Sport> sport, games::FindSport(tx, key));
    if (!sport) continue;
    OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, key).status());
    OVERROUND_ASSIGN_OR_RETURN(Teams teams, Teams::Load(tx, *sport, ids_));
    work.sports.emplace(key, *sport);
    work.teams.emplace(key, std::move(teams));
  }
  OVERROUND_RETURN_IF_ERROR(quotes::InsertSportsbooks(tx, layout.sportsbooks));
  OVERROUND_ASSIGN_OR_RETURN(const auto books, quotes::ListSportsbooks(tx));
  for (const Sportsbook& book : books) work.is_bettable[book.key] = book.IsBettable();
  OVERROUND_ASSIGN_OR_RETURN(const auto found, games::FindByExternalIds(tx, layout.source, ids));
  for (const games::KnownGame& each : found) work.known_games.emplace(each.external_id, each.game);
  OVERROUND_ASSIGN_OR_RETURN(const auto known, imports::ListKnownRows(tx, layout.name, ids));
  std::map<std::string, Sha256Digest> contents;
  for (const imports::KnownRow& each : known) contents.emplace(each.key, each.content);

  std::vector<imports::ImportedRow> stored;
  for (const Row& row : rows) {
    const std::string& id = row.game.game.external.id;
    if (const auto before = contents.find(id);
        before != contents.end() && before->second == row.content) {
      ++counts.known;
      continue;
    }
    OVERROUND_ASSIGN_OR_RETURN(const bool is_stored, StoreRow(tx, row, work, counts));
    if (!is_stored) continue;
    ++counts.stored;
    stored.push_back({id, row.content, row.number});
  }
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, batch.now));
  OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(tx, work.quotes).status());
  counts.prices_stored = static_cast<int64_t>(work.quotes.size());
  for (Work::Closing& closing : work.closings) {
    const Provenance from{layout.source, batch.file_name, batch.now, closing.known_time,
                          Basis::kAssumed};
    OVERROUND_RETURN_IF_ERROR(quotes_.CloseWith(tx, from, closing.quotes, closing.game));
  }
  return imports::UpsertRows(tx, {layout.name, batch.file_name, batch.now}, stored);
}

absl::StatusOr<bool> Importer::StoreRow(pg::Transaction& tx, const Row& row, Work& work,
                                        ImportCounts& counts) {
  const auto sport = work.sports.find(row.game.sport);
  if (sport == work.sports.end()) {
    counts.refused.push_back({row.number, Refusal::kUnknownSport, row.game.sport});
    return false;
  }
  Provenance from{work.layout.source, work.batch.file_name, work.batch.now, row.game.known_time,
                  Basis::kAssumed};
  Game game;
  const auto known = work.known_games.find(row.game.game.external.id);
  if (known != work.known_games.end()) {
    game = known->second;
  } else {
    absl::StatusOr<Game> adopted =
        games_.Adopt(tx, sport->second, work.teams.at(row.game.sport), row.game.game, from);
    if (absl::IsInvalidArgument(adopted.status())) {
      counts.refused.push_back(
          {row.number, Refusal::kUnmatchedGame, std::string(adopted.status().message())});
      return false;
    }
    if (!adopted.ok()) return adopted.status();
    game = *std::move(adopted);
  }
  if (game.status == GameStatus::kVoid || game.status == GameStatus::kMerged) {
    counts.refused.push_back({row.number, Refusal::kUnmatchedGame, "the game is void or merged"});
    return false;
  }
  for (const Refused& refused : row.game.refused_prices) {
    counts.refused_prices[refused.reason] += refused.count;
  }
  std::vector<Quote> quotes = QuotesOf(row, game, work);
  work.quotes.insert(work.quotes.end(), quotes.begin(), quotes.end());
  from.known_time = row.game.result_known_time;
  if (row.game.score) {
    OVERROUND_RETURN_IF_ERROR(games_.Finish(tx, *row.game.score, from, game).status());
  }
  if (!quotes.empty()) {
    work.closings.push_back({std::move(game), std::move(quotes), row.game.game.start});
  }
  return true;
}

std::vector<Quote> Importer::QuotesOf(const Row& row, const Game& game, const Work& work) const {
  std::vector<Quote> quotes;
  for (const ImportedPrice& price : row.game.prices) {
    const Offer& offer = price.offer;
    const auto bettable = work.is_bettable.find(price.sportsbook);
    quotes.push_back({game.id,
                      price.sportsbook,
                      offer.market,
                      offer.side,
                      false,
                      bettable != work.is_bettable.end() && bettable->second,
                      QuoteState::kOffered,
                      offer.odds,
                      offer.odds_text,
                      offer.format,
                      false,
                      std::nullopt,
                      work.layout.source,
                      work.batch.file_name,
                      {Uuid(), work.batch.now, price.known_time, Basis::kAssumed}});
  }
  const auto by_known_time = [](const Quote& a, const Quote& b) {
    return a.stamp.known_time < b.stamp.known_time;
  };
  std::stable_sort(quotes.begin(), quotes.end(), by_known_time);
  AddEnds(quotes);
  std::stable_sort(quotes.begin(), quotes.end(), by_known_time);
  for (Quote& quote : quotes) {
    quote.stamp.fact_id = ids_.Derive(
        work.batch.now, "imported_quote",
        absl::StrCat(game.id.ToString(), "/", SelectionText(quote), "/", ToString(quote.state), "/",
                     absl::ToUnixMicros(quote.stamp.known_time)));
  }
  return quotes;
}

}  // namespace overround::collector
