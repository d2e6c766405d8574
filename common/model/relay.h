/* relay.h: publishes what lies in the outbox: the one way out of the system.
 *
 * A turn is one short transaction: take due rows, publish them, wait for the broker's confirms,
 * delete what was confirmed and put off what came back. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

struct relay;

/** in  name  of the broker connection; config is borrowed for the relay's life */
struct relay *relay_new(const struct config *config, const char *name) NONNULL_ALL MUST_CHECK;
void relay_free(struct relay *relay);
CLEANUP_FUNCTION(struct relay, relay_free)

/** One turn, opening what is not open.
 *  in    wake_fd  an eventfd that ends no turn, only noticed between turns; -1: none
 *  out   ret_published  rows confirmed and deleted
 *        ret_more       more rows are due
 *  err   OWN_SERVERS database or broker away, publishing failed: call again after a while
 *        CONFIG refused */
bool relay_turn(struct relay *relay, int *ret_published, bool *ret_more, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Keep the broker connection's heartbeat alive while nothing is due; waits at most wait_ms, or
 *  until wake_fd is readable.
 *  err  OWN_SERVERS the connection was lost; the next turn opens another */
bool relay_idle(struct relay *relay, int64_t wait_ms, int wake_fd, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Are both connections up, as far as is known? */
bool relay_connected(const struct relay *relay) NONNULL_ALL;
