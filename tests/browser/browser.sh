# shellcheck shell=bash
# browser.sh: what tests of the page share; source it after lib.sh and backfill.sh. A test makes a world of
# servers, fakes and consumers, starts serve, and lets `browse NAME` drive chromium by NAME.mjs.

PLAYWRIGHT=playwright-core@1.60.0 # the last that takes the Node.js of Debian 12
AXE=axe-core@4.14.1

# Pictures for a person to look at; each run writes them anew.
export BROWSER_PICTURES=${BROWSER_PICTURES:-$REPOSITORY/build/browser}
export BROWSER_READ_TOKEN=read-token-of-the-tests BROWSER_OPERATOR_TOKEN=operator-token-of-the-tests
export BROWSER_BIN=$BIN BROWSER_WORK=$WORK BROWSER_REPOSITORY=$REPOSITORY

need_browser() {
    local said
    if ! command -v chromium >/dev/null; then
        echo "Bail out! chromium is missing: deploy/packages test installs it"
        exit 1
    fi
    if ! said=$("$REPOSITORY/tests/support/npm" "$PLAYWRIGHT" "$AXE" 2>&1); then
        echo "Bail out! $said"
        exit 1
    fi
    export BROWSER_MODULES=$said/node_modules
    mkdir -p "$BROWSER_PICTURES"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

answers() { curl -fsS -o /dev/null "$BROWSER_URL/livez"; }

# serve on a port that stays the same when it is started again, by serve.mjs or here.
begin_serve() {
    if [ -z "${BROWSER_URL:-}" ]; then
        BACKFILL_HTTP_LISTEN=127.0.0.1:$(free_port)
        BROWSER_URL=http://$BACKFILL_HTTP_LISTEN
    fi
    export BACKFILL_HTTP_LISTEN BROWSER_URL
    export BACKFILL_HTTP_READ_TOKEN=$BROWSER_READ_TOKEN BACKFILL_HTTP_OPERATOR_TOKEN=$BROWSER_OPERATOR_TOKEN
    "$BIN/backfill-producer" serve >>"$WORK/serve.log" 2>&1 &
    BROWSER_SERVE=$!
    export BROWSER_SERVE
    if ! wait_until 20 answers; then
        echo "Bail out! serve does not answer: $(tail -n 3 "$WORK/serve.log")"
        exit 1
    fi
}

# Runs NAME.mjs; each line "ok NAME" or "not ok NAME" of it is a result, what else it says a remark.
browse() { # NAME
    local line code=0
    rm -f "$BROWSER_PICTURES/failed-$1-"*
    node "$REPOSITORY/tests/browser/$1.mjs" >"$WORK/$1.said" 2>&1 || code=$?
    while IFS= read -r line; do
        case $line in
        'ok '*) result 0 "${line#ok }" ;;
        'not ok '*) result 1 "${line#not ok }" ;;
        *) echo "# $line" ;;
        esac
    done <"$WORK/$1.said"
    is "$code" 0 "$1 went to its end"
    if grep -q '^not ok' "$WORK/$1.said"; then tail -n "${BROWSER_LOG_LINES:-15}" "$WORK/serve.log" | sed 's/^/# serve: /'; fi
}
