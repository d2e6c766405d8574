/* ask.c: what an attempt at a month asks, as the gate's asking takes it. What the last error means
 * for the month is decided in give_up.c. */
#include "month/ask.h"

static bool may_go_on(void *context, struct error *err)
{
    const struct attempt *attempt = context;
    return attempt_may_go_on(attempt, err);
}

static void count_call(void *context, const char *provider)
{
    struct attempt *attempt = context;
    attempt_count_call(attempt, provider);
}

bool ask_all(struct attempt *attempt, struct asks *asks, const struct ask_reader *reader,
             struct error *err)
{
    const struct asker asker = {
        .gate = attempt->consumer->gate,
        .context = attempt,
        .claim = &attempt->claimant.token,
        .claim_seen_ms = attempt->claim_seen_ms,
        .deadline_ms = attempt->deadline_ms,
        .order_id = attempt->claim.order_id,
        .order_name = attempt->claim.order_name,
        .may_go_on = may_go_on,
        .count_call = count_call,
    };
    return ask_together(&asker, asks, reader, err);
}
