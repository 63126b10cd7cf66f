#include "services/bankroll/config.h"

#include <absl/strings/str_cat.h>

namespace overround::bankroll {
namespace {

// A share in hundredths: "65" is 0.65.
double Share(Env& env, absl::string_view name, int64_t percent, absl::string_view help) {
  const int64_t read = env.Integer(name, percent, help);
  if (read < 1 || read > 100) env.Refuse(name, absl::StrCat(read), "1 to 100");
  return static_cast<double>(read) / 100;
}

int64_t Cents(Env& env, absl::string_view name, int64_t cents, absl::string_view help) {
  const int64_t read = env.Integer(name, cents, help);
  if (read < 1) env.Refuse(name, absl::StrCat(read), "1 or more");
  return read;
}

}  // namespace

std::vector<std::string> Neighbours() { return {"collector", "prediction"}; }

Config ReadConfig(Env& env) {
  Config config;
  config.analyst = env.Text("OVERROUND_BENNY_ANALYST", "ensemble", "whose forecasts Benny gets");
  AgentOptions& agent = config.agent;
  agent.gate.confidence_min =
      Share(env, "OVERROUND_BENNY_CONFIDENCE_MIN", 65, "least confidence of a bet, in percent");
  agent.gate.edge_max = Share(env, "OVERROUND_BENNY_EDGE_MAX", 15,
                              "an edge past this is taken for a wrong price, in percent");
  agent.gate.kelly.cap =
      Share(env, "OVERROUND_BENNY_STAKE_MAX", 5, "most of the bankroll on one bet, in percent");
  agent.gate.stake_min_minor =
      Cents(env, "OVERROUND_BENNY_STAKE_MIN", GateRules().stake_min_minor, "least stake, in cents");
  agent.week_minor = Cents(env, "OVERROUND_BENNY_WEEK", 100'00, "what a week opens with, in cents");
  agent.limits = {
      .stake_max_minor = Cents(env, "OVERROUND_BENNY_STAKE_LIMIT", 10'00,
                               "the limit on one stake of a week's bankroll, in cents"),
      .daily_loss_max_minor = Cents(env, "OVERROUND_BENNY_DAILY_LOSS_LIMIT", 25'00,
                                    "the limit on what a day's bets may lose, in cents")};
  agent.debounce = env.Duration("OVERROUND_BENNY_DEBOUNCE", absl::Seconds(5),
                                "how long after a forecast Benny decides, in World time");
  return config;
}

}  // namespace overround::bankroll
