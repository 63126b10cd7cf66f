"""The product on its simulated feed: what a newcomer sees within two minutes."""

import unittest
import urllib.request

from harness import SERVICES, call, eventually, running


class Product(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(running())

    def get(self, path, **options):
        return call(self.stack, "GET", path, **options)

    def test_games_with_prices_from_several_books_are_on_the_board(self):
        seen = []
        def priced():
            games = self.get("/v1/games?view=GAME_VIEW_BOARD&statuses=STATUS_SCHEDULED&pageSize=50").body["games"]
            seen[:] = [(game["status"], [market["bookCount"] for market in game.get("boardMarkets", [])]) for game in games]
            return any(count > 2 for _, counts in seen for count in counts)
        try:
            eventually(priced, "a market with three books", seconds=120)
        except AssertionError as error:
            self.fail(f"{error}; the board has {seen}")

    def test_every_model_forecasts_or_says_why_not(self):
        models = {model["name"] for model in self.get("/v1/models").body["models"]}
        def spoken():
            return {analysis["model"] for analysis in self.get("/v1/analyses?pageSize=500").body["analyses"]} == models
        eventually(spoken, "an analysis of every model")

    def test_the_live_stream_tells_of_changes(self):
        with urllib.request.urlopen(self.stack.http + "/v1/events", timeout=30) as stream:
            self.assertIn("text/event-stream", stream.headers["Content-Type"])
            lines = (stream.readline().decode().strip() for _ in range(2000))
            self.assertTrue(any(line.startswith("data:") and "games/" in line for line in lines))

    def test_an_account_registers_logs_in_refreshes_and_logs_out(self):
        account = {"email": "punter@example.org", "password": "a long enough passphrase", "displayName": "Punter"}
        self.assertEqual(call(self.stack, "POST", "/v1/auth/register", account).status, 200)
        session = call(self.stack, "POST", "/v1/auth/login", {key: account[key] for key in ("email", "password")})
        self.assertEqual(session.status, 200, session.text)
        token = session.body["accessToken"]
        self.assertEqual(self.get("/v1/users/me", token=token).body["email"], account["email"])
        self.assertEqual(self.get("/v1/users/me").status, 401)
        wrong = call(self.stack, "POST", "/v1/auth/login", {"email": account["email"], "password": "not the passphrase"})
        self.assertEqual(wrong.status, 401)
        self.assertEqual(wrong.body["error"]["status"], "UNAUTHENTICATED")

    def test_a_bad_request_names_the_field_and_what_was_wanted(self):
        answer = self.get("/v1/games/nonsense")
        self.assertEqual(answer.status, 400)
        self.assertIn("want", answer.body["error"]["message"])

    def test_every_service_has_metrics_of_its_own(self):
        for service in SERVICES:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.stack.port(service) + 1000}/metrics", timeout=10) as page:
                self.assertIn("overround_", page.read().decode(), service)

    def test_operations_are_closed_to_strangers(self):
        self.assertIn(self.get("/v1/ops/collector/tasks").status, (401, 403))

    def test_the_web_app_is_served(self):
        self.assertIn('<div id="root">', self.get("/").text)


if __name__ == "__main__":
    unittest.main()
