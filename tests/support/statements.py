#!/usr/bin/env python3
"""For integration/test_statements: what the head of each statement says, and what PostgreSQL says of it.

    statements.py script FILE...            what psql is to run, all statements in one go
    statements.py compare FOLDER FILE...    three lines for each test: what was found, what the head says, its name.
                                            FOLDER has psql's answers, and functions: "FUNCTION TABLE" a line,
                                            the tables that our functions change; EXPLAIN does not look into them
"""
import pathlib
import re
import sys


def without_comments(text):
    return re.sub(r" -- .*", "", re.sub(r"(?m)^ *--.*\n?", "", text))


def is_utility(text):
    """Statements that cannot be prepared by PREPARE change the table that they name."""
    return re.match("(COPY|CREATE|ANALYZE) ", text)


# ---- the script ----

# With NULL for every parameter, where nothing may be changed. PostgreSQL refuses that before it looks
# whether there are rows to change; EXPLAIN names all tables that can be changed.
RUN = r"""PREPARE s AS
{text}
;
SELECT '(' || array_to_string(array_fill('NULL'::text, ARRAY[cardinality(parameter_types)]), ',') || ')' AS args
  FROM pg_prepared_statements WHERE name = 's' AND cardinality(parameter_types) > 0
UNION ALL SELECT '' LIMIT 1 \gset
\echo plans
EXPLAIN (COSTS OFF) EXECUTE s :args;
SET TRANSACTION READ ONLY;
\o /dev/null
EXECUTE s :args;
\o
\echo readonly :SQLSTATE
ROLLBACK;
DEALLOCATE s;
"""


def script(files):
    """Of each statement: "column NAME", "plan LINE", and "readonly SQLSTATE"."""
    print("SET plan_cache_mode = force_generic_plan;")
    for file in files:
        text = without_comments(file.read_text())
        print(f"\\echo statement {file.stem}\nBEGIN;")
        if re.match("(catalog|dump)_(copy|merge)_", file.stem): # they need the temporary tables
            for stage in file.parent.glob(file.stem.split("_")[0] + "_stage_*.sql"):
                print(without_comments(stage.read_text()), ";")
        print(text, "\\gdesc\n\\echo described :SQLSTATE", sep="\n")
        print("ROLLBACK;" if is_utility(text) else RUN.format(text=text))


# ---- comparing ----

def head(whole, label):
    return [word for words in re.findall(rf"(?m)^-- *{label}:(.*)$", whole) for word in words.split()]


def columns(answer):
    described = answer.partition("described ")[0].splitlines()
    return [line.split("|")[0] for line in described if not line.startswith("The command has no result")]


def changes(text, answer, functions):
    first = text.splitlines()[0]
    if first.startswith("ANALYZE "):
        return ["pg_statistic"]
    utility = re.match(r"(?:COPY|CREATE TABLE IF NOT EXISTS|CREATE TEMPORARY TABLE) ([a-z_]+)", first)
    if utility:
        return [utility[1]]
    plan = answer.partition("\nplans\n")[2]
    found = re.findall(r"(?m)^ *(?:-> *)?(?:Insert|Update|Delete) on ([a-z_]+)", plan)
    found += [table for name, table in functions if re.search(rf"\b{name}\(", text)]
    if "LockRows" in plan and not re.search("(Insert|Update|Delete) on", plan):
        found.append("row_locks")
    if re.search(r"_advisory_[a-z_]*\(hashtext", text):
        found.append("advisory_lock")
    return sorted(set(found))


def compare(folder, files):
    functions = [line.split() for line in (folder / "functions").read_text().splitlines()]
    parts = re.split(r"(?m)^statement ", (folder / "answers").read_text())[1:]
    said = {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}
    for file in files:
        whole, name = file.read_text(), file.stem
        text, answer, changed = without_comments(whole), said.get(name, ""), head(whole, "changes")
        tests = [(columns(answer), head(whole, "columns"), "the columns of its head"),
                 (changes(text, answer, functions), sorted(changed), "what its head says it changes")]
        if not is_utility(text):
            wanted = "25006" if set(changed) - {"advisory_lock"} else "00000"
            tests.append((re.findall(r"(?m)^readonly (.*)$", answer), [wanted], "in a transaction that may only read"))
        for got, want, what in tests:
            print(" ".join(got), " ".join(want), f"{name}: {what}", sep="\n")


def main():
    files = [pathlib.Path(name) for name in sys.argv[2:]]
    if sys.argv[1] == "script":
        script(files)
    else:
        compare(files[0], files[1:])


if __name__ == "__main__":
    main()
