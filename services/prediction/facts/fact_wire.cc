#include "services/prediction/facts/fact_wire.h"

#include <map>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <google/protobuf/any.pb.h>

#include "libs/base/status_macros.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"

namespace overround::prediction {
namespace {

namespace pb = collector::v1;
using Facts = std::vector<history::Fact>;

absl::StatusOr<history::FactStamp> StampFrom(const common::v1::FactStamp& message,
                                             int64_t log_position) {
  history::FactStamp stamp;
  stamp.log_position = log_position;
  OVERROUND_ASSIGN_OR_RETURN(stamp.fact_id, Uuid::Parse(message.fact_id()));
  OVERROUND_ASSIGN_OR_RETURN(stamp.receive_time,
                             wire::FromProto(message.receive_time(), "stamp.receive_time"));
  OVERROUND_ASSIGN_OR_RETURN(stamp.known_time,
                             wire::FromProto(message.known_time(), "stamp.known_time"));
  switch (message.basis()) {
    case common::v1::FactStamp::BASIS_STATED:
      stamp.basis = history::KnownBasis::kStated;
      break;
    case common::v1::FactStamp::BASIS_ASSUMED:
      stamp.basis = history::KnownBasis::kAssumed;
      break;
    default:
      stamp.basis = history::KnownBasis::kObserved;
  }
  return stamp;
}

history::GameStatus StatusFrom(pb::Game::Status status) {
  switch (status) {
    case pb::Game::STATUS_SCHEDULED:
      return history::GameStatus::kScheduled;
    case pb::Game::STATUS_POSTPONED:
      return history::GameStatus::kPostponed;
    case pb::Game::STATUS_VOID:
      return history::GameStatus::kVoid;
    default:
      return history::GameStatus::kStarted;
  }
}

absl::StatusOr<history::GameFact> GameFrom(const pb::Game& message,
                                           const common::v1::FactStamp& stamp,
                                           int64_t log_position) {
  history::GameFact fact;
  OVERROUND_ASSIGN_OR_RETURN(fact.stamp, StampFrom(stamp, log_position));
  OVERROUND_ASSIGN_OR_RETURN(fact.game,
                             wire::IdFromName<GameId>(message.name(), "games", "game.name"));
  OVERROUND_ASSIGN_OR_RETURN(fact.sport,
                             wire::KeyFromName(message.sport(), "sports", "game.sport"));
  OVERROUND_ASSIGN_OR_RETURN(
      fact.home, wire::IdFromName<TeamId>(message.home_team(), "teams", "game.home_team"));
  OVERROUND_ASSIGN_OR_RETURN(
      fact.away, wire::IdFromName<TeamId>(message.away_team(), "teams", "game.away_team"));
  OVERROUND_ASSIGN_OR_RETURN(fact.start_time,
                             wire::FromProto(message.start_time(), "game.start_time"));
  fact.start_known_to_minute = message.start_precision() != pb::Game::START_PRECISION_DAY;
  fact.status = StatusFrom(message.status());
  fact.season = message.season();
  fact.neutral_site = message.neutral_site();
  fact.postseason = message.postseason();
  return fact;
}

template <typename Message>
absl::StatusOr<Facts> FromGameEvent(const Message& message, int64_t log_position) {
  OVERROUND_ASSIGN_OR_RETURN(history::GameFact fact,
                             GameFrom(message.game(), message.stamp(), log_position));
  return Facts{std::move(fact)};
}

absl::StatusOr<Facts> FromMerger(const pb::GameMerged& message, int64_t log_position) {
  history::MergeFact fact;
  OVERROUND_ASSIGN_OR_RETURN(fact.stamp, StampFrom(message.stamp(), log_position));
  OVERROUND_ASSIGN_OR_RETURN(fact.survivor,
                             wire::IdFromName<GameId>(message.game().name(), "games", "game.name"));
  OVERROUND_ASSIGN_OR_RETURN(
      fact.merged, wire::IdFromName<GameId>(message.merged_game(), "games", "merged_game"));
  return Facts{std::move(fact)};
}

history::Ending EndingFrom(pb::Result::Ending ending) {
  switch (ending) {
    case pb::Result::ENDING_RETIRED:
      return history::Ending::kRetired;
    case pb::Result::ENDING_WALKOVER:
      return history::Ending::kWalkover;
    case pb::Result::ENDING_SHORTENED:
      return history::Ending::kShortened;
    default:
      return history::Ending::kPlayed;
  }
}

// A final also tells of the game itself: some games are first heard of by their result.
template <typename Message>
absl::StatusOr<Facts> FromResult(const Message& message, int64_t log_position) {
  history::ResultFact fact;
  OVERROUND_ASSIGN_OR_RETURN(fact.stamp, StampFrom(message.result().stamp(), log_position));
  OVERROUND_ASSIGN_OR_RETURN(
      fact.game, wire::IdFromName<GameId>(message.result().game(), "games", "result.game"));
  fact.revision = message.result().revision();
  fact.ending = EndingFrom(message.result().ending());
  fact.score = {message.result().home_score(), message.result().away_score()};
  for (const pb::Result::PeriodScore& part : message.result().period_scores()) {
    if (part.period() == common::v1::MarketKey::PERIOD_REGULATION) {
      fact.regulation = Score{part.home_score(), part.away_score()};
    }
  }
  return Facts{std::move(fact)};
}

template <typename Message>
absl::StatusOr<Facts> FromQuotes(const Message& message, int64_t log_position) {
  Facts facts;
  for (const pb::Quote& quote : message.quotes()) {
    OVERROUND_ASSIGN_OR_RETURN(const Selection selection,
                               wire::FromProto(quote.selection(), "quotes.selection"));
    OVERROUND_ASSIGN_OR_RETURN(const Odds odds, wire::FromProto(quote.odds(), "quotes.odds"));
    OVERROUND_ASSIGN_OR_RETURN(const history::FactStamp stamp,
                               StampFrom(quote.stamp(), log_position));
    OVERROUND_ASSIGN_OR_RETURN(
        const std::string sportsbook,
        wire::KeyFromName(quote.sportsbook(), "sportsbooks", "quotes.sportsbook"));
    facts.push_back(history::QuoteFact{.stamp = stamp,
                                       .game = selection.game,
                                       .sportsbook = sportsbook,
                                       .market = selection.market,
                                       .side = selection.side,
                                       .odds = odds,
                                       .offered = quote.state() == pb::Quote::STATE_OFFERED,
                                       .bettable = quote.bettable(),
                                       .lay = quote.lay(),
                                       .in_play = quote.in_play()});
  }
  return facts;
}

template <typename Message>
absl::StatusOr<Facts> FromPayload(const google::protobuf::Any& payload, int64_t log_position,
                                  absl::StatusOr<Facts> (*convert)(const Message&, int64_t)) {
  Message message;
  if (payload.UnpackTo(&message)) return convert(message, log_position);
  return absl::InvalidArgumentError(
      absl::StrCat("payload: ", payload.type_url(), ", want ", Message::descriptor()->full_name()));
}

absl::StatusOr<google::protobuf::Any> PayloadOf(const eventlog::LoggedEvent& logged) {
  google::protobuf::Any payload;
  if (payload.ParseFromString(logged.event.payload)) return payload;
  return absl::InvalidArgumentError(absl::StrCat("event ", logged.position, ": not a message"));
}

using Reader = absl::StatusOr<Facts> (*)(const google::protobuf::Any&, int64_t);

const std::map<std::string, Reader>& Readers() {
  static const auto& readers = *new std::map<std::string, Reader>{
      {"GameScheduled",
       [](const auto& any, int64_t at) {
         return FromPayload(any, at, FromGameEvent<pb::GameScheduled>);
       }},
      {"GameMoved", [](const auto& any,
                       int64_t at) { return FromPayload(any, at, FromGameEvent<pb::GameMoved>); }},
      {"GameStarted",
       [](const auto& any, int64_t at) {
         return FromPayload(any, at, FromGameEvent<pb::GameStarted>);
       }},
      {"GameVoided",
       [](const auto& any, int64_t at) {
         return FromPayload(any, at, FromGameEvent<pb::GameVoided>);
       }},
      {"GameMerged", [](const auto& any, int64_t at) { return FromPayload(any, at, FromMerger); }},
      {"GameFinal",
       [](const auto& any, int64_t at) { return FromPayload(any, at, FromResult<pb::GameFinal>); }},
      {"ResultCorrected",
       [](const auto& any, int64_t at) {
         return FromPayload(any, at, FromResult<pb::ResultCorrected>);
       }},
      {"QuotesChanged",
       [](const auto& any, int64_t at) {
         return FromPayload(any, at, FromQuotes<pb::QuotesChanged>);
       }},
      {"QuoteGone",
       [](const auto& any, int64_t at) { return FromPayload(any, at, FromQuotes<pb::QuoteGone>); }},
  };
  return readers;
}

}  // namespace

absl::StatusOr<history::Team> TeamFromProto(const collector::v1::Team& message) {
  history::Team team;
  OVERROUND_ASSIGN_OR_RETURN(team.team,
                             wire::IdFromName<TeamId>(message.name(), "teams", "team.name"));
  OVERROUND_ASSIGN_OR_RETURN(team.sport,
                             wire::KeyFromName(message.sport(), "sports", "team.sport"));
  team.name = message.display_name();
  return team;
}

absl::StatusOr<Facts> FactsFromProto(const pb::Fact& message, int64_t log_position) {
  switch (message.fact_case()) {
    case pb::Fact::kGameScheduled:
      return FromGameEvent(message.game_scheduled(), log_position);
    case pb::Fact::kGameMoved:
      return FromGameEvent(message.game_moved(), log_position);
    case pb::Fact::kGameStarted:
      return FromGameEvent(message.game_started(), log_position);
    case pb::Fact::kGameVoided:
      return FromGameEvent(message.game_voided(), log_position);
    case pb::Fact::kGameMerged:
      return FromMerger(message.game_merged(), log_position);
    case pb::Fact::kGameFinal:
      return FromResult(message.game_final(), log_position);
    case pb::Fact::kResultCorrected:
      return FromResult(message.result_corrected(), log_position);
    case pb::Fact::kQuotesChanged:
      return FromQuotes(message.quotes_changed(), log_position);
    default:
      // Closes and decision prices serve backtests; no model that runs live reads them.
      return Facts{};
  }
}

absl::StatusOr<Facts> FactsFromEvent(const eventlog::LoggedEvent& logged) {
  const auto reader = Readers().find(logged.event.type);
  if (reader == Readers().end()) return Facts{};
  OVERROUND_ASSIGN_OR_RETURN(const google::protobuf::Any payload, PayloadOf(logged));
  return reader->second(payload, logged.position);
}

absl::StatusOr<std::vector<history::Team>> TeamsFromEvent(const eventlog::LoggedEvent& logged) {
  if (logged.event.type != "GameScheduled") return std::vector<history::Team>();
  OVERROUND_ASSIGN_OR_RETURN(const google::protobuf::Any payload, PayloadOf(logged));
  pb::GameScheduled message;
  if (!payload.UnpackTo(&message)) return absl::InvalidArgumentError("payload: want GameScheduled");
  OVERROUND_ASSIGN_OR_RETURN(const history::GameFact fact,
                             GameFrom(message.game(), message.stamp(), logged.position));
  return std::vector<history::Team>{{fact.home, fact.sport, message.game().home_display_name()},
                                    {fact.away, fact.sport, message.game().away_display_name()}};
}

std::vector<std::string> FactEventTypes() {
  std::vector<std::string> types;
  for (const auto& [type, reader] : Readers()) types.push_back(type);
  return types;
}

}  // namespace overround::prediction
