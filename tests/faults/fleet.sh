# shellcheck shell=bash
# fleet.sh: consumers that a test kills and starts again, and chance from one seed; source it after
# faults.sh.

# --- chance --------------------------------------------------------------------------------------

# Chance comes from FAULT_SEED, or anew; it is printed, so that a run can be repeated.
seed_chance() {
    FAULT_SEED=${FAULT_SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
    RANDOM=$FAULT_SEED
    echo "# seed $FAULT_SEED: FAULT_SEED=$FAULT_SEED tests/faults/${SEEDED_TEST:-${0##*/}}"
}

chance() { # BELOW: sets CHANCE; not in a subshell, which would have its own
    CHANCE=$(((RANDOM << 15 | RANDOM) % $1))
}

sleep_ms() { sleep "$(($1 / 1000)).$(printf '%03d' $(($1 % 1000)))"; }

# --- consumers -----------------------------------------------------------------------------------

FLEET=() # by number: process ids

start_consumer() { # NUMBER OPTION...: what it says is in $WORK/consumer.NUMBER
    "$BIN/backfill-consumer" --log-level info "${@:2}" >>"$WORK/consumer.$1.out" 2>>"$WORK/consumer.$1" &
    FLEET[$1]=$!
}

start_fleet() { # COUNT OPTION...
    local i
    for ((i = 0; i < $1; i++)); do start_consumer "$i" "${@:2}"; done
}

kill_consumer() { # NUMBER
    kill -KILL "${FLEET[$1]}"
    wait "${FLEET[$1]}" 2>/dev/null || true
}

# Ask it to end; sets ENDED to its exit code, ENDED_MS to how long it took.
end_consumer() { # NUMBER
    local started=${EPOCHREALTIME/./}
    ENDED=0
    kill -TERM "${FLEET[$1]}"
    wait "${FLEET[$1]}" || ENDED=$?
    ENDED_MS=$(((${EPOCHREALTIME/./} - started) / 1000))
}

end_fleet() { # one test line
    local i codes=''
    for i in "${!FLEET[@]}"; do
        end_consumer "$i"
        codes+="$ENDED "
    done
    is "$(tr -d '0 ' <<<"$codes")" "" "the consumers end well"
}

# --- work ----------------------------------------------------------------------------------------

# A catalogue with so many books for each month, each in one edition.
import_catalogue() { # FIRST-YEAR LAST-YEAR BOOKS
    python3 - "$WORK" "$@" <<'PY'
import sys

folder, first, last, books = sys.argv[1], *map(int, sys.argv[2:])
WORDS = "river glass winter garden letter harbour shadow orchard signal copper meadow lantern".split()


def isbn13(number):
    digits = f"979{number:09d}"
    return digits + str(-sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10)


with open(f"{folder}/editions.csv", "w") as editions, open(f"{folder}/notable.csv", "w") as notable:
    print("isbn13,title,authors,publisher,published,language,pages", file=editions)
    print("month,first_published,title,authors,publisher,isbn13,ratings,format", file=notable)
    for i in range((last - first + 1) * 12 * books):
        year, month = first + i // books // 12, i // books % 12 + 1
        title = f"The {WORDS[i % 12].title()} of {WORDS[i // 12 % 12].title()} Number {i}"
        author = f"Ann{i % 97} Writer{i}"
        print(f"{isbn13(i)},{title},{author},Press,{year}-{month:02d}-05,en,200", file=editions)
        print(f"{year}-{month:02d},{year}-{month:02d}-05,{title},{author},Press,,,Hardcover", file=notable)
PY
    producer catalog import --editions "$WORK/editions.csv" >/dev/null 2>&1
    producer catalog import --notable "$WORK/notable.csv" >/dev/null 2>&1
}
