/* relay_thread.h: the thread that publishes what is written to the outbox. */
#pragma once
#include "io/config/config.h"

struct relay_thread;

/** Start the thread.
 *  in    config  borrowed for its life
 *        name    of its connections, as the servers list them; borrowed, too
 *  out   the caller ends it with relay_thread_stop */
struct relay_thread *relay_thread_start(const struct config *config, const char *name)
    NONNULL_ALL MUST_CHECK;

/** A row was written to the outbox: publish it at once, not at the next look. Any thread. */
void relay_thread_wake(struct relay_thread *thread) NONNULL_ALL;

/** Publish what is due now, then stop and free. Where a server is away, the rows stay in the
 *  outbox, and another process publishes them. */
void relay_thread_stop(struct relay_thread *thread);

/** Milliseconds since the thread began its last turn. Any thread. */
int64_t relay_thread_idle_ms(const struct relay_thread *thread) NONNULL_ALL;
