#include <algorithm>
#include <utility>

#include <absl/strings/numbers.h>

#include "libs/base/status_macros.h"
#include "libs/json/json.h"
#include "services/collector/sources/the_odds_api.h"
#include "services/collector/sources/the_odds_api_reading.h"

namespace overround::collector::the_odds_api {
namespace {

using json::Elements;
using json::Value;

absl::StatusOr<int> ReadScore(const Value& value) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, value.Text("score"));
  int score = 0;
  if (!absl::SimpleAtoi(text, &score) || score < 0 || score > 10'000) {
    return value.Refuse(text, "a score as a whole number in text");
  }
  return score;
}

absl::Status ReadScores(const Value& event, ScoreSheet& game) {
  const std::optional<Value> scores = event.Find("scores");
  if (!scores || scores->is_null()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const Elements elements, scores->Array());
  for (const Value element : elements) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, element.Text("name"));
    OVERROUND_ASSIGN_OR_RETURN(const int score, ReadScore(element));
    if (name == game.home && !game.home_score) {
      game.home_score = score;
    } else if (name == game.away && !game.away_score) {
      game.away_score = score;
    } else {
      return element.Refuse(name, "each team of the game once");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ScoreSheet> ParseScore(const Value& value) {
  OVERROUND_ASSIGN_OR_RETURN(const GameSheet game, ReadGame(value));
  OVERROUND_ASSIGN_OR_RETURN(const bool completed, value.Bool("completed"));
  OVERROUND_ASSIGN_OR_RETURN(const auto updated, ReadOptionalTime(value, "last_update"));
  ScoreSheet score{
      game.provider_game_id, game.sport_key, game.start, game.home, game.away, completed,
      std::nullopt,          std::nullopt,   updated};
  OVERROUND_RETURN_IF_ERROR(ReadScores(value, score));
  return score;
}

void FindNewest(const Value& value, std::optional<absl::Time>& newest) {
  if (value.kind() == json::Kind::kArray) {
    const Elements elements = *value.Array();
    for (const Value element : elements) FindNewest(element, newest);
  } else if (value.kind() == json::Kind::kObject) {
    const json::Members members = *value.Object();
    for (const json::Member member : members) {
      if (member.key != "last_update") {
        FindNewest(member.value, newest);
      } else if (const absl::StatusOr<absl::Time> time = ReadTime(member.value); time.ok()) {
        newest = newest ? std::max(*newest, *time) : *time;
      }
    }
  }
}

}  // namespace

absl::StatusOr<ScoresSheet> ParseScores(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  OVERROUND_ASSIGN_OR_RETURN(const Elements events, document.root().Array());
  ScoresSheet sheet;
  for (const Value event : events) {
    ++sheet.games_read;
    absl::StatusOr<ScoreSheet> score = ParseScore(event);
    if (score.ok()) {
      sheet.games.push_back(*std::move(score));
    } else {
      const Refusal reason = IsOutright(event) ? Refusal::kOutright : Refusal::kMalformed;
      sheet.refused.push_back({reason, std::string(score.status().message())});
    }
  }
  return sheet;
}

absl::StatusOr<std::vector<SportSheet>> ParseSports(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  OVERROUND_ASSIGN_OR_RETURN(const Elements elements, document.root().Array());
  std::vector<SportSheet> sports;
  for (const Value element : elements) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view key, element.Text("key"));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view group, element.Text("group"));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view title, element.Text("title"));
    OVERROUND_ASSIGN_OR_RETURN(const bool active, element.Bool("active"));
    OVERROUND_ASSIGN_OR_RETURN(const auto outrights, element.OptionalBool("has_outrights"));
    sports.push_back({std::string(key), std::string(group), std::string(title), active,
                      outrights.value_or(false)});
  }
  return sports;
}

absl::StatusOr<std::optional<absl::Time>> NewestUpdate(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  std::optional<absl::Time> newest;
  FindNewest(document.root(), newest);
  return newest;
}

}  // namespace overround::collector::the_odds_api
