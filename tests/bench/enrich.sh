# shellcheck shell=bash
# enrich.sh: what one consumer of ENRICHMENT_QUEUE does with a source over HTTP, the fake of tests/support:
# ISBNs a second where nothing limits it, with its CPU and that of PostgreSQL and the fake beside it; and the time
# beside the bound where the source's rate limits. Sourced by run.

REPOSITORY=$PWD
WORK=$BACKFILL_STATE_DIR
BIN=${bin:?}
sql() { psql -qAt "$BACKFILL_DATABASE_URL" -c "$1"; }
. tests/support/providers.sh

isbns=${BENCH_ISBNS:-30000} # BENCH_ISBNS, _RATED, _RATE, _CONCURRENCY: of the two measurements below
rated=${BENCH_RATED:-10000}
tests/bench/enrich.py editions "$isbns" >"$WORK/editions.csv"
FAKE_OPTIONS=(--editions "$WORK/editions.csv")
start_fakes
export BACKFILL_CONSUMER_QUEUE=enrichment BACKFILL_ENRICHERS=isbndb BACKFILL_PROVIDERS_ISBNDB_DAILY_CALLS=0
export BACKFILL_PROVIDERS_ISBNDB_BUFFER_CALLS=0 BACKFILL_CONSUMER_CONCURRENCY=${BENCH_CONCURRENCY:-8}
per() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

# CPU of a process, its children that are there and those that have ended, in ms.
cpu_ms() {
    cat /proc/{"$1","$(pgrep -d, -P "$1" || echo "$1")"}/stat 2>/dev/null |
        awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); sum += $12 + $13 + (NR == 1 ? $14 + $15 : 0) }
                                        END { print int(sum * 1000 / hz) }'
}

# enrich COUNT: a new database, so many ISBNs on the queue, and one consumer until it is empty.
enrich() {
    local postgres before fake
    sql "DROP SCHEMA public CASCADE; CREATE SCHEMA public" >/dev/null 2>&1
    "$bin/backfill-producer" migrate >/dev/null
    control '{"reset": true, "reset_log": true}'
    tests/bench/enrich.py publish 0 "$1" 100
    postgres=$(head -n 1 "$WORK/postgresql/data/postmaster.pid")
    before=$(cpu_ms "$postgres") fake=$(cpu_ms "$FAKES_PID")
    /usr/bin/time -f '%U %S %M' -o "$WORK/time" "$bin/backfill-consumer" --until-empty >/dev/null 2>"$WORK/consumer.err"
    POSTGRES_MS=$(($(cpu_ms "$postgres") - before)) FAKE_MS=$(($(cpu_ms "$FAKES_PID") - fake))
    read -r CPU_MS RSS_MB < <(awk '{ print ($1 + $2) * 1000, int($3 / 1024) }' "$WORK/time")
    TOOK=$(sql "SELECT round(extract(epoch FROM max(settled_at) - min(first_seen_at)), 3) FROM enrichment_state")
    DONE=$(sql "SELECT count(*) FROM enrichment_state WHERE status = 'enriched'")
}

export BACKFILL_PROVIDERS_ISBNDB_RATE_PER_SECOND=1000
enrich "$isbns"
row "ISBNs, in batches of 100; enriched" "$isbns; $DONE, in $(asked isbndb requests) calls"
row "    a second" "$(awk -v n="$DONE" -v t="$TOOK" 'BEGIN { printf "%.0f", n / t }')"
row "    CPU an ISBN: consumer, PostgreSQL, fake" "$(per "$CPU_MS" "$DONE"), $(per "$POSTGRES_MS" "$DONE"), $(per "$FAKE_MS" "$DONE") ms"
row "    resident memory, peak" "$RSS_MB MB"

# Only the rate of the source should limit.
rate=${BENCH_RATE:-5}
export BACKFILL_PROVIDERS_ISBNDB_RATE_PER_SECOND=$rate
enrich "$rated"
calls=$(asked isbndb requests)
bound=$(per "$calls" "$rate")
row "rate $rate a second: $DONE ISBNs" "$calls calls in $TOOK s, $(per "$TOOK" "$bound") x the bound of $bound s"
