/* poison.h: the dead letter of a message that can never be processed: written through the
 * outbox, the message's bytes unchanged, with headers that a person can read. */
#pragma once
#include "intake/delivery.h"
#include "shared/consumer.h"

/** Write the dead letter of a delivery.
 *  in   delivery  why says what is wrong with it;  worker  the name of the worker that found it
 *  err  CANCELLED the database is away and the process stops | CONFIG the database refuses it */
bool poison_store(struct consumer *consumer, const struct delivery *delivery, const char *worker,
                  struct error *err) NONNULL_ALL MUST_CHECK;
