# shellcheck shell=bash
# postgresql.sh: the private PostgreSQL: a cluster in the folder of state, a Unix socket in a
# folder that only its owner can enter, and a password, so that no other user of the machine gets
# in. Sourced after lib.sh.

# The superuser is `postgres`, by peer authentication for who started the cluster (and root);
# programs use the role `backfill`, which owns the database and may make others for tests.

postgresql_locate() { # sets PG_BIN: of the version of an existing cluster, else the newest
    local dir made=$STATE/postgresql/data/PG_VERSION
    PG_BIN=''
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
        if [ -f "$made" ] && [ "$dir" != "/usr/lib/postgresql/$(<"$made")/bin" ]; then continue; fi
        if [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ]; then PG_BIN=$dir; fi
    done
    [ -n "$PG_BIN" ] || die 69 "PostgreSQL is not installed; run deploy/packages run"
}

# sets PG_RUN, the folder of the socket: run/ in the state, or a remembered folder of its own when
# that path is longer than a socket's may be (107 bytes with /.s.PGSQL.5432).
postgresql_run_folder() {
    local LC_ALL=C
    PG_RUN=$STATE/run
    if [ "${#PG_RUN}" -gt 92 ]; then
        PG_RUN=''
        if [ -f "$STATE/run.path" ]; then PG_RUN=$(<"$STATE/run.path"); fi
    fi
}

postgresql_prepare_run_folder() {
    postgresql_run_folder
    if [ -z "$PG_RUN" ] || { [ "$PG_RUN" != "$STATE/run" ] && ! run_folder_is_ours; }; then
        PG_RUN=$(mktemp -d /tmp/backfill-run.XXXXXX)
        write_file "$STATE/run.path" 600 <<<"$PG_RUN"
    fi
    own_folder "$PG_RUN" postgres
}

# /tmp is cleaned at times, and then anybody may have made a folder of that name.
run_folder_is_ours() {
    local owner
    owner=$(id -un)
    if am_root; then owner=postgres; fi
    [ -d "$PG_RUN" ] && [ ! -L "$PG_RUN" ] && [ "$(stat -c %U -- "$PG_RUN")" = "$owner" ]
}

# A cluster is made beside its place and moved there when it is whole.
postgresql_init() {
    local data=$STATE/postgresql/data sync=() user
    if [ -d "$data" ]; then return 0; fi
    if [ -n "${BACKFILL_LOCAL_VOLATILE:-}" ]; then sync=(--no-sync); fi
    as_user postgres rm -rf -- "$data.new"
    as_user postgres "$PG_BIN/initdb" -D "$data.new" -U postgres --auth=peer -E UTF8 \
        --locale=C.UTF-8 "${sync[@]}" >>"$STATE/log/postgresql.log" 2>&1 ||
        die 1 "initdb failed; see $STATE/log/postgresql.log"
    as_user postgres tee "$data.new/pg_hba.conf" >/dev/null <<'HBA'
# database and user: the administrator by who he is, programs by password
local all postgres peer map=owner
local all all scram-sha-256
HBA
    for user in root "$(as_user postgres id -un)"; do
        if am_root || [ "$user" != root ]; then printf 'owner "%s" postgres\n' "$user"; fi
    done | as_user postgres tee "$data.new/pg_ident.conf" >/dev/null
    as_user postgres mv -- "$data.new" "$data"
}

postgresql_options() { # sets PG_OPTIONS
    PG_OPTIONS=(
        -c listen_addresses=
        -c "unix_socket_directories=\"$PG_RUN\""
        -c unix_socket_permissions=0700
        -c max_connections=200
        -c timezone=UTC -c log_timezone=UTC
        -c "log_line_prefix=%m [%p] %q%d/%a "
    )
    if [ -n "${BACKFILL_LOCAL_VOLATILE:-}" ]; then # for tests: nothing outlives the machine
        PG_OPTIONS+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
    fi
}

postgresql_answers() { "$PG_BIN/pg_isready" -q -h "$PG_RUN" -U postgres -d postgres; }

# After a kill of the server alone, its children live on for a moment and hold its memory; the new
# server then refuses, so it is started again for a while.
postgresql_launch() {
    local i AS tries=0
    postgresql_options
    prefix_for postgres
    while :; do
        server_start postgresql "${AS[@]}" "$PG_BIN/postgres" -D "$STATE/postgresql/data" \
            "${PG_OPTIONS[@]}"
        for ((i = 0; i < 3000; i++)); do
            if ! server_pid postgresql; then break; fi
            if postgresql_answers; then return 0; fi
            sleep 0.02
        done
        if server_pid postgresql; then die 1 "PostgreSQL does not answer after a minute"; fi
        if [ "$((tries += 1))" -gt 10 ]; then break; fi
        sleep 0.3
    done
    tail -n 5 "$STATE/log/postgresql.log" >&2
    die 1 "PostgreSQL does not start; see $STATE/log/postgresql.log"
}

# The role and the database, where they are missing. The password goes by stdin: what stands on a
# command line can be read by all.
postgresql_provide() {
    "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$PG_RUN" -U postgres -d postgres >/dev/null <<SQL
\\set password '$(secret database_password)'
SELECT 'CREATE ROLE backfill LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'backfill') \\gexec
ALTER ROLE backfill PASSWORD :'password';
SELECT 'CREATE DATABASE backfill OWNER backfill TEMPLATE template0 ENCODING ''UTF8'' '
       'LC_COLLATE ''C.UTF-8'' LC_CTYPE ''C.UTF-8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'backfill') \\gexec
SQL
}

postgresql_start() {
    local word=started
    postgresql_locate
    if am_root; then check_entry postgres; fi
    own_folder "$STATE/postgresql" postgres
    if server_pid postgresql; then
        word='runs already'
        postgresql_run_folder
        postgresql_wait_running
    else
        postgresql_prepare_run_folder
        postgresql_init
        postgresql_launch
    fi
    postgresql_provide || die 1 "cannot make the database; see $STATE/log/postgresql.log"
    server_pid postgresql
    : >"$STATE/postgresql.ready"
    say "PostgreSQL $word (pid $PID, socket in $PG_RUN)"
}

# It may be one whose `up` was killed while it was starting.
postgresql_wait_running() {
    local i
    for ((i = 0; i < 3000; i++)); do
        if postgresql_answers; then return 0; fi
        server_pid postgresql || die 1 "PostgreSQL has just stopped; see $STATE/log/postgresql.log"
        sleep 0.02
    done
    die 1 "PostgreSQL runs (pid $PID) but does not answer"
}

# postgresql_stop [kill]: fast, or at once as after a power failure.
postgresql_stop() {
    local signal=INT seconds=60
    if [ "${1:-}" = kill ]; then signal=QUIT seconds=5; fi
    server_stop postgresql "$signal" "$seconds" || return 1
    say "PostgreSQL stopped"
}

postgresql_is_up() { [ -f "$STATE/postgresql.ready" ] && server_pid postgresql; }

postgresql_url() {
    postgresql_run_folder
    printf 'postgresql://backfill:%s@/backfill?host=%s\n' \
        "$(percent "$(secret database_password)")" "$(percent "$PG_RUN")"
}

postgresql_purge() { # what lies outside of the state
    postgresql_run_folder
    if [ "$PG_RUN" != "$STATE/run" ] && [ -n "$PG_RUN" ] && run_folder_is_ours; then
        rm -rf -- "$PG_RUN"
    fi
}
