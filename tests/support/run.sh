# shellcheck shell=bash
# run.sh: how tests/run runs one test, counts it, and leaves nothing behind. Sourced by tests/run
# after deploy/local/lib.sh.
#
# Everything that a run starts inherits TEST_TOKEN, so what a test left running is found by it, by
# process id, and what a run that was killed left is found by the next one.

# --- begin and end -------------------------------------------------------------------------------

# processes_of TOKEN: sets FOUND to the living processes that were started with it.
processes_of() {
    local file pid
    FOUND=()
    while read -r file; do
        pid=${file#/proc/}
        pid=${pid%/environ}
        if process_stat "$pid"; then FOUND+=("$pid"); fi
    done < <(TEST_TOKEN='' grep -lzsxF "TEST_TOKEN=$1" /proc/[0-9]*/environ)
}

# discard FOLDER: end what lives in the folder of a run or of a test, and remove it.
discard() {
    local state
    for state in "$1"/state "$1"/*/state; do
        if [ -f "$state/$MARKER" ]; then
            BACKFILL_STATE_DIR=$state deploy/local/down --kill --purge 2>/dev/null || true
        fi
    done
    rm -rf -- "$1"
}

# A run that was killed could not clean up: its owner is dead, its folder still there.
discard_dead_runs() {
    local folder pid start token
    for folder in "${TMPDIR:-/tmp}"/backfill-tests.*; do
        if [ ! -O "$folder" ] || [ ! -f "$folder/owner" ]; then continue; fi
        read -r pid start <"$folder/owner" || continue
        if process_stat "$pid" && [ "${STAT[19]}" = "$start" ]; then continue; fi
        say "removing what a killed run left in $folder"
        for token in "$folder/tokens"/*; do
            processes_of "${token##*/}"
            if [ "${#FOUND[@]}" != 0 ]; then kill -KILL "${FOUND[@]}" 2>/dev/null || true; fi
        done
        discard "$folder"
    done
}

run_begin() {
    discard_dead_runs
    RUN_DIR=$(mktemp -d "${TMPDIR:-/tmp}/backfill-tests.XXXXXX")
    if am_root; then chmod 711 "$RUN_DIR"; fi # users of servers must get to their folders
    mkdir "$RUN_DIR/out" "$RUN_DIR/counts" "$RUN_DIR/tokens"
    process_stat $$
    printf '%s %s\n' $$ "${STAT[19]}" >"$RUN_DIR/owner"
    trap run_end EXIT
    trap 'exit 130' INT TERM HUP
    export TEST_RUN_DIR=$RUN_DIR
    token_begin run
}

token_begin() { # NAME: from here on, what is started can be found
    TEST_TOKEN=${RUN_DIR##*.}.${1//\//.}
    export TEST_TOKEN
    : >"$RUN_DIR/tokens/$TEST_TOKEN"
}

# Tests are asked first, so that they can clean up; servers go last.
run_end() {
    local token pid own=${RUN_DIR##*.}.run
    trap '' INT TERM HUP
    for token in "$RUN_DIR/tokens"/*; do
        token=${token##*/}
        if [ "$token" = "$own" ]; then continue; fi
        processes_of "$token"
        for pid in "${FOUND[@]}"; do # the test's own `timeout` passes the signal on
            if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = timeout ]; then kill -TERM "$pid"; fi
        done
        end_processes "$token" 250 || true
    done
    discard "$RUN_DIR"
    end_processes "$own" 50 || true
}

# end_processes TOKEN TICKS: give them that many 20 ms to end by themselves, then kill. Fails when
# it had to kill, with their names in LEFT.
end_processes() {
    local i pid
    LEFT=''
    for ((i = 0; i <= $2; i++)); do
        processes_of "$1"
        if [ "${#FOUND[@]}" = 0 ]; then return 0; fi
        sleep 0.02
    done
    for pid in "${FOUND[@]}"; do LEFT+="$(tr -d '\n' <"/proc/$pid/comm" 2>/dev/null) "; done
    kill -KILL "${FOUND[@]}" 2>/dev/null || true
    return 1
}

# --- build, servers ------------------------------------------------------------------------------

build() { # PRESET OPTION...: a build that warns is a failed test, and ends the run
    local log=$RUN_DIR/out/build.$1 started=$EPOCHREALTIME
    mkdir -p build
    # Another run in this checkout may build at the same time.
    if flock "build/$1.lock" cmake --preset "$@" >"$log" 2>&1 &&
        flock "build/$1.lock" cmake --build --preset "$1" >>"$log" 2>&1; then
        record "build/$1" 1 0 0 '' "$started"
    else
        record "build/$1" 0 1 0 'does not build' "$started"
        tail -n 60 "$log" | sed 's/^/    /'
        summary
    fi
}

servers_begin() { # in the background; the unit tests run meanwhile
    BACKFILL_STATE_DIR=$RUN_DIR/state BACKFILL_LOCAL_VOLATILE=1 deploy/local/up \
        >"$RUN_DIR/out/servers" 2>&1 &
    SERVERS=$!
}

servers_ready() {
    local started=$EPOCHREALTIME addresses
    if wait "$SERVERS" && addresses=$(BACKFILL_STATE_DIR=$RUN_DIR/state deploy/local/env); then
        eval "$addresses"
        return 0
    fi
    record servers 0 1 0 'the private servers do not start' "$started"
    sed 's/^/    /' "$RUN_DIR/out/servers"
    return 1
}

# --- one test ------------------------------------------------------------------------------------

limit_of() { # NAME: its seconds: what its "# timeout: N" says, or the default of its part
    local limit=''
    if [ -f "tests/$1" ]; then limit=$(sed -n '1,20s/^# timeout: \([0-9]*\)$/\1/p' "tests/$1"); fi
    case $1 in
    unit/*) limit=${limit:-60} ;;
    lint/*) limit=${limit:-600} ;;
    *) limit=${limit:-300} ;;
    esac
    printf '%s\n' "$limit"
}

run_test() { # NAME: run it, count it, show it; its output only when it failed
    local name=$1 limit started=$EPOCHREALTIME rc=0 out counts
    trap - EXIT
    limit=$(limit_of "$name")
    out=$RUN_DIR/out/${name//\//.}
    counts=$(
        command=tests/$name
        if [[ $name == unit/* ]]; then command=build/asan/bin/${name#unit/}; fi
        token_begin "$name"
        timeout -k 20 "$limit" "$command" </dev/null >"$out" 2>&1 || rc=$?
        export -n TEST_TOKEN
        if ! end_processes "$TEST_TOKEN" 100; then LEFT="left running: $LEFT"; fi
        case $rc in 124 | 137) LEFT="no end after $limit s" ;; esac
        if [[ $name == lint/* ]]; then count_lint "$rc"; else count_tap "$rc" "$out" "$LEFT"; fi
    )
    local passed failed skipped problem
    IFS='|' read -r passed failed skipped problem <<<"$counts"
    exec 8>>"$RUN_DIR/print.lock" # whole records, when tests end at once
    flock 8
    record "$name" "$passed" "$failed" "$skipped" "$problem" "$started"
    if [ "$failed" != 0 ]; then shown "$out" | sed 's/^/    /'; fi
}

shown() { # FILE: the end of a failed test's output, and before it what else failed
    if [ "$(wc -l <"$1")" -gt 200 ]; then head -n -200 "$1" | grep -A 8 '^not ok' | head -n 100 || true; fi
    tail -n 200 "$1"
}

count_lint() { # RC
    if [ "$1" = 0 ]; then echo '1|0|0|'; else echo "0|1|0|exit code $1"; fi
}

# count_tap RC FILE TROUBLE: passed|failed|skipped|problem. A test that says nothing, stops early, ends
# badly or leaves processes behind has failed, whatever it counted.
count_tap() {
    awk -v rc="$1" -v trouble="$3" '
        /^(not )?ok( |$)/ { seen++ }
        /^(not )?ok .*# *SKIP/ { skipped++; next }
        /^ok( |$)/ { passed++ }
        /^not ok( |$)/ { failed++ }
        /^1\.\.[0-9]+/ { plans++; planned += substr($1, 4); if ($0 ~ /^1\.\.0 # *SKIP/) skipped++ }
        END {
            if (trouble != "") problem = trouble
            else if (!plans) problem = "exit code " rc ", no TAP plan"
            else if (seen != planned) problem = "planned " planned ", ran " seen + 0
            else if (rc != 0 && !failed) problem = "exit code " rc
            if (problem != "") failed++
            print passed + 0 "|" failed + 0 "|" skipped + 0 "|" problem
        }' "$2"
}

record() { # NAME PASSED FAILED SKIPPED PROBLEM STARTED
    local word=ok took
    if [ "$3" != 0 ]; then word=FAILED; fi
    took=$(awk -v a="$6" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
    printf '%-6s %-36s %4d passed %6s s' "$word" "$1" "$2" "$took"
    if [ "$3" != 0 ]; then printf '  %d failed' "$3"; fi
    if [ "$4" != 0 ]; then printf '  %d skipped' "$4"; fi
    printf '%s\n' "${5:+  ($5)}"
    printf '%s %s %s\n' "$2" "$3" "$4" >"$RUN_DIR/counts/${1//\//.}"
}

has_failed() { # NAME: is it known that it has?
    local failed=0
    if [ -f "$RUN_DIR/counts/${1//\//.}" ]; then read -r _ failed _ <"$RUN_DIR/counts/${1//\//.}"; fi
    [ "$failed" != 0 ]
}

has_broken() { # NAME: did the checker find that something is broken that must hold?
    grep -qE '^# broken:|^not ok .*(holds|hold)$' "$RUN_DIR/out/${1//\//.}"
}

# The last line, and the exit code.
summary() {
    local passed failed skipped
    read -r passed failed skipped < <(cat "$RUN_DIR/counts"/* |
        awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
    if [ -s "$RUN_DIR/figures" ]; then tests/faults/table "$RUN_DIR/figures"; fi
    run_end
    trap - EXIT
    if [ "$skipped" != 0 ]; then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    if [ "$failed" = 0 ] && [ "$passed" -gt 0 ]; then exit 0; fi
    exit 1
}
