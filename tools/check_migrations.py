#!/usr/bin/env python3
"""Checks every migrations/ folder and the SQL in the sources, as STYLE section 6 and DESIGN section 6 want them.

check_migrations.py [--against REVISION]

What a migration says once merged is frozen: it is compared with REVISION, by default origin/main, and where that is
just what lies here with the commit before. The tables themselves are judged from the catalogue, by the tests
(libs/testing/catalogue.h); here is what only the text shows.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = re.compile(r"(\d{4})_[a-z]+(?:_[a-z0-9]+)+\.sql")
LITERAL = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.S)
EMBEDDED = re.compile(r'R"sql\((.*?)\)sql"', re.S)

CLOCKS = re.compile(r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|"
                    r"\b(?:current_date|current_time|current_timestamp|localtime|localtimestamp)\b", re.I)
RANDOM = re.compile(r"\b(?:random|gen_random_uuid|uuid_generate_v\w+)\s*\(", re.I)
# unnest makes just the columns it is given.
STAR = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?(?:\w+\.)?\*(?!\s+FROM\s+unnest\b)", re.I)

# What a migration may not say, and what to say instead.
REFUSED = [
    (CLOCKS, "reads a clock, want a bound parameter"),
    (RANDOM, "draws at random, want ids made in C++"),
    (STAR, "SELECT *, want the columns listed"),
    (re.compile(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\b", re.I), "a trigger, want none"),
    (re.compile(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?RULE\b", re.I), "a rule, want none"),
    (re.compile(r"\bAS\s+ENUM\b", re.I), "an enum type, want TEXT with a CHECK"),
    (re.compile(r"\b(?:VAR)?CHAR\s*\(|\bCHARACTER\s+VARYING\b", re.I), "VARCHAR(n), want TEXT"),
    (re.compile(r"\b(?:SMALL|BIG)?SERIAL\b", re.I), "SERIAL, want BIGINT GENERATED ALWAYS AS IDENTITY"),
    (re.compile(r"\bTIMESTAMP\b(?!\s+WITH\s+TIME|\s*:=)", re.I), "TIMESTAMP, want TIMESTAMPTZ"),
    (re.compile(r"\bCREATE\s+EXTENSION\b", re.I), "an extension, which the owner role may not create"),
    (re.compile(r"\bpublic\.", re.I), "the schema public, want the service's own"),
    (re.compile(r"^\s*(?:BEGIN|COMMIT|ROLLBACK|START\s+TRANSACTION)\s*;", re.I | re.M),
     "ends or begins a transaction, want one migration in one"),
    (re.compile(r"\b\w+_minor\s+(?!BIGINT\b)(?:INTEGER|INT|SMALLINT|NUMERIC|DECIMAL|DOUBLE|REAL|MONEY)\b", re.I),
     "an amount that is not BIGINT"),
]
TABLE = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)(\s+PARTITION\s+OF\b)?", re.I)
REFERENCE = re.compile(r"\bREFERENCES\s+([\w.]+)", re.I)
COMMENT = re.compile(r"\bCOMMENT\s+ON\s+TABLE\s+([\w.]+)\s+IS\s+'@(?:dist \w+|ref\b|local\b)", re.I)


def blanked(text):
    """The text without comments and literals, every line still where it was."""
    return LITERAL.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def refused(path, text, rules, first_line=1):
    code = blanked(text)
    for pattern, complaint in rules:
        for found in pattern.finditer(code):
            yield f"{path}:{line_of(code, found.start()) + first_line - 1}: {complaint}"


def schema_faults(path, text, service):
    """A service names its schema, a shared library never does: it lives in every service's."""
    code = blanked(text)
    for kind, pattern in (("table", TABLE), ("reference", REFERENCE)):
        for found in pattern.finditer(code):
            schema, _, _ = found.group(1).rpartition(".")
            if schema != (service or ""):
                wanted = f"{service}.<table>" if service else "no schema"
                yield f"{path}:{line_of(code, found.start())}: {kind} {found.group(1)}, want {wanted}"


def uncommented(path_texts):
    commented = {name for _, text in path_texts for name in COMMENT.findall(text)}
    for path, text in path_texts:
        code = blanked(text)
        for found in TABLE.finditer(code):
            if not found.group(2) and found.group(1) not in commented:
                yield (f"{path}:{line_of(code, found.start())}: table {found.group(1)}, "
                       "want a COMMENT ON TABLE that begins with @dist key, @ref or @local")


def name_faults(folder, names):
    for number, name in enumerate(sorted(names), 1):
        matched = NAME.fullmatch(name)
        if not matched:
            yield f"{folder}/{name}: want NNNN_verb_noun.sql"
        elif int(matched.group(1)) != number:
            yield f"{folder}/{name}: want number {number:04}"


def folder_faults(folder, texts):
    """Faults of one migrations/ folder (a path from the root), its files given as {name: text}."""
    parts = pathlib.PurePath(folder).parts
    service = parts[1] if parts[0] == "services" else None
    yield from name_faults(folder, texts)
    path_texts = [(f"{folder}/{name}", texts[name]) for name in sorted(texts)]
    for path, text in path_texts:
        yield from refused(path, text, REFUSED)
        yield from schema_faults(path, text, service)
    yield from uncommented(path_texts)


def source_faults(path, text):
    """Clocks, chance and stars in the statements of a C++ source."""
    for found in EMBEDDED.finditer(text):
        rules = [(CLOCKS, "reads a clock, want a bound parameter"),
                 (RANDOM, "draws at random, want it made in C++"),
                 (STAR, "SELECT *, want the columns listed")]
        yield from refused(path, found.group(1), rules, line_of(text, found.start(1)))


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)


def merged_revision(asked):
    """The revision whose migrations are frozen; None where nothing has been merged anywhere."""
    if asked:
        return asked
    merged = git("rev-parse", "--verify", "--quiet", "origin/main^{commit}").stdout.strip()
    if not merged:
        return None
    return "HEAD^" if merged == git("rev-parse", "HEAD").stdout.strip() else merged


def frozen_faults(revision):
    listed = git("ls-tree", "-r", "--name-only", revision)
    if listed.returncode != 0:
        return
    for path in listed.stdout.splitlines():
        if "/migrations/" not in path or not path.endswith(".sql"):
            continue
        here = ROOT / path
        if not here.exists():
            yield f"{path}: merged, and gone"
        elif here.read_text() != git("show", f"{revision}:{path}").stdout:
            yield f"{path}: merged, and changed; want a new migration"


def all_faults(against):
    for folder in sorted([*ROOT.glob("libs/*/migrations"), *ROOT.glob("services/*/migrations")]):
        texts = {file.name: file.read_text() for file in folder.glob("*.sql")}
        yield from folder_faults(str(folder.relative_to(ROOT)), texts)
    for part in ("libs", "services", "tools"):
        for file in sorted((ROOT / part).rglob("*.cc")):
            if not file.name.endswith("_test.cc") and "node_modules" not in file.parts:
                yield from source_faults(str(file.relative_to(ROOT)), file.read_text())
    revision = merged_revision(against)
    if revision:
        yield from frozen_faults(revision)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="REVISION")
    faults = list(all_faults(parser.parse_args().against))
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
