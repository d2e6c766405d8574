/* relay.h: publishes the rows of the outbox: the one way by which messages leave the system.
 *
 * A turn is one short transaction: take due rows, publish them, wait for the broker's confirms,
 * delete the rows that were confirmed and put off those that were not. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

struct relay;

/** A relay that is not connected yet.
 *  in   config  borrowed for its life
 *       name    of its connections, as the servers list them; borrowed too
 *  out  owned by the caller: relay_free */
struct relay *relay_new(const struct config *config, const char *name) NONNULL_ALL MUST_CHECK;
void relay_free(struct relay *relay);
CLEANUP_FUNCTION(struct relay, relay_free)

/** Make one turn; connections that are not open are opened first. While the broker takes nothing,
 *  because of an alarm, a turn publishes nothing and succeeds.
 *  out   ret_published  rows confirmed and deleted
 *        ret_more       more rows are due
 *  time  10 seconds for the confirms
 *  err   OWN_SERVERS database or broker away, or publishing failed: call it again after a while.
 *        What was confirmed is deleted all the same | CONFIG one of them refuses us */
bool relay_turn(struct relay *relay, int *ret_published, bool *ret_more, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Wait while nothing is due, and answer the broker's heartbeats meanwhile.
 *  in    wait_ms  at most
 *        wake_fd  an eventfd: the wait ends when it is readable; it is not read; -1: none
 *  err   OWN_SERVERS the broker's connection was lost; the next turn opens another */
bool relay_idle(struct relay *relay, int64_t wait_ms, int wake_fd, struct error *err)
    NONNULL_ALL MUST_CHECK;
