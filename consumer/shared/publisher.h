/* publisher.h: the thread that turns the relay: the one way out of a consumer. */
#pragma once
#include "shared/consumer.h"

struct publisher *publisher_start(struct consumer *consumer) NONNULL_ALL;
/** A row was written to the outbox: look at once. */
void publisher_wake(struct publisher *publisher) NONNULL_ALL;
/** Publish what is due now, then stop and free. */
void publisher_stop(struct publisher *publisher);
/** Milliseconds since the thread last turned; are its connections up? */
int64_t publisher_idle_ms(const struct publisher *publisher) NONNULL_ALL;
bool publisher_connected(const struct publisher *publisher) NONNULL_ALL;
