"""Events' own markets, order books and the past, asked for live and read over HTTP."""

import datetime
import unittest

from collector_stack import collecting
from harness import call, eventually


def five_minutes(count):
    """The whole five minutes that lie so many of them back."""
    now = datetime.datetime.now(datetime.timezone.utc)
    then = now - datetime.timedelta(minutes=now.minute % 5 + 5 * count)
    return then.strftime("%Y-%m-%dT%H:%M:00Z")


class PastAndPlayers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.first = five_minutes(2)
        cls.stack = cls.enterClassContext(collecting(
            OVERROUND_ODDS_API_SPORTS="sim_basketball", OVERROUND_ODDS_API_EVENT_MARKETS="player_points,alternate_spreads",
            OVERROUND_ODDS_API_EVENT_AHEAD="20m", OVERROUND_ODDS_API_BACKFILL=f"{cls.first}/{five_minutes(1)}/5m"))
        cls.stack.settings["collector"]["OVERROUND_KALSHI_URL"] = f"http://127.0.0.1:{cls.stack.feed_port}"
        cls.stack.start()

    def get(self, path):
        answer = call(self.stack, "GET", path)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.body

    def games(self):
        try:
            return self.get("/v1/games?statuses=STATUS_SCHEDULED&pageSize=50").get("games", [])
        except OSError:  # The gateway is still to come.
            return []

    def first_of(self, collection, wanted):
        """The first that is wanted of all games' quotes or movements."""
        for game in self.games():
            for each in self.get(f"/v1/{game['name']}/{collection}").get(collection, []):
                if wanted(each):
                    return each
        return None

    def test_a_players_quote_has_his_name_and_his_statistic(self):
        prop = eventually(lambda: self.first_of("quotes", lambda quote: quote["selection"]["market"]["kind"] == "KIND_PROP"),
                          "a player's quote")
        market = prop["selection"]["market"]
        self.assertEqual(market["statistic"], "points")
        self.assertRegex(market["subject"], "^[A-Z][a-z]+_[A-Z][a-z]+$")
        self.assertEqual(prop["state"], "STATE_OFFERED")

    def deep_game(self):
        """A game both of whose contracts offer something on both sides, and their books."""
        for game in self.games():
            books = self.get(f"/v1/{game['name']}/order-books").get("orderBooks", [])
            sides = [side for book in books for side in book["sides"]]
            if len(books) == 2 and all(side.get("levels") for side in sides):
                return game["name"], books
        return None

    def test_an_order_book_tells_how_much_of_each_side_is_offered_at_which_price(self):
        game, books = eventually(self.deep_game, "the order books of a game's two contracts")
        self.assertEqual({book["contractSide"] for book in books}, {"SIDE_HOME", "SIDE_AWAY"})
        for book in books:
            self.assertEqual(book["sportsbook"], "sportsbooks/kalshi")
            self.assertIn("kalshi_order_book", book["rawDocument"])
            self.assertEqual([side["selection"]["side"] for side in book["sides"]], ["SIDE_HOME", "SIDE_AWAY"])
            for side in book["sides"]:
                self.check_levels(side["levels"])
        changes = self.get(f"/v1/{game}/order-book-changes?ticker={books[0]['ticker']}")["orderBooks"]
        self.assertIn(books[0]["name"], [change["name"] for change in changes])
        first = changes[0]["stamp"]["knownTime"]
        then = self.get(f"/v1/{game}/order-books?asOfTime={first}")["orderBooks"]
        self.assertIn(changes[0]["name"], [book["name"] for book in then])
        self.assertEqual(call(self.stack, "GET", "/v1/games/00000000-0000-7000-8000-000000000001/order-books").status, 404)

    def check_levels(self, levels):
        """The best price first, as dollars and as odds, and counts that add up."""
        prices = [int(level["price"]["minorUnits"]) for level in levels]
        self.assertEqual(prices, sorted(prices))
        total = 0
        for level, price in zip(levels, prices):
            odds, total = level["odds"], total + int(level["countHundredths"])
            self.assertEqual(odds["quotedText"], f"{price / 10**6:.4f}")
            self.assertEqual(odds["profit"] * price, odds["stake"] * (10**6 - price))
            self.assertEqual(int(level["cumulativeCountHundredths"]), total)

    def test_the_past_is_known_at_its_time_and_nobodys_offer(self):
        def is_past(movement):
            return movement["quote"]["stamp"]["basis"] == "BASIS_STATED"

        past = eventually(lambda: self.first_of("movements", is_past), "a quote of the past")["quote"]
        self.assertEqual(past["stamp"]["knownTime"], self.first)
        self.assertGreater(past["stamp"]["receiveTime"], past["stamp"]["knownTime"])
        self.assertIn("historical_odds", past["rawDocument"])
        game = past["name"].split("/quotes/")[0]
        offered = [quote["name"] for quote in self.get(f"/v1/{game}/quotes").get("quotes", [])]
        self.assertNotIn(past["name"], offered)

    def test_each_purpose_pays_from_its_own_share(self):
        eventually(lambda: self.stack.number("SELECT count(*) FROM collector.event_polls WHERE external_id LIKE 'history/%'"),
                   "the past to be paid for")
        spent, events, past = self.stack.rows("SELECT spent_count, event_odds_spent_count, backfill_spent_count "
                                              "FROM collector.provider_budgets WHERE source = 'odds_api'")[0]
        self.assertGreaterEqual(int(past), 60)
        self.assertGreater(int(spent), int(events) + int(past))


if __name__ == "__main__":
    unittest.main()
