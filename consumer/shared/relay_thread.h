/* relay_thread.h: the thread that turns the relay: the one way out of a consumer. */
#pragma once
#include "shared/consumer.h"

struct relay_thread *relay_thread_start(struct consumer *consumer) NONNULL_ALL;
/** A row was written to the outbox: look at once. */
void relay_thread_wake(struct relay_thread *thread) NONNULL_ALL;
/** Publish what is due now, then stop and free. */
void relay_thread_stop(struct relay_thread *thread);
/** Milliseconds since the thread last turned; are its connections up? */
int64_t relay_thread_idle_ms(const struct relay_thread *thread) NONNULL_ALL;
bool relay_thread_connected(const struct relay_thread *thread) NONNULL_ALL;
