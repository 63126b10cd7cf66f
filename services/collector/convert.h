#pragma once

#include <vector>

#include "overround/collector/v1/events.pb.h"
#include "overround/collector/v1/game.pb.h"
#include "overround/collector/v1/quote.pb.h"
#include "overround/collector/v1/result.pb.h"
#include "overround/collector/v1/sport.pb.h"
#include "overround/collector/v1/sportsbook.pb.h"
#include "overround/collector/v1/team.pb.h"
#include "overround/common/v1/fact.pb.h"
#include "services/collector/games/game.h"
#include "services/collector/quotes/quote.h"
#include "services/collector/quotes/series.h"

// This service's values as messages.
namespace overround::collector {

namespace pb = overround::collector::v1;

std::string GameName(const GameId& id);

common::v1::FactStamp ToProto(const Stamp& stamp);
pb::Sport ToProto(const Sport& sport, int64_t upcoming_games);
pb::Team ToProto(const Team& team);
pb::Sportsbook ToProto(const Sportsbook& book);
pb::Result ToProto(const Result& result);
pb::Game::Status ToProto(GameStatus status);

// The game with its latest result (none: nullptr) and the ids it goes by.
pb::Game ToProto(const Game& game, const Result* result, const std::vector<ExternalId>& ids);

common::v1::Odds ToProto(const Odds& odds, const std::string& text, QuoteFormat format);
pb::Quote ToProto(const Quote& quote);
// The same into a message that is empty, where it stands.
void FillProto(const Quote& quote, pb::Quote& message);
// With its sight_time.
pb::Quote ToProto(const CurrentQuote& current);
pb::MovementSeries ToProto(const Series& series, absl::Time start);
pb::ClosingLine ToProto(const ClosingLine& line, absl::Time start);

// The event of a fact about a game's plan or start, with the game as it is after it.
pb::GameScheduled ToScheduled(const Stamp& stamp, pb::Game game);
pb::GameMoved ToMoved(const Stamp& stamp, pb::Game game, absl::Time previous_start);
pb::GameStarted ToStarted(const Stamp& stamp, pb::Game game);
pb::GameMerged ToMerged(const Stamp& stamp, pb::Game survivor, const GameId& merged);
pb::GameVoided ToVoided(const Stamp& stamp, pb::Game game, const std::string& reason);
pb::GameFinal ToFinal(pb::Game game, const Result& result);
pb::ResultCorrected ToCorrected(pb::Game game, const Result& result, const Result& previous);
pb::LineClosed ToLineClosed(const Close& close, const std::vector<ClosingLine>& lines);

}  // namespace overround::collector
