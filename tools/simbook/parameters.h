#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/answer.h"
#include "tools/simbook/wire.h"

namespace overround::simbook {

// The query of a call, decoded.
class Parameters {
 public:
  explicit Parameters(std::vector<std::pair<std::string, std::string>> all)
      : all_(std::move(all)) {}

  // The first of that name; empty where it is absent or empty, which the provider does not tell
  // apart either.
  std::string Get(absl::string_view name) const;
  // Split at commas.
  std::vector<std::string> List(absl::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

// Which games are asked for.
struct GameFilter {
  std::vector<std::string> ids;
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
  DateFormat date_format = DateFormat::kIso;

  bool Wants(const Game& game) const;
};

// Each fills its last argument, or says what is wrong with the parameters, as the provider would.
std::optional<Answer> ReadGameFilter(const Parameters& parameters, GameFilter& filter);
// Whole seconds, and required.
std::optional<Answer> ReadDate(const Parameters& parameters, absl::Time& date);
struct PricedQuery {
  OddsQuery query;
  int64_t cost = 0;
  // One event's own markets may be asked for, too.
  bool is_event = false;
};
std::optional<Answer> ReadOddsQuery(const Parameters& parameters, PricedQuery& priced);
// Zero where it is absent.
std::optional<Answer> ReadDaysFrom(const Parameters& parameters, int& days);

}  // namespace overround::simbook
