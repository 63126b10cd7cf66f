"""A stack of real binaries for one test: ports, folders and a database of its own, all gone afterwards."""

import contextlib
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from stack import ADMIN, SERVICES, Process, Stack  # noqa: E402

PG_DUMP, PG_RESTORE = (f"/usr/lib/postgresql/15/bin/{program}" for program in ("pg_dump", "pg_restore"))


def data_dir():
    """Real data, where there is some."""
    path = pathlib.Path(os.environ.get("OVERROUND_DATA_DIR", ROOT.parent / "shared/data"))
    return path if path.is_dir() else None


def free_block():
    """A first port such that the whole stack finds its ports free."""
    for _ in range(100):
        base = random.randrange(20000, 50000, 100)
        try:
            for offset in (*range(6), 20, 21, 22, 23, 24, 25, 60, 80, 90, *range(1000, 1006), *range(1020, 1026)):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", base + offset))
            return base
        except OSError:
            continue
    raise RuntimeError("no free ports")


class TestStack(Stack):
    """A stack whose database can be put through what a test needs."""

    def restore_from_dump(self):
        """Drops the database and makes it again from a dump of itself. Requires: nothing runs."""
        dump = self.local / "database.dump"
        with open(dump, "wb") as output:
            subprocess.run([PG_DUMP, "-Fc", "-d", self.url(ADMIN)], check=True, stdout=output)
        self.psql("postgres", "-c", f"DROP DATABASE {self.database} WITH (FORCE)")
        self.psql("postgres", "-c", f"CREATE DATABASE {self.database}")
        subprocess.run([PG_RESTORE, "-d", self.url(ADMIN), str(dump)], check=True)


@contextlib.contextmanager
def running(**options):
    """Starts a stack on a fresh database of the test server; stops it and drops the database at the end."""
    base = free_block()
    server = dict(part.split("=", 1) for part in os.environ["OVERROUND_TEST_POSTGRES"].split())
    local = pathlib.Path(tempfile.mkdtemp(prefix="overround-e2e."))
    stack = TestStack(os.environ["OVERROUND_BUILD_DIR"], local, server["host"], f"overround_e2e_{base}", first_port=base,
                  http_port=base + 60, feed_port=base + 90, **options)
    try:
        stack.prepare_database(fresh=True)
        stack.start()
        yield stack
    finally:
        stack.stop()
        stack.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {stack.database} WITH (FORCE)")
        shutil.rmtree(local, ignore_errors=True)


class Answer:
    """An HTTP answer: status, headers and, where it is JSON, its body."""

    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text

    @property
    def body(self):
        return json.loads(self.text)


def call(stack, method, path, body=None, token=None, cookie=None, replica=0):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if cookie:
        headers["Cookie"] = cookie
    data = json.dumps(body).encode() if body is not None else None
    url = f"http://127.0.0.1:{stack.http_port + 20 * replica}{path}"
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read().decode())


def eventually(condition, what, seconds=60):
    """What `condition` returns once it is true. The product moves by Wall time here, so the test waits for it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")
