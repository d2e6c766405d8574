# shellcheck shell=bash
# memory.sh: what the two tests of memory failures share; source it after lib.sh, backfill.sh, providers.sh
# and faults.sh.

PLAIN_BIN=${BACKFILL_TEST_PLAIN_BIN:-$REPOSITORY/build/release/bin} # without sanitizers
TORTURE_SEED=${TORTURE_SEED:-$((RANDOM * 32768 + RANDOM))}
export TORTURE_SEED
RANDOM=$TORTURE_SEED
echo "# TORTURE_SEED=$TORTURE_SEED repeats the choices"

unit_tests() { # PATTERN: all but those
    local file name
    for file in "$REPOSITORY"/tests/unit/test_*.c; do
        name=${file##*/}
        if [[ ! $name =~ $1 ]]; then printf '%s\n' "${name%.c}"; fi
    done
}

# torture_unit PER_MILLE NAME...: each path to an allocation along these unit tests fails, in a child
torture_unit() {
    local per_mille=$1 name code paths=0 failed=0 p f
    shift
    for name in "$@"; do
        code=0
        TORTURE_MEMORY=$per_mille "$BIN/$name" >"$WORK/unit" 2>&1 || code=$?
        read -r p f < <(sed -n 's/^# torture: \([0-9]*\) paths to allocations, \([0-9]*\) failed.*/\1 \2/p' "$WORK/unit") ||
            { p=0 f=0 && code=98; }
        paths=$((paths + p)) failed=$((failed + f))
        if [ "$code" != 0 ]; then
            result 1 "$name: an allocation that fails ends the process with one line"
            echo "# exit code $code"
            grep -v '^ok' "$WORK/unit" | head -n 30 | sed 's/^/# /' || true
        fi
    done
    result 0 "$# unit tests: $failed of $paths paths to an allocation fail, each ends the process with one line"
    ok "there were such paths" [ "$failed" -gt 0 ]
}

# --- whole processes -----------------------------------------------------------------------------

# A fleet of its own against fakes, with enough months for all runs.
months_for_runs() {
    BIN=$PLAIN_BIN
    start_fakes
    export BACKFILL_RESOLVERS=catalog,isbndb BACKFILL_CRASH_MAX=100 # no month is condemned here
    fresh_backfill
    control '{"no_editions": true, "services": {"gemini": {"fill": 4, "max_books": 4}, "xai": {"fill": 4, "max_books": 4}}}'
    seed 1980-01 2019-12
    NEXT_MONTH=0
}

schedule_next() { # COUNT: so many months more
    local i month
    for ((i = 0; i < $1; i++)); do
        month=$(printf '%d-%02d' $((1980 + NEXT_MONTH / 12)) $((NEXT_MONTH % 12 + 1)))
        NEXT_MONTH=$((NEXT_MONTH + 1))
        schedule "$month" "$month"
    done
}

# starved VARIABLE...: a consumer with these set; what it says is in $WORK/starved. env, because the
# library is for the consumer, not for timeout.
starved() {
    { # bash would tell of each that aborts
        timeout -k 2 40 env "LD_PRELOAD=$PLAIN_BIN/fail-malloc.so" "$@" \
            "$BIN/backfill-consumer" --until-empty --concurrency 4 --log-level warning >/dev/null 2>"$WORK/starved"
    } 2>/dev/null
}

count_allocations() { # sets TOTAL
    schedule_next 2
    starved "FAIL_MALLOC_COUNT=$WORK/count" || cat "$WORK/starved" >&2
    TOTAL=$(cat "$WORK/count")
}

# How it ended, in a word: untouched (it came to its end before), survived, failed (an error of its own), said (one line, by abort), library
# (died in a library's code), or wrong: what must not be.
judge_end() { # CODE
    local top lines
    lines=$(grep -c '^out of memory$' "$WORK/starved" || true)
    case $1 in
    0) if grep -q '^fail-malloc: this one' "$WORK/starved"; then echo survived; else echo untouched; fi ;;
    134 | 135 | 139)
        # the first frame behind our handler and the C library's is whoever made the mistake
        top=$(sed -n '/^fail-malloc: died here:/,$p' "$WORK/starved" |
            grep -vE 'died here|fail-malloc\.so|libc\.so|linux-vdso' | head -n 1)
        if [ "$lines" = 1 ]; then
            echo said
        elif [[ $top == *backfill-consumer* || $top == *backfill-producer* || -z $top ]]; then
            echo wrong
        else
            echo library
        fi
        ;;
    124 | 137) echo "wrong: no end" ;;
    *) if [ "$lines" -gt 1 ]; then echo wrong; else echo failed; fi ;;
    esac
}

# starve RUNS: consumers whose n-th allocation fails, n by the seed; then everything is brought to rest.
starve() {
    local n i code end
    declare -A ends=()
    count_allocations
    ok "a consumer of two months allocates $TOTAL times" [ "$TOTAL" -gt 2000 ]
    for ((i = 0; i < $1; i++)); do
        schedule_next 2
        # half of them early, where a process is built up: the rest is spread
        n=$(((RANDOM * 32768 + RANDOM) % TOTAL + 1))
        if ((i % 2)); then n=$((n % (TOTAL / 4 + 1) + 1)); fi
        code=0
        starved "FAIL_MALLOC_AT=$n" || code=$?
        end=$(judge_end "$code")
        ends[$end]=$((${ends[$end]:-0} + 1))
        if [[ $end == wrong* ]]; then
            result 1 "allocation $n fails: $end"
            echo "# exit code $code"
            tail -n 30 "$WORK/starved" | sed 's/^/# /'
        fi
    done
    for end in "${!ends[@]}"; do echo "# ended so: $end ${ends[$end]} times"; done
    result 0 "$1 consumers lost an allocation each"
    recover 40
    # A library that has no memory in the middle of an answer loses it: the call is booked as failed.
    check "nothing is lost and nothing doubled" \
        --lost-answers "$(sql "SELECT coalesce(sum(calls), 0) FROM provider_usage WHERE outcome IN ('transient', 'malformed')")"
}

# --- serve -------------------------------------------------------------------------------------

listens_or_ended() { grep -q '^Listening' "$WORK/serve.out" || ! kill -0 "$SERVE_PID" 2>/dev/null; }
another_worker() { # PID: of the one before
    local now
    now=$(workers_of "$SERVE_PID") && [ -n "$now" ] && [ "$now" != "$1" ]
}
all_answered() { ask_serve && [[ $ASKED =~ ^(\ 200){4}\ (200|202|409)$ ]]; }
upkeep_works() { curl -s -m 20 "$SERVE/readyz" | grep -qF '"upkeep":"works"'; }
taken_away() { [ ! -e "$WORK/once" ]; }

# serve_starved VARIABLE...: serve with one worker, and these set; what all of it says is in $WORK/starved.
serve_starved() {
    : >"$WORK/serve.out"
    env "LD_PRELOAD=$PLAIN_BIN/fail-malloc.so" BACKFILL_HTTP_WORKERS=1 "$@" \
        "$BIN/backfill-producer" serve --listen 127.0.0.1:0 >"$WORK/serve.out" 2>"$WORK/starved" &
    SERVE_PID=$!
    wait_until 20 listens_or_ended || true
    SERVE=$(sed -n 's/^Listening on //p' "$WORK/serve.out")
}

# Requests that look and act; their statuses are in ASKED, "000" where there was no answer.
ask_serve() {
    local path
    ASKED=''
    for path in /api/v1/status /api/v1/months /api/v1/letters/groups /metrics; do
        ASKED+=" $(as_operator "$path" -o /dev/null -w '%{http_code}' || true)"
    done
    ASKED+=" $(as_operator /api/v1/schedule -H 'Content-Type: application/json' -H "Idempotency-Key: $RANDOM$RANDOM" \
        -d '{"batch_size": 1}' -o /dev/null -w '%{http_code}' || true)"
}

# count_of WORD: how often such a process of serve allocates while it is asked; sets TOTAL
count_of() {
    serve_starved "FAIL_MALLOC_COUNT=$WORK/count" "FAIL_MALLOC_ONLY=$1"
    wait_until 20 is_ready || true
    ask_serve
    stop_serve
    TOTAL=$(cat "$WORK/count")
}

# starve_serve RUNS: an allocation of a worker fails in each run, later one of the process of upkeep, and of serve
# itself, which ends with one line, as all programs do.
starve_serve() {
    local i n worker code bad=() ended=()
    count_of serve-worker
    ok "a worker allocates $TOTAL times" [ "$TOTAL" -gt 1000 ]
    serve_starved "FAIL_MALLOC_ONLY=serve-worker" "FAIL_MALLOC_ONCE=$WORK/once"
    ok "serve gets ready" wait_until 20 is_ready
    for ((i = 0; i < $1; i++)); do
        worker=$(workers_of "$SERVE_PID")
        n=$(((RANDOM * 32768 + RANDOM) % TOTAL + 1))
        echo "$n" >"$WORK/once"
        kill -KILL "$worker" 2>/dev/null || true
        wait_until 10 another_worker "$worker" || bad+=("no worker after $n")
        ask_serve
        [[ $ASKED =~ ^(\ (200|202|409|500|503))+$ ]] || bad+=("allocation $n:$ASKED")
        wait_until 10 all_answered || bad+=("after allocation $n:$ASKED")
    done
    is "${bad[*]-}" "" "$1 workers lost an allocation each: 500 or 503, and the next request is answered"
    ok "some of them died of it" grep -q worker_died "$WORK/starved"
    stop_serve
    is "$SERVE_CODE" 0 "serve has lived through it"
    count_of serve-upkeep
    serve_starved "FAIL_MALLOC_ONLY=serve-upkeep" "FAIL_MALLOC_ONCE=$WORK/once"
    ok "the process of upkeep works" wait_until 20 upkeep_works
    echo "$((RANDOM % TOTAL + 1))" >"$WORK/once"
    pkill -KILL -P "$SERVE_PID" -f serve-upkeep
    ok "another takes its place, and lacks memory" wait_until 20 taken_away
    ok "and then works, it or the next one" wait_until 30 upkeep_works
    stop_serve
    count_of serve
    for ((i = 0; i < $1 / 4 + 1; i++)); do
        n=$(((RANDOM * 32768 + RANDOM) % TOTAL + 1))
        serve_starved "FAIL_MALLOC_ONLY=serve" "FAIL_MALLOC_AT=$n"
        if [ -n "$SERVE" ]; then ask_serve; fi
        code=0
        kill -TERM "$SERVE_PID" 2>/dev/null || true
        wait "$SERVE_PID" 2>/dev/null || code=$?
        ended+=("$(judge_end "$code")")
        [[ ${ended[-1]} != wrong* ]] || echo "# allocation $n, exit code $code: $(tail -n 3 "$WORK/starved")"
    done
    echo "# serve itself ended so: ${ended[*]}"
    is "$(printf '%s\n' "${ended[@]}" | grep wrong || true)" "" "serve itself ends with one line"
}
