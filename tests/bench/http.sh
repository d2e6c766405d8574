# shellcheck shell=bash
# http.sh: what providers over HTTP cost one consumer, against the fakes of tests/support: time
# beside the bound that rate and latency set, CPU a month, memory. Sourced by run.

REPOSITORY=$PWD
WORK=$BACKFILL_STATE_DIR
BIN=${bin:?}
sql() { psql -qAt "$BACKFILL_DATABASE_URL" -c "$1"; }
. tests/support/providers.sh

start_fakes
export BACKFILL_GENERATORS=gemini BACKFILL_RESOLVERS=isbndb BACKFILL_PROVIDERS_ISBNDB_DAILY_CALLS=0
export BACKFILL_PROVIDERS_ISBNDB_BUFFER_CALLS=0 BACKFILL_PROVIDERS_GEMINI_RATE_PER_SECOND=1000
export BACKFILL_PROVIDERS_GEMINI_TIMEOUT_MS=120000

# months BOOKS LAST-MONTH LATENCY-MS AI-LATENCY-MS: a new database with 2000-01 to LAST-MONTH on the queue
months() {
    sql "DROP SCHEMA public CASCADE; CREATE SCHEMA public" >/dev/null 2>&1
    "$bin/backfill-producer" migrate >/dev/null
    control '{"reset": true, "no_editions": true}'
    control '{"invent": {"resolvable": 1}, "services": {"gemini": {"fill": '"$1"', "max_books": '"$1"', "latency_ms": '"$4"'},
              "isbndb": {"latency_ms": '"$3"'}}}'
    "$bin/backfill-producer" seed --from 2000-01 --to "$2" >/dev/null
    "$bin/backfill-producer" schedule --early --from 2000-01 --to "$2" --batch-size 5000 >/dev/null
    sql "UPDATE backfill_log SET batch_size = 50" >/dev/null # the row wins over the message
}

# consumers COUNT OPTION...: run them until nothing is left; TOOK seconds of work, CPU_MS, RSS_MB (of the largest)
consumers() {
    local i ids=()
    for ((i = 1; i <= $1; i++)); do
        /usr/bin/time -f '%U %S %M' -o "$WORK/time.$i" "$bin/backfill-consumer" --until-empty "${@:2}" \
            >/dev/null 2>>"$WORK/consumers.err" &
        ids+=($!)
    done
    for i in "${ids[@]}"; do wait "$i" || row "a consumer ended with" $?; done
    TOOK=$(sql "SELECT round(extract(epoch FROM max(completed_at) - min(started_at)), 2) FROM backfill_log")
    read -r CPU_MS RSS_MB < <(cat "$WORK"/time.* | awk '{ cpu += $1 + $2; if ($3 > rss) rss = $3 }
                                                        END { print cpu * 1000, int(rss / 1024) }')
    rm -f "$WORK"/time.*
}
per() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# Only the rate of the resolver should limit: 100 months of 20 books are 2,000 lookups. The bound leaves
# out the first round: no book is looked up before the AI has named it.
rate=50
export BACKFILL_PROVIDERS_ISBNDB_RATE_PER_SECOND=$rate
for count in 1 4; do
    months 20 2008-04 100 500
    consumers "$count" --concurrency 16
    calls=$(asked isbndb requests)
    bound=$(per "$calls" $rate)
    row "rate $rate a second, latency 0.1 s, consumers: $count" "$calls calls in $TOOK s, $(per "$TOOK" "$bound") x the bound of $bound s"
    row "    most calls in any one second" "$(asked isbndb largest_second)"
done

# CPU: nothing limits but the consumer, and the fake beside it.
export BACKFILL_PROVIDERS_ISBNDB_RATE_PER_SECOND=2000
for answers in '"max_hits": 2, "synopsis_bytes": 60' '"max_hits": 20, "synopsis_bytes": 280'; do
    months 40 2008-04 0 0
    control '{"services": {"isbndb": {'"$answers"'}}}'
    consumers 1 --concurrency 32
    calls=$(asked isbndb requests)
    completed=$(sql "SELECT count(*) FROM backfill_log WHERE status = 'completed'")
    row "$((calls / completed + 1)) calls a month, $(($(asked isbndb bytes_out) / calls)) bytes an answer: CPU" \
        "$(per "$CPU_MS" "$completed") ms a month, $(per "$((${CPU_MS%.*} * 1000))" "$calls") us a call, all included"
    row "    months (a second), peak memory" "$completed ($(per "$completed" "$TOOK")), $RSS_MB MB"
    title=$(sql "SELECT replace(title, ' ', '%20') FROM backfill_book ORDER BY id LIMIT 1")
    row "    a bare loop of libcurl and json-c" "$("$bin/bench-http" \
        "$BACKFILL_PROVIDERS_ISBNDB_BASE_URL/books/$title?page=1&pageSize=20&n=" 4000 32 "$BACKFILL_PROVIDERS_ISBNDB_KEY")"
done

# Slow thinkers: 500 months wait for their answer at once.
export BACKFILL_RESOLVERS=catalog
months 2 2041-08 0 30000
consumers 1 --concurrency 500
row "500 months, AI latency 30 s" "$TOOK s, at most $(asked gemini most_in_flight) in flight, $RSS_MB MB, $(per "$CPU_MS" 500) ms CPU a month"
row "    completed" "$(sql "SELECT count(*) FROM backfill_log WHERE status = 'completed'")"
