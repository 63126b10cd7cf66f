"""Captured provider responses, replayed through the running product: undisturbed, slowed down, under fire, and restored
from a dump half-way."""

import random
import time
import unittest

from harness import SERVICES, call, data_dir, running

UNTIL = "2026-08-03T12:00:00Z"
HALF_WAY = "2026-08-02T12:00:00Z"
KILLS = 20
# World seconds a second, such that the kills fall within the replay.
SPEED_UNDER_FIRE = 4000
FACTS = {
    "collector": ["games", "game_facts", "results", "quotes", "current_quotes", "sightings", "closes", "closing_lines"],
    "prediction": ["analyses", "predictions", "edges"],
    "grading": ["games", "closing_lines", "predictions", "prediction_results", "bets"],
    "bankroll": ["games", "bankrolls", "accounts", "transfers", "bets", "settlements", "proposals", "decisions",
                 "portfolio_snapshots"],
}
LOGS = ["collector", "prediction", "grading", "bankroll"]


def log_id(stack):
    return stack.psql(stack.database, "-c", "SELECT log_id FROM collector.log_head")


def fingerprint(stack, table, log_ids, columns="fact"):
    """How many rows a table has, and a digest of all their columns: but for the ids of the collector's log, which every
    database has of its own, and which as-of positions name."""
    row = f"({columns})::text"
    for log in log_ids:
        row = f"replace(replace({row}, '{log}', ''), '{log.encode().hex()}', '')"
    return stack.psql(stack.database, "-c", f"SELECT count(*), md5(string_agg(md5({row}), ',' ORDER BY md5({row}))) FROM {table} AS fact")


def fingerprints(stack, log_ids):
    facts = {f"{schema}.{table}": fingerprint(stack, f"{schema}.{table}", log_ids)
             for schema, tables in FACTS.items() for table in tables}
    # Positions may differ where two services were quick; what is told may not.
    logs = {f"{schema}.events": fingerprint(stack, f"{schema}.events", log_ids, "ROW(fact.aggregate, fact.world_time, fact.payload)")
            for schema in LOGS}
    return {**facts, **logs}


def await_end(conductor):
    if conductor.child.wait() != 0:
        raise AssertionError(f"the conductor: {conductor.last_words()}")


class Replay(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if data_dir() is None:
            raise unittest.SkipTest("needs OVERROUND_DATA_DIR")
        cls.undisturbed = cls.play(lambda stack: stack.start_conductor(until=UNTIL))

    @classmethod
    def play(cls, start):
        """A whole replay by the conductor that `start` starts; fingerprints of what it left."""
        data = data_dir() / "mlb_snapshots_2026"
        with running(feed="replay", replay=data / "raw", results=data / "games_until_aug16.csv") as stack:
            first_log = log_id(stack)
            await_end(start(stack))
            for bankroll in call(stack, "GET", "/v1/bankrolls?owner=agents/benny").body["bankrolls"]:
                audit = call(stack, "GET", f"/v1/{bankroll['name']}:verify").body
                if not (audit["chainIntact"] and audit["balanced"]):
                    raise AssertionError(f"{bankroll['name']}: {audit}")
            return fingerprints(stack, {first_log, log_id(stack)})

    def test_it_forecasts_grades_and_settles(self):
        count = {table: int(text.split("|")[0]) for table, text in self.undisturbed.items()}
        self.assertGreater(count["prediction.predictions"], 1000)
        self.assertGreater(count["grading.prediction_results"], 100)
        self.assertGreater(count["bankroll.decisions"], 100)

    def test_speed_changes_nothing(self):
        slowed = self.play(lambda stack: stack.start_conductor(speed=40000, until=UNTIL))
        self.assertEqual(self.undisturbed, slowed)

    def test_a_restored_database_goes_on_as_if_nothing_had_happened(self):
        def interrupted(stack):
            await_end(stack.start_conductor(until=HALF_WAY))
            stack.stop()
            stack.restore_from_dump()
            stack.start(wait=False)
            return stack.start_conductor(until=UNTIL)

        self.assertEqual(self.undisturbed, self.play(interrupted))

    def test_twenty_kills_change_nothing(self):
        seed = random.randrange(10**6)
        chance = random.Random(seed)

        def under_fire(stack):
            conductor = stack.start_conductor(speed=SPEED_UNDER_FIRE, until=UNTIL)
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.2, 2.5))  # Whatever it is doing by then.
                self.assertTrue(conductor.alive(), f"the replay ended before its kills (seed {seed}): {conductor.last_words()}")
                stack.kill_and_restart(chance.choice(SERVICES))
            return conductor

        self.assertEqual(self.undisturbed, self.play(under_fire), f"seed {seed}")


if __name__ == "__main__":
    unittest.main()
