/* poison.h: a message that can never be processed: its dead letter, written through the outbox with
 * headers that a person can read, bytes unchanged. */
#pragma once
#include "intake/delivery.h"
#include "shared/consumer.h"

/** in  delivery->why says what is wrong with it */
bool poison_store(struct consumer *consumer, const struct delivery *delivery, const char *worker,
                  struct error *err) NONNULL_ALL MUST_CHECK;
