# shellcheck shell=bash
# http-api.sh: how long serve takes to answer on a database as after years (http-api.sql), alone and under load, what
# memory it needs, how long a browser takes to show the page, and what a consumer does meanwhile. Sourced by run.

REPOSITORY=$PWD
WORK=$BACKFILL_STATE_DIR
BIN=$(realpath "${bin:?}")
sql() { psql -qAtX "$BACKFILL_DATABASE_URL" -c "$1"; }
wait_until() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    until "${@:2}"; do
        if ((SECONDS >= end)); then return 1; fi
        sleep 0.1
    done
}
. tests/support/providers.sh
. tests/browser/browser.sh

export BACKFILL_HTTP_OPERATOR_TOKEN=$BROWSER_OPERATOR_TOKEN
"$bin/backfill-producer" migrate >/dev/null
psql -qAt "$BACKFILL_DATABASE_URL" -f tests/bench/http-api.sql >/dev/null
begin_serve
until curl -fs -o /dev/null "$BROWSER_URL/readyz"; do sleep 0.1; done

measure() { tests/bench/http-api.py "$1" "$BROWSER_URL" "$BROWSER_OPERATOR_TOKEN" "${@:2}"; }
tests/bench/http-api.py memory "$BROWSER_SERVE"
measure each
measure load 20
tests/bench/http-api.py memory "$BROWSER_SERVE"
if need_browser; then node tests/bench/page.mjs; fi

# consumed FIRST-YEAR YEARS: months a second of a consumer that makes the months of these years once more
consumed() {
    local last=$(($1 + $2 - 1))
    "$bin/backfill-producer" schedule --early --batch-size 5000 --only all --force-retry --yes --from "$1-01" --to "$last-12" >/dev/null 2>&1
    "$bin/backfill-consumer" --until-empty --concurrency 16 >/dev/null 2>>"$WORK/consumers.err"
    sql "SELECT round(count(*) / extract(epoch FROM max(completed_at) - min(started_at)), 3) FROM backfill_log
          WHERE year BETWEEN $1 AND $last AND status = 'completed'"
}

# beside NAME ROUNDS FIRST-YEAR YEARS: rounds without and with 200 requests a second, in turn; each takes years of its
# own, because answers of resolvers are remembered
beside() {
    local round pid year=$3 alone=() loaded=()
    consumed "$year" "$4" >/dev/null # the first one finds nothing in any cache
    for ((round = 0; round < $2; round++)); do
        alone+=("$(consumed $((year + $4)) "$4")")
        measure load 600 >/dev/null 2>&1 &
        pid=$!
        loaded+=("$(consumed $((year + 2 * $4)) "$4")")
        kill "$pid"
        wait "$pid" || true
        year=$((year + 2 * $4))
    done
    awk -v name="$1" -v alone="${alone[*]}" -v loaded="${loaded[*]}" 'BEGIN {
        n = split(alone, a, " "); split(loaded, b, " ")
        for (i = 1; i <= n; i++) { x += a[i] / n; y += b[i] / n }
        printf "%-42s      %.2f months a second alone (%s), %.2f beside it (%s): %.1f %%\n", name, x, alone, y, loaded, 100 * y / x }'
}

# All that limits is the rate of a resolver, as in production; then nothing but the processors.
start_fakes
control '{"invent": {"resolvable": 1}, "services": {"gemini": {"fill": 20, "max_books": 20, "latency_ms": 500}, "isbndb": {"latency_ms": 100}}}'
export BACKFILL_GENERATORS=gemini BACKFILL_RESOLVERS=isbndb BACKFILL_PROVIDERS_ISBNDB_DAILY_CALLS=0
export BACKFILL_PROVIDERS_ISBNDB_BUFFER_CALLS=0 BACKFILL_PROVIDERS_ISBNDB_RATE_PER_SECOND=20 BACKFILL_PROVIDERS_GEMINI_RATE_PER_SECOND=1000
beside "200 a second beside 20 lookups a second" 3 1950 1
export BACKFILL_GENERATORS=catalog BACKFILL_RESOLVERS=catalog
"$bin/backfill-producer" catalog import --editions "${editions:?}" >/dev/null 2>&1
"$bin/backfill-producer" catalog import --notable "${notable:?}" >/dev/null 2>&1
sql "INSERT INTO catalog_notable SELECT y, n.month, n.title, n.authors, n.publisher, n.first_published, n.isbn13, n.ratings, n.format
       FROM generate_series(1960, 2099) y JOIN catalog_notable n ON n.year = 2000 + y % 20 ON CONFLICT DO NOTHING" >/dev/null
sql 'ANALYZE catalog_notable, catalog_edition' >/dev/null
beside "200 a second beside the catalogue" 3 1960 20
kill "$BROWSER_SERVE"
wait "$BROWSER_SERVE" || true
