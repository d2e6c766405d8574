#!/usr/bin/env python3
"""How much each statement of common/sql reads: plans.py STATEMENT-FOLDER TABLE, with the database in
BACKFILL_DATABASE_URL, printing TAP.

Each line of the table is "NAME ROWS PAGES ARGUMENTS": the most rows that all steps of the plan
together may handle (those that a filter throws away among them), the most pages of tables and indexes
that it may read, and the values of its parameters as SQL. "NAME - why" leaves a statement out. Each
statement is run with a plan for its arguments and with one for any, and rolled back. Time plays no
part in it. Statements that have no line fail.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

HANDLED = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


def rows_of(node):
    own = sum(node.get(key, 0) for key in HANDLED) * node.get("Actual Loops", 1)
    return own + sum(rows_of(child) for child in node.get("Plans", ()))


def pages_of(node):
    return sum(node.get(f"{kind} {what} Blocks", 0) for kind in ("Shared", "Local") for what in ("Hit", "Read"))


def statement(folder, name):
    text = re.sub(r"(?m)^[ ]*--.*$", "", (folder / f"{name}.sql").read_text())
    return re.sub(r" -- .*", "", text).strip().rstrip(";")


def explain(text, arguments, mode):
    arguments = re.sub(r"\{(\d+)\.\.(\d+)\}", lambda m: "{" + ",".join(map(str, range(int(m[1]), int(m[2]) + 1))) + "}", arguments)
    run = f"BEGIN; EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE s{f'({arguments})' if arguments else ''}; ROLLBACK;"
    # Twice: the first run also reads what the server itself knows of the tables.
    script = f"SET plan_cache_mode = {mode}; PREPARE s AS {text};\n\\o /dev/null\n{run}\n\\o\n{run}"
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", os.environ["BACKFILL_DATABASE_URL"], "-f", "-"],
                          input=script, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip())
    return json.loads(done.stdout)[0]["Plan"]


def judge(folder, line):
    """What is wrong with a statement; empty: nothing."""
    name, rows, pages, *rest = line.split(None, 3)
    for mode in ("force_custom_plan", "force_generic_plan"):
        try:
            plan = explain(statement(folder, name), rest[0] if rest else "", mode)
        except (ValueError, OSError) as error:
            return str(error)
        got = rows_of(plan), pages_of(plan)
        if got[0] > int(rows) or got[1] > int(pages):
            return f"{mode}: {got[0]} rows and {got[1]} pages, {rows} and {pages} are allowed"
        print(f"# {name}: {got[0]} rows, {got[1]} pages ({mode})")
    return ""


def main():
    folder, table = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    lines = [line for line in table.read_text().splitlines() if line.strip() and not line.startswith("#")]
    named = {line.split()[0]: line for line in lines}
    count = failed = 0
    for name in sorted({file.stem for file in folder.glob("*.sql")} | set(named)):
        line = named.get(name)
        wrong = judge(folder, line) if line and line.split()[1] != "-" else "" if line else "has no line in the table"
        count += 1
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {count} - {name}: reads no more than it may")
        for part in wrong.splitlines():
            print(f"# {part}")
    print(f"1..{count}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
