#pragma once

#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/answer.h"
#include "tools/simbook/fault.h"
#include "tools/simbook/league.h"
#include "tools/simbook/parameters.h"

namespace overround::simbook {

// Kalshi's trade API v2 over the same games: for each that can only be won or lost, an event of two
// markets, one a team, with an order book of bids. A function of the league and the time; safe to
// share between threads.
class KalshiApi {
 public:
  // `league` outlives it.
  explicit KalshiApi(const League& league) : league_(league) {}

  // GET `path`, which begins with /trade-api/v2/.
  Answer Reply(absl::string_view path, const Parameters& parameters, absl::Time now) const;

  // Makes `answer` what the fault wants, its errors in Kalshi's own words.
  static Answer Spoil(const Fault& fault, Answer answer);

 private:
  Answer ListEvents(const Parameters& parameters, absl::Time now) const;
  Answer Market(absl::string_view ticker, bool is_order_book, absl::Time now) const;

  const League& league_;
};

}  // namespace overround::simbook
