# backfill.sh: what integration tests of the two programs share; source it after lib.sh.
# shellcheck shell=bash

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SHARED_DATA=$REPOSITORY/../shared/data
BIN=${BACKFILL_TEST_BIN:-$REPOSITORY/build/asan/bin}
BROKER=$REPOSITORY/tests/support/broker.py

producer() { "$BIN/backfill-producer" "$@"; }
consumer() { "$BIN/backfill-consumer" "$@"; }

# Times short enough for a test, in the same proportions as the real ones.
short_times() {
    export BACKFILL_JANITOR_SWEEP_MS=100 BACKFILL_JANITOR_HEARTBEAT_MS=200
    export BACKFILL_JANITOR_TAKEOVER_MS=1000 BACKFILL_JANITOR_FROZEN_MS=4000
    export BACKFILL_JANITOR_GRACE_MS=1500 BACKFILL_JANITOR_ANNOUNCE_MS=1500
    export BACKFILL_RELAY_POLL_MS=200 BACKFILL_RELAY_RETRY_MS=200 BACKFILL_RECONNECT_MAX_MS=500
    # Due before a consumer with --until-empty has looked twice, 100 ms apart: it would end before.
    export BACKFILL_RETRY_DELAYS=50ms
}

# A fresh database and virtual host, migrated and with the queues declared.
fresh_backfill() {
    fresh_database
    fresh_vhost
    producer migrate >/dev/null
    producer topology --no-wait >/dev/null
    short_times
}

seed() { producer seed --from "$1" --to "$2" >/dev/null; }
# All of a range, whatever it costs.
schedule() { producer schedule --from "$1" --to "$2" --batch-size 5000 --no-throttle --yes "${@:3}" >/dev/null; }

# The project's own small catalogue.
import_sample() {
    producer catalog import --editions "$REPOSITORY/deploy/sample/editions.csv" >/dev/null 2>&1
    producer catalog import --notable "$REPOSITORY/deploy/sample/notable.csv" >/dev/null 2>&1
}

# Ready messages, as the queue itself counts.
queue_depth() {
    producer status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["queues"][sys.argv[1]])' "$1"
}

# Everything that lies on a queue, one JSON object a line; the queue is empty afterwards.
drain() { "$BROKER" drain "$1"; }

# Do all counts agree, in the database and with what really lay on ENRICHMENT_QUEUE (a drained file)?
# Prints what does not.
counts_disagree() {
    local drained=$1
    sql "SELECT 'counts of ' || l.year || '-' || l.month
           FROM backfill_log l
           LEFT JOIN LATERAL (SELECT count(*) AS books, count(isbn13) AS isbns FROM backfill_book b
                               WHERE b.year = l.year AND b.month = l.month AND b.generation = l.generation) b ON true
          WHERE l.status = 'completed'
            AND (l.books_generated <> b.books OR l.isbns_resolved <> b.isbns
                 OR l.resolution_rate IS DISTINCT FROM round(100.0 * b.isbns / nullif(b.books, 0), 2))"
    sql "SELECT 'sum(isbns_queued) is ' || (SELECT coalesce(sum(isbns_queued), 0) FROM backfill_log)
                || ', enrichment rows are ' || count(*)
           FROM enrichment HAVING count(*) <> (SELECT coalesce(sum(isbns_queued), 0) FROM backfill_log)"
    sql "SELECT 'resolved but not handed over: ' || isbn13 FROM backfill_book b
          WHERE isbn13 IS NOT NULL AND NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = b.isbn13)
            AND EXISTS (SELECT FROM backfill_log l WHERE l.year = b.year AND l.month = b.month AND l.status = 'completed')"
    sql "SELECT 'unpublished: ' || isbn13 FROM enrichment WHERE published_at IS NULL"
    sql "SELECT isbn13 || ' ' || message_id FROM enrichment" | sort >"$drained.rows"
    python3 -c '
import base64, json, sys
for line in open(sys.argv[1]):
    m = json.loads(line)
    body = json.loads(base64.b64decode(m["body"]))
    assert 1 <= len(body["isbns"]) <= 100, "size of a message"
    for isbn in body["isbns"]:
        print(isbn, m["properties"]["message_id"])
' "$drained" | sort -u >"$drained.queue"
    diff "$drained.rows" "$drained.queue" | sed 's/^/enrichment rows and queue differ: /' | head -5
}

# Conditions for wait_until.
sql_is() { [ "$(sql "$1")" = "$2" ]; }
queue_has() { [ "$(queue_depth "$1")" -ge "$2" ]; }
more_completed_than() { [ "$(sql "SELECT count(*) FROM backfill_log WHERE status = 'completed'")" -gt "$1" ]; }
