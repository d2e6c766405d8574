# shellcheck shell=bash
# providers.sh: fakes for the AI and ISBN services in a test of the two programs; source it after
# lib.sh and backfill.sh.
#
# The fake keeps its own log of what it was asked. What the database says of calls is compared with
# that, never with what the consumer believes.

FAKE_KEYS=() # what must be found in no log, row or URL

FAKE_OPTIONS=() # of the fakes, beside the usual ones

# Run the fakes; their addresses, keys and fast rates are in the environment.
start_fakes() {
    local where
    # Ahead of the programs under test where that is allowed: a fake that is not let run sees requests
    # later than they came, and closer together.
    coproc FAKES {
        exec nice -n -10 "$REPOSITORY/tests/support/fake_services.py" --exit-with-stdin \
            --max-seconds 280 --log "$WORK/asked" "${FAKE_OPTIONS[@]}" 2>"$WORK/fakes.err"
    }
    if ! read -r where <&"${FAKES[0]}"; then
        echo "Bail out! the fake services do not start: $(tail -n 1 "$WORK/fakes.err")"
        exit 1
    fi
    printf '%s\n' "$where" >"$WORK/fakes.json"
    eval "$(python3 -c '
import json, shlex, sys
j = json.load(sys.stdin)
for name, value in j["env"].items():
    print(f"export {name}={shlex.quote(value)}")
for name in "control", "log_summary", "trap":
    print(f"FAKES_{name.upper()}={shlex.quote(j[name])}")
' <"$WORK/fakes.json")"
    give_keys
    for name in GEMINI XAI ISBNDB GOOGLE_BOOKS OPEN_LIBRARY; do
        export "BACKFILL_PROVIDERS_${name}_RATE_PER_SECOND=100"
        export "BACKFILL_PROVIDERS_${name}_TIMEOUT_MS=10000"
    done
    export BACKFILL_CONTACT=tests@backfill.example
    export BACKFILL_GENERATORS=gemini,xai BACKFILL_RESOLVERS=isbndb
}

give_keys() {
    local name key
    for name in GEMINI XAI ISBNDB GOOGLE_BOOKS; do
        key=test-key-$$-$RANDOM-of-${name,,}
        FAKE_KEYS+=("$key")
        export "BACKFILL_PROVIDERS_${name}_KEY=$key"
    done
}

control() { # JSON: POST /_control
    if ! curl -fsS -H 'content-type: application/json' -d @- "$FAKES_CONTROL" <<<"$1" >"$WORK/control.out"; then
        echo "Bail out! the fake does not take ${1:0:500}"
        exit 1
    fi
}

# asked SERVICE MEMBER: a count of the fake's: requests, over_quota, largest_second, outcomes.ok …
asked() {
    curl -fsS "$FAKES_LOG_SUMMARY" | python3 -c '
import json, sys
at = json.load(sys.stdin)["services"].get(sys.argv[1], {})
for name in sys.argv[2].split("."):
    at = at.get(name, 0) if isinstance(at, dict) else 0
print(at)' "$1" "$2"
}

# The fake's log, one JSON object a line, through a Python expression in `r`: where it holds.
asked_where() { # expression: how many requests
    python3 -c '
import json, sys
print(sum(1 for line in open(sys.argv[1]) for r in [json.loads(line)] if eval(sys.argv[2])))
' "$WORK/asked" "$1"
}

# Where what we counted and what the fake was asked differ, a line each: by provider the sums of
# provider_usage (calls that are booked), backfill_attempt, backfill_log and attempt_usage, and the tokens.
# Every call is expected to be booked by now, and every attempt ended. METER=calls leaves out the tokens,
# for answers that never came whole cannot say what they cost.
meter_disagrees() {
    sql "SELECT u.provider, sum(u.calls) FILTER (WHERE u.outcome <> 'reserved'),
                coalesce(sum(u.calls) FILTER (WHERE u.outcome = 'reserved'), 0),
                sum(u.tokens_in), sum(u.tokens_out),
                (SELECT coalesce(sum((a.calls ->> u.provider)::int), 0) FROM backfill_attempt a),
                (SELECT CASE u.provider WHEN 'gemini' THEN sum(gemini_calls) WHEN 'xai' THEN sum(xai_calls)
                                        WHEN 'isbndb' THEN sum(isbndb_calls) END FROM backfill_log),
                (SELECT coalesce(sum(c.calls), 0) FROM attempt_usage c JOIN backfill_attempt USING (claim_token)
                  WHERE c.provider = u.provider)
           FROM provider_usage u GROUP BY u.provider" >"$WORK/meter"
    curl -fsS "$FAKES_LOG_SUMMARY" >"$WORK/summary"
    python3 -c '
import json, sys
asked = json.load(open(sys.argv[2]))["services"]
ours = {}
for line in open(sys.argv[1]):
    name, *numbers = line.rstrip("\n").split("|")
    ours[name] = [int(n) if n else None for n in numbers]
for name in sorted(set(asked) | set(ours)):
    theirs = asked.get(name, {})
    requests = theirs.get("requests", 0)
    booked, reserved, tokens_in, tokens_out, attempts, log, recorded = ours.get(name) or [0, 0, 0, 0, 0, None, 0]
    pairs = [("booked", booked, requests), ("reserved for ever", reserved, 0),
             ("calls of attempts", attempts, requests), ("calls of months", log, requests),
             ("usage of attempts", recorded, requests),
             ("tokens in", tokens_in, theirs.get("tokens_in", 0)),
             ("tokens out", tokens_out, theirs.get("tokens_out", 0))][:5 if "calls" in sys.argv else 7]
    for what, got, want in pairs:
        if got is not None and got != want:
            print(f"{name}: {what}: ours {got}, the fake has {want}")
' "$WORK/meter" "$WORK/summary" "${METER:-all}"
}

usage() { sql "SELECT coalesce(sum(calls), 0) FROM provider_usage WHERE provider = '$1' AND ${2:-outcome <> 'reserved'}"; }

# Files and rows in which a key is found, a line each.
keys_found() { # FILE...
    local key
    sql "SET bytea_output = 'escape'; $(sql "SELECT string_agg('SELECT t::text FROM ' || quote_ident(tablename) || ' t', ';')
                                               FROM pg_tables WHERE schemaname = 'public'")" >"$WORK/rows"
    for key in "${FAKE_KEYS[@]}"; do grep -lF -- "$key" "$WORK/rows" "$WORK/asked" "$@" || true; done
    asked_where '"key=" in r["path"]' | grep -vx 0 || true
}

# A database as new, the months FROM..TO scheduled, and a fake without rules and counts.
fresh_months() { # FROM TO OPTION-OF-SCHEDULE...
    fresh_backfill
    control '{"reset": true}'
    : >"$WORK/asked"
    seed "$1" "$2"
    schedule "$@"
}

# The consumer until the queue is empty; what it said is in $WORK/log.
consume() { # OPTION...
    local code=0
    timeout "${CONSUME_SECONDS:-35}" "$BIN/backfill-consumer" --until-empty --log-level debug "$@" \
        >"$WORK/out" 2>"$WORK/log" || code=$?
    [ "$code" = 0 ] || { echo "# the consumer ended with $code"; tail -n 8 "$WORK/log" | sed 's/^/# /'; }
    return "$code"
}

# A day's budget must not begin anew in the middle of a test.
keep_off_midnight() {
    local left=$((86400 - $(date -u +%s) % 86400))
    if [ "$left" -lt 60 ]; then sleep "$left"; fi
}

# As if the night had passed: what was used is yesterday's, what waited for midnight is due.
pass_midnight() {
    sql "UPDATE provider_usage SET day = day - 1;
         UPDATE attempt_usage SET day = day - 1;
         UPDATE provider_state SET closed_until = NULL, next_slot_at = NULL;
         UPDATE backfill_log SET retry_at = clock_timestamp() WHERE status = 'retry';
         UPDATE outbox SET available_at = clock_timestamp()"
}

statuses() { sql "SELECT string_agg(status || ' ' || n, ', ' ORDER BY status) FROM (SELECT status, count(*) AS n FROM backfill_log GROUP BY status) s"; }
