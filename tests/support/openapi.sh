# shellcheck shell=bash
# openapi.sh: asks serve, and keeps every answer, so that a test can hold all of them against /openapi.json at its end;
# source it after serve.sh.

KEPT=$WORK/answers.kept
: >"$KEPT"

# ask METHOD PATH [CURL OPTION...]: sets STATUS; the body is in $WORK/body, the head in $WORK/head. A test calls
# answers_hold at its end.
ask() {
    local method=$1 path=$2
    local how=(-X "$method")
    shift 2
    [ "$method" != HEAD ] || how=(-I)
    : >"$WORK/body"
    STATUS=$(curl -s -m 30 "${how[@]}" -D "$WORK/head" -o "$WORK/body" -w '%{http_code}' "$@" "$SERVE$path") || true
    [ "$method" != HEAD ] || : >"$WORK/body"
    python3 -c 'import json, sys
method, path, status, head, body = sys.argv[1:]
kind = [line.split(":", 1)[1].strip() for line in open(head, encoding="latin-1") if line.lower().startswith("content-type:")]
print(json.dumps({"method": method, "path": path, "status": int(status or 0), "type": (kind or [""])[-1],
                  "body": open(body, encoding="utf-8", errors="replace").read()}))' \
        "$method" "$path" "$STATUS" "$WORK/head" "$WORK/body" >>"$KEPT"
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

# answers_hold: every answer that was kept is one that the document allows.
answers_hold() {
    curl -fsS -m 20 "$SERVE/openapi.json" >"$WORK/openapi.json" || true
    is "$("$REPOSITORY/tests/support/openapi.py" answers "$WORK/openapi.json" "$KEPT" 2>&1)" "" \
        "all $(wc -l <"$KEPT") answers are what /openapi.json says"
}
