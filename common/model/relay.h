/* relay.h: publishes the rows of the outbox. Messages leave the system in no other way.
 *
 * A turn is one short transaction: it takes due rows, publishes them, waits for the broker's
 * confirms, deletes the rows that were confirmed, and tries those again later that were refused. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

struct relay;

/** Make a relay, which is not connected yet.
 *  in    config  borrowed for its life
 *        name    of its connections, as the servers list them; borrowed, too
 *  out   the caller frees it with relay_free */
struct relay *relay_new(const struct config *config, const char *name) NONNULL_ALL MUST_CHECK;
void relay_free(struct relay *relay);
CLEANUP_FUNCTION(struct relay, relay_free)

/** Make one turn. Connections that are not open are opened first. While an alarm blocks the broker,
 *  a turn publishes nothing and succeeds.
 *  out   ret_published  rows that were confirmed and deleted
 *        ret_more       more rows are due
 *  time  opening connections, and 10 s for the confirms
 *  err   OWN_SERVERS database or broker away, or publishing failed; another turn may be made after
 *        a while. Rows that were confirmed are deleted even so | CONFIG one of them refuses us | as
 *        database_run and broker_next */
bool relay_turn(struct relay *relay, int *ret_published, bool *ret_more, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Wait, and answer the broker's heartbeats meanwhile.
 *  in    wake_fd  an eventfd that ends the wait when it is readable (it is not read), or -1
 *  time  wait_ms at most; an event of the broker ends it, too
 *  err   as broker_next; the next turn opens another connection */
bool relay_idle(struct relay *relay, int64_t wait_ms, int wake_fd, struct error *err)
    NONNULL_ALL MUST_CHECK;
