/* relay_drain.c: a relay of the command's own, which gives up after 10 s. Rows that it leaves are
 * published by any running consumer. */
#include "shared/relay_drain.h"

#include <stdio.h>

#include "core/clock.h"
#include "model/relay.h"
#include "shared/output.h"
#include "sql.h"

#define RELAY_MS 10000
#define SERVED_RELAY_MS 1500 /* where a caller waits */

static int64_t count_due(const struct context *context, int64_t fallback)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error ignored = {0};
    if (!DATABASE_RUN0(context->db, &sql_outbox_state, &rows, &ignored))
        return fallback; /* the database went away after it had told that something waits */
    return row_int(rows, 0, OUTBOX_STATE_DUE);
}

/* Rows that another relay is publishing count as waiting for as long as they are there. */
static bool publish_due(const struct context *context, struct relay *relay, struct relayed *relayed,
                        struct error *err)
{
    const int64_t until = clock_monotonic_ms() + (context_is_served() ? SERVED_RELAY_MS : RELAY_MS);
    struct backoff backoff = {.first_ms = 50, .max_ms = 1000};
    for (;;) {
        int now = 0;
        bool more = false;
        const bool good = relay_turn(relay, &now, &more, err);
        relayed->published += now;
        if (good && now > 0)
            backoff.tries = 0;
        relayed->waiting = good && more ? 1 : count_due(context, 1);
        if (relayed->waiting == 0)
            return true;
        if (!good && err->class != ERROR_OWN_SERVERS)
            return false;
        if (clock_monotonic_ms() >= until)
            return good ? error_set(err, ERROR_OWN_SERVERS, 0, "the broker is slow") : false;
        if (!good || now == 0)
            clock_sleep_ms(backoff_next_ms(&backoff));
    }
}

/* A caller over HTTP who is told to try again would do it a second time: it is done. */
static void say_waiting(struct error *err)
{
    (void)fprintf(stderr, "%s\n", err->message);
    *err = (struct error){.class = ERROR_NONE};
}

int relay_drain(const struct context *context, const char *name, const char *done,
                struct relayed *ret, struct error *err)
{
    CLEANUP(relay_free) struct relay *relay = relay_new(context->config, name);
    struct error why = {0};
    *ret = (struct relayed){.published = 0};
    if (!publish_due(context, relay, ret, &why))
        ret->waiting = count_due(context, ret->waiting);
    if (ret->waiting == 0)
        return EXIT_DONE;
    *err = why;
    (void)error_wrap(err, "%s, but %s in the outbox, where any running consumer takes them up",
                     done, output_count(ret->waiting, "message waits", "messages wait"));
    if (context_is_served()) {
        say_waiting(err);
        return EXIT_DONE;
    }
    return err->class == ERROR_CONFIG ? EXIT_CONFIG : EXIT_TRY_AGAIN;
}
