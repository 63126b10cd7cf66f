#!/usr/bin/env python3
"""Checks proto/: format, lint, comments, and that nothing breaks what was released.

check_protos.py [--against REVISION] [--write]

buf does the work (tools/buf pins it), by the rules of buf.yaml. The contracts are compared with those of REVISION:
by default origin/main, else main; and where that is just what lies here, the commit before. --write formats the files.
"""

import argparse
import io
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUF_FOLDER = ROOT / "tools/buf"
WORKSPACES = ROOT / "build/protos"
# golang-github-gogo-googleapis-dev
GOOGLEAPIS = pathlib.Path("/usr/share/gocode/src/github.com/gogo/googleapis")
GOOGLEAPIS_FILES = ["google/api/annotations.proto", "google/api/http.proto"]
FIELD = re.compile(r"^\s+(?:repeated |optional )?[\w.]+(?:<.*>)? \w+ = \d+")
# How the comment of a field begins, or what it says somewhere.
FIELD_COMMENT = re.compile(r"^(Required|Output only)\b|\bDefault: ")


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True)


def install_buf():
    """Installs buf where its lock file has changed since the last time."""
    stamp = BUF_FOLDER / "node_modules/.installed"
    lock = BUF_FOLDER / "package-lock.json"
    if not stamp.exists() or lock.stat().st_mtime > stamp.stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=BUF_FOLDER, check=True)
        stamp.touch()
    return next((BUF_FOLDER / "node_modules/@bufbuild").glob("buf-linux-*/bin/buf"))


def lay_out(name, fill):
    """A workspace below build/ whose proto/ is what `fill` writes."""
    workspace = WORKSPACES / name
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "proto").mkdir(parents=True)
    shutil.copy(ROOT / "buf.yaml", workspace)
    for file in GOOGLEAPIS_FILES:
        target = workspace / "googleapis" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(GOOGLEAPIS / file, target)
    fill(workspace / "proto")
    return workspace


def copy_present(folder):
    for file in sorted((ROOT / "proto").rglob("*.proto")):
        target = folder / file.relative_to(ROOT / "proto")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def released_revision(asked):
    """The revision to compare with; None where there is none that has contracts."""
    candidates = [asked] if asked else ["origin/main", "main", "HEAD^"]
    unchanged = git("diff", "--quiet", "HEAD", "--", "proto").returncode == 0
    present = git("rev-parse", "HEAD").stdout if unchanged else None
    for candidate in candidates:
        found = git("rev-parse", "--verify", "--quiet", f"{candidate}^{{commit}}")
        if found.returncode != 0 or (not asked and found.stdout == present):
            continue
        if git("ls-tree", "-r", "--name-only", candidate, "proto").stdout.count(b".proto\n"):
            return candidate
    if asked:
        sys.exit(f"check_protos: no contracts in {asked}")
    return None


def copy_revision(revision):
    def fill(folder):
        archive = git("archive", revision, "proto")
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            for member in tar:
                if member.isfile() and member.name.endswith(".proto"):
                    target = folder / pathlib.PurePath(member.name).relative_to("proto")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(tar.extractfile(member).read())
    return fill


def uncommented_fields(folder):
    """Fields whose comment says neither who sets them nor what they are by default."""
    for file in sorted(folder.rglob("*.proto")):
        comment, oneof = [], False
        for number, line in enumerate(file.read_text().splitlines(), 1):
            text = line.strip()
            if text.startswith("//"):
                comment.append(text[2:].strip())
                continue
            if FIELD.match(line) and not oneof and not FIELD_COMMENT.search(" ".join(comment)):
                yield f"{file.relative_to(folder)}:{number}: begin the comment with Required., Output only. or say the default"
            # The parts of a oneof are told apart by it.
            oneof = text.startswith("oneof ") or (oneof and text != "}")
            comment = []


def unpaged_lists(folder):
    """List messages that lack the fields of a page."""
    for file in sorted(folder.rglob("*.proto")):
        for name, body in re.findall(r"^message (List\w+) \{(\}|.*?^\})", file.read_text(), re.M | re.S):
            wanted = ["page_size", "page_token"] if name.endswith("Request") else ["next_page_token"]
            missing = [field for field in wanted if f" {field} = " not in body]
            if missing:
                yield f"{file.relative_to(folder)}: {name} lacks {' and '.join(missing)}"


def run(buf, workspace, *arguments):
    done = subprocess.run([str(buf), *arguments], cwd=workspace, capture_output=True, text=True)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).strip().splitlines()


def form_faults(buf, workspace):
    folder = workspace / "proto"
    faults = run(buf, workspace, "lint") + list(uncommented_fields(folder)) + list(unpaged_lists(folder))
    # -d shows what would change, --exit-code makes it a fault.
    return faults + run(buf, workspace, "format", "proto", "-d", "--exit-code")


def check(buf, against):
    present = lay_out("present", copy_present)
    faults = form_faults(buf, present)
    revision = released_revision(against)
    if revision is None:
        print("check_protos: nothing to compare with")
        return faults
    released = lay_out("released", copy_revision(revision))
    return faults + run(buf, present, "breaking", "--against", str(released))


def write(buf):
    present = lay_out("present", copy_present)
    faults = run(buf, present, "format", "proto", "-w")
    for file in sorted((present / "proto").rglob("*.proto")):
        target = ROOT / "proto" / file.relative_to(present / "proto")
        if target.read_bytes() != file.read_bytes():
            shutil.copy(file, target)
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="REVISION")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    buf = install_buf()
    faults = write(buf) if arguments.write else check(buf, arguments.against)
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
