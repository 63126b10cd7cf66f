#!/usr/bin/env python3
"""The running product: a feed and the six services over one database.

stack.py run --socket DIR [--detach] [--replay DIR [--results CSV] [--speed N] [--until TIME]]
stack.py rebuild --socket DIR --archive PLACE [--database NAME]
stack.py stop | status

`tools/dev` builds and starts PostgreSQL before it calls this; the end-to-end tests use the class Stack directly, with
ports, folders and databases of their own.
"""

import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVICES = ["collector", "prediction", "grading", "bankroll", "user_model", "gateway"]
ADMIN = "overround_admin"
# On a database of its own. One that holds years is read for minutes by who follows it.
READY_SECONDS = 60
READY_SECONDS_MAX = 600
PATIENCE_SECONDS = 10
DRAIN_SECONDS = 10


class StackError(Exception):
    """What stops the product from running, in a line a user understands."""


def start_time_of(pid):
    """When a process was started, in clock ticks since boot: tells it from a stranger that inherited its pid."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat[stat.rindex(")") + 2:].split()
    return None if fields[0] == "Z" else int(fields[19])


class Process:
    """A program we started, known by pid and start time."""

    def __init__(self, name, pid, started, log):
        self.name, self.pid, self.started, self.log = name, pid, started, log

    @staticmethod
    def start(name, command, environment, log):
        with open(log, "ab") as output:
            child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                     start_new_session=True, cwd=ROOT)
        process = Process(name, child.pid, start_time_of(child.pid), str(log))
        process.child = child
        return process

    def alive(self):
        child = getattr(self, "child", None)
        if child is not None and child.poll() is not None:
            return False
        return self.started is not None and start_time_of(self.pid) == self.started

    def signal(self, number):
        if self.alive():
            os.kill(self.pid, number)

    def last_words(self):
        lines = pathlib.Path(self.log).read_text(errors="replace").splitlines()
        return "\n".join(lines[-5:])


class Stack:
    """Six services and a feed. `replicas` of each service run side by side."""

    def __init__(self, build, local, socket, database, replicas=1, http_port=8080, first_port=7001, feed_port=7100,
                 feed="simbook", replay=None, results=None, api_key=None, settings=None):
        self.build, self.local, self.socket, self.database = pathlib.Path(build), pathlib.Path(local), socket, database
        self.replicas, self.http_port, self.first_port, self.feed_port = replicas, http_port, first_port, feed_port
        self.feed, self.replay, self.results, self.api_key = feed, replay, results, api_key
        self.settings = settings or {}
        self.processes = {}

    # Where things are.

    def port(self, service, replica=0):
        return self.first_port + SERVICES.index(service) + 20 * replica

    def addresses(self, service):
        return "ipv4:" + ",".join(f"127.0.0.1:{self.port(service, replica)}" for replica in range(self.replicas))

    def url(self, role, database=None):
        return f"host={self.socket} dbname={database or self.database} user={role}"

    @property
    def http(self):
        return f"http://127.0.0.1:{self.http_port}"

    def environment(self, service, replica=0):
        """A service's settings; what the caller's own environment sets, wins."""
        ours = {
            "OVERROUND_DATABASE_URL": self.url(f"overround_{service}_app"),
            "OVERROUND_OWNER_DATABASE_URL": self.url(f"overround_{service}_owner"),
            "OVERROUND_GRPC_ADDRESS": f"127.0.0.1:{self.port(service, replica)}",
            "OVERROUND_METRICS_ADDRESS": f"127.0.0.1:{self.port(service, replica) + 1000}",
            "OVERROUND_SIGNING_KEY_FILE": str(self.local / "secrets" / f"{service}.key"),
            "OVERROUND_PUBLIC_KEYS_DIR": str(self.local / "keys"),
            "OVERROUND_MODE": "replay" if self.feed == "replay" else "live",
        }
        for other in SERVICES:
            ours[f"OVERROUND_{other.upper()}_ADDRESS"] = self.addresses(other)
        if service == "collector":
            ours.update(self.collector_environment())
        if service == "gateway":
            ours["OVERROUND_HTTP_ADDRESS"] = f"127.0.0.1:{self.http_port + 20 * replica}"
            ours["OVERROUND_WEB_DIR"] = str(ROOT / "services/gateway/web/dist")
        return {**ours, **os.environ, **self.settings.get(service, {})}

    def collector_environment(self):
        ours = {"OVERROUND_ARCHIVE_DIR": str(self.local / "archive" / self.database)}
        if self.feed == "replay":
            ours["OVERROUND_REPLAY_DIR"] = str(self.replay)
            ours["OVERROUND_REPLAY_RESULTS"] = str(self.results or "")
        elif self.feed == "odds_api":
            ours["OVERROUND_ODDS_API_KEY"] = self.api_key
        else:
            ours["OVERROUND_ODDS_API_URL"] = f"http://127.0.0.1:{self.feed_port}"
            ours["OVERROUND_ODDS_API_KEY"] = "simulated"
            ours["OVERROUND_ESPN_URL"] = f"http://127.0.0.1:{self.feed_port}"
            ours["OVERROUND_KALSHI_URL"] = f"http://127.0.0.1:{self.feed_port}"
            # Its games start every minute: an hour of them is more order books than anybody looks at.
            ours["OVERROUND_KALSHI_ORDER_BOOK_AHEAD"] = "5m"
            ours["OVERROUND_KALSHI_ORDER_BOOKS_MAX"] = "8"
        return ours

    # The database.

    def psql(self, database, *arguments):
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.url(ADMIN, database), *arguments],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise StackError(f"database {database}: {done.stderr.strip()}")
        return done.stdout.strip()

    def prepare_database(self, fresh=False):
        """Creates the database, the schemas and the twelve roles where they are missing, and migrates."""
        if fresh:
            self.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        if self.psql("postgres", "-c", f"SELECT 1 FROM pg_database WHERE datname = '{self.database}'") != "1":
            self.psql("postgres", "-c", f"CREATE DATABASE {self.database}")
        self.psql(self.database, "-f", str(ROOT / "deploy/postgres/roles.sql"))
        for service in SERVICES:
            self.migrate(service)

    def migrate(self, service):
        done = subprocess.run([str(self.build / "bin" / f"overround-{service}"), "--migrate"],
                              env=self.environment(service), capture_output=True, text=True)
        if done.returncode != 0:
            raise StackError(f"migrate {service}: {(done.stderr or done.stdout).strip()}")

    # The processes.

    def start(self, wait=True):
        """Starts everything. A replay that goes on is ready only once its conductor plays: do not `wait` for it."""
        for folder in ("log", "keys", "archive"):
            (self.local / folder).mkdir(parents=True, exist_ok=True)
        (self.local / "secrets").mkdir(mode=0o700, exist_ok=True)
        if self.feed == "simbook":
            self.start_simbook()
        for service in SERVICES:
            for replica in range(self.replicas):
                self.start_service(service, replica)
        if wait:
            self.wait_ready()

    def start_simbook(self):
        command = [str(self.build / "bin/overround-simbook"), "--address", f"127.0.0.1:{self.feed_port}"]
        self.processes["simbook"] = Process.start("simbook", command, dict(os.environ), self.local / "log/simbook.log")

    def start_service(self, service, replica=0):
        name = service if replica == 0 else f"{service}-{replica + 1}"
        self.processes[name] = Process.start(name, [str(self.build / "bin" / f"overround-{service}")],
                                             self.environment(service, replica), self.local / f"log/{name}.log")

    def wait_ready(self, seconds=READY_SECONDS):
        """Says after a while for whom it waits."""
        started = time.monotonic()
        is_told = False
        status, body = self.readiness()
        while status != 200:
            self.check_alive()
            waited = time.monotonic() - started
            if waited > seconds:
                raise StackError(f"not ready after {seconds} s: {self.http}/readyz says {status} {body}")
            if waited > PATIENCE_SECONDS and status == 503 and not is_told:
                print(f"{json.loads(body)['error']['message']} ... ", end="", flush=True)
                is_told = True
            time.sleep(0.1)
            status, body = self.readiness()

    def readiness(self):
        try:
            with urllib.request.urlopen(f"{self.http}/readyz", timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def check_alive(self):
        for process in self.processes.values():
            if not process.alive():
                raise StackError(f"{process.name} has ended:\n{process.last_words()}")

    def stop(self):
        """Asks all to end, services first, and kills what has not ended in time."""
        names = []
        for process in reversed(list(self.processes.values())):
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + DRAIN_SECONDS
        while any(process.alive() for process in self.processes.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        for process in self.processes.values():
            if process.alive():
                process.signal(signal.SIGKILL)
                names.append(process.name)
        self.processes = {}
        return names

    def kill_and_restart(self, name):
        """Ends a service as a crash does, and starts it again."""
        process = self.processes[name]
        process.signal(signal.SIGKILL)
        process.child.wait()
        service, _, replica = name.partition("-")
        self.start_service(service, int(replica or 1) - 1)

    def conductor(self, speed, until):
        """The conductor's command and environment."""
        command = [str(self.build / "bin/overround-conductor"), "--secrets", str(self.local / "secrets"), "--speed", str(speed)]
        if until:
            command += ["--until", until]
        addresses = {f"OVERROUND_{service.upper()}_ADDRESS": f"127.0.0.1:{self.port(service)}" for service in SERVICES}
        return command, {**os.environ, **addresses}

    def conduct(self, speed="max", until=None):
        """Plays the replay to its end, showing how far it is; the conductor's exit code."""
        command, environment = self.conductor(speed, until)
        return subprocess.run(command, env=environment, cwd=ROOT).returncode

    def start_conductor(self, speed="max", until=None):
        """Plays the replay in the background."""
        command, environment = self.conductor(speed, until)
        return Process.start("conductor", command, environment, self.local / "log/conductor.log")


# The command line: one stack at a time, remembered in .local/run/stack.json.

LOCAL = ROOT / ".local"
STATE = LOCAL / "run/stack.json"


def remember(stack):
    STATE.parent.mkdir(parents=True, exist_ok=True)
    STATE.write_text(json.dumps({
        "http": stack.http, "database": stack.database, "socket": stack.socket,
        "ports": {service: stack.port(service) for service in SERVICES},
        "processes": [[process.name, process.pid, process.started, process.log] for process in stack.processes.values()],
    }))


def recall():
    """What is remembered, and its processes; both empty when nothing was started."""
    if not STATE.exists():
        return {}, []
    state = json.loads(STATE.read_text())
    return state, [Process(*fields) for fields in state["processes"]]


def shown(name, work):
    """Runs a step with its name and its time on one line."""
    started = time.monotonic()
    print(f"{name:<44}", end="", flush=True)
    work()
    print(f"done in {time.monotonic() - started:.1f} s", flush=True)


def run(arguments):
    if any(process.alive() for process in recall()[1]):
        raise StackError("already running: see tools/dev status, tools/dev stop")
    feed = "replay" if arguments.replay else "odds_api" if os.environ.get("ODDS_API_KEY") else "simbook"
    database = {"replay": "overround_replay", "odds_api": "overround", "simbook": "overround_sim"}[feed]
    stack = Stack(os.environ["OVERROUND_BUILD_DIR"], LOCAL, arguments.socket, database, feed=feed, replay=arguments.replay,
                  results=arguments.results, api_key=os.environ.get("ODDS_API_KEY"),
                  http_port=int(os.environ.get("OVERROUND_HTTP_PORT", 8080)))
    shown(f"prepare database {database}", lambda: stack.prepare_database(fresh=feed == "replay"))

    def start():
        stack.start(wait=False)
        remember(stack)
        stack.wait_ready(READY_SECONDS_MAX)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        shown("start the services", start)
        print(f"\nOverround is running: {stack.http}")
        print("gRPC  " + "  ".join(f"{service} {stack.port(service)}" for service in SERVICES), flush=True)
        if feed == "replay" and stack.conduct(arguments.speed, arguments.until) != 0:
            print("the replay did not reach its end", file=sys.stderr)
    except BaseException:  # Asked to end, too: nothing stays behind.
        leave(stack)
        raise
    if not arguments.detach:
        watch(stack)


def rebuild(arguments):
    """A collector's database of its own, from an archive alone: a folder, or s3://bucket/prefix."""
    if arguments.database in ("overround", "overround_sim", "overround_replay"):
        raise StackError(f"--database {arguments.database}: the product's own, want another: it is made anew")
    stack = Stack(os.environ["OVERROUND_BUILD_DIR"], LOCAL, arguments.socket, arguments.database)
    shown(f"prepare database {arguments.database}", lambda: stack.prepare_database(fresh=True))
    place = "OVERROUND_ARCHIVE_URL" if arguments.archive.startswith("s3://") else "OVERROUND_ARCHIVE_DIR"
    settings = {**stack.environment("collector"), "OVERROUND_REBUILD": "true", place: arguments.archive,
                "OVERROUND_METRICS_ADDRESS": "127.0.0.1:0"}
    sys.exit(subprocess.run([str(stack.build / "bin/overround-collector")], env=settings, cwd=ROOT).returncode)


def leave(stack):
    stack.stop()
    STATE.unlink(missing_ok=True)


def watch(stack):
    print("Ctrl-C stops it.", flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        while True:
            time.sleep(1)
            stack.check_alive()
    finally:
        leave(stack)
        print("\nstopped", flush=True)


def stop():
    _, processes = recall()
    stack = Stack("", LOCAL, "", "")
    stack.processes = {process.name: process for process in processes}
    for name in stack.stop():
        print(f"{name} did not stop in {DRAIN_SECONDS} s and was killed")
    STATE.unlink(missing_ok=True)
    print("stopped")


def status():
    state, processes = recall()
    for process in processes:
        port = state["ports"].get(process.name)
        print(f"{process.name:12} {'running, pid ' + str(process.pid) if process.alive() else 'ended, see ' + process.log}"
              + (f", gRPC 127.0.0.1:{port}" if port else ""))
    print(f"web app      {state['http']}" if any(process.alive() for process in processes) else "not running")


def main():
    parser = argparse.ArgumentParser(prog="tools/dev", description="Runs the product.")
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run")
    runner.add_argument("--socket", required=True, help=argparse.SUPPRESS)
    runner.add_argument("--detach", action="store_true", help="return once it runs")
    runner.add_argument("--replay", type=pathlib.Path, help="a folder of captured provider responses")
    runner.add_argument("--results", type=pathlib.Path, help="the results file of the replayed games")
    runner.add_argument("--speed", default="max", help="World seconds a second (default: as fast as it can)")
    runner.add_argument("--until", help="World time the replay does not pass, such as 2026-08-05T00:00:00Z")
    rebuilder = commands.add_parser("rebuild", help="fill a database of its own from an archive alone")
    rebuilder.add_argument("--socket", required=True, help=argparse.SUPPRESS)
    rebuilder.add_argument("--archive", required=True, help="a folder, or s3://bucket/prefix (OVERROUND_S3_*)")
    rebuilder.add_argument("--database", default="overround_rebuilt", help="made anew (default: overround_rebuilt)")
    commands.add_parser("stop")
    commands.add_parser("status")
    arguments = parser.parse_args()
    for path in filter(None, (getattr(arguments, "replay", None), getattr(arguments, "results", None))):
        if not path.exists():
            raise StackError(f"{path}: not found, want captured responses (--replay) or a results file (--results)")
    {"run": lambda: run(arguments), "rebuild": lambda: rebuild(arguments), "stop": stop, "status": status}[arguments.command]()


if __name__ == "__main__":
    try:
        main()
    except StackError as error:
        sys.exit(f"tools/dev: {error}")
