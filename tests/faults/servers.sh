# shellcheck shell=bash
# servers.sh: what the tests of failing servers share; source it after the libraries of tests/support
# and faults.sh.
#
# A scenario has a database and queues of its own, and a dozen months, which last a second or two by what
# their fake providers take, so that a fault meets some of them in the middle.

CONSUMERS=()

# --- the network between the programs and their servers ------------------------------------------

# From here on the programs reach broker and database through tests/faults/proxy; the test itself
# goes on speaking with them directly.
start_network() {
    need_servers
    local broker=${BACKFILL_BROKER_URL#*@} socket
    broker=${broker%%/*}
    socket=${BACKFILL_DATABASE_URL#*host=}
    printf -v socket '%b/.s.PGSQL.5432' "${socket//%/\\x}" # a folder, percent-encoded
    mkfifo "$WORK/net.in" # its end is the proxy's
    "$REPOSITORY/tests/faults/proxy" --control "$WORK/net" broker="$broker" database="$socket" \
        <"$WORK/net.in" >"$WORK/net.out" 2>"$WORK/net.err" &
    exec {NET_IN}>"$WORK/net.in"
    if ! wait_until 10 grep -q ready "$WORK/net.out"; then
        echo "Bail out! the proxy does not start: $(tail -n 1 "$WORK/net.err")"
        exit 1
    fi
    NET_BROKER=$(sed -n 's/^broker //p' "$WORK/net.out")
    NET_DATABASE=$(sed -n 's/^database //p' "$WORK/net.out")
}

net() { "$REPOSITORY/tests/faults/proxy" --tell "$WORK/net" "$@"; } # broker|database COMMAND...

# A command that reaches its servers through the network that fails.
through_network() {
    local broker=${BACKFILL_BROKER_URL#*@} database=${BACKFILL_DATABASE_URL#*@}
    local path=/
    if [[ $broker == */* ]]; then path=/${broker#*/}; fi
    database=${database#*/}
    BACKFILL_BROKER_URL=${BACKFILL_BROKER_URL%@*}@127.0.0.1:$NET_BROKER$path \
        BACKFILL_DATABASE_URL="${BACKFILL_DATABASE_URL%%@*}@127.0.0.1:$NET_DATABASE/${database%%\?*}" \
        "$@"
}

# --- consumers -----------------------------------------------------------------------------------

# Start one; its id is in CONSUMER, what it says in $WORK/NAME.log.
start_consumer() { # NAME [OPTION...]
    : >"$WORK/$1.log" # what an earlier one of this name has said is not what this one says
    "$BIN/backfill-consumer" --concurrency 4 --listen 127.0.0.1:0 --log-level info "${@:2}" \
        >/dev/null 2>"$WORK/$1.log" &
    CONSUMER=$!
    CONSUMERS+=("$CONSUMER")
    if ! wait_until 30 grep -q event=started "$WORK/$1.log"; then
        echo "Bail out! the consumer does not start: $(tail -n 1 "$WORK/$1.log")"
        exit 1
    fi
}

process_of() { sed -n 's/.*event=started .*process=\([0-9]*\).*/\1/p' "$WORK/$1.log"; } # NAME: its id in the fleet

ready() { # NAME
    local port
    port=$(sed -n 's/.*event=listening.* port=\([0-9]*\).*/\1/p' "$WORK/$1.log")
    curl -fsS "http://127.0.0.1:$port/readyz"
}
not_ready() { ! ready "$1"; }

stop_consumers() { # each must end with 0
    local pid code=0
    for pid in "${CONSUMERS[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${CONSUMERS[@]}"; do wait "$pid" || code=$?; done
    CONSUMERS=()
    return "$code"
}

# --- a scenario ----------------------------------------------------------------------------------

# A database and queues as new, and months whose providers take their time.
begin() { # NAME [MONTHS]
    local last=$((${2:-12} - 1))
    SCENARIO=$1
    fresh_backfill
    control '{"reset": true, "no_editions": true, "invent": {"resolvable": 0.8},
              "services": {"gemini": {"fill": 4, "max_books": 4, "latency_ms": [100, 500]},
                           "xai": {"fill": 4, "max_books": 4, "fill_first": 3, "latency_ms": [100, 500]},
                           "isbndb": {"latency_ms": [20, 200]}}}'
    : >"$WORK/asked"
    last=$((1990 + last / 12))-$((last % 12 + 1))
    seed 1990-01 "$last"
    schedule 1990-01 "$last"
}

begin_more() { # MONTHS: later ones
    local last=$(($1 - 1))
    last=$((2005 + last / 12))-$((last % 12 + 1))
    seed 2005-01 "$last"
    schedule 2005-01 "$last"
}

some_in_work() {
    sql_is "SELECT count(*) FILTER (WHERE status = 'completed') >= 1
                   AND count(*) FILTER (WHERE status = 'processing') > 0 FROM backfill_log" t
}

# In the middle: a month is completed, some are in work, some wait. One test line: a fault that meets
# nothing shows nothing.
in_the_middle() { ok "$SCENARIO: months are in work" wait_until 30 some_in_work; }

# The months come to rest by themselves, the consumers end well, and the checker finds nothing.
# Recovery is counted from RETURNED, a time of the database, or else from now.
conclude() { # SECONDS [RETURNED [OPTION OF THE CHECKER...]]
    local recovery
    REST_NAME="$SCENARIO: everything comes to rest" come_to_rest "$1"
    recovery=$SETTLED_MS
    if [ -n "${2:-}" ]; then recovery=$(recovery_since "$2"); fi
    recovery=${recovery:-$SETTLED_MS} # all had been done by then
    ok "$SCENARIO: the consumers end well" stop_consumers
    check "$SCENARIO: the invariants hold" "${@:3}"
    is "$(sql "SELECT count(*) FROM backfill_log WHERE status <> 'completed' OR retry_count > 0")" 0 \
        "$SCENARIO: every month is completed, none charged"
    figure_of "$SCENARIO" "$recovery"
}

# --- whose months another takes up ---------------------------------------------------------------

# The janitor's times as they are without configuration.
default_times() {
    local name
    for name in ${!BACKFILL_JANITOR_@}; do unset "$name"; done
}

none_left_of() { sql_is "SELECT count(*) FROM backfill_log WHERE owner = $1" 0; } # PROCESS

# As conclude; recovery is when the last month that PROCESS had was taken up by another.
conclude_taken() { # SECONDS GONE PROCESS
    local months
    REST_NAME="$SCENARIO: everything comes to rest" come_to_rest "$1"
    ok "$SCENARIO: the consumers end well" stop_consumers
    check "$SCENARIO: the invariants hold"
    months=$(sql "SELECT count(*) FROM backfill_attempt WHERE owner = $3 AND outcome = 'taken_over'")
    ok "$SCENARIO: it had months ($months)" test "$months" -gt 0
    is "$(sql "SELECT count(*) FROM backfill_log WHERE status <> 'completed' OR retry_count > 0")" 0 \
        "$SCENARIO: every month is completed, none charged"
    figure_of "$SCENARIO" "$(sql "SELECT coalesce(round(extract(epoch FROM max(at) - '$2') * 1000)::bigint, 999999)
        FROM backfill_attempt lost, LATERAL (SELECT min(started_at) AS at FROM backfill_attempt a
                                              WHERE a.job_id = lost.job_id AND a.id > lost.id) next
       WHERE lost.owner = $3 AND lost.outcome = 'taken_over'")"
}

database_time() { sql "SELECT clock_timestamp()"; }

# Milliseconds from a time of the database to the first month that was taken up, went a step or was
# completed after it; nothing if there was none.
recovery_since() {
    sql "SELECT round(extract(epoch FROM min(at) - '$1') * 1000)::bigint
           FROM (SELECT started_at AS at FROM backfill_attempt UNION ALL
                 SELECT ended_at FROM backfill_attempt WHERE outcome = 'completed' UNION ALL
                 SELECT received_at FROM provider_response UNION ALL
                 SELECT settled_at FROM backfill_book) e WHERE at > '$1'"
}

# --- own servers ---------------------------------------------------------------------------------

pid_of() { cut -d ' ' -f 1 "$BACKFILL_STATE_DIR/$1.pid"; } # postgresql | rabbitmq

# Erlang that the node of own_servers runs, as rabbitmqctl would have it run, which takes seconds to start.
broker_runs() ( # EXPRESSION
    # shellcheck source=../../deploy/local/lib.sh
    . "$REPOSITORY/deploy/local/lib.sh"
    # shellcheck source=../../deploy/local/rabbitmq.sh
    . "$REPOSITORY/deploy/local/rabbitmq.sh"
    state_locate
    rabbitmq_environment
    cd "$STATE/rabbitmq" || exit 1
    as_user rabbitmq env "${RABBITMQ_ENV[@]}" erl_call -address "127.0.0.1:$PORT_DIST" -e <<<"$1" | grep '^{ok, '
)

rabbitmqctl_own() ( # of the node of own_servers
    # shellcheck source=../../deploy/local/lib.sh
    . "$REPOSITORY/deploy/local/lib.sh"
    # shellcheck source=../../deploy/local/rabbitmq.sh
    . "$REPOSITORY/deploy/local/rabbitmq.sh"
    state_locate
    rabbitmq_environment
    cd "$STATE/rabbitmq" || exit 1
    as_user rabbitmq env "${RABBITMQ_ENV[@]}" "$RABBITMQ_BIN/rabbitmqctl" -q "$@"
)
