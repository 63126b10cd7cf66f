#include "services/bankroll/bets/store.h"

#include <map>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::bankroll::bet_store {
namespace {

Odds OddsFrom(const pg::Row& row, absl::string_view profit, absl::string_view stake) {
  const auto odds = Odds::FromFraction(row.Get<int32_t>(profit), row.Get<int32_t>(stake));
  OVERROUND_CHECK(odds.ok());
  return *odds;
}

Selection SelectionFrom(const pg::Row& row) {
  const auto market = MarketKey::Parse(row.Get<std::string>("market"));
  const auto side = ParseSide(row.Get<std::string>("side"));
  OVERROUND_CHECK(market.ok() && side.ok());
  return {row.Get<GameId>("game_id"), *market, *side};
}

Bet BetFrom(const pg::Row& row) {
  const auto currency =
      Currency::Parse(row.Get<std::string>("currency_code"), row.Get<int32_t>("currency_scale"));
  OVERROUND_CHECK(currency.ok());
  return {.id = row.Get<BetId>("bet_id"),
          .owner = row.Get<std::string>("owner"),
          .asked = {.bankroll = row.Get<BankrollId>("bankroll_id"),
                    .selection = SelectionFrom(row),
                    .sportsbook = row.Get<std::string>("sportsbook"),
                    .stake = {row.Get<int64_t>("stake_minor"), *currency},
                    .odds = OddsFrom(row, "asked_odds_profit", "asked_odds_stake"),
                    .prediction = row.Get<std::optional<std::string>>("prediction"),
                    .request_id = row.Get<std::string>("request_id")},
          .price = {.odds = OddsFrom(row, "odds_profit", "odds_stake"),
                    .format = row.Get<std::string>("odds_format"),
                    .text = row.Get<std::string>("odds_text")},
          .quote = row.Get<std::string>("quote"),
          .sport = row.Get<std::string>("sport"),
          .game_title = row.Get<std::string>("game_title"),
          .place_time = row.Get<absl::Time>("place_time"),
          .state = BetStateFromText(row.Get<std::string>("state")),
          .settlement_count = row.Get<int32_t>("settlement_count"),
          .settle_time = row.Get<std::optional<absl::Time>>("settle_time"),
          .profit_minor = row.Get<std::optional<int64_t>>("profit_minor")};
}

std::vector<Bet> BetsFrom(const pg::Rows& rows) {
  std::vector<Bet> bets;
  for (const pg::Row row : rows) bets.push_back(BetFrom(row));
  return bets;
}

std::optional<Bet> OneFrom(const pg::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return BetFrom(rows.front());
}

}  // namespace

constexpr char kInsertBet[] = R"sql(
  INSERT INTO bankroll.bets (bankroll_id, bet_id, owner, request_id, game_id, market, side, sportsbook, venue,
                             stake_minor, asked_odds_profit, asked_odds_stake, odds_profit, odds_stake, odds_format,
                             odds_text, prediction, sport, game_title, quote, place_time, state, settlement_count)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'PAPER', $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 'OPEN', 0)
)sql";

absl::Status InsertBet(pg::Transaction& tx, const Bet& bet) {
  const NewBet& asked = bet.asked;
  return tx
      .Execute(kInsertBet, {asked.bankroll,
                            bet.id,
                            bet.owner,
                            asked.request_id,
                            asked.selection.game,
                            asked.selection.market.ToString(),
                            ToString(asked.selection.side),
                            asked.sportsbook,
                            asked.stake.minor_units,
                            asked.odds.profit(),
                            asked.odds.stake(),
                            bet.price.odds.profit(),
                            bet.price.odds.stake(),
                            bet.price.format,
                            bet.price.text,
                            asked.prediction,
                            bet.sport,
                            bet.game_title,
                            bet.quote,
                            bet.place_time})
      .status();
}

constexpr char kUpdateState[] = R"sql(
  UPDATE bankroll.bets
     SET state = $3, settlement_count = $4, settle_time = $5, profit_minor = $6
   WHERE bankroll_id = $1 AND bet_id = $2
)sql";

absl::Status UpdateState(pg::Transaction& tx, const Bet& bet) {
  return tx
      .Execute(kUpdateState, {bet.asked.bankroll, bet.id, ToString(bet.state), bet.settlement_count,
                              bet.settle_time, bet.profit_minor})
      .status();
}

constexpr char kInsertSettlement[] = R"sql(
  INSERT INTO bankroll.settlements (bankroll_id, bet_id, number, state, payout_minor, profit_minor, result_revision,
                                    reason, settle_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";

absl::Status InsertSettlement(pg::Transaction& tx, const Bet& bet, const Settlement& settlement) {
  return tx
      .Execute(kInsertSettlement,
               {bet.asked.bankroll, bet.id, settlement.number, ToString(settlement.state),
                settlement.payout_minor, settlement.profit_minor, settlement.result_revision,
                settlement.reason, settlement.settle_time})
      .status();
}

constexpr char kFindByRequest[] = R"sql(
  SELECT t.bankroll_id, t.bet_id, t.owner, t.request_id, t.game_id, t.market, t.side, t.sportsbook, t.stake_minor,
         t.asked_odds_profit, t.asked_odds_stake, t.odds_profit, t.odds_stake, t.odds_format, t.odds_text,
         t.prediction, t.sport, t.game_title, t.quote, t.place_time, t.state, t.settlement_count, t.settle_time,
         t.profit_minor, b.currency_code, b.currency_scale
    FROM bankroll.bets t
    JOIN bankroll.bankrolls b ON b.bankroll_id = t.bankroll_id
   WHERE t.bankroll_id = $1 AND t.request_id = $2
)sql";

absl::StatusOr<std::optional<Bet>> FindByRequest(pg::Transaction& tx, const BankrollId& bankroll,
                                                 const std::string& request_id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindByRequest, {bankroll, request_id}));
  return OneFrom(rows);
}

constexpr char kFindBet[] = R"sql(
  SELECT t.bankroll_id, t.bet_id, t.owner, t.request_id, t.game_id, t.market, t.side, t.sportsbook, t.stake_minor,
         t.asked_odds_profit, t.asked_odds_stake, t.odds_profit, t.odds_stake, t.odds_format, t.odds_text,
         t.prediction, t.sport, t.game_title, t.quote, t.place_time, t.state, t.settlement_count, t.settle_time,
         t.profit_minor, b.currency_code, b.currency_scale
    FROM bankroll.bets t -- scan: one bet by its id
    JOIN bankroll.bankrolls b ON b.bankroll_id = t.bankroll_id
   WHERE t.bet_id = $1
)sql";

absl::StatusOr<std::optional<Bet>> FindBet(pg::Transaction& tx, const BetId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindBet, {id}));
  return OneFrom(rows);
}

constexpr char kListOnGames[] = R"sql(
  SELECT t.bankroll_id, t.bet_id, t.owner, t.request_id, t.game_id, t.market, t.side, t.sportsbook, t.stake_minor,
         t.asked_odds_profit, t.asked_odds_stake, t.odds_profit, t.odds_stake, t.odds_format, t.odds_text,
         t.prediction, t.sport, t.game_title, t.quote, t.place_time, t.state, t.settlement_count, t.settle_time,
         t.profit_minor, b.currency_code, b.currency_scale
    FROM bankroll.bets t
    JOIN bankroll.bankrolls b ON b.bankroll_id = t.bankroll_id
   WHERE t.bankroll_id = $1 AND t.game_id = ANY ($2)
   ORDER BY t.place_time, t.bet_id
)sql";

absl::StatusOr<std::vector<Bet>> ListOnGames(pg::Transaction& tx, const BankrollId& bankroll,
                                             const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOnGames, {bankroll, games}));
  return BetsFrom(rows);
}

constexpr char kListBankrollsOnGames[] = R"sql(
  SELECT DISTINCT bankroll_id FROM bankroll.bets WHERE game_id = ANY ($1) ORDER BY bankroll_id -- scan: a game's bets
)sql";

absl::StatusOr<std::vector<BankrollId>> ListBankrollsOnGames(pg::Transaction& tx,
                                                             const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListBankrollsOnGames, {games}));
  std::vector<BankrollId> bankrolls;
  for (const pg::Row row : rows) bankrolls.push_back(row.Get<BankrollId>(0));
  return bankrolls;
}

constexpr char kListGamesWithBets[] = R"sql(
  SELECT DISTINCT game_id FROM bankroll.bets ORDER BY game_id -- scan: all bets
)sql";

absl::StatusOr<std::vector<GameId>> ListGamesWithBets(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListGamesWithBets));
  std::vector<GameId> games;
  for (const pg::Row row : rows) games.push_back(row.Get<GameId>(0));
  return games;
}

constexpr char kListGamesWithOpenBets[] = R"sql(
  SELECT DISTINCT game_id FROM bankroll.bets WHERE state = 'OPEN' ORDER BY game_id -- scan: all open bets
)sql";

absl::StatusOr<std::vector<GameId>> ListGamesWithOpenBets(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListGamesWithOpenBets));
  std::vector<GameId> games;
  for (const pg::Row row : rows) games.push_back(row.Get<GameId>(0));
  return games;
}

constexpr char kListBets[] = R"sql(
  SELECT t.bankroll_id, t.bet_id, t.owner, t.request_id, t.game_id, t.market, t.side, t.sportsbook, t.stake_minor,
         t.asked_odds_profit, t.asked_odds_stake, t.odds_profit, t.odds_stake, t.odds_format, t.odds_text,
         t.prediction, t.sport, t.game_title, t.quote, t.place_time, t.state, t.settlement_count, t.settle_time,
         t.profit_minor, b.currency_code, b.currency_scale
    FROM bankroll.bets t -- scan: an owner's bets, unless $2 names the bankroll
    JOIN bankroll.bankrolls b ON b.bankroll_id = t.bankroll_id
   WHERE ($1::TEXT IS NULL OR t.owner = $1)
     AND ($2::UUID IS NULL OR t.bankroll_id = $2)
     AND (cardinality($3::TEXT[]) = 0 OR t.state = ANY ($3))
     AND ($4::UUID IS NULL OR t.game_id = $4)
     AND t.place_time >= $5 AND t.place_time < $6
     AND (t.place_time, t.bet_id) < ($7, $8)
   ORDER BY t.place_time DESC, t.bet_id DESC
   LIMIT $9
)sql";

absl::StatusOr<std::vector<Bet>> ListBets(pg::Transaction& tx, const BetFilter& filter) {
  std::vector<std::string> states;
  for (const BetState state : filter.states) states.emplace_back(ToString(state));
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListBets, {filter.owner, filter.bankroll, states, filter.game,
                           filter.place_time_min, filter.place_time_max, filter.before_time,
                           filter.before_id, int64_t{filter.limit}}));
  return BetsFrom(rows);
}

constexpr char kListSettlements[] = R"sql(
  SELECT bet_id, number, state, payout_minor, profit_minor, result_revision, reason, settle_time
    FROM bankroll.settlements
   WHERE bankroll_id = ANY ($1) AND bet_id = ANY ($2)
   ORDER BY bet_id, number
)sql";

absl::Status LoadSettlements(pg::Transaction& tx, std::vector<Bet>& bets) {
  std::map<BetId, Bet*> by_id;
  std::vector<BankrollId> bankrolls;
  std::vector<BetId> ids;
  for (Bet& bet : bets) {
    if (bet.settlement_count == 0) continue;
    by_id[bet.id] = &bet;
    bankrolls.push_back(bet.asked.bankroll);
    ids.push_back(bet.id);
  }
  if (ids.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListSettlements, {bankrolls, ids}));
  for (const pg::Row row : rows) {
    by_id.at(row.Get<BetId>("bet_id"))
        ->settlements.push_back({.number = row.Get<int32_t>("number"),
                                 .state = BetStateFromText(row.Get<std::string>("state")),
                                 .payout_minor = row.Get<int64_t>("payout_minor"),
                                 .profit_minor = row.Get<int64_t>("profit_minor"),
                                 .result_revision = row.Get<int32_t>("result_revision"),
                                 .reason = row.Get<std::string>("reason"),
                                 .settle_time = row.Get<absl::Time>("settle_time")});
  }
  return absl::OkStatus();
}

}  // namespace overround::bankroll::bet_store
