# shellcheck shell=bash
# lib.sh: what every integration test sources: TAP, servers, waiting, cleaning up.
#
# Under tests/run a test shares one PostgreSQL and one RabbitMQ with others and takes a database and
# a virtual host of its own. Run alone, it starts a private pair. A test that harms servers calls
# own_servers first. WORK is its folder; what it starts and makes is gone when it ends.

TEST_REPOSITORY=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
TEST_COUNT=0
TEST_FAILED=0
TEST_STATE_DIRS=() # of servers to stop and remove at the end
TEST_MADE=()       # "URL NAME" of databases and virtual hosts in servers that live on
TEST_AT_EXIT=()

# Private servers of somebody's session will do; any others are not for tests.
test_addresses_are_private() {
    [ -n "${BACKFILL_STATE_DIR:-}" ] &&
        [[ $("$TEST_REPOSITORY/deploy/local/env" 2>/dev/null) == *"'${BACKFILL_DATABASE_URL:-}'"* ]]
}
if [ -z "${TEST_RUN_DIR:-}" ] && ! test_addresses_are_private; then
    for name in ${!BACKFILL_@}; do
        if [[ $name != BACKFILL_TEST_* ]]; then unset "$name"; fi
    done
fi

# The programs themselves, not the wrappers that pick one of several versions: those take longer
# than most of what they start.
PG_BIN=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
PATH=$PG_BIN:/usr/bin:$PATH

WORK=$(mktemp -d "${TEST_RUN_DIR:-${TMPDIR:-/tmp}}/${0##*/}.XXXXXX")
chmod 711 "$WORK" # the servers' users must get to their folders in it

# --- the end -------------------------------------------------------------------------------------

at_exit() { TEST_AT_EXIT+=("$1"); } # a function

test_descendants() {
    local pid
    for pid in $(pgrep -P "$1"); do
        echo "$pid" # before its children: it must not tell of their end
        test_descendants "$pid"
    done
}

finish_test() {
    local code=$? pids dir entry action
    trap '' INT TERM
    set +e
    for action in "${TEST_AT_EXIT[@]}"; do "$action" >/dev/null 2>&1; done
    pids=$(test_descendants $$)
    # shellcheck disable=SC2086 # a list
    { [ -z "$pids" ] || kill -KILL $pids; wait; } 2>/dev/null # bash would tell of each
    for dir in "${TEST_STATE_DIRS[@]}"; do
        BACKFILL_STATE_DIR=$dir "$TEST_REPOSITORY/deploy/local/down" --kill --purge >/dev/null 2>&1
    done
    for entry in "${TEST_MADE[@]}"; do test_unmake "${entry% *}" "${entry##* }" >/dev/null 2>&1; done
    rm -rf -- "$WORK"
    exit "$code"
}
trap finish_test EXIT
trap 'exit 143' TERM # a test that tests/run gives up still cleans up
trap 'exit 130' INT HUP

test_unmake() { # URL NAME
    case $1 in
    postgresql:*) psql -Xq "$1" -c "DROP DATABASE IF EXISTS $2 WITH (FORCE)" ;;
    http:*) curl -fsS -X DELETE "$1/api/vhosts/$2" ;;
    esac
}

# --- TAP -----------------------------------------------------------------------------------------

result() { # passed (0 or not), name
    TEST_COUNT=$((TEST_COUNT + 1))
    if [ "$1" = 0 ]; then
        echo "ok $TEST_COUNT - $2"
    else
        echo "not ok $TEST_COUNT - $2"
        TEST_FAILED=$((TEST_FAILED + 1))
    fi
}

ok() { # name, command...
    local name=$1 code=0
    shift
    "$@" >"$WORK/ok.out" 2>&1 || code=$?
    result "$code" "$name"
    if [ "$code" != 0 ]; then
        echo "# exit code $code"
        sed 's/^/# /' "$WORK/ok.out" | head -n 20
    fi
}

is() { # got, want, name
    if [ "$1" = "$2" ]; then
        result 0 "$3"
    else
        result 1 "$3"
        printf 'got:  %s\nwant: %s\n' "${1:0:500}" "${2:0:500}" | sed 's/^/# /'
    fi
}

like() { # got, extended regular expression, name
    if [[ $1 =~ $2 ]]; then
        result 0 "$3"
    else
        result 1 "$3"
        printf 'got:  %s\nwant: a match of %s\n' "${1:0:500}" "$2" | sed 's/^/# /'
    fi
}

skip() { # name, why
    TEST_COUNT=$((TEST_COUNT + 1))
    echo "ok $TEST_COUNT - $1 # SKIP $2"
}

# Every answer that serve gave in this test must be one that its document allows. 'witness.h' keeps them.
export BACKFILL_TEST_ANSWERS=$WORK/http.answers
answers_hold() {
    local wrong
    [ -s "$BACKFILL_TEST_ANSWERS" ] || return 0
    wrong=$("$TEST_REPOSITORY/tests/support/openapi.py" answers "$BACKFILL_TEST_ANSWERS.document" "$BACKFILL_TEST_ANSWERS" 2>&1) || true
    result "$([ -z "$wrong" ] && echo 0 || echo 1)" "every answer over HTTP is what /openapi.json says"
    if [ -n "$wrong" ]; then printf '%s\n' "$wrong" | cut -c 1-400 | sed 's/^/# /'; fi
}

plan_done() { # the last thing a test says
    answers_hold
    echo "1..$TEST_COUNT"
    if [ "$TEST_FAILED" != 0 ]; then exit 1; fi
}

# --- waiting -------------------------------------------------------------------------------------

wait_until() { # seconds, command...: until it succeeds; fails when it has not by then
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$end" ]; then return 1; fi
        sleep 0.1
    done
}

# --- servers -------------------------------------------------------------------------------------

# A private pair that the test may harm; its addresses stay when it is killed and started again.
own_servers() {
    local addresses
    export BACKFILL_STATE_DIR=$WORK/state
    TEST_STATE_DIRS+=("$BACKFILL_STATE_DIR")
    TEST_OWN=yes
    start_servers postgresql rabbitmq
    addresses=$("$TEST_REPOSITORY/deploy/local/env")
    eval "$addresses"
}

start_servers() { # own ones: [postgresql] [rabbitmq]
    local said
    if ! said=$(BACKFILL_LOCAL_VOLATILE=1 "$TEST_REPOSITORY/deploy/local/up" "$@" 2>&1); then
        echo "Bail out! $said"
        exit 1
    fi
}

kill_servers() { # own ones, as by a power failure: [postgresql] [rabbitmq]
    "$TEST_REPOSITORY/deploy/local/down" --kill "$@" >/dev/null 2>&1
}

need_servers() {
    if [ -z "${BACKFILL_BROKER_MANAGEMENT_URL:-}${BACKFILL_DATABASE_URL:-}" ]; then own_servers; fi
}

test_name() { echo "t$$_$RANDOM$RANDOM"; }

# A new, empty database of the shared server; BACKFILL_DATABASE_URL names it from here on.
fresh_database() {
    need_servers
    local name
    name=$(test_name)
    sql "CREATE DATABASE $name TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    TEST_SERVER_URL=${TEST_SERVER_URL:-$BACKFILL_DATABASE_URL}
    if [ -z "${TEST_OWN:-}" ]; then TEST_MADE+=("$TEST_SERVER_URL $name"); fi
    export BACKFILL_DATABASE_URL="${BACKFILL_DATABASE_URL%%@*}@/$name?${BACKFILL_DATABASE_URL#*\?}"
}

# A new virtual host; BACKFILL_BROKER_URL names it from here on.
fresh_vhost() {
    need_servers
    local name user api=$BACKFILL_BROKER_MANAGEMENT_URL
    name=$(test_name)
    user=${BACKFILL_BROKER_URL#*//}
    user=${user%%:*}
    curl -fsS -X PUT "$api/api/vhosts/$name"
    curl -fsS -X PUT -H 'content-type: application/json' \
        -d '{"configure":".*","write":".*","read":".*"}' "$api/api/permissions/$name/$user"
    if [ -z "${TEST_OWN:-}" ]; then TEST_MADE+=("$api $name"); fi
    BACKFILL_BROKER_URL=${BACKFILL_BROKER_URL#*//}
    export BACKFILL_BROKER_URL=amqp://${BACKFILL_BROKER_URL%%/*}/$name
}

sql() { psql -XqAt -v ON_ERROR_STOP=1 "$BACKFILL_DATABASE_URL" -c "$1"; }

# As the superuser of the private server: roles, settings, what an owner of a database may not do.
# It connects to the current database.
admin_sql() {
    psql -XqAt -v ON_ERROR_STOP=1 "postgresql://postgres@${BACKFILL_DATABASE_URL#*@}" -c "$1"
}

queue_depth() { "$TEST_REPOSITORY/tests/support/queue-depth" "$1"; } # ready messages
