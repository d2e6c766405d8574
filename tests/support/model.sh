# shellcheck shell=bash
# model.sh: what the tests of tests/model share: bounds, one search by spin, what it found. Sourced
# after lib.sh.

MODEL=$TEST_REPOSITORY/tests/model
FAULTS=(CRASHES=1 LOST_REPLIES=1 LOST_CONNECTIONS=1 LOST_SESSIONS=1 LATE_BEATS=1 LOST_CONFIRMS=1 RETURNS=1
    FAILURES=1 RELEASES=1 PURGES=1 DATABASE_RESTARTS=1)
COMMANDS=(CANCELS=1 RESETS=1 PAUSES=1 REPLAYS=1)
declare -A BOUND=()
MODEL_FLAGS=()

# bounds NAME=VALUE...: the model's macros; what is not named is small, or does not happen.
bounds() {
    local entry
    BOUND=([MONTHS]=1 [CONSUMERS]=2 [STARTED]=2 [WIDTH]=1 [JOBS]=1 [ROWS]=4 [TROUBLES]=1 [ORDERS]=0 [ANSWERS]=1
        [RETRY_MAX]=2 [CRASH_MAX]=3 [SUSPECTED]=2)
    for entry in "${FAULTS[@]}" "${COMMANDS[@]}"; do BOUND[${entry%=*}]=0; done
    for entry in "$@"; do BOUND[${entry%%=*}]=${entry#*=}; done
    if [ "${BOUND[CONSUMERS]}" = 1 ]; then BOUND[STARTED]=1; fi
    MODEL_FLAGS=()
    for entry in "${!BOUND[@]}"; do MODEL_FLAGS+=("-D$entry=${BOUND[$entry]}"); done
}

# search OPTION... -- PAN_OPTION...: go through all states of the model under MODEL_FLAGS; the options are
# the compiler's. Sets FOUND to "nothing", the name of what is violated, or why the search is worth nothing.
search() {
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    FOUND='the model does not compile'
    rm -rf "$WORK/model" && mkdir "$WORK/model" && cp "$MODEL"/*.pml "$WORK/model"
    (
        cd "$WORK/model" || exit 1
        spin -a "${MODEL_FLAGS[@]}" protocol.pml >spin.out 2>&1 &&
            gcc -w -DNOREDUCE "${options[@]}" -o pan pan.c >gcc.out 2>&1
    ) || return 0
    (cd "$WORK/model" && ./pan -m100000 "$@" >pan.out 2>&1) || true
    judge_search
}

judge_search() {
    local out=$WORK/model/pan.out word
    word=$(sed -n 's/^pan:[0-9]*: \(.*\) (at depth.*/\1/p' "$out" | head -n 1)
    if [ -n "$word" ]; then
        FOUND=${word#assertion violated }
    elif grep -qE 'Search not completed|max search depth too small|out of memory' "$out" ||
        ! grep -q 'errors: 0$' "$out"; then
        FOUND='the search came to no end'
    else
        FOUND=nothing
    fi
}

states_of() { sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$WORK/model/pan.out"; }
memory_of() { sed -n 's/^ *\([0-9.]*\)\ttotal actual memory usage.*/\1/p' "$WORK/model/pan.out"; }
seconds_of() { sed -n 's/^pan: elapsed time \([0-9.]*\) seconds/\1/p' "$WORK/model/pan.out"; }

# The steps that lead to what was found, a line each: which process, and the source of its step.
show_steps() {
    (
        cd "$WORK/model" || exit 1
        spin -t -p "${MODEL_FLAGS[@]}" protocol.pml 2>/dev/null
    ) | awk -v folder="$WORK/model" '
        $1 ~ /^[0-9]+:$/ && $2 == "proc" && $1 != last && $4 !~ /init/ {
            last = $1
            split($5, at, ":")
            if (!(at[1] in known)) {
                known[at[1]] = 1
                while ((getline text < (folder "/" at[1])) > 0) source[at[1], ++lines[at[1]]] = text
            }
            sub(/^\(/, "", $4)
            text = source[at[1], at[2]] " " source[at[1], at[2] + 1] " " source[at[1], at[2] + 2]
            gsub(/[ \t\\]+/, " ", text)
            printf "# %s %s %s: %s\n", $3, $4, $5, substr(text, 1, 140)
        }' | tail -n 80
}

# finds WANT NAME: the search's end as a test.
finds() {
    if [ -f "$WORK/model/pan.out" ]; then
        echo "# $(states_of) states, $(seconds_of) s, $(memory_of) MB"
    fi
    is "$FOUND" "$1" "$2"
    if [ "$FOUND" != "$1" ]; then
        if [ -f "$WORK/model/protocol.pml.trail" ]; then show_steps; fi
        tail -n 5 "$WORK/model"/{spin,gcc,pan}.out 2>/dev/null | sed 's/^/# /'
    fi
}

# holds NAME BOUND...: every property holds in all states.
holds() {
    local name=$1
    shift
    bounds "$@"
    search -O1 -DSAFETY -- -w22
    finds nothing "$name"
}

# ends NAME BOUND...: the same, and every run ends: there is no circle of steps.
ends() {
    local name=$1
    shift
    bounds "$@"
    search -O1 -DNP -DNOFAIR -- -l -w20
    finds nothing "$name"
}

# planted FAULT PROPERTY BOUND...: with this rule of the protocol taken away, that property is violated.
planted() {
    local fault=$1 property=$2
    shift 2
    bounds "$@"
    MODEL_FLAGS+=("-DFAULT_$fault")
    search -O0 -DSAFETY -- -w20
    finds "$property" "$fault is found: $property"
}
