"""The collector alone, with simbook as its provider and the gateway in front: for what happens to it when what it needs
goes away."""

import contextlib
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.request

from harness import ADMIN, Process, TestStack, call, eventually, free_block

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
SERVICES = ["collector", "gateway"]
# Often, and one at a time: what is received is taken in before the next is asked for.
IMPATIENT = {
    "OVERROUND_POLL_INTERVAL_MIN": "1s", "OVERROUND_POLL_INTERVAL_MAX": "1s", "OVERROUND_TASK_THREADS": "1",
    "OVERROUND_PROVIDER_BUSY_WAIT": "1s", "OVERROUND_PROVIDER_KEY_WAIT": "1s", "OVERROUND_PROVIDER_CREDITS_WAIT": "1s",
    "OVERROUND_PROVIDER_TIMEOUT": "2s", "OVERROUND_ESPN_URL": "", "OVERROUND_KALSHI_URL": "",
}
# What is true of the world, without what a process adds of its own. What is over is taken down by the sport's next answer,
# whichever that is.
FACTS = {
    "games": "SELECT game_id, sport_key, start_time, status FROM collector.games WHERE start_time < '{until}'",
    "results": "SELECT game_id, home_score, away_score FROM collector.results",
    "quotes": "SELECT game_id, sportsbook_key, slot, line_quarters, side, is_lay, state, odds_text, known_time, receive_time, "
              "is_in_play FROM collector.quotes WHERE NOT (state = 'GONE' AND is_in_play)",
    "sightings": "SELECT game_id, sportsbook_key, receive_time FROM collector.sightings",
    "closing_lines": "SELECT c.game_id, c.sportsbook_key, c.slot, c.line_quarters, c.side, c.is_lay, c.state, c.odds_text, "
                     "c.sight_time FROM collector.closing_lines c JOIN collector.games g ON g.game_id = c.game_id "
                     "AND g.close_revision = c.revision WHERE g.start_time < '{until}'",
    "documents": "SELECT raw_document, answer_kind, read_count, refused_count FROM collector.raw_documents "
                 "WHERE raw_document <> ALL ('{{{without}}}')",
}


class PrivatePostgres:
    """A server of a test's own, to be stopped in the middle of things."""

    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="overround-pg."))
        self.data = self.home / "data"
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres", "postgres")
        self.run("initdb", "-D", self.data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def run(self, program, *arguments):
        command = [str(PROGRAMS / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def control(self, verb, *arguments):
        self.run("pg_ctl", "-D", self.data, "-w", "-t", 30, "-l", self.home / "server.log", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories='{self.home}' -c fsync=off -c max_connections=100",
                 *arguments, verb)

    def start(self):
        self.control("start")

    def stop(self):
        """As a crash does."""
        self.control("stop", "-m", "immediate")

    def restart(self):
        self.control("restart", "-m", "immediate")

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


class CollectorStack(TestStack):
    """Two services and a feed, and how they are."""

    def prepare_database(self, fresh=False):
        self.psql("postgres", "-c", f"CREATE DATABASE {self.database}")
        self.psql(self.database, "-f", str(pathlib.Path(__file__).parent.parent.parent / "deploy/postgres/roles.sql"))
        for service in SERVICES:
            self.migrate(service)

    def start(self, wait=True):
        for folder in ("log", "keys", "archive"):
            (self.local / folder).mkdir(parents=True, exist_ok=True)
        (self.local / "secrets").mkdir(mode=0o700, exist_ok=True)
        self.start_simbook()
        for service in SERVICES:
            self.start_service(service)
        eventually(lambda: self.metric("overround_ready") == 1, "the collector to be ready")

    def start_simbook(self):
        """Of few games: three days are four thousand, and each answer about scores tells of them all."""
        command = [str(self.build / "bin/overround-simbook"), "--address", f"127.0.0.1:{self.feed_port}"]
        environment = {**os.environ, "OVERROUND_SIMBOOK_SCORES_KEPT": "15m"}
        self.processes["simbook"] = Process.start("simbook", command, environment, self.local / "log/simbook.log")

    @property
    def archive(self):
        return self.local / "archive" / self.database

    def rows(self, statement):
        text = self.psql(self.database, "-c", statement)
        return [tuple(line.split("|")) for line in text.splitlines()]

    def number(self, statement):
        return int(self.psql(self.database, "-c", statement))

    def good_documents(self, since="-infinity"):
        """How many sports have told their prices since."""
        return self.number("SELECT count(DISTINCT sport) FROM collector.raw_documents WHERE document_kind = 'odds' "
                           f"AND answer_kind = 'good' AND changed_count + unchanged_count > 0 AND receive_time > '{since}'")

    def await_prices(self):
        """All three sports, from now on."""
        since = self.psql(self.database, "-c", "SELECT clock_timestamp()")
        eventually(lambda: self.good_documents(since) == 3, "prices of three sports", seconds=40)

    def metric(self, name, **labels):
        """The sum of the series of that name with these labels; nothing without any."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port('collector') + 1000}/metrics", timeout=5) as page:
                lines = page.read().decode().splitlines()
        except OSError:
            return None
        found = [line for line in lines if re.match(rf"{name}[{{ ]", line)
                 and all(f'{label}="{value}"' in line for label, value in labels.items())]
        return sum(float(line.rsplit(" ", 1)[1]) for line in found) if found else None

    def health(self, component):
        """What an operator reads of a component of the collector over HTTP: status and message."""
        answer = call(self, "GET", "/v1/ops/collector/health", token=self.operator())
        if answer.status != 200:
            return "", f"{answer.status} {answer.text}"
        for each in answer.body["components"]:
            if each["component"] == component:
                return each["status"], each.get("message", "")
        return "", f"no {component} in {answer.text}"

    def operator(self):
        """The access token of an account that the database made an operator of."""
        if not hasattr(self, "token"):
            account = {"email": "op@example.org", "password": "a long enough passphrase", "displayName": "Operator"}
            registered = eventually(lambda: self.registered(account), "the gateway to take an account")
            if registered.status != 200:
                raise AssertionError(registered.text)
            self.psql(self.database, "-c", "UPDATE gateway.users SET roles = '{admin}'")
            session = call(self, "POST", "/v1/auth/login", {key: account[key] for key in ("email", "password")})
            self.token = session.body["accessToken"]
        return self.token

    def registered(self, account):
        try:
            return call(self, "POST", "/v1/auth/register", account)
        except OSError:
            return None

    def arm(self, kind, path, count=2, delay="3s"):
        simbook(self, "POST", f"kind={kind}&path={path}&count={count}&delay={delay}")

    def armed(self):
        return simbook(self, "GET")

    def rebuilt(self, without=()):
        """A database of the same server, made from the archive alone, but for some of its documents."""
        copy = self.local / "rebuilt-archive"
        shutil.copytree(self.archive, copy)
        for document in without:
            (copy / document).unlink()
            (copy / document.replace(".json.gz", ".meta.json")).unlink()
        other = CollectorStack(self.build, self.local, self.socket, f"{self.database}_rebuilt", first_port=self.first_port)
        other.prepare_database()
        settings = {**other.environment("collector"), "OVERROUND_REBUILD": "true", "OVERROUND_ARCHIVE_DIR": str(copy),
                    "OVERROUND_METRICS_ADDRESS": "127.0.0.1:0"}
        done = subprocess.run([str(self.build / "bin/overround-collector")], env=settings, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        return other

    def facts(self, until, without=()):
        values = {"until": until, "without": ",".join(without)}
        return {name: sorted(self.rows(statement.format(**values))) for name, statement in FACTS.items()}

    def broken_files(self):
        """Of the archive: drafts, and documents that are not whole."""
        broken = []
        for path in self.archive.rglob("*"):
            if path.name.endswith(".json.gz"):
                try:
                    gzip.decompress(path.read_bytes())
                    json.loads(pathlib.Path(str(path).replace(".json.gz", ".meta.json")).read_text())
                except (OSError, EOFError, ValueError) as error:
                    broken.append(f"{path.name}: {error}")
            elif path.is_file() and not path.name.endswith(".meta.json"):
                broken.append(path.name)
        return broken


def simbook(stack, method, query=""):
    url = f"http://127.0.0.1:{stack.feed_port}/sim/faults?{query}"
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
        return json.loads(answer.read())


@contextlib.contextmanager
def collecting(postgres=None, **settings):
    """A collector on a fresh database of the test server or of `postgres`, all gone at the end."""
    base = free_block()
    server = dict(part.split("=", 1) for part in os.environ["OVERROUND_TEST_POSTGRES"].split())
    local = pathlib.Path(tempfile.mkdtemp(prefix="overround-e2e."))
    stack = CollectorStack(os.environ["OVERROUND_BUILD_DIR"], local, str(postgres.home) if postgres else server["host"],
                           f"overround_e2e_{base}", first_port=base, http_port=base + 60, feed_port=base + 90,
                           settings={"collector": {**IMPATIENT, **settings}, "gateway": {"OVERROUND_WEB_DIR": str(local)}})
    try:
        stack.prepare_database()
        yield stack
    finally:
        stack.stop()
        if postgres is None:
            for database in (f"{stack.database}_rebuilt", stack.database):
                stack.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        shutil.rmtree(local, ignore_errors=True)
