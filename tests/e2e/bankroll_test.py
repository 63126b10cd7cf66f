"""A user's money over HTTP: paper bets at prices that are there, and nobody else's to see."""

import unittest
import uuid

from harness import call, eventually, running

DOLLARS = {"scale": 2, "currencyCode": "USD"}


def dollars(cents):
    return {"minorUnits": str(cents), **DOLLARS}


class Bankroll(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(running())
        cls.ada, cls.bob = cls.register("ada"), cls.register("bob")

    @classmethod
    def register(cls, name):
        account = {"email": f"{name}@example.org", "password": "a long enough passphrase", "displayName": name}
        return call(cls.stack, "POST", "/v1/auth/register", account).body["accessToken"]

    def get(self, path, token):
        return call(self.stack, "GET", path, token=token)

    def post(self, path, body, token):
        return call(self.stack, "POST", path, body, token=token)

    def funded(self, cents, token):
        """The name of a new bankroll of the caller's, with so much in it."""
        made = self.post(f"/v1/bankrolls?requestId={uuid.uuid4()}", {"displayName": f"Mine {uuid.uuid4()}", **DOLLARS}, token)
        self.assertEqual(made.status, 200, made.text)
        name = made.body["name"]
        put = self.post(f"/v1/{name}:deposit", {"amount": dollars(cents), "requestId": "first"}, token)
        self.assertEqual(put.body["bankroll"]["cash"]["minorUnits"], str(cents))
        return name

    def offered(self):
        """A price on offer on a game that starts minutes from now."""
        def found():
            games = self.get("/v1/games?statuses=STATUS_SCHEDULED&pageSize=20", self.ada).body["games"]
            for game in reversed(games):
                for quote in self.get(f"/v1/{game['name']}/quotes", self.ada).body["quotes"]:
                    if quote["state"] == "STATE_OFFERED" and not quote["lay"]:
                        return quote
        return eventually(found, "a price on offer")

    def bet(self, bankroll, cents):
        quote = self.offered()
        return {"bankroll": bankroll, "selection": quote["selection"], "sportsbook": quote["sportsbook"],
                "stake": dollars(cents), "odds": quote["odds"]}

    def test_a_bet_holds_its_stake_once(self):
        bankroll = self.funded(10_000, self.ada)
        bet = self.bet(bankroll, 1_250)
        placed = self.post("/v1/bets?requestId=one", bet, self.ada)
        self.assertEqual(placed.status, 200, placed.text)
        again = self.post("/v1/bets?requestId=one", bet, self.ada)
        self.assertEqual(again.body["name"], placed.body["name"])
        other = self.post("/v1/bets?requestId=one", {**bet, "stake": dollars(1_300)}, self.ada)
        self.assertEqual(other.body["error"]["status"], "ALREADY_EXISTS")
        state = self.get(f"/v1/{bankroll}", self.ada).body
        self.assertEqual((state["cash"]["minorUnits"], state["held"]["minorUnits"]), ("8750", "1250"))
        audit = self.get(f"/v1/{bankroll}:verify", self.ada).body
        self.assertTrue(audit["chainIntact"] and audit["balanced"], audit)

    def test_what_is_not_there_cannot_be_staked_nor_a_better_price_taken(self):
        bankroll = self.funded(1_000, self.ada)
        over = self.post("/v1/bets?requestId=over", self.bet(bankroll, 1_001), self.ada)
        self.assertEqual(over.body["error"]["status"], "FAILED_PRECONDITION")
        better = self.bet(bankroll, 100)
        better["odds"] = {"profit": 1000, "stake": 1, "quotedText": "1001.0", "format": "FORMAT_DECIMAL"}
        self.assertEqual(self.post("/v1/bets?requestId=better", better, self.ada).body["error"]["status"], "FAILED_PRECONDITION")
        self.assertEqual(self.get(f"/v1/{bankroll}", self.ada).body["cash"]["minorUnits"], "1000")

    def test_a_caller_sees_only_its_own(self):
        bankroll = self.funded(5_000, self.ada)
        bet = self.post("/v1/bets?requestId=one", self.bet(bankroll, 500), self.ada).body["name"]
        for path in (f"/v1/{bankroll}", f"/v1/{bankroll}:verify", f"/v1/{bankroll}/accounts", f"/v1/{bet}"):
            self.assertEqual(self.get(path, self.ada).status, 200, path)
            self.assertEqual(self.get(path, self.bob).status, 404, path)
            self.assertIn(self.get(path, None).status, (401, 404), path)
        self.assertEqual(self.get("/v1/bankrolls", self.bob).body["bankrolls"], [])
        self.assertEqual(self.get("/v1/bets", self.bob).body["bets"], [])
        theft = self.post(f"/v1/{bankroll}:withdraw", {"amount": dollars(1), "requestId": "mine"}, self.bob)
        self.assertEqual(theft.status, 404)
        stolen = self.post("/v1/bets?requestId=theirs", self.bet(bankroll, 100), self.bob)
        self.assertEqual(stolen.status, 404, stolen.text)


if __name__ == "__main__":
    unittest.main()
