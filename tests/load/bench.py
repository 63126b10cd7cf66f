#!/usr/bin/env python3
"""Measures the product, each figure next to its reference in the same run: tools/dev bench [--build] [--seconds N]

Needs OVERROUND_BUILD_DIR and OVERROUND_TEST_POSTGRES, both set by `tools/dev bench`. See README.md beside this file.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/e2e"))

from harness import call, data_dir, eventually, free_block, running  # noqa: E402

BUILD = pathlib.Path(os.environ["OVERROUND_BUILD_DIR"])
LIST_BYTES = 72_000
CONNECTIONS = 32
REPLAY_UNTIL = "2026-08-02T12:00:00Z"
NGINX = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 512; }}
http {{
  access_log off;
  default_type application/json;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
    location = /post {{ return 200 '{post}'; }}
  }}
}}
"""


def row(name, value, unit, against="", ratio=None):
    print(f"{name:34} {value:>14} {unit:22} {'' if ratio is None else f'{ratio:8.2f}'}  {against}", flush=True)


def cores():
    """Libraries and cores, without a product."""
    done = subprocess.run([str(BUILD / "bin/overround-bench")], check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        figure = json.loads(line)
        row(figure["name"], f"{figure['value']:,.0f}", figure["unit"] + "/s", f"{figure['against']}: {figure['reference']:,.0f}/s",
            figure["value"] / figure["reference"])


def cpu_seconds(pids):
    """User and system time of processes and of their children."""
    total = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def wrk(url, seconds, pids, method="GET", body=None, headers=()):
    """Requests a second, p50 and p99 in milliseconds, CPU microseconds a request, and bytes read."""
    script = f'wrk.method = "{method}"\n'
    script += "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in headers)
    if body is not None:
        script += f"wrk.body = {json.dumps(body)}\n"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        before = cpu_seconds(pids)
        done = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", file.name, url],
                              check=True, capture_output=True, text=True)
        spent = cpu_seconds(pids) - before
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"bench: {url}: answers that are no success:\n{done.stdout}")
    requests = int(re.search(r"(\d+) requests in", done.stdout).group(1))
    latency = {percent: milliseconds(re.search(rf"{percent}%\s+([\d.]+\w+)", done.stdout).group(1)) for percent in ("50", "99")}
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1)), "p50": latency["50"],
            "p99": latency["99"], "cpu": spent / requests * 1e6}


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@contextlib.contextmanager
def nginx(files, post):
    """nginx with these files (by path), and `post` for POST /post; its port and process ids."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="overround-bench."))
    for path, text in files.items():
        (folder / "www" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "www" / path).write_text(text)
    os.chmod(folder, 0o755)
    port = free_block()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, post=post))
    master = subprocess.Popen(["nginx", "-e", f"{folder}/error.log", "-p", str(folder), "-c", f"{folder}/nginx.conf"])
    try:
        def answers():
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{port}/{next(iter(files))}", timeout=2).status == 200
            except OSError:
                return False
        eventually(answers, "nginx")
        children = pathlib.Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
        yield port, [master.pid, *map(int, children)]
    finally:
        master.terminate()
        master.wait()
        shutil.rmtree(folder, ignore_errors=True)


def compare(name, ours, theirs):
    for key, unit, text in (("rate", "requests/s", "{:,.0f}"), ("p50", "ms, half", "{:.2f}"), ("p99", "ms, 99 %", "{:.2f}"),
                            ("cpu", "us of CPU a request", "{:.0f}")):
        row(f"{name}", text.format(ours[key]), unit, f"nginx: {text.format(theirs[key])}", ours[key] / theirs[key] if theirs[key] else None)


def list_path(stack):
    """A list of games as near to LIST_BYTES as whole games go."""
    one = len(call(stack, "GET", "/v1/games?pageSize=1").text)
    two = len(call(stack, "GET", "/v1/games?pageSize=11").text)
    return f"/v1/games?pageSize={max(1, round((LIST_BYTES - one) / ((two - one) / 10)) + 1)}"


def gateway(seconds):
    """The way from HTTP through gRPC to a service and back, with nothing turned off but the rate limit."""
    with running(settings={"gateway": {"OVERROUND_RATE_LIMIT": "0"}}) as stack:
        eventually(lambda: len(call(stack, "GET", "/v1/games?pageSize=100").body["games"]) >= 60, "sixty games", seconds=180)
        account = {"email": "bench@example.org", "password": "a long enough passphrase", "displayName": "Bench"}
        token = call(stack, "POST", "/v1/auth/register", account).body["accessToken"]
        made = call(stack, "POST", f"/v1/bankrolls?requestId={uuid.uuid4()}",
                    {"displayName": "Bench", "scale": 2, "currencyCode": "USD"}, token=token).body["name"]
        deposit = {"amount": {"minorUnits": "100", "scale": 2, "currencyCode": "USD"}, "requestId": "again"}
        answer = call(stack, "POST", f"/v1/{made}:deposit", deposit, token=token)
        game = call(stack, "GET", "/v1/games?pageSize=1").body["games"][0]["name"]
        lists = list_path(stack)
        files = {"game": call(stack, "GET", f"/v1/{game}").text, "list": call(stack, "GET", lists).text}
        pid = {name: process.pid for name, process in stack.processes.items()}
        headers = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]
        with nginx(files, answer.text) as (port, nginx_pids):
            theirs = f"http://127.0.0.1:{port}"
            reading, writing = [pid["gateway"], pid["collector"]], [pid["gateway"], pid["bankroll"]]
            compare(f"GET, {len(files['game']):,} bytes", wrk(f"{stack.http}/v1/{game}", seconds, reading),
                    wrk(f"{theirs}/game", seconds, nginx_pids))
            compare(f"list, {len(files['list']):,} bytes", wrk(f"{stack.http}{lists}", seconds, reading),
                    wrk(f"{theirs}/list", seconds, nginx_pids))
            compare(f"POST, {len(answer.text):,} bytes",
                    wrk(f"{stack.http}/v1/{made}:deposit", seconds, writing, "POST", json.dumps(deposit), headers),
                    wrk(f"{theirs}/post", seconds, nginx_pids, "POST", json.dumps(deposit), headers))


def event_delays(stack, seconds):
    """Milliseconds from each quote's receive time to its event's arrival here."""
    delays = []
    end = time.monotonic() + seconds
    with urllib.request.urlopen(f"{stack.http}/v1/events?types=QuotesChanged", timeout=60) as stream:
        while time.monotonic() < end:
            line = stream.readline()
            if not line.startswith(b"data: "):
                continue
            arrived = datetime.datetime.now(datetime.timezone.utc)
            for quote in json.loads(line[6:]).get("payload", {}).get("quotes", []):
                received = datetime.datetime.fromisoformat(quote["stamp"]["receiveTime"].replace("Z", "+00:00"))
                delays.append((arrived - received).total_seconds() * 1000)
    return sorted(delays)


def live(seconds):
    with running() as stack:
        eventually(lambda: len(call(stack, "GET", "/v1/games?pageSize=100").body["games"]) >= 20, "twenty games", seconds=120)
        delays = event_delays(stack, seconds)
    if not delays:
        raise SystemExit("bench: no quote changed")
    row("quotes told to a browser", f"{len(delays) / seconds:,.1f}", "quotes/s")
    for share, name in ((0.5, "half"), (0.99, "99 %")):
        delay = delays[min(len(delays) - 1, int(len(delays) * share))]
        row("quote to browser", f"{delay:.1f}", f"ms, {name}", "50 ms for 99 %" if share > 0.9 else "")


def replay():
    data = data_dir()
    if data is None:
        return row("replay", "-", "needs OVERROUND_DATA_DIR")
    folder = data / "mlb_snapshots_2026"
    with running(feed="replay", replay=folder / "raw", results=folder / "games_until_aug16.csv") as stack:
        started = time.monotonic()
        if stack.start_conductor(until=REPLAY_UNTIL).child.wait() != 0:
            raise SystemExit("bench: the replay did not reach its end")
        took = time.monotonic() - started
        events = sum(int(stack.psql(stack.database, "-c", f"SELECT position FROM {schema}.log_head"))
                     for schema in ("collector", "prediction", "grading", "bankroll"))
    row("replay", f"{events / took:,.0f}", "events/s", f"{events} events in {took:.1f} s")


def clean_build():
    folder = tempfile.mkdtemp(prefix="overround-build.")
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    try:
        subprocess.run(["cmake", "-S", str(ROOT), "-B", folder, "-G", "Ninja"], check=True, env=environment, stdout=subprocess.DEVNULL)
        started = time.monotonic()
        subprocess.run(["ninja", "-C", folder], check=True, env=environment, stdout=subprocess.DEVNULL)
        took = time.monotonic() - started
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    row("clean build", f"{took / 60:.1f}", "minutes", "15 minutes", took / 900)


def main():
    parser = argparse.ArgumentParser(prog="tools/dev bench", description="Measures speed as ratios taken in one run.")
    parser.add_argument("--build", action="store_true", help="also a clean build, which takes minutes")
    parser.add_argument("--seconds", type=int, default=5, help="how long each load lasts (default: 5)")
    arguments = parser.parse_args()
    row("figure", "value", "unit", "against", None)
    cores()
    gateway(arguments.seconds)
    live(arguments.seconds * 6)
    replay()
    if arguments.build:
        clean_build()


if __name__ == "__main__":
    main()
