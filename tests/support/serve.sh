# shellcheck shell=bash
# serve.sh: what tests of 'backfill-producer serve' share; source it after lib.sh and backfill.sh.

# Secrets of tests: whoever has them may do nothing elsewhere.
export BACKFILL_HTTP_OPERATOR_TOKEN=operator-of-a-test-0123456789abcdef
export BACKFILL_HTTP_READ_TOKEN=reader-of-a-test-0123456789abcdef01
export BACKFILL_CRON_SECRET=cron-secret-of-a-test-0123456789abc

# start_serve [OPTION...]: on a free port; SERVE is its URL, SERVE_PID its process.
# shellcheck disable=SC2120 # most need no options
start_serve() {
    : >"$WORK/serve.out" # what an earlier one said is not taken for its word
    "$BIN/backfill-producer" serve --listen 127.0.0.1:0 "$@" >"$WORK/serve.out" 2>"$WORK/serve.log" &
    SERVE_PID=$!
    wait_until 20 grep -q '^Listening' "$WORK/serve.out" || sed 's/^/# /' "$WORK/serve.log"
    SERVE=$(sed -n 's/^Listening on //p' "$WORK/serve.out")
}

# stop_serve: SIGTERM, and SERVE_CODE is its exit code.
stop_serve() {
    SERVE_CODE=0
    kill -TERM "$SERVE_PID"
    wait "$SERVE_PID" || SERVE_CODE=$?
}

# As an operator, a reader, and whoever calls without a secret.
as_operator() { curl -s -m 30 -H "Authorization: Bearer $BACKFILL_HTTP_OPERATOR_TOKEN" "$SERVE$1" "${@:2}"; } # PATH [CURL OPTION...]
as_reader() { curl -s -m 30 -H "Authorization: Bearer $BACKFILL_HTTP_READ_TOKEN" "$SERVE$1" "${@:2}"; }

status_of() { # PATH [CURL OPTION...]
    curl -s -o /dev/null -m 20 -w '%{http_code}' "${@:2}" "$SERVE$1" || true
}
is_ready() { [ "$(status_of /readyz)" = 200 ]; }
reason_is() { curl -s -m 20 "$SERVE/readyz" | grep -qF "\"reason\":\"$1\""; }
workers_of() { pgrep -P "$1" -f serve-worker || true; }
# Processes of serve that belong to this test.
no_process_left() { pgrep -P $$ -f 'backfill-producer serve' || true; }
