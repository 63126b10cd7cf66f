"""What goes wrong around the collector: its database, its archive's disk, its provider. Nothing is lost and nothing
doubled (the same facts come out of the archive alone), it is seen in health and metrics, and it mends without a hand."""

import os
import pathlib
import subprocess
import time
import unittest

from collector_stack import PROGRAMS, PrivatePostgres, collecting
from harness import ADMIN, eventually

ODDS = "/v4/sports/{}/odds"
# Each kind of a bad answer, and what is counted of it: how the call ended, or how the document was understood.
SPOILED = {
    "server_error": "provider_down", "unavailable": "provider_down", "wrong_type": "wrong_content_type",
    "not_json": "truncated", "invalid_key": "bad_key", "out_of_credits": "out_of_credits", "too_many_calls": "too_fast",
    "too_many_calls_hint": "too_fast",
}
BROKEN = {"slow": "DEADLINE_EXCEEDED", "truncated": "DATA_LOSS", "broken_gzip": "INVALID_ARGUMENT"}
REFUSED = ["missing_field", "changed_type"]


class Facts(unittest.TestCase):
    maxDiff = 2000

    def check_same_as_rebuilt(self, stack, without=()):
        """Ends the collector: what it knows is what its archive tells, less some documents."""
        collector = stack.processes.pop("collector")
        collector.signal(15)
        collector.child.wait()
        until = stack.psql(stack.database, "-c", "SELECT clock_timestamp() - interval '5 seconds'")
        rebuilt = stack.rebuilt(without).facts(until)
        lived = stack.facts(until, without)
        for name, rows in lived.items():
            self.assertEqual(len(rows), len(set(rows)), f"{name}: doubled")
            # The sides' difference is shorter than they are.
            self.assertEqual((sorted(set(rows) - set(rebuilt[name])), sorted(set(rebuilt[name]) - set(rows))), ([], []), name)
        self.assertGreater(len(lived["quotes"]), 100)


class Database(Facts):
    @classmethod
    def setUpClass(cls):
        cls.postgres = PrivatePostgres()
        cls.addClassCleanup(cls.postgres.remove)
        cls.postgres.start()

    def block_intake(self, stack):
        """Holds a sport's turn until an answer waits for it: archived, and not committed."""
        blocker = subprocess.Popen([str(PROGRAMS / "psql"), "-Xq", "-d", stack.url(ADMIN), "-c",
                                    "BEGIN; SELECT 1 FROM collector.intake_heads FOR UPDATE; SELECT pg_sleep(60)"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(blocker.wait)
        eventually(lambda: stack.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                                        "AND usename = 'overround_collector_app'") > 0, "an answer that waits")

    def test_a_database_that_crashes_in_the_middle_of_a_batch_loses_and_doubles_nothing(self):
        with collecting(self.postgres) as stack:
            stack.start()
            stack.await_prices()
            stack.operator()
            self.block_intake(stack)
            self.postgres.stop()
            eventually(lambda: stack.metric("overround_ready") == 0, "metrics to say that it is not ready")
            eventually(lambda: stack.metric("overround_documents_held") == 1, "the answer to be held")
            eventually(lambda: stack.health("database")[0] == "STATUS_DOWN", "health to say that the database is down")
            self.postgres.start()
            eventually(lambda: stack.metric("overround_documents_recovered_total") == 1, "the answer to be taken in")
            stack.await_prices()
            for _ in range(3):
                time.sleep(0.7)  # Whatever it is doing by then.
                self.postgres.restart()
            stack.await_prices()
            self.assertEqual(stack.metric("overround_documents_held"), 0)
            self.assertEqual(stack.health("database")[0], "STATUS_HEALTHY")
            self.check_same_as_rebuilt(stack)

    def test_a_collector_killed_between_archive_and_database_takes_the_answer_in_when_it_is_back(self):
        with collecting(self.postgres) as stack:
            stack.start()
            stack.await_prices()
            self.block_intake(stack)
            before = stack.number("SELECT count(*) FROM collector.raw_documents")
            stack.processes["collector"].signal(9)
            stack.processes["collector"].child.wait()
            stack.psql("postgres", "-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            eventually(lambda: stack.number("SELECT count(*) FROM pg_stat_activity WHERE usename = "
                                            "'overround_collector_app' AND state <> 'idle'") == 0, "its transaction to end")
            self.assertEqual(stack.number("SELECT count(*) FROM collector.raw_documents"), before)
            stack.start_service("collector")
            eventually(lambda: stack.metric("overround_documents_recovered_total") == 1, "the answer to be taken in")
            stack.await_prices()
            self.assertEqual(stack.number("SELECT count(*) FROM collector.raw_documents WHERE answer_kind = 'late'"), 0)
            self.check_same_as_rebuilt(stack)


class Disk(Facts):
    def test_a_full_disk_holds_what_came_and_asks_for_no_more_until_there_is_room(self):
        with collecting() as stack:
            folder = stack.archive
            folder.mkdir(parents=True)
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(folder)], capture_output=True)
            if mounted.returncode != 0:
                self.skipTest(f"needs the right to mount a small disk: {mounted.stderr.decode().strip()}")
            try:
                self.fill_and_give_room(stack, folder)
            finally:
                stack.stop()
                subprocess.run(["umount", str(folder)], check=True)

    def fill_and_give_room(self, stack, folder):
        stack.start()
        eventually(lambda: (stack.metric("overround_documents_held") or 0) > 0, "the disk to be full")
        status, message = eventually(lambda: self.degraded(stack), "health to say so")
        self.assertIn("No space left", message)
        eventually(lambda: stack.metric("overround_task_runs_total", outcome="failed"), "metrics to say so")
        self.assertEqual(stack.broken_files(), [])
        # Nobody pays for what cannot be kept.
        asked = stack.metric("overround_provider_calls_total", provider="odds_api")
        time.sleep(3)  # A poll or two.
        self.assertEqual(stack.metric("overround_provider_calls_total", provider="odds_api"), asked)
        held = stack.metric("overround_documents_held")
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        eventually(lambda: stack.metric("overround_documents_recovered_total") == held, "what is held to be taken in")
        stack.await_prices()
        self.assertEqual(stack.health("archive")[0], "STATUS_HEALTHY")
        self.assertEqual(stack.broken_files(), [])
        self.check_same_as_rebuilt(stack)

    def degraded(self, stack):
        status, message = stack.health("archive")
        return (status, message) if status == "STATUS_DEGRADED" else None


class Provider(Facts):
    def test_whatever_a_provider_does_wrong_is_told_of_and_leaves_no_trace_in_the_facts(self):
        with collecting() as stack:
            stack.start()
            stack.await_prices()
            stack.operator()
            self.play_refusals(stack)
            self.play_bad_answers(stack)
            self.play_drift(stack)
            # Mended: also what failed last is tried again.
            stack.await_prices()
            eventually(lambda: stack.health("task poll_odds")[1].startswith("no task"), "health to be well again")
            eventually(lambda: stack.health("providers")[0] == "STATUS_HEALTHY", "health to have no refusal")
            spoiled = [row[0] for row in stack.rows(
                "SELECT raw_document FROM collector.raw_documents WHERE answer_kind <> 'good' "
                "OR (read_count > 0 AND refused_count = read_count)")]
            self.assertGreater(len(spoiled), 20)
            self.check_same_as_rebuilt(stack, spoiled)

    def count_of(self, stack, answer_kind):
        return stack.number(f"SELECT count(*) FROM collector.raw_documents WHERE answer_kind = '{answer_kind}'")

    def await_played(self, stack):
        eventually(lambda: stack.armed() == [], "the faults to be played", seconds=40)

    def play_refusals(self, stack):
        """Of the account: nobody is asked while they last, and health says why."""
        for kind in ("invalid_key", "out_of_credits", "too_many_calls", "too_many_calls_hint"):
            before = self.count_of(stack, SPOILED[kind])
            stack.arm(kind, "/v4/sports/")
            eventually(lambda: SPOILED[kind] in stack.health("providers")[1], f"health to say {SPOILED[kind]}")
            self.await_played(stack)
            eventually(lambda: self.count_of(stack, SPOILED[kind]) == before + 2, f"{kind} to be counted")

    def play_bad_answers(self, stack):
        """Two sports at a time; the third goes on."""
        kinds = ["server_error", "unavailable", "wrong_type", "not_json", "slow", "truncated", "broken_gzip", "server_error"]
        for first, second in zip(kinds[::2], kinds[1::2]):
            counted = {kind: self.told(stack, kind) for kind in (first, second)}
            stack.arm(first, ODDS.format("sim_soccer"))
            stack.arm(second, ODDS.format("sim_football"))
            self.await_played(stack)
            for kind, before in counted.items():
                eventually(lambda: self.told(stack, kind) >= before + 2, f"{kind} to be told of")
        self.assertGreater(stack.metric("overround_task_runs_total", task="poll_odds", outcome="failed"), 5)

    def told(self, stack, kind):
        if kind in BROKEN:
            return stack.metric("overround_provider_calls_total", provider="odds_api", outcome=BROKEN[kind]) or 0
        return self.count_of(stack, SPOILED[kind])

    def play_drift(self, stack):
        for first, second in (("new_field", "missing_field"), ("changed_type", "clock_ahead"), ("clock_behind", "changed_type")):
            stack.arm(first, ODDS.format("sim_soccer"), delay="5m")
            stack.arm(second, ODDS.format("sim_football"), delay="5m")
            self.await_played(stack)
        stack.await_prices()
        refused = stack.number("SELECT count(*) FROM collector.raw_documents WHERE read_count > 0 AND refused_count = read_count")
        self.assertGreaterEqual(refused, 6)
        checks = stack.rows("SELECT DISTINCT check_type FROM collector.data_quality_checks WHERE NOT has_passed")
        self.assertIn(("stale_stamp",), checks)
        self.assertEqual(stack.number("SELECT count(*) FROM collector.quotes WHERE provider_time > receive_time + interval '1 minute'"), 0)


if __name__ == "__main__":
    unittest.main()
