# shellcheck shell=bash
# http-api.sh: how long serve takes to answer on a database as after years (tests/support/large.sql), alone and under
# load, and what memory it needs. Sourced by run.

"${bin:?}/backfill-producer" migrate >/dev/null
psql -qAt "$BACKFILL_DATABASE_URL" -f tests/support/large.sql >/dev/null
url=$(deploy/local/serve "$bin/backfill-producer")
read -r pid _ <"$BACKFILL_STATE_DIR/serve.pid"
until curl -fs -o /dev/null "$url/readyz"; do sleep 0.1; done
tests/bench/http-api.py "$url" "$(cat "$BACKFILL_STATE_DIR/operator.token")" "$pid"
