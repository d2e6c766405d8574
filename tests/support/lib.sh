# lib.sh: TAP, private servers and small helpers for integration tests.
# shellcheck shell=bash

TEST_REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d /tmp/backfill-test.XXXXXX)
TEST_COUNT=0
TEST_FAILED=0
TEST_STATE_DIRS=()

finish_test() {
    local code=$?
    for pid in $(jobs -p); do kill -9 "$pid" 2>/dev/null || true; done
    for dir in "${TEST_STATE_DIRS[@]}"; do
        BACKFILL_STATE_DIR=$dir "$TEST_REPOSITORY/deploy/local/down" --kill >/dev/null 2>&1 || true
        BACKFILL_STATE_DIR=$dir "$TEST_REPOSITORY/deploy/local/down" --purge >/dev/null 2>&1 || true
    done
    rm -rf "$WORK"
    exit $code
}
trap finish_test EXIT

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
    [ "$code" = 0 ] || sed 's/^/# /' "$WORK/ok.out" | head -20
}
is() { # got, want, name
    if [ "$1" = "$2" ]; then result 0 "$3"; else
        result 1 "$3"
        printf '# got:  %s\n# want: %s\n' "${1:0:500}" "${2:0:500}"
    fi
}
skip() { # name, why
    TEST_COUNT=$((TEST_COUNT + 1))
    echo "ok $TEST_COUNT - $1 # SKIP $2"
}
plan_done() {
    echo "1..$TEST_COUNT"
    [ $TEST_FAILED = 0 ] || exit 1
}
wait_until() { # seconds, command...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}
sql() { psql -XqAt -v ON_ERROR_STOP=1 "$BACKFILL_DATABASE_URL" -c "$1"; }

own_servers() {
    BACKFILL_STATE_DIR=$WORK/state
    export BACKFILL_STATE_DIR BACKFILL_LOCAL_VOLATILE=1
    TEST_STATE_DIRS+=("$BACKFILL_STATE_DIR")
    chmod 755 "$WORK"
    "$TEST_REPOSITORY/deploy/local/up" >/dev/null 2>&1
    eval "$("$TEST_REPOSITORY/deploy/local/env")"
}
need_servers() { [ -n "${BACKFILL_BROKER_MANAGEMENT_URL:-}" ] || own_servers; }
fresh_database() {
    need_servers
    local name="t$$_$RANDOM"
    sql "CREATE DATABASE $name" >/dev/null
    BACKFILL_DATABASE_URL=$(sed "s#/[^/?]*?#/$name?#" <<<"$BACKFILL_DATABASE_URL")
    export BACKFILL_DATABASE_URL
}
fresh_vhost() {
    need_servers
    local name="t$$_$RANDOM" user
    curl -fsS -X PUT "$BACKFILL_BROKER_MANAGEMENT_URL/api/vhosts/$name"
    user=$(sed 's#.*//\([^:]*\):.*#\1#' <<<"$BACKFILL_BROKER_URL")
    curl -fsS -X PUT -H 'content-type: application/json' -d '{"configure":".*","write":".*","read":".*"}' \
        "$BACKFILL_BROKER_MANAGEMENT_URL/api/permissions/$name/$user"
    BACKFILL_BROKER_URL="$(sed 's#\(amqp://[^/]*\).*#\1#' <<<"$BACKFILL_BROKER_URL")/$name"
    export BACKFILL_BROKER_URL
}
queue_depth() { # ready messages, as the queue itself counts
    amqp-declare-queue -u "$BACKFILL_BROKER_URL" -q "$1" -p >/dev/null 2>&1 || true
    local vhost=${BACKFILL_BROKER_URL##*/}
    curl -fsS "$BACKFILL_BROKER_MANAGEMENT_URL/api/queues/$vhost/$1" | python3 -c 'import json, sys; print(json.load(sys.stdin).get("messages_ready", 0))'
}
