/* relay_drain.c: relaying by a command, with patience but not for ever. */
#include "shared/relay_drain.h"

#include "core/clock.h"
#include "model/relay.h"
#include "sql.h"

#define RELAY_MS 10000

static int64_t count_due(const struct context *context, int64_t fallback)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error ignored = {0};
    if (!DATABASE_RUN0(context->db, &sql_outbox_state, &rows, &ignored))
        return fallback; /* the database went away: what is known then is that something waits */
    return row_int(rows, 0, OUTBOX_STATE_DUE);
}

/* Rows that another relay holds are its own: they count as long as they are there. */
static bool relay_all(const struct context *context, struct relay *relay, int64_t *published,
                      int64_t *due, struct error *err)
{
    const int64_t until = clock_monotonic_ms() + RELAY_MS;
    struct backoff backoff = {.first_ms = 50, .max_ms = 1000};
    for (;;) {
        int now = 0;
        bool more = false;
        const bool good = relay_turn(relay, &now, &more, err);
        *published += now;
        if (good && now > 0)
            backoff.tries = 0;
        *due = good && more ? 1 : count_due(context, 1);
        if (*due == 0)
            return true;
        if (!good && err->class != ERROR_OWN_SERVERS)
            return false;
        if (clock_monotonic_ms() >= until)
            return good ? error_set(err, ERROR_OWN_SERVERS, 0, "the broker is slow") : false;
        if (!good || now == 0)
            clock_sleep_ms(backoff_next_ms(&backoff));
    }
}

bool outbox_relay(const struct context *context, const char *name, int64_t *ret_published,
                  int64_t *ret_waiting, struct error *err)
{
    CLEANUP(relay_free) struct relay *relay = relay_new(context->config, name);
    int64_t published = 0, due = 0;
    struct error why = {0};
    const bool good = relay_all(context, relay, &published, &due, &why);
    *ret_published = published;
    *ret_waiting = good ? 0 : count_due(context, due);
    if (*ret_waiting == 0)
        return true;
    *err = why;
    return false;
}
