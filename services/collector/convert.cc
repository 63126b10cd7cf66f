#include "services/collector/convert.h"

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/time_wire.h"
#include "services/collector/quotes/selection_key.h"

namespace overround::collector {
namespace {

std::string SportName(absl::string_view key) { return absl::StrCat("sports/", key); }
std::string BookName(absl::string_view key) { return absl::StrCat("sportsbooks/", key); }
std::string TeamName(const TeamId& id) { return absl::StrCat("teams/", id.ToString()); }

void SetTime(absl::Time time, google::protobuf::Timestamp* out) { *out = wire::ToProto(time); }

pb::Sport::Scoring ScoringOf(absl::string_view text) {
  if (text == "POINTS") return pb::Sport::SCORING_POINTS;
  if (text == "GOALS") return pb::Sport::SCORING_GOALS;
  if (text == "RUNS") return pb::Sport::SCORING_RUNS;
  return pb::Sport::SCORING_SETS;
}

pb::Sportsbook::Kind KindOf(absl::string_view text) {
  if (text == "EXCHANGE") return pb::Sportsbook::KIND_EXCHANGE;
  if (text == "PREDICTION_MARKET") return pb::Sportsbook::KIND_PREDICTION_MARKET;
  if (text == "AGGREGATE") return pb::Sportsbook::KIND_AGGREGATE;
  return pb::Sportsbook::KIND_BOOK;
}

common::v1::FactStamp::Basis BasisOf(Basis basis) {
  switch (basis) {
    case Basis::kObserved:
      return common::v1::FactStamp::BASIS_OBSERVED;
    case Basis::kStated:
      return common::v1::FactStamp::BASIS_STATED;
    case Basis::kAssumed:
      return common::v1::FactStamp::BASIS_ASSUMED;
  }
  OVERROUND_CHECK(false);
}

void FillProto(const Stamp& stamp, common::v1::FactStamp& message) {
  message.set_fact_id(stamp.fact_id.ToString());
  SetTime(stamp.receive_time, message.mutable_receive_time());
  SetTime(stamp.known_time, message.mutable_known_time());
  message.set_basis(BasisOf(stamp.basis));
}

pb::Result::Ending EndingOf(Ending ending) {
  switch (ending) {
    case Ending::kPlayed:
      return pb::Result::ENDING_PLAYED;
    case Ending::kRetired:
      return pb::Result::ENDING_RETIRED;
    case Ending::kWalkover:
      return pb::Result::ENDING_WALKOVER;
    case Ending::kShortened:
      return pb::Result::ENDING_SHORTENED;
  }
  OVERROUND_CHECK(false);
}

pb::ClosingLine::State StateOf(CloseState state) {
  switch (state) {
    case CloseState::kClosed:
      return pb::ClosingLine::STATE_CLOSED;
    case CloseState::kStale:
      return pb::ClosingLine::STATE_STALE;
    case CloseState::kGone:
      return pb::ClosingLine::STATE_GONE;
    case CloseState::kStartUnknown:
      return pb::ClosingLine::STATE_START_UNKNOWN;
  }
  OVERROUND_CHECK(false);
}

std::string QuoteName(const GameId& game, const Uuid& quote) {
  return absl::StrCat("games/", game.ToString(), "/quotes/", quote.ToString());
}

}  // namespace

std::string GameName(const GameId& id) { return absl::StrCat("games/", id.ToString()); }

common::v1::FactStamp ToProto(const Stamp& stamp) {
  common::v1::FactStamp message;
  FillProto(stamp, message);
  return message;
}

pb::Sport ToProto(const Sport& sport, int64_t upcoming_games) {
  pb::Sport message;
  message.set_name(SportName(sport.key));
  message.set_display_name(sport.display_name);
  message.set_group(sport.group);
  message.set_scoring(ScoringOf(sport.scoring));
  message.set_draws_possible(sport.draws_possible);
  message.set_active(sport.is_active);
  message.set_season_start_month(sport.season_start_month);
  message.set_upcoming_game_count(upcoming_games);
  return message;
}

pb::Team ToProto(const Team& team) {
  pb::Team message;
  message.set_name(TeamName(team.id));
  message.set_sport(SportName(team.sport));
  message.set_display_name(team.display_name);
  message.set_abbreviation(team.abbreviation);
  for (const Alias& alias : team.aliases) {
    pb::Team::Alias* out = message.add_aliases();
    out->set_source(alias.source);
    out->set_text(alias.text);
  }
  return message;
}

pb::Sportsbook ToProto(const Sportsbook& book) {
  pb::Sportsbook message;
  message.set_name(BookName(book.key));
  message.set_display_name(book.display_name);
  message.set_kind(KindOf(book.kind));
  message.set_sharp(book.is_sharp);
  return message;
}

pb::Result ToProto(const Result& result) {
  pb::Result message;
  message.set_game(GameName(result.game));
  *message.mutable_stamp() = ToProto(result.stamp);
  message.set_revision(result.revision);
  message.set_ending(EndingOf(result.score.ending));
  message.set_home_score(result.score.home);
  message.set_away_score(result.score.away);
  if (result.score.regulation_home && result.score.regulation_away) {
    pb::Result::PeriodScore* regulation = message.add_period_scores();
    regulation->set_period(wire::ToProto(Period::kRegulation));
    regulation->set_home_score(*result.score.regulation_home);
    regulation->set_away_score(*result.score.regulation_away);
  }
  if (result.score.has_overtime) message.set_overtime(*result.score.has_overtime);
  message.set_source(result.source);
  return message;
}

pb::Game::Status ToProto(GameStatus status) {
  switch (status) {
    case GameStatus::kScheduled:
      return pb::Game::STATUS_SCHEDULED;
    case GameStatus::kInPlay:
      return pb::Game::STATUS_IN_PLAY;
    case GameStatus::kFinal:
      return pb::Game::STATUS_FINAL;
    case GameStatus::kPostponed:
      return pb::Game::STATUS_POSTPONED;
    case GameStatus::kVoid:
      return pb::Game::STATUS_VOID;
    case GameStatus::kMerged:
      return pb::Game::STATUS_MERGED;
  }
  OVERROUND_CHECK(false);
}

pb::Game ToProto(const Game& game, const Result* result, const std::vector<ExternalId>& ids) {
  pb::Game message;
  message.set_name(GameName(game.id));
  message.set_sport(SportName(game.sport));
  message.set_home_team(TeamName(game.home_team));
  message.set_away_team(TeamName(game.away_team));
  message.set_home_display_name(game.home_name);
  message.set_away_display_name(game.away_name);
  SetTime(game.start, message.mutable_start_time());
  message.set_start_precision(game.precision == StartPrecision::kMinute
                                  ? pb::Game::START_PRECISION_MINUTE
                                  : pb::Game::START_PRECISION_DAY);
  message.set_status(ToProto(game.status));
  message.set_season(game.season);
  if (game.week) message.set_week(*game.week);
  message.set_neutral_site(game.is_neutral_site);
  if (game.is_postseason) message.set_postseason(*game.is_postseason);
  if (game.merged_into) message.set_merged_into(GameName(*game.merged_into));
  if (result != nullptr) *message.mutable_result() = ToProto(*result);
  for (const ExternalId& id : ids) {
    pb::Game::ExternalId* out = message.add_external_ids();
    out->set_source(id.source);
    out->set_id(id.id);
  }
  *message.mutable_stamp() = ToProto(game.stamp);
  return message;
}

common::v1::Odds ToProto(const Odds& odds, const std::string& text, QuoteFormat format) {
  static constexpr wire::OddsFormat kWritten[] = {
      wire::OddsFormat::kAmerican, wire::OddsFormat::kDecimal, wire::OddsFormat::kProbability};
  return wire::ToProto(wire::QuotedOdds{odds, kWritten[static_cast<size_t>(format)], text});
}

void FillProto(const Quote& quote, pb::Quote& message) {
  message.set_name(QuoteName(quote.game, quote.stamp.fact_id));
  message.set_sportsbook(BookName(quote.sportsbook));
  common::v1::Selection& selection = *message.mutable_selection();
  selection.set_game(GameName(quote.game));
  *selection.mutable_market() = wire::ToProto(quote.market);
  selection.set_side(wire::ToProto(quote.side));
  *message.mutable_odds() = ToProto(quote.odds, quote.odds_text, quote.format);
  message.set_state(quote.state == QuoteState::kOffered ? pb::Quote::STATE_OFFERED
                                                        : pb::Quote::STATE_GONE);
  FillProto(quote.stamp, *message.mutable_stamp());
  if (quote.provider_time) SetTime(*quote.provider_time, message.mutable_provider_time());
  message.set_in_play(quote.is_in_play);
  message.set_lay(quote.is_lay);
  message.set_bettable(quote.is_bettable);
  message.set_source(quote.source);
  message.set_raw_document(quote.raw_document);
}

pb::Quote ToProto(const Quote& quote) {
  pb::Quote message;
  FillProto(quote, message);
  return message;
}

pb::Quote ToProto(const CurrentQuote& current) {
  pb::Quote message = ToProto(current.quote);
  if (current.sight_time) SetTime(*current.sight_time, message.mutable_sight_time());
  return message;
}

pb::MovementSeries ToProto(const Series& series, absl::Time start) {
  pb::MovementSeries message;
  message.set_sportsbook(BookName(series.sportsbook));
  *message.mutable_slot() = wire::ToProto(MarketOf(series.slot, std::nullopt));
  const absl::StatusOr<Side> side = ParseSide(series.side);
  OVERROUND_CHECK(side.ok());
  message.set_side(wire::ToProto(*side));
  message.set_lay(series.is_lay);
  message.mutable_points()->Reserve(static_cast<int>(series.points.size()));
  for (const quotes::PriceChange& change : series.points) {
    pb::MovementPoint& point = *message.add_points();
    SetTime(change.known_time, point.mutable_time());
    point.set_gone(change.state == QuoteState::kGone);
    if (change.line_quarters) point.set_line_quarters(*change.line_quarters);
    *point.mutable_odds() = ToProto(change.odds, change.odds_text, change.format);
    point.set_implied_probability(change.odds.ImpliedProbability());
    point.set_in_play(change.known_time >= start ||
                      (change.provider_time && *change.provider_time >= start));
  }
  return message;
}

pb::ClosingLine ToProto(const ClosingLine& line, absl::Time start) {
  const Quote& quote = line.quote;
  pb::ClosingLine message;
  message.set_sportsbook(BookName(quote.sportsbook));
  *message.mutable_selection() = wire::ToProto(Selection{quote.game, quote.market, quote.side});
  message.set_state(StateOf(line.state));
  *message.mutable_odds() = ToProto(quote.odds, quote.odds_text, quote.format);
  SetTime(line.sight_time, message.mutable_sight_time());
  *message.mutable_age() = wire::ToProto(start - line.sight_time);
  message.set_quote(QuoteName(quote.game, quote.stamp.fact_id));
  message.set_bettable(quote.is_bettable);
  message.set_lay(quote.is_lay);
  return message;
}

pb::GameScheduled ToScheduled(const Stamp& stamp, pb::Game game) {
  pb::GameScheduled event;
  *event.mutable_stamp() = ToProto(stamp);
  *event.mutable_game() = std::move(game);
  return event;
}

pb::GameMoved ToMoved(const Stamp& stamp, pb::Game game, absl::Time previous_start) {
  pb::GameMoved event;
  *event.mutable_stamp() = ToProto(stamp);
  *event.mutable_game() = std::move(game);
  SetTime(previous_start, event.mutable_previous_start_time());
  return event;
}

pb::GameStarted ToStarted(const Stamp& stamp, pb::Game game) {
  pb::GameStarted event;
  *event.mutable_stamp() = ToProto(stamp);
  *event.mutable_game() = std::move(game);
  return event;
}

pb::GameMerged ToMerged(const Stamp& stamp, pb::Game survivor, const GameId& merged) {
  pb::GameMerged event;
  *event.mutable_stamp() = ToProto(stamp);
  *event.mutable_game() = std::move(survivor);
  event.set_merged_game(GameName(merged));
  return event;
}

pb::GameVoided ToVoided(const Stamp& stamp, pb::Game game, const std::string& reason) {
  pb::GameVoided event;
  *event.mutable_stamp() = ToProto(stamp);
  *event.mutable_game() = std::move(game);
  event.set_reason(reason);
  return event;
}

pb::GameFinal ToFinal(pb::Game game, const Result& result) {
  pb::GameFinal event;
  *event.mutable_stamp() = ToProto(result.stamp);
  *event.mutable_game() = std::move(game);
  *event.mutable_result() = ToProto(result);
  return event;
}

pb::ResultCorrected ToCorrected(pb::Game game, const Result& result, const Result& previous) {
  pb::ResultCorrected event;
  *event.mutable_stamp() = ToProto(result.stamp);
  *event.mutable_game() = std::move(game);
  *event.mutable_result() = ToProto(result);
  *event.mutable_previous_result() = ToProto(previous);
  return event;
}

pb::LineClosed ToLineClosed(const Close& close, const std::vector<ClosingLine>& lines) {
  pb::LineClosed event;
  *event.mutable_stamp() = ToProto(close.stamp);
  event.set_game(GameName(close.game));
  SetTime(close.start, event.mutable_game_start_time());
  event.set_revision(close.revision);
  for (const ClosingLine& line : lines) *event.add_closing_lines() = ToProto(line, close.start);
  return event;
}

}  // namespace overround::collector
