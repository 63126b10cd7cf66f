#!/usr/bin/env python3
"""Checks what STYLE can check by machine.

tidy.py includes          the include table, the doors to third-party libraries, file lengths
tidy.py clang BUILD_DIR   clang-tidy on the sources changed since OVERROUND_BASE (default: the last commits)
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINES_MAX = 500

# Which of our folders a folder may include from. A service may also include itself, every library but testing.
LIBS = {
    "base": set(),
    "domain": {"base"},
    "history": {"base", "domain"},
    "models": {"base", "domain", "history"},
    "backtest": {"base", "domain", "history", "models"},
    "wire": {"base", "domain"},
    "json": {"base"},
    "pg": {"base"},
    "http": {"base"},
    "http_server": {"base"},
    "telemetry": {"base"},
    "rpc": {"base", "telemetry"},
    "eventlog": {"base", "pg", "telemetry", "rpc"},
    "schedule": {"base", "pg", "telemetry"},
    "ops": {"base", "pg", "telemetry", "rpc", "eventlog", "schedule", "wire"},
}
LIBS["testing"] = set(LIBS)

# The only folders (or files) that may include a third-party library.
DOORS = {
    r"^(rapidjson/)": ["libs/json/"],
    r"^(libpq-fe\.h|libpq/)": ["libs/pg/"],
    r"^(curl/)": ["libs/http/"],
    r"^(prometheus/)": ["libs/telemetry/"],
    r"^(boost/)": ["libs/http_server/"],
    r"^(openssl/)": ["libs/base/sha256.cc"],
    r"^(sodium)": ["libs/base/ids.cc", "libs/rpc/caller", "libs/rpc/key", "libs/rpc/token",
                   "services/gateway/identity/"],
    r"^(xgboost/)": ["libs/models/"],
}
NO_WIRE = re.compile(r"^(libs/(base|domain|history|models|backtest|json|pg|http|http_server)/|services/.*/store\.(h|cc)$)")
INCLUDE = re.compile(r'^\s*#include\s+[<"]([^">]+)[">]', re.M)


def sources():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.h", "*.cc"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout.split()
    return [path for path in listed if (ROOT / path).exists()]


def faults_of(path, text):
    parts = path.split("/")
    is_bench = path.startswith("tools/bench/")  # It measures the cores themselves.
    is_test = re.search(r"_test\.(cc|h)$|/test_\w+\.h$", path) or path.startswith("tests/") or "testing" in parts or is_bench
    for target in INCLUDE.findall(text):
        included = target.split("/")
        if included[0] == "libs" and parts[0] == "libs":
            allowed = LIBS.get(parts[1], set()) | {parts[1]} | ({"testing"} | set(LIBS) if is_test else set())
            if included[1] not in allowed:
                yield f"{target}, want only libs {sorted(allowed)}"
        if included[0] == "libs" and included[1] == "testing" and not is_test:
            yield f"{target}, want no test library outside tests"
        if included[0] == "services" and not is_bench and (parts[0] != "services" or included[1] != parts[1]):
            yield f"{target}, want no other service's header"
        if target.endswith(".pb.h") and NO_WIRE.match(path) and not is_test:
            yield f"{target}, want no message here"
        if included[0] == "overround" and parts[0] == "libs" and parts[1] == "wire" and included[1] != "common":
            yield f"{target}, want only overround/common/v1 messages"
        for pattern, doors in DOORS.items():
            if re.match(pattern, target) and not is_test and not any(path.startswith(door) for door in doors):
                yield f"{target}, want it only in {', '.join(doors)}"
    if (lines := text.count("\n")) > LINES_MAX:
        yield f"{lines} lines, want at most {LINES_MAX}"


def check_includes():
    found = [f"{path}: {fault}" for path in sources() for fault in faults_of(path, (ROOT / path).read_text())]
    print("\n".join(found) if found else f"{len(sources())} files follow the include table")
    return 1 if found else 0


def changed():
    base = os.environ.get("OVERROUND_BASE", "HEAD~4")
    known = subprocess.run(["git", "rev-parse", "--verify", "-q", base], cwd=ROOT, capture_output=True).returncode == 0
    if not known:
        return sources()
    listed = subprocess.run(["git", "diff", "--name-only", "--diff-filter=d", base, "--", "*.h", "*.cc"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout.split()
    return listed


def check_clang(build_dir):
    compiled = {os.path.relpath(entry["file"], ROOT) for entry in
                json.loads((pathlib.Path(build_dir) / "compile_commands.json").read_text())}
    # Catch's macros break rules of their own in every test.
    files = sorted(path for path in changed() if path in compiled and not path.endswith("_test.cc"))

    def run(path):
        # The compiler's own warnings are GCC's to judge: it is told of some that clang does not know.
        return path, subprocess.run(["clang-tidy-14", "-quiet", "--extra-arg=-Wno-unknown-warning-option", "-p", build_dir, path],
                                    cwd=ROOT, capture_output=True, text=True)

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, done in pool.map(run, files):
            if done.returncode != 0:
                bad += 1
                print(done.stdout)
    print(f"clang-tidy: {len(files)} files, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(check_clang(sys.argv[2]) if sys.argv[1] == "clang" else check_includes())
