# shellcheck shell=bash
# openapi.sh: asks serve, and shows what it answered; source it after serve.sh.

# ask METHOD PATH [CURL OPTION...]: sets STATUS; the body is in $WORK/body, the head in $WORK/head.
ask() {
    local method=$1 path=$2
    local how=(-X "$method")
    shift 2
    [ "$method" != HEAD ] || how=(-I)
    : >"$WORK/body"
    STATUS=$(curl -s -m 30 "${how[@]}" -D "$WORK/head" -o "$WORK/body" -w '%{http_code}' "$@" "$SERVE$path") || true
    [ "$method" != HEAD ] || : >"$WORK/body"
}

# asks STATUS NAME METHOD PATH [CURL OPTION...]: the same, as a test.
asks() {
    local want=$1 name=$2
    shift 2
    ask "$@"
    is "$STATUS" "$want" "$name"
    [ "$STATUS" = "$want" ] || head -c 400 "$WORK/body" | sed 's/^/# /'
}

# header NAME: of the last answer.
header() { sed -n "s/^$1: *//Ip" "$WORK/head" | tr -d '\r'; }

# body_of PYTHON-EXPRESSION: of j, the JSON of the last answer.
body_of() { python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print('"$1"')' "$WORK/body"; }
