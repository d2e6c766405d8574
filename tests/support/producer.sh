# producer.sh: what tests of backfill-producer share; source it after lib.sh and backfill.sh.
# shellcheck shell=bash

# runs CODE NAME COMMAND...: its exit code; what it printed is in $WORK/out and $WORK/err.
runs() {
    local want=$1 name=$2 code=0
    shift 2
    timeout 60 "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || code=$?
    is "$code" "$want" "$name"
    [ "$code" = "$want" ] || sed 's/^/# /' "$WORK/err" "$WORK/out" | head -10
}

# refused NAME CODE TEXT COMMAND...: ends with CODE and one line on stderr that holds TEXT.
refused() {
    local name=$1 want=$2 says=$3
    shift 3
    runs "$want" "$name: exit code" "$@"
    is "$(wc -l <"$WORK/err")" 1 "$name: one line ($(head -c 200 "$WORK/err" | head -1))"
    ok "$name: it says '$says'" grep -qF -- "$says" "$WORK/err"
}

# later NAME COMMAND...: run it beside the test; was_refused looks at how it ended.
later() {
    local name=$1
    shift
    (
        code=0
        timeout 60 "$@" >"$WORK/$name.out" 2>"$WORK/$name.err" </dev/null || code=$?
        echo "$code" >"$WORK/$name.code"
    ) &
}
was_refused() { # title, exit code, text, NAME of later
    wait_until 60 test -s "$WORK/$4.code"
    is "$(cat "$WORK/$4.code")" "$2" "$1: exit code"
    is "$(wc -l <"$WORK/$4.err")" 1 "$1: one line"
    ok "$1: it says '$3'" grep -qF -- "$3" "$WORK/$4.err"
}

out_says() { ok "$2" grep -q -- "$1" "$WORK/out"; } # pattern, name
err_says() { ok "$2" grep -q -- "$1" "$WORK/err"; }
json_of() { python3 -c 'import json, sys; print(eval(sys.argv[2], {}, {"j": json.load(open(sys.argv[1]))}))' "$WORK/out" "$1"; }

# A month's columns, "status|stage|generation" and the like.
month_of() { sql "SELECT $2 FROM backfill_log WHERE year = ${1%-*} AND month = ${1#*-}"; }

# A statement of common/sql, as psql runs it.
run_statement() { # NAME ARGUMENTS: it as SQL
    printf 'PREPARE s AS\n'
    cat "$REPOSITORY/common/sql/$1.sql"
    printf ';\nEXECUTE s (%s);\nDEALLOCATE s;\n' "$2"
}
