"""Two replicas of each service over one database, and then one of each."""

import unittest

from harness import SERVICES, call, eventually, running

LOGS = ["collector", "prediction", "grading", "bankroll"]


class Replicas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(running(replicas=2))

    def number(self, statement):
        return int(self.stack.psql(self.stack.database, "-c", statement))

    def forecasts(self):
        return self.number("SELECT count(*) FROM prediction.predictions")

    def check_logs_whole(self):
        for schema in LOGS:
            holes = self.number(f"SELECT coalesce(max(position), 0) - count(*) FROM {schema}.events")
            self.assertEqual(holes, 0, f"{schema}: the log has holes")
            parked = self.number(f"SELECT count(*) FROM {schema}.parked_events")
            self.assertEqual(parked, 0, f"{schema}: events were given up")

    def test_work_is_shared_and_outlives_half_of_the_processes(self):
        eventually(lambda: self.forecasts() > 50, "forecasts by two replicas of each service", seconds=120)
        self.check_logs_whole()
        for service in SERVICES:
            self.stack.processes[service].signal(9)
        eventually(lambda: call(self.stack, "GET", "/readyz", replica=1).status == 200, "the other gateway to be ready alone")
        made, told = self.forecasts(), self.number("SELECT position FROM bankroll.log_head")
        eventually(lambda: self.forecasts() > made + 20, "new forecasts without the first replicas", seconds=120)
        eventually(lambda: self.number("SELECT position FROM bankroll.log_head") > told, "Benny to go on deciding", seconds=120)
        self.check_logs_whole()
        games = call(self.stack, "GET", "/v1/games?pageSize=5", replica=1)
        self.assertEqual(len(games.body["games"]), 5)


if __name__ == "__main__":
    unittest.main()
