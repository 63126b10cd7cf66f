#!/usr/bin/env python3
"""Builds the fuzz targets in BUILD_DIR and runs each for SECONDS on its kept corpus.

run_fuzzers.py BUILD_DIR SECONDS

A target foo_fuzz.cc keeps its corpus beside it in foo_fuzz_corpus/. New inputs stay in the build folder; a crash is
printed and fails the run.
"""

import base64
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main(build_dir, seconds):
    sources = sorted(path for folder in ("libs", "services", "tools") for path in (ROOT / folder).rglob("*_fuzz.cc"))
    if not sources:
        sys.exit("run_fuzzers: no fuzz target")
    targets = [source.stem for source in sources]
    subprocess.run(["ninja", "-C", build_dir, *targets], check=True)
    failed = 0
    for source in sources:
        binary = next(path for path in pathlib.Path(build_dir).rglob(source.stem) if path.is_file())
        grown = pathlib.Path(build_dir) / "corpus" / source.stem
        grown.mkdir(parents=True, exist_ok=True)
        corpus = source.with_name(source.stem + "_corpus")
        done = subprocess.run([str(binary), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
                               f"-artifact_prefix={grown}/", str(grown), str(corpus)], capture_output=True, text=True,
                              errors="replace")
        print(f"{source.stem}: {'ok' if done.returncode == 0 else 'FAILED'}: {done.stderr.strip().splitlines()[-1]}")
        if done.returncode != 0:
            failed += 1
            print(done.stderr[-4000:])
            for crash in sorted(grown.glob("crash-*")):
                print(f"{crash.name}, in base64: {base64.b64encode(crash.read_bytes()).decode()}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
