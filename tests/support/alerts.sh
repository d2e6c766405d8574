# shellcheck shell=bash
# alerts.sh: a receiver of alarms and a fleet that sends them; source it after lib.sh and backfill.sh.

P=$BIN/backfill-producer
FLEET=() FLEET_SIZE=0

start_receiver() { # its port is RECEIVER; what it got is in $WORK/received, how it answers in $WORK/answers
    : >"$WORK/received"
    : >"$WORK/answers"
    coproc RECEIVING { exec "$REPOSITORY/tests/support/alert_receiver.py" "$WORK/received" "$WORK/answers"; }
    read -r RECEIVER <&"${RECEIVING[0]}"
}

start_fleet() { # COUNT: consumers, their logs in $WORK/log.N
    local i
    end_fleet
    for ((i = 1; i <= $1; i++)); do
        BACKFILL_CONSUMER_LISTEN=127.0.0.1:0 "$BIN/backfill-consumer" --log-level info >/dev/null 2>"$WORK/log.$i" &
        FLEET+=("$!")
    done
    FLEET_SIZE=$1
    wait_until 20 sql_is "SELECT count(*) FROM process WHERE role = 'consumer' AND stopped_at IS NULL" "$1"
}
end_fleet() {
    if [ "${#FLEET[@]}" = 0 ]; then return; fi
    kill "${FLEET[@]}" 2>/dev/null || true
    wait "${FLEET[@]}" || true
    FLEET=()
}
forget() { # everything that was said and is to be said; nobody runs
    end_fleet
    rm -f "$WORK"/log.*
    sql "DELETE FROM alarm; UPDATE alarm_watch SET observe_at = now(), able_at = NULL, pinged_at = NULL, ping_at = now(), ping_claim = NULL, ping_claimed_until = NULL, ping_tries = 0, ping_failing_since = NULL, ping_error = NULL;
         DELETE FROM process"
    : >"$WORK/received"
    : >"$WORK/answers"
}

received() { # JSON-EXPRESSION of r (the request) and b (its body): a line for each request that was a POST
    python3 -c '
import json, sys
for line in open(sys.argv[1]):
    r = json.loads(line)
    if r["method"] == "POST":
        b = json.loads(r["body"])
        print(eval(sys.argv[2]))
' "$WORK/received" "$1"
}
got() { received 'b["commonLabels"]["alertname"] + " " + b["status"]' | paste -sd , | sed 's/,/, /g'; }
got_is() { [ "$(received 'b["commonLabels"]["alertname"] + " " + b["status"]' | grep -cx "$1")" = "$2" ]; } # "NAME STATUS" COUNT
answers() { received 'r["answer"]' | paste -sd ' '; }
pings() { grep -c '"method": "GET"' "$WORK/received" || true; }
logged() { cat "$WORK"/log.* | grep -c "event=$1 " || true; }
# So many looks for alarms since this was first asked.
observed() {
    local now
    now=$(sql "SELECT observe_at FROM alarm_watch")
    if [ "${OBSERVED_LAST:-}" != "$now" ]; then
        OBSERVED_LAST=$now
        OBSERVED=$((${OBSERVED:-0} + 1))
    fi
    if [ "$OBSERVED" -le "$1" ]; then return 1; fi
    OBSERVED=0
}
# Every process has beaten twice since this was first asked: it has done what the first one told.
beaten() {
    if [ -z "${BEATEN_SINCE:-}" ]; then BEATEN_SINCE=$(sql "SELECT clock_timestamp()") BEATEN_ONCE=''; fi
    sql_is "SELECT bool_and(heartbeat_at > '$BEATEN_SINCE') FROM process WHERE stopped_at IS NULL" t || return 1
    if [ -z "$BEATEN_ONCE" ]; then
        BEATEN_SINCE=$(sql "SELECT clock_timestamp()") BEATEN_ONCE=yes
        return 1
    fi
    BEATEN_SINCE=''
}
metric() { # NAME: its sum over the fleet
    local i port sum=0
    for ((i = 1; i <= FLEET_SIZE; i++)); do
        port=$(sed -n 's/.*event=listening.* port=\([0-9]*\).*/\1/p' "$WORK/log.$i")
        sum=$((sum + $(curl -fsS "http://127.0.0.1:$port/metrics" | sed -n "s/^$1 //p")))
    done
    echo "$sum"
}
letter() { sql "INSERT INTO dead_letter (letter_id, queue, reason, body, body_bytes, properties) VALUES (gen_random_uuid(), 'BACKFILL_DLQ', 'month_failed', '', 0, '')"; }
no_letter() { sql "DELETE FROM dead_letter"; }
