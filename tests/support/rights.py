#!/usr/bin/env python3
"""Which rights each statement of common/sql needs: rights.py STATEMENT-FOLDER, printing SQL for psql.

The server itself is asked: a role gets every right on every table, then loses one at a time, and
EXPLAIN, which checks rights as an execution does but changes nothing, says whether the statement
misses it. The result is the table needed(statement, relation, privilege). What a function does
inside is not seen by EXPLAIN.
"""
import pathlib
import re
import sys


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def main():
    rows = []
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.sql")):
        text = re.sub(r"(?m)^[ ]*--.*$", "", file.read_text()).strip().rstrip(";")
        text = re.sub(r" -- .*", "", text)  # not the options that a text names
        if text.startswith("CREATE TEMPORARY"):  # where an import waits for its merge
            print(text.replace("ON COMMIT DROP", "") + ";")
            print(f"GRANT ALL ON {text.split()[3]} TO PUBLIC;")
        if re.match(r"(COPY|CREATE|ANALYZE)\b", text):
            continue  # cannot be explained, and needs no table of ours
        count = max((int(n) for n in re.findall(r"\$(\d+)", text)), default=0)
        rows.append(f"({quoted(file.stem)}, {quoted(text)}, {count})")
    print("CREATE TEMP TABLE statement (name text, body text, parameters integer);")
    print("INSERT INTO statement VALUES\n" + ",\n".join(rows) + ";")
    print(LOOK)


LOOK = r"""
CREATE TEMP TABLE needed (statement text, relation text, privilege text);
GRANT ALL ON needed TO PUBLIC;
DO $look$
DECLARE
    s record;
    r record;
    p text;
    call text;
BEGIN
    FOR s IN SELECT * FROM statement LOOP
        EXECUTE format('PREPARE look AS %s', s.body);
        call := 'EXPLAIN EXECUTE look';
        IF s.parameters > 0 THEN
            call := call || '(NULL' || repeat(', NULL', s.parameters - 1) || ')';
        END IF;
        FOR r IN SELECT c.oid::regclass AS name FROM pg_class c
                  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                     AND s.body ~ ('\m' || c.relname || '\M') LOOP
            FOREACH p IN ARRAY '{SELECT,INSERT,UPDATE,DELETE}'::text[] LOOP
                EXECUTE format('REVOKE %s ON %s FROM rights_probe', p, r.name);
                BEGIN
                    SET LOCAL ROLE rights_probe;
                    EXECUTE call;
                EXCEPTION WHEN insufficient_privilege THEN
                    RESET ROLE;
                    INSERT INTO needed VALUES (s.name, r.name::text, p);
                END;
                RESET ROLE;
                EXECUTE format('GRANT %s ON %s TO rights_probe', p, r.name);
            END LOOP;
        END LOOP;
        DEALLOCATE look;
    END LOOP;
END
$look$;
"""

if __name__ == "__main__":
    main()
