#!/usr/bin/env python3
"""Runs the tests and prints how many passed.

run_tests.py [--binaries-only] [NAME...]

Runs every C++ test binary of OVERROUND_BUILD_DIR (or those named), then the tests of the tools, the web app's and
those across processes. A test case that lacks what it needs says so and counts as skipped.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ["OVERROUND_BUILD_DIR"])


class Count:
    """How many test cases passed, failed and were skipped; and what each failure printed."""

    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0

    def add(self, passed, failed, skipped=0):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped


def test_binaries(names):
    listed = subprocess.run(["ctest", "--test-dir", str(BUILD), "-N"], check=True, capture_output=True, text=True).stdout
    found = re.findall(r"Test +#\d+: (\S+)", listed)
    unknown = set(names) - set(found)
    if unknown:
        sys.exit(f"run_tests: no test binary {', '.join(sorted(unknown))}; there are {', '.join(found)}")
    paths = {path.name: path for path in BUILD.rglob("*_test") if path.is_file()}
    return [paths[name] for name in found if not names or name in names]


def run_binary(path):
    """Runs one Catch2 binary; its listener writes `passed|failed|skipped<TAB>name` for each test case."""
    with tempfile.NamedTemporaryFile("r", suffix=".log") as log:
        started = time.monotonic()
        done = subprocess.run([str(path)], cwd=ROOT, env={**os.environ, "OVERROUND_TEST_LOG": log.name},
                              capture_output=True, text=True, errors="replace", timeout=1800)
        outcomes = [line.split("\t", 1) for line in log.read().splitlines()]
    return path.name, done, outcomes, time.monotonic() - started


def run_binaries(names, count):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, done, outcomes, seconds in pool.map(run_binary, test_binaries(names)):
            tally = [sum(state == wanted for state, _ in outcomes) for wanted in ("passed", "failed", "skipped")]
            if done.returncode != 0 and tally[1] == 0:
                tally[1] = 1  # It died outside a test case.
            count.add(*tally)
            print(f"{name:28} {tally[0]:4} passed {tally[1]:3} failed {tally[2]:3} skipped  {seconds:6.1f} s", flush=True)
            for state, case in outcomes:
                if state == "skipped":
                    print(f"    skipped: {case}")
            if done.returncode != 0:
                print(done.stdout[-8000:], done.stderr[-4000:])


def run_suite(name, command, cwd, count):
    """Runs a suite that closes with a line `N passed, N failed[, N skipped]`."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, errors="replace", timeout=1500)
    found = re.findall(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", done.stdout, re.M)
    tally = [int(number or 0) for number in found[-1]] if found else [0, 1, 0]
    if done.returncode != 0 and tally[1] == 0:
        tally[1] = 1
    count.add(*tally)
    print(f"{name:28} {tally[0]:4} passed {tally[1]:3} failed {tally[2]:3} skipped  {time.monotonic() - started:6.1f} s", flush=True)
    for line in done.stdout.splitlines():
        if line.startswith("skipped:"):
            print(f"    {line}")
    if done.returncode != 0:
        print(done.stdout[-12000:], done.stderr[-6000:])


def main(arguments):
    binaries_only = "--binaries-only" in arguments
    names = [argument for argument in arguments if not argument.startswith("--")]
    count = Count()
    run_binaries(names, count)
    if not binaries_only and not names:
        for suite in sorted((ROOT / "tests").glob("*/run")):
            run_suite(f"tests/{suite.parent.name}", [str(suite)], ROOT, count)
        if (ROOT / "services/gateway/web/tests/run").exists():
            run_suite("web", [str(ROOT / "services/gateway/web/tests/run")], ROOT / "services/gateway/web", count)
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
