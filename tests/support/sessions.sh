# shellcheck shell=bash
# sessions.sh: for tests that let one transaction wait for another: a session of the database that does
# what it is told. Sourced after producer.sh, with a migrated database.

# The transactions of this session stay open until it is told to COMMIT.
coproc HOLDER { psql -XqAt -v ON_ERROR_STOP=1 "$BACKFILL_DATABASE_URL"; }
hold() { # SQL...: done when it returns
    local line=
    printf '%s\n' "$@" "SELECT 'done';" >&"${HOLDER[1]}"
    until [ "$line" = "done" ]; do read -r -t 20 line <&"${HOLDER[0]}" || return 1; done
}
waiting() { # as many transactions wait for locks
    sql_is "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'" "$1"
}

token() { printf '00000000-0000-4000-8000-%012d' "$1"; }
claim() { # MONTH NUMBER-OF-TOKEN: by process 7
    run_statement month_claim "${1%-*}, ${1#*-}, '$(month_of "$1" job_id)', '$(token "$2")', 7, 'host:1/1', false, 2"
}
