"""Captured provider responses, replayed through the running product."""

import unittest

from harness import call, data_dir, running

UNTIL = "2026-08-03T12:00:00Z"
FINGERPRINTS = {
    "predictions": "SELECT md5(string_agg(prediction_id::text || hash, ',' ORDER BY prediction_id)), count(*) FROM prediction.predictions",
    "grades": "SELECT md5(string_agg(prediction_id::text || outcome || revision, ',' ORDER BY prediction_id)), count(*) FROM grading.prediction_results",
    "ledgers": "SELECT md5(string_agg(bankroll_id::text || ledger_head::text, ',' ORDER BY bankroll_id)), count(*) FROM bankroll.bankrolls",
    "bets": "SELECT md5(string_agg(bet_id::text || state, ',' ORDER BY bet_id)), count(*) FROM bankroll.bets",
}


class Replay(unittest.TestCase):
    def play(self, speed):
        data = data_dir() / "mlb_snapshots_2026"
        with running(feed="replay", replay=data / "raw", results=data / "games_until_aug16.csv") as stack:
            played = stack.conduct(speed=speed, until=UNTIL, quiet=True)
            self.assertEqual(played.returncode, 0, played.stderr)
            self.check_ledgers(stack)
            return {name: stack.psql(stack.database, "-c", statement) for name, statement in FINGERPRINTS.items()}

    def check_ledgers(self, stack):
        for bankroll in call(stack, "GET", "/v1/bankrolls?owner=agents/benny").body["bankrolls"]:
            audit = call(stack, "GET", f"/v1/{bankroll['name']}:verify").body
            self.assertTrue(audit["chainIntact"] and audit["balanced"], audit)

    def test_two_replays_at_different_speeds_are_bit_identical(self):
        if data_dir() is None:
            self.skipTest("needs OVERROUND_DATA_DIR")
        first, second = self.play("max"), self.play(40000)
        self.assertEqual(first, second)
        self.assertGreater(int(first["predictions"].split("|")[1]), 1000)
        self.assertGreater(int(first["grades"].split("|")[1]), 100)


if __name__ == "__main__":
    unittest.main()
