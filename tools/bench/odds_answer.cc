#include "tools/bench/odds_answer.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace overround::bench {
namespace {

std::string Iso(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// Two sides with a margin of about 4 %, around even.
struct Pair {
  double first;
  double second;
};
Pair PriceAt(int seed) {
  const double shift = 0.01 * (seed % 7);
  return {1.88 + shift, 1.96 - shift};
}

void AppendOutcome(const std::string& name, double price, const std::string& point,
                   std::string* out) {
  absl::StrAppendFormat(out, R"({"name":"%s","price":%.2f%s})", name, price,
                        point.empty() ? "" : absl::StrCat(R"(,"point":)", point));
}

void AppendMarket(const char* key, const std::string& stamp, const std::string& first,
                  const std::string& second, const Pair& price, const std::string& first_point,
                  const std::string& second_point, std::string* out) {
  absl::StrAppendFormat(out, R"({"key":"%s","last_update":"%s","outcomes":[)", key, stamp);
  AppendOutcome(first, price.first, first_point, out);
  out->push_back(',');
  AppendOutcome(second, price.second, second_point, out);
  out->append("]}");
}

void AppendBook(int book, int seed, const std::string& stamp, const std::string& home,
                const std::string& away, std::string* out) {
  absl::StrAppendFormat(out, R"({"key":"book%d","title":"Book %d","last_update":"%s","markets":[)",
                        book, book, stamp);
  AppendMarket("h2h", stamp, home, away, PriceAt(seed), "", "", out);
  out->push_back(',');
  AppendMarket("spreads", stamp, home, away, PriceAt(seed + 2), "-1.5", "1.5", out);
  out->push_back(',');
  AppendMarket("totals", stamp, "Over", "Under", PriceAt(seed + 4), "8.5", "8.5", out);
  out->append("]}");
}

}  // namespace

std::string OddsAnswer(const AnswerSize& size, int turn, absl::Time received) {
  const std::string stamp = Iso(received - absl::Seconds(5));
  std::string body = "[";
  for (int game = 0; game < size.games; ++game) {
    const std::string home = absl::StrCat("Home ", game);
    const std::string away = absl::StrCat("Away ", game);
    absl::StrAppendFormat(
        &body,
        R"(%s{"id":"game%d","sport_key":"baseball_mlb","sport_title":"MLB","commence_time":"%s","home_team":"%s","away_team":"%s","bookmakers":[)",
        game > 0 ? "," : "", game,
        Iso(absl::FromCivil(absl::CivilDay(2026, 6, 2), absl::UTCTimeZone()) + absl::Minutes(game)),
        home, away);
    for (int book = 0; book < size.books; ++book) {
      if (book > 0) body.push_back(',');
      AppendBook(book, game + book + turn, stamp, home, away, &body);
    }
    body.append("]}");
  }
  return body.append("]");
}

}  // namespace overround::bench
