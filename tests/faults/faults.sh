# shellcheck shell=bash
# faults.sh: what fault tests share; source it after lib.sh and backfill.sh (and providers.sh).
#
# A fault test makes work, breaks something, lets everything come to rest (come_to_rest or recover), and ends
# with the invariant checker (check). figure writes what tests/run sums up in the table of faults.

FAULTS=$REPOSITORY/tests/faults

# --- coming to rest ------------------------------------------------------------------------------

# Nothing queued or processing, no retry and no outbox row that is due within half a minute (what
# waits for tomorrow waits), the queue of work empty.
at_rest() {
    [ "$(sql "SELECT (SELECT count(*) FROM backfill_log
                       WHERE status IN ('queued', 'processing')
                          OR (status = 'retry' AND retry_at < clock_timestamp() + interval '30 s'))
                   + (SELECT count(*) FROM outbox WHERE available_at < clock_timestamp() + interval '30 s')")" = 0 ] &&
        [ "$("$REPOSITORY/tests/support/queue-depth" BACKFILL_QUEUE)" = 0 ]
}

consumers_are() { # QUEUE COUNT
    [ "$(python3 -c '
import os, sys, urllib.parse
sys.path.insert(0, sys.argv[1])
import raw_amqp
connection = raw_amqp.Connection(urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_URL"]))
print(connection.declare_counts(sys.argv[2])[1])' "$REPOSITORY/tests/support" "$1")" = "$2" ]
}

what_moves() { # where things stand, for a test that waited in vain
    sql "SELECT '# ' || status || ': ' || count(*) FROM backfill_log GROUP BY status;
         SELECT '# outbox to ' || destination || ': ' || count(*) || ' ' || coalesce(max(last_error), '')
           FROM outbox GROUP BY destination" || true
    echo "# BACKFILL_QUEUE: $("$REPOSITORY/tests/support/queue-depth" BACKFILL_QUEUE 2>&1)"
}

# come_to_rest [SECONDS]: the consumers that run bring everything to rest in that time; one test line.
# SETTLED_MS is how long it took.
come_to_rest() {
    local started=${EPOCHREALTIME/./} code=0
    wait_until "${1:-30}" at_rest || code=$?
    SETTLED_MS=$(((${EPOCHREALTIME/./} - started) / 1000))
    result "$code" "${REST_NAME:-everything comes to rest}"
    [ "$code" = 0 ] || what_moves
}

# recover [SECONDS] [OPTION...]: a new consumer brings everything to rest, and ends well. What it says
# is in $WORK/recover.log. Two test lines.
recover() {
    local pid code=0 seconds=${1:-30}
    "$BIN/backfill-consumer" --log-level warning "${@:2}" >/dev/null 2>>"$WORK/recover.log" &
    pid=$!
    come_to_rest "$seconds"
    kill -TERM "$pid"
    wait "$pid" || code=$?
    is "$code" 0 "the consumer that did it ends well"
}

# --- the checker ---------------------------------------------------------------------------------

# check NAME [OPTION...]: does everything hold? One test line. Its options: check-invariants --help;
# --quiescent and the fakes' log are given already. Its figures are in $WORK/verdict.
check() {
    local name=$1 code=0 options=(--quiescent)
    shift
    if [ -e "$WORK/asked" ]; then options+=(--fakes "$WORK/asked"); fi
    "$FAULTS/check-invariants" --json "${options[@]}" "$@" >"$WORK/verdict" 2>"$WORK/verdict.err" || code=$?
    result "$code" "$name"
    if [ "$code" != 0 ]; then echo "# broken: what must hold does not" && verdict; fi
}

verdict() { # what the last check found, as comments
    python3 - "$WORK/verdict" <<'PY' || sed 's/^/# /' "$WORK/verdict.err"
import json, sys
for rule in json.load(open(sys.argv[1]))["broken"]:
    print(f"# {rule['invariant']} {rule['rule']}: {len(rule['offenders'])} offenders")
    for row in rule["offenders"][:5]:
        print(f"#     {row}")
PY
}

# --- figures -------------------------------------------------------------------------------------

# figure FAULT MONTHS LOST DOUBLED OVER_QUOTA DEAD_LETTERS_LOST RECOVERY_MS: one fault that was tried.
figure() {
    local line
    line=$(printf '{"fault": "%s", "months": %d, "lost": %d, "doubled": %d, "over_quota": %d, "dead_letters_lost": %d, "recovery_ms": %d}' "$@")
    if [ -n "${TEST_RUN_DIR:-}" ]; then
        printf '%s\n' "$line" >>"$TEST_RUN_DIR/figures" # one write: tests run side by side
    else
        printf '# %s\n' "$line"
    fi
}

# figure_of FAULT RECOVERY_MS: the same, with the figures of the last check.
figure_of() {
    local numbers
    numbers=$(python3 - "$WORK/verdict" <<'PY'
import json, sys
figures = json.load(open(sys.argv[1]))["figures"]
print(*(figures[name] for name in ("months", "lost", "doubled", "over_quota", "dead_letters_lost")))
PY
    ) || return 0 # the check has failed already
    # shellcheck disable=SC2086 # numbers
    figure "$1" $numbers "$2"
}
