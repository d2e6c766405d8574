/* enrich.h: the work on a batch of ISBNs, from its claim to its end, on a worker's thread. */
#pragma once
#include "enrich/batch.h"

/** Take the ISBNs of messages that are due, ask sources for them, and say what becomes of each.
 *  in   batch  with its consumer, token and alone; the rest is zero
 *  out  batch  suspects: they were not taken
 *  err  CANCELLED the process releases its ISBNs, or the fleet is paused | as batch_take and its
 *       like. Whatever was taken is released, as far as the database lets it */
bool enrich_batch(struct batch *batch, const struct batch_message *messages, size_t count,
                  struct error *err) NONNULL_ALL MUST_CHECK;
