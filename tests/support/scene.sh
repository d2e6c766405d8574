# shellcheck shell=bash
# scene.sh: a fleet that has stopped with much that went wrong, for tests of what an operator does about it;
# source it after lib.sh, backfill.sh, producer.sh and providers.sh.

poison() { # HOW-MANY BODY TYPE: messages that can never be processed
    local n
    for ((n = 1; n <= $1; n++)); do
        printf '%s' "${2//@/$n}" | "$BROKER" publish backfill BACKFILL_QUEUE --property "type=$3" \
            --property content_type=application/json --property "message_id=poison-$RANDOM-$n"
    done
}

# Ten months of 2003: 01 and 02 partial, 03 to 05 failed, 06 completed, the others still to be done; 20 poison
# messages of five kinds; xai out of money, isbndb slow. Nothing runs.
make_scene() {
    start_fakes
    export BACKFILL_RETRY_MAX=2
    control '{"services": {"*": {"fill": 5, "max_books": 5}, "isbndb": {"latency_ms": 300}}, "invent": {"resolvable": 1},
              "rules": [{"service": "xai", "month": "2003-01", "do": "unavailable"}, {"service": "xai", "month": "2003-02", "do": "unavailable"},
                        {"month": "2003-03", "do": "garbage"}, {"month": "2003-04", "do": "garbage"}, {"month": "2003-05", "do": "garbage"}]}'
    fresh_backfill
    seed 2003-01 2003-10
    schedule 2003-01 2003-06
    poison 6 '{"month": ' backfill.month.v1
    poison 5 '{"job_id": "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a00@", "year": 2003, "month": 13}' backfill.month.v1
    poison 4 '{"job_id": "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a00@", "year": 2003, "month": 8}' backfill.month.v9
    poison 3 '{"job_id": "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a00@", "year": "MMIII", "month": 7}' backfill.month.v1
    poison 2 '{"job_id": "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a00@", "year": 1950, "month": 7}' backfill.month.v1
    consume || true
    control '{"rules": [{"service": "xai", "do": "out_of_credits"}]}'
    schedule 2003-07 2003-07
    consume || true
}
