# shellcheck shell=bash
# lib.sh: what up, down and env share: where the state lies, who may change it, who is alive.
#
# A folder of state belongs to these scripts when it holds the file `backfill-local`. All changes
# are made under a lock in that folder; helpers inherit the lock, servers do not, so that after a
# kill at any moment the next one waits for what is still being written, and for nothing else.

LOCAL_DIR=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
MARKER=backfill-local

say() { printf '%s\n' "$*" >&2; }

# die CODE MESSAGE: exit codes as everywhere in Backfill: 1 failed, 2 usage, 69, 75, 78.
die() {
    local code=$1
    shift
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit "$code"
}

am_root() { [ "$(id -u)" = 0 ]; }

# prefix_for USER: sets AS to what, put before a command, runs it as USER when we are root; nobody
# else needs it. setpriv leaves no process in between: a server stays the process that we started.
prefix_for() {
    AS=()
    if am_root; then AS=(setpriv --reuid="$1" --regid="$1" --init-groups --); fi
}

as_user() { # USER COMMAND...
    local AS
    prefix_for "$1"
    shift
    "${AS[@]}" "$@"
}

# --- the folder of state -------------------------------------------------------------------------

state_locate() {
    local dir=${BACKFILL_STATE_DIR:-}
    if [ -z "$dir" ] && am_root; then
        dir=/var/lib/backfill-local
    elif [ -z "$dir" ]; then
        [ -n "${HOME:-}" ] || die 78 "HOME is not set; name a folder in BACKFILL_STATE_DIR"
        dir=$HOME/.local/state/backfill
    fi
    [[ $dir == /* ]] || dir=$PWD/$dir
    # The start scripts of RabbitMQ do not quote their paths.
    [[ $dir =~ ^[^[:space:][:cntrl:]\'\"\\\$\`\;\&\|\<\>\(\)\*\?]+$ ]] ||
        die 78 "BACKFILL_STATE_DIR: '$dir' holds blanks or quotes, which RabbitMQ cannot take"
    while [[ $dir == */ ]]; do dir=${dir%/}; done
    [ -n "$dir" ] || die 78 "BACKFILL_STATE_DIR: '/' cannot be the folder of the servers"
    STATE=$dir
}

state_is_ours() { [ -f "$STATE/$MARKER" ]; }

# Make the folder, or take an empty one; never one that holds something else.
state_prepare() {
    (umask 022 && mkdir -p -- "$STATE") || die 78 "cannot make the folder '$STATE'"
    [ -O "$STATE" ] || die 78 "BACKFILL_STATE_DIR: '$STATE' belongs to another user"
    if ! state_is_ours; then
        # Asked twice: another `up` may have put its marker there in between.
        [ -z "$(ls -A -- "$STATE")" ] || state_is_ours ||
            die 78 "BACKFILL_STATE_DIR: '$STATE' is not empty and not of deploy/local"
        printf 'Private servers of Backfill; deploy/local/down --purge removes this folder.\n' \
            >"$STATE/$MARKER"
    fi
    if am_root; then chmod 711 "$STATE"; else chmod 700 "$STATE"; fi
}

# state_lock prepare|existing: hold the lock on descriptor 9 until this script and its helpers end.
# `existing` fails when there is no state; `prepare` makes it. A purge removes the lock's file: whoever
# waited for it meanwhile holds a lock on nothing and begins again.
state_lock() {
    local i
    for ((i = 0; i < 100; i++)); do
        if [ "$1" = prepare ]; then state_prepare; fi
        state_is_ours || return 1
        [ -O "$STATE" ] || die 78 "BACKFILL_STATE_DIR: '$STATE' belongs to another user"
        { exec 9>>"$STATE/lock"; } 2>/dev/null || continue
        if ! flock -n 9; then
            say "waiting for another up or down of $STATE"
            flock -w 180 9 || die 75 "another up or down of $STATE has not ended for 3 minutes"
        fi
        if [ "$STATE/lock" -ef "/proc/$$/fd/9" ]; then return 0; fi
    done
    die 1 "cannot lock '$STATE/lock'"
}

# check_entry USER: as root the servers run as users of their own, who must be able to get there.
check_entry() {
    as_user "$1" test -x "$STATE" ||
        die 78 "the user $1 cannot enter '$STATE': a folder above it is closed (chmod o+x it)"
}

# write_file PATH MODE [GROUP]: a whole file from stdin, or the old one; never half of it.
write_file() {
    (umask 077 && cat >"$1.new")
    if am_root && [ -n "${3:-}" ]; then chgrp "$3" "$1.new"; fi
    chmod "$2" "$1.new"
    mv -f -- "$1.new" "$1"
}

# own_folder PATH USER: a private folder of the user that a server runs as.
own_folder() {
    (umask 077 && mkdir -p -- "$1")
    chmod 700 -- "$1"
    if am_root; then chown "$2:" "$1"; fi
}

random_word() { # 24 letters and digits, 142 bits: safe in URLs, files and SQL as they are
    local word=''
    while [ "${#word}" -lt 24 ]; do
        word+=$(head -c 64 /dev/urandom | base64 -w 0 | tr -dc 'A-Za-z0-9')
    done
    printf '%s\n' "${word:0:24}"
}

# Passwords are made once and kept; `secret NAME` prints one.
secrets_prepare() {
    if [ -s "$STATE/secrets" ]; then return 0; fi
    write_file "$STATE/secrets" 600 <<SECRETS
database_password $(random_word)
broker_user backfill-$(random_word | head -c 6)
broker_password $(random_word)
cookie $(random_word)
SECRETS
}

secret() {
    local name value
    while read -r name value; do
        if [ "$name" = "$1" ]; then
            printf '%s\n' "$value"
            return 0
        fi
    done <"$STATE/secrets"
    return 1
}

# percent TEXT: percent-encoded for use inside a URL.
percent() {
    local LC_ALL=C text=$1 i char code
    for ((i = 0; i < ${#text}; i++)); do
        char=${text:i:1}
        case $char in
        [A-Za-z0-9._~-]) printf '%s' "$char" ;;
        *)
            printf -v code '%d' "'$char" # negative for bytes over 127
            printf '%%%02X' $((code & 255))
            ;;
        esac
    done
}

# --- processes -----------------------------------------------------------------------------------
# A pid file holds the pid and the start time (ticks since boot), so that a recycled pid is never
# taken for ours. A zombie is dead: nothing of it runs, only its parent has not looked yet.

# process_stat PID: the fields of /proc/PID/stat from the third on, in STAT; fails on the dead.
process_stat() {
    local line
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -ra STAT <<<"${line##*) }" # the name before may hold blanks and parentheses
    [[ ${#STAT[@]} -gt 19 && ${STAT[0]} != [ZX] ]]
}

# server_pid NAME: sets PID to that of the live server NAME, or fails.
server_pid() {
    local start
    PID=''
    { read -r PID start <"$STATE/$1.pid"; } 2>/dev/null || return 1
    process_stat "$PID" && [ "${STAT[19]}" = "$start" ]
}

# server_start NAME COMMAND...: run a server in a session of its own, its output in log/NAME.log.
# The pid file is written by the process that then becomes the server: no moment at which it runs
# without being known.
server_start() {
    local name=$1 i
    shift
    rm -f -- "$STATE/$name.pid"
    # shellcheck disable=SC2016
    setsid bash -c 'source "$1" && server_become "${@:2}"' "${0##*/}" "$LOCAL_DIR/lib.sh" \
        "$STATE/$name.pid" "$@" </dev/null >>"$STATE/log/$name.log" 2>&1 &
    disown # its end is no news of ours
    for ((i = 0; i < 500; i++)); do
        if [ -f "$STATE/$name.pid" ]; then return 0; fi
        sleep 0.01
    done
    die 1 "$name could not be started; see $STATE/log/$name.log"
}

server_become() { # in the new process only
    process_stat $$
    write_file "$1" 600 <<<"$$ ${STAT[19]}"
    exec 9>&- # the lock is not the server's
    shift
    exec "$@"
}

# wait_dead PID SECONDS
wait_dead() {
    local i
    for ((i = 0; i < $2 * 50; i++)); do
        if ! process_stat "$1"; then return 0; fi
        sleep 0.02
    done
    return 1
}

# processes_with FIELD VALUE: sets FOUND to the live processes with that field of /proc/PID/stat:
# 1 the parent, 3 the session.
processes_with() {
    local dir
    FOUND=()
    for dir in /proc/[0-9]*; do
        if process_stat "${dir#/proc/}" && [ "${STAT[$1]}" = "$2" ]; then
            FOUND+=("${dir#/proc/}")
        fi
    done
}

# server_stop NAME SIGNAL SECONDS: ask, wait, insist. Fails when it did not run.
server_stop() {
    local pid
    server_pid "$1" || return 1
    pid=$PID
    kill "-$2" "$pid" 2>/dev/null || true
    if ! wait_dead "$pid" "$3"; then
        say "$1 (pid $pid) has not stopped for $3 s: killing it"
        processes_with 1 "$pid"
        kill -KILL "$pid" "${FOUND[@]}" 2>/dev/null || true
        wait_dead "$pid" 10 || die 1 "$1 (pid $pid) cannot be killed"
    fi
    stop_session "$pid"
    rm -f -- "$STATE/$1.pid"
}

# stop_session PID: end what a dead server left in its session. The helpers of an Erlang machine go
# by themselves when their pipe closes, but not at once.
stop_session() {
    local i
    for ((i = 0; i < 100; i++)); do
        processes_with 3 "$1"
        if [ "${#FOUND[@]}" = 0 ]; then return 0; fi
        if [ "$i" = 50 ]; then kill -KILL "${FOUND[@]}" 2>/dev/null || true; fi
        sleep 0.02
    done
    die 1 "processes ${FOUND[*]} of a stopped server cannot be killed"
}
