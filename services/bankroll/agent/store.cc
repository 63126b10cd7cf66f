#include "services/bankroll/agent/store.h"

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::bankroll::agent_store {
namespace {

using Text = std::optional<std::string>;
using Number = std::optional<double>;
using Whole = std::optional<int32_t>;

// What a forecast is in columns, all NULL without one: prediction, market, side, probability,
// confidence, odds and book.
struct ForecastColumns {
  std::optional<PredictionId> prediction = {};
  Text market = {};
  Text side = {};
  Number probability = {};
  Number push_probability = {};
  Number confidence = {};
  Whole odds_profit = {};
  Whole odds_stake = {};
  Text odds_format = {};
  Text odds_text = {};
  Text sportsbook = {};
};

ForecastColumns ColumnsOf(const std::optional<Forecast>& forecast) {
  ForecastColumns columns;
  if (!forecast) return columns;
  columns.prediction = forecast->prediction;
  columns.market = forecast->selection.market.ToString();
  columns.side = std::string(ToString(forecast->selection.side));
  columns.probability = forecast->probability;
  columns.push_probability = forecast->push_probability;
  columns.confidence = forecast->confidence;
  if (!forecast->price) return columns;
  const Price& price = forecast->price->price;
  columns.odds_profit = price.odds.profit();
  columns.odds_stake = price.odds.stake();
  columns.odds_format = price.format;
  columns.odds_text = price.text;
  columns.sportsbook = forecast->price->sportsbook;
  return columns;
}

std::optional<ProposedPrice> PriceFrom(const pg::Row& row) {
  const auto profit = row.Get<Whole>("odds_profit");
  if (!profit) return std::nullopt;
  const auto odds = Odds::FromFraction(*profit, row.Get<int32_t>("odds_stake"));
  OVERROUND_CHECK(odds.ok());
  return ProposedPrice{.price = {.odds = *odds,
                                 .format = row.Get<std::string>("odds_format"),
                                 .text = row.Get<std::string>("odds_text")},
                       .sportsbook = row.Get<std::string>("sportsbook")};
}

std::optional<Forecast> ForecastFrom(const pg::Row& row) {
  const auto prediction = row.Get<std::optional<PredictionId>>("prediction_id");
  if (!prediction) return std::nullopt;
  const auto market = MarketKey::Parse(row.Get<std::string>("market"));
  const auto side = ParseSide(row.Get<std::string>("side"));
  OVERROUND_CHECK(market.ok() && side.ok());
  return Forecast{.prediction = *prediction,
                  .selection = {row.Get<GameId>("game_id"), *market, *side},
                  .probability = row.Get<double>("probability"),
                  .push_probability = row.Get<double>("push_probability"),
                  .confidence = row.Get<double>("confidence"),
                  .price = PriceFrom(row)};
}

Proposal ProposalFrom(const pg::Row& row) {
  return {.game = row.Get<GameId>("game_id"),
          .key = row.Get<std::string>("proposal_key"),
          .model = row.Get<std::string>("model"),
          .sport = row.Get<std::string>("sport"),
          .game_title = row.Get<std::string>("game_title"),
          .game_start_time = row.Get<absl::Time>("game_start_time"),
          .forecast_time = row.Get<absl::Time>("forecast_time"),
          .forecast = ForecastFrom(row),
          .abstention = {.reason = row.Get<Text>("abstain_reason").value_or("")},
          .last_decision = row.Get<Text>("last_decision")};
}

std::vector<Reason> ReasonsFrom(const pg::Row& row) {
  const auto codes = row.Get<std::vector<std::string>>("reason_codes");
  const auto messages = row.Get<std::vector<std::string>>("reason_messages");
  std::vector<Reason> reasons;
  for (size_t i = 0; i < codes.size(); ++i) {
    reasons.push_back({ReasonCodeFromText(codes[i]), messages[i]});
  }
  return reasons;
}

Decision DecisionFrom(const pg::Row& row) {
  return {.id = row.Get<DecisionId>("decision_id"),
          .agent = row.Get<std::string>("agent"),
          .decide_time = row.Get<absl::Time>("decide_time"),
          .reasons = ReasonsFrom(row),
          .game = row.Get<GameId>("game_id"),
          .game_title = row.Get<std::string>("game_title"),
          .sport = row.Get<std::string>("sport"),
          .game_start_time = row.Get<absl::Time>("game_start_time"),
          .model = row.Get<std::string>("model"),
          .forecast = ForecastFrom(row),
          .edge = row.Get<Number>("edge"),
          .stake_millionths = row.Get<std::optional<int64_t>>("stake_millionths"),
          .stake_minor = row.Get<std::optional<int64_t>>("stake_minor"),
          .bet = row.Get<std::optional<BetId>>("bet_id"),
          .bankroll = row.Get<BankrollId>("bankroll_id"),
          .week = row.Get<std::string>("week")};
}

}  // namespace

constexpr char kUpsertProposal[] = R"sql(
  INSERT INTO bankroll.proposals (game_id, proposal_key, prediction_id, abstain_reason, market, side, model, sport,
                                  game_title, game_start_time, probability, push_probability, confidence, odds_profit,
                                  odds_stake, odds_format, odds_text, sportsbook, forecast_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
  ON CONFLICT (game_id, proposal_key) DO UPDATE
     SET prediction_id = EXCLUDED.prediction_id, abstain_reason = EXCLUDED.abstain_reason, market = EXCLUDED.market,
         side = EXCLUDED.side, model = EXCLUDED.model, sport = EXCLUDED.sport, game_title = EXCLUDED.game_title,
         game_start_time = EXCLUDED.game_start_time, probability = EXCLUDED.probability,
         push_probability = EXCLUDED.push_probability, confidence = EXCLUDED.confidence,
         odds_profit = EXCLUDED.odds_profit, odds_stake = EXCLUDED.odds_stake, odds_format = EXCLUDED.odds_format,
         odds_text = EXCLUDED.odds_text, sportsbook = EXCLUDED.sportsbook, forecast_time = EXCLUDED.forecast_time
)sql";

absl::Status UpsertProposal(pg::Transaction& tx, const Proposal& proposal) {
  const ForecastColumns forecast = ColumnsOf(proposal.forecast);
  const Text abstained = proposal.forecast ? Text() : Text(proposal.abstention.reason);
  return tx
      .Execute(
          kUpsertProposal,
          {proposal.game, proposal.key, forecast.prediction, abstained, forecast.market,
           forecast.side, proposal.model, proposal.sport, proposal.game_title,
           proposal.game_start_time, forecast.probability, forecast.push_probability,
           forecast.confidence, forecast.odds_profit, forecast.odds_stake, forecast.odds_format,
           forecast.odds_text, forecast.sportsbook, proposal.forecast_time})
      .status();
}

constexpr char kDeleteProposals[] = R"sql(
  DELETE FROM bankroll.proposals WHERE game_id = $1 AND proposal_key <> $2
)sql";

absl::Status DeleteProposals(pg::Transaction& tx, const GameId& game) {
  return tx.Execute(kDeleteProposals, {game, kAbstained}).status();
}

constexpr char kDeleteAbstention[] = R"sql(
  DELETE FROM bankroll.proposals WHERE game_id = $1 AND proposal_key = $2
)sql";

absl::Status DeleteAbstention(pg::Transaction& tx, const GameId& game) {
  return tx.Execute(kDeleteAbstention, {game, kAbstained}).status();
}

constexpr char kDeleteProposalsBefore[] = R"sql(
  DELETE FROM bankroll.proposals WHERE game_start_time < $1 -- scan: games long over
)sql";

absl::Status DeleteProposalsBefore(pg::Transaction& tx, absl::Time start_time) {
  return tx.Execute(kDeleteProposalsBefore, {start_time}).status();
}

constexpr char kListProposalsAfter[] = R"sql(
  SELECT game_id, proposal_key, prediction_id, abstain_reason, market, side, model, sport, game_title,
         game_start_time, probability, push_probability, confidence, odds_profit, odds_stake, odds_format, odds_text,
         sportsbook, forecast_time, last_decision
    FROM bankroll.proposals -- scan: games to come
   WHERE game_start_time > $1
   ORDER BY game_start_time, game_id, market COLLATE "C" NULLS FIRST, proposal_key COLLATE "C"
)sql";

absl::StatusOr<std::vector<Proposal>> ListProposalsAfter(pg::Transaction& tx,
                                                         absl::Time start_time) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListProposalsAfter, {start_time}));
  std::vector<Proposal> proposals;
  for (const pg::Row row : rows) proposals.push_back(ProposalFrom(row));
  return proposals;
}

constexpr char kUpdateLastDecision[] = R"sql(
  UPDATE bankroll.proposals
     SET last_decision = $3
   WHERE game_id = $1 AND proposal_key = $2 AND prediction_id IS NOT DISTINCT FROM $4
)sql";

absl::Status UpdateLastDecision(pg::Transaction& tx, const Proposal& proposal,
                                const std::string& gist) {
  OVERROUND_ASSIGN_OR_RETURN(
      const int64_t updated,
      tx.Execute(kUpdateLastDecision,
                 {proposal.game, proposal.key, gist, ColumnsOf(proposal.forecast).prediction}));
  if (updated == 1) return absl::OkStatus();
  return absl::FailedPreconditionError("proposal: the analyst has said something else since");
}

constexpr char kInsertDecision[] = R"sql(
  INSERT INTO bankroll.decisions (game_id, decision_id, agent, decide_time, verdict, reason_codes, reason_messages,
                                  market, side, game_title, sport, game_start_time, model, prediction_id, probability,
                                  push_probability, confidence, odds_profit, odds_stake, odds_format, odds_text,
                                  sportsbook, edge, stake_millionths, stake_minor, bet_id, bankroll_id, week)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
          $25, $26, $27, $28)
)sql";

absl::Status InsertDecision(pg::Transaction& tx, const Decision& decision) {
  const ForecastColumns forecast = ColumnsOf(decision.forecast);
  std::vector<std::string> codes, messages;
  for (const Reason& reason : decision.reasons) {
    codes.emplace_back(ToString(reason.code));
    messages.push_back(reason.message);
  }
  return tx
      .Execute(kInsertDecision, {decision.game,
                                 decision.id,
                                 decision.agent,
                                 decision.decide_time,
                                 decision.bet ? "PLACED" : "REFUSED",
                                 codes,
                                 messages,
                                 forecast.market,
                                 forecast.side,
                                 decision.game_title,
                                 decision.sport,
                                 decision.game_start_time,
                                 decision.model,
                                 forecast.prediction,
                                 forecast.probability,
                                 forecast.push_probability,
                                 forecast.confidence,
                                 forecast.odds_profit,
                                 forecast.odds_stake,
                                 forecast.odds_format,
                                 forecast.odds_text,
                                 forecast.sportsbook,
                                 decision.edge,
                                 decision.stake_millionths,
                                 decision.stake_minor,
                                 decision.bet,
                                 decision.bankroll,
                                 decision.week})
      .status();
}

constexpr char kListDecisions[] = R"sql(
  SELECT game_id, decision_id, agent, decide_time, reason_codes, reason_messages, market, side, game_title, sport,
         game_start_time, model, prediction_id, probability, push_probability, confidence, odds_profit, odds_stake,
         odds_format, odds_text, sportsbook, edge, stake_millionths, stake_minor, bet_id, bankroll_id, week
    FROM bankroll.decisions -- scan: an agent's decisions, unless $3 names the game
   WHERE agent = $1
     AND ($2::BOOLEAN IS NULL OR (verdict = 'PLACED') = $2)
     AND ($3::UUID IS NULL OR game_id = $3)
     AND ($4::TEXT IS NULL OR week = $4)
     AND (decide_time, decision_id) < ($5, $6)
   ORDER BY decide_time DESC, decision_id DESC
   LIMIT $7
)sql";

absl::StatusOr<std::vector<Decision>> ListDecisions(pg::Transaction& tx,
                                                    const DecisionFilter& filter) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListDecisions, {filter.agent, filter.is_placed, filter.game, filter.week,
                                filter.before_time, filter.before_id, int64_t{filter.limit}}));
  std::vector<Decision> decisions;
  for (const pg::Row row : rows) decisions.push_back(DecisionFrom(row));
  return decisions;
}

}  // namespace overround::bankroll::agent_store
